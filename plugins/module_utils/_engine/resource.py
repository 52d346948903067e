# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a kind of endpoint is to the engine: a field table, words for its states, and the calls of its API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Callable

from .attributes import from_api
from .effects import Process
from .errors import CallFailed, NotFound
from .fields import Field, Filter, to_api

#: Run states, the engine's own words. GONE includes an endpoint that cannot be read any more. OTHER is a settled state
#: that is neither running nor stopped, or whose status word does not tell which.
RUNNING, STOPPED, FAILED, CHANGING, LEAVING, GONE = "running", "stopped", "failed", "changing", "leaving", "gone"
OTHER = "other"


class Job:
    """An attribute that changes by a job of its own, which the service runs beside the endpoint; all empty for none.

    :cvar field: the attribute, which cannot be changed in place otherwise.
    :cvar option: the call option that allows a job: ``never``, ``start`` or ``complete``.
    :cvar result: the attribute under which results show the job: ``status``, ``percent``, its id and the new value.
    :cvar id_field: the attribute that shows the id of the endpoint's latest job.
    :cvar support_field: the attribute that shows whether the endpoint can have jobs.
    :cvar noun: what messages call it.
    """

    field = option = result = id_field = support_field = noun = ""

    def read(self, job_id: str) -> Process:
        """Return a job as attributes, or None if there is none with this id."""
        raise NotImplementedError

    def begin(self, endpoint_id: str, value: Any) -> Process:
        """Begin the job that leads to this value; return its id, or None if the server accepted without naming one."""
        raise NotImplementedError

    def cancel(self, endpoint_id: str, job_id: str) -> Process:
        """Ask for the cancellation of a job."""
        raise NotImplementedError

    def obstacle(self, value: Any, observed: dict) -> str | None:
        """Return why no job can lead to this value, or None."""
        return None


class Resource:
    """A kind of endpoint. A subclass gives the data, and methods that are processes made of calls.

    :cvar key: what the kind is called in manifests and in the names of its modules, ``<key>_endpoint`` for one.
    :cvar cloud: the cloud; the action group of its modules has this name.
    :cvar fields: the field table; the attributes of an endpoint are dicts under its names.
    :cvar actions: from each verb that the API has (create, update, start, stop, delete) to its name of the action.
    :cvar read_action: the API's name of the call that reads one endpoint.
    :cvar list_action: the API's name of the call that lists endpoints.
    :cvar tells_apart: attributes that tell endpoints of one name apart.
    :cvar states: the choices of the option ``state``.
    :cvar scope: the fields that, with ``name``, address an endpoint without an id, and their defaults. If a default is
        None, a declaration must give the field.
    :cvar ids_in_scope: an id addresses an endpoint only within a scope.
    :cvar call_options: options that say how to make calls, and nothing about an endpoint.
    :cvar names_are_unique: the service refuses a name that another endpoint has.
    :cvar reads_singly: there is a call that reads one endpoint; otherwise only the list can be read.
    :cvar updates_whole: an update carries all that can be changed, since the service may reset what is left out.
    :cvar doubtful: fields of such an update that the API may refuse. They are then left out if they need no change.
    :cvar settles_at_once: a write has taken effect when its answer arrives.
    :cvar job: the attribute that changes by a job of its own.
    :cvar extras: attributes that cost a call each. They are read when the option of that name is true.
    :cvar callers_give: the attribute that callers of the model give to reach the endpoint.
    :cvar filters: the options of the info module.
    :cvar how_to_replace: what to do for a replacement, to end a sentence with.
    """

    key: str = ""
    cloud: str = ""
    fields: tuple[Field, ...] = ()
    actions: dict[str, str] = {}
    read_action: str = ""
    list_action: str = ""
    tells_apart: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    scope: dict[str, Any] = {}
    ids_in_scope: bool = False
    names_are_unique: bool = False
    call_options: tuple[Field, ...] = ()
    reads_singly: bool = True
    updates_whole: bool = False
    doubtful: tuple[str, ...] = ()
    settles_at_once: bool = False
    extras: tuple[str, ...] = ()
    callers_give: str = "endpoint_id"
    filters: tuple[Filter, ...] = ()
    job: Job = Job()
    how_to_replace: str = (
        "set recreate to create_first or delete_first to replace the endpoint, which gives it a new id"
    )

    def bind(self, scope: dict, call_options: dict) -> Resource:
        """Return this resource, bound to the scope and the call options of one declaration."""
        return self

    # --- connecting

    @classmethod
    def connection_options(cls) -> tuple[Field, ...]:
        """Return the options that say where and as whom to connect, without those of every transport."""
        raise NotImplementedError

    @classmethod
    def connection_problems(cls, params: dict) -> list[str]:
        """Return what is wrong with the connection options, as sentences ``path: found X; expected Y``."""
        raise NotImplementedError

    @classmethod
    def connection_secrets(cls, params: dict) -> Iterator[str]:
        """Yield what no result may show of these options, and of the environment that stands in for them."""
        return iter(())

    @classmethod
    def connection_warnings(cls, params: dict) -> list[str]:
        """Return what is doubtful about the connection options, but no reason to refuse."""
        return []

    @classmethod
    def connection_source(cls, params: dict) -> str:
        """Tell which source the credentials come from, without a value."""
        return ""

    @classmethod
    def connection_place(cls, params: dict) -> dict:
        """Return where the endpoints are, under the names of options; plugins on the controller need it."""
        raise NotImplementedError

    @classmethod
    def connection_account(cls, params: dict) -> str:
        """Return what tells accounts apart and is no secret; plugins on the controller need it."""
        raise NotImplementedError

    def connect(self, params: dict, hide: Callable[[str], Any], clock: Any, budget: float) -> Any:
        """Return a client whose ``perform`` takes a Call.

        :param hide: takes each secret that the client learns.
        :param budget: seconds that one call may spend on retries.
        """
        raise NotImplementedError

    # --- declaring

    @classmethod
    def contradictions(cls, declared: dict) -> Iterator[tuple[str, str]]:
        """Yield how the options of one endpoint contradict each other: path, and ``found X; expected Y``.

        :param declared: the options that were given, of the right types.
        """
        return iter(())

    @classmethod
    def secrets_in(cls, declared: Any) -> Iterator[str]:
        """Yield the texts in options, checked or not, that no result may show."""
        return iter(())

    def lacking(self, values: dict) -> list[str]:
        """Return the names of the attributes that a create needs and ``values`` lack."""
        return [field.name for field in self.fields if field.to_create and field.name not in values]

    def successor(self, values: dict, declared: dict, observed: dict) -> dict:
        """Return the part of ``values`` that a replacement of ``observed`` gets.

        What is not declared may not fit the successor. The plan warns of what this leaves out.

        :param declared: a part of ``values`` that the successor gets in any case.
        """
        return values

    def name_is_taken(self, error: CallFailed) -> bool:
        """Return whether a create was refused because an endpoint of that name exists, or has existed."""
        return False

    def irreplaceable(self, values: dict, observed: dict, delete_first: bool) -> str | None:
        """Return why an endpoint cannot be replaced by one with ``values``, or None."""
        return None

    def unsafe_update(self, values: dict, observed: dict) -> str | None:
        """Return why an update with ``values`` might reset what it does not carry, or None."""
        return None

    def extra_actions(self, values: dict) -> tuple[str, ...]:
        """Return the API names of the further writes that a create or an update with ``values`` makes."""
        return ()

    # --- the info module

    def list_filtered(self, conditions: dict, sought: Sequence[tuple[str, str]]) -> Process:
        """Return the endpoints that a list request with these conditions shows: list of attributes.

        :param conditions: members of the request, as ``sent`` of the ``filters`` says.
        :param sought: pairs of a member of an endpoint and its value; a list that moves must not hide these endpoints.
        """
        raise NotImplementedError

    def account_facts(self) -> dict:
        """Return what the last list said about the account, under the names of results."""
        return {}

    def last_shown(self, name: str) -> list[dict]:
        """Return the endpoints of this name in the last list, where reading one endpoint means reading the list."""
        return []

    # --- reading

    def read_extra(self, extra: str, endpoint: dict) -> Process:
        """Return the value of an extra attribute, or None if the endpoint has none."""
        raise NotImplementedError

    def find(self, name: str, scope: dict) -> Process:
        """Return all endpoints with exactly this name in this scope, also those being deleted: list of attributes."""
        raise NotImplementedError

    def list_scope(self, scope: dict, expected: int = 0) -> Process:
        """Return all endpoints in a scope, as the list call shows them: list of attributes.

        :param expected: how many there should be at least; pages for so many may be requested at once.
        """
        raise NotImplementedError

    def pages(self, endpoints: int) -> int:
        """Return how many list calls a scope with so many endpoints takes."""
        raise NotImplementedError

    def fetch(self, endpoint_id: str) -> Process:
        """Return the attributes of one endpoint, by the call that reads a single one.

        :raises NotFound: the server says that there is none.
        """
        raise NotImplementedError

    def read(self, endpoint_id: str) -> Process:
        """Return the attributes of one endpoint as ``fetch`` does, or None if it does not exist."""
        try:
            return (yield from self.fetch(endpoint_id))
        except NotFound:
            return None

    # --- writing

    def create(self, values: dict) -> Process:
        """Create an endpoint; return its id, or None if the server accepted the call without naming one."""
        raise NotImplementedError

    def update(self, endpoint_id: str, values: dict) -> Process:
        """Change these top-level attributes."""
        raise NotImplementedError

    def start(self, endpoint_id: str) -> Process:
        """Ask for the running state."""
        raise NotImplementedError

    def stop(self, endpoint_id: str) -> Process:
        """Ask for the stopped state."""
        raise NotImplementedError

    def delete(self, endpoint_id: str) -> Process:
        """Ask for deletion."""
        raise NotImplementedError

    # --- states

    def run_state(self, attributes: dict | None) -> str:
        """Return the engine's word for the state: GONE for None, CHANGING for a status word that is not known."""
        raise NotImplementedError

    def status_for(self, run_state: str) -> str | None:
        """Return the server's status word for RUNNING or STOPPED; None for any other state."""
        raise NotImplementedError

    def is_stopping(self, attributes: dict) -> bool:
        """Return whether the status word itself says that the endpoint is being stopped."""
        raise NotImplementedError

    def shape(self, values: dict) -> dict:
        """Return ``values`` as attributes of an endpoint of which nothing else is known: every key is there."""
        return from_api(self.fields, to_api(self.fields, values))

    def finish(self, attributes: dict) -> dict:
        """Complete attributes by those that follow from others, and return them."""
        attributes["id"] = attributes["endpoint_id"]
        return attributes
