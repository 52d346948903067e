# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a kind of endpoint is to the engine: a field table, words for its states, and the calls of its API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Callable, NamedTuple

from .effects import Process
from .errors import CallFailed, NotFound
from .fields import Field, Filter, from_api, to_api

#: Run states, the engine's own words. GONE also stands for an endpoint that cannot be read any more, OTHER for one that
#: has settled in a state which is neither running nor stopped, or does not tell which.
RUNNING, STOPPED, FAILED, CHANGING, LEAVING, GONE = "running", "stopped", "failed", "changing", "leaving", "gone"
OTHER = "other"


class Job(NamedTuple):
    """An attribute that changes by a job of its own, which the service runs beside the endpoint.

    :ivar field: the attribute, which cannot be changed in place otherwise.
    :ivar option: the call option that allows a job: ``never``, ``start`` or ``complete``.
    :ivar result: the attribute under which results show the job: ``status``, ``percent``, its id and the new value.
    :ivar id_field: the attribute that shows the id of the endpoint's latest job.
    :ivar support_field: the attribute that shows whether the endpoint can have jobs.
    :ivar noun: what messages call it.
    """

    field: str
    option: str
    result: str
    id_field: str
    support_field: str
    noun: str


class Resource:
    """A kind of endpoint. Subclasses give the data; the methods are processes made of calls.

    :cvar key: what the kind is called in manifests and in the names of its modules, ``<key>_endpoint`` for one.
    :cvar cloud: the cloud; the action group of its modules has this name.
    :cvar fields: the field table; the attributes of an endpoint are dicts under its names.
    :cvar actions: from the engine's verbs (create, update, start, stop, delete) to the API's action names; what the API
        does not do is missing.
    :cvar read_action: the API's name of the call that reads one endpoint, ``list_action`` of that which lists them.
    :cvar tells_apart: attributes that tell endpoints of one name apart.
    :cvar states: the choices of the option ``state``.
    :cvar scope: the fields which, with ``name``, make up the address of an endpoint without an id; their defaults, None
        where a declaration must tell.
    :cvar ids_in_scope: an id says which endpoint is meant within a scope only.
    :cvar call_options: options about how calls are made, which describe nothing of an endpoint.
    :cvar names_are_unique: the service refuses a name that another endpoint bears.
    :cvar reads_singly: there is a call that reads one endpoint; otherwise a list is all there is to read.
    :cvar updates_whole: an update carries all that can be changed, since what it leaves out may be reset.
    :cvar doubtful: of that, fields that the API may refuse to take; they are left out then, if they need no change.
    :cvar settles_at_once: what a call answers has happened; an endpoint that is not on its way has arrived.
    :cvar job: the attribute that changes by a job of its own, if there is one.
    :cvar extras: attributes that cost a call of their own, each read only when the option of that name is true.
    :cvar filters: the options of the info module.
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
    #: The attribute that callers of the model give to reach the endpoint.
    callers_give: str = "endpoint_id"
    filters: tuple[Filter, ...] = ()
    job: Job | None = None
    #: What to do for a replacement, to end a sentence with.
    how_to_replace: str = (
        "set recreate to create_first or delete_first to replace the endpoint, which gives it a new id"
    )

    def bind(self, scope: dict, call_options: dict) -> Resource:
        """Return this resource, bound to the scope and the call options of one declaration."""
        return self

    # --- connecting

    @classmethod
    def connection_options(cls) -> tuple[Field, ...]:
        """Return the options that say where and as whom to connect, besides those of every transport."""
        raise NotImplementedError

    @classmethod
    def connection_problems(cls, params: dict) -> list[str]:
        """Return what is wrong with the connection options, as sentences ``path: found X; expected Y``."""
        raise NotImplementedError

    @classmethod
    def connection_secrets(cls, params: dict) -> Iterator[str]:
        """What no result may show of these options, and of the environment that stands in for them."""
        return iter(())

    @classmethod
    def connection_warnings(cls, params: dict) -> list[str]:
        """What about the connection options is doubtful, but no reason to refuse."""
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
        """A client whose ``perform`` takes a Call. ``hide`` is told every secret; ``budget``: seconds of retrying."""
        raise NotImplementedError

    # --- declaring

    @classmethod
    def contradictions(cls, declared: dict) -> Iterator[tuple[str, str]]:
        """What the options of one endpoint say against each other: path, and ``found X; expected Y``.

        ``declared`` has the options that were given, of the right types.
        """
        return iter(())

    @classmethod
    def secrets_in(cls, declared: Any) -> Iterator[str]:
        """Texts in options of any kind that no result may show."""
        return iter(())

    def lacking(self, values: dict) -> list[str]:
        """The attributes that a create cannot do without and ``values`` do not have."""
        return [field.name for field in self.fields if field.to_create and field.name not in values]

    def successor(self, values: dict, declared: dict, observed: dict) -> dict:
        """Of ``values``, what a replacement of ``observed`` gets: what is not declared and does not fit stays behind.

        What stays behind is told; ``declared`` is part of it in any case.
        """
        return values

    def name_is_taken(self, error: CallFailed) -> bool:
        """Whether a create was refused because an endpoint of that name exists, or has existed."""
        return False

    def irreplaceable(self, values: dict, observed: dict, delete_first: bool) -> str | None:
        """Why an endpoint cannot be replaced by one with ``values``; None when it can."""
        return None

    def unsafe_update(self, values: dict, observed: dict) -> str | None:
        """Why an update with ``values`` might reset what it does not carry; None when it will not."""
        return None

    def extra_actions(self, values: dict) -> tuple[str, ...]:
        """API names of what else a create or an update with ``values`` does, besides itself."""
        return ()

    # --- the info module

    def list_filtered(self, conditions: dict, sought: Sequence[tuple[str, str]]) -> Process:
        """Return what a list request with these conditions shows: list of attributes.

        :param conditions: as the ``filters`` say, by ``sent``.
        :param sought: members of endpoints, and values of them, that a moving list must not hide.
        """
        raise NotImplementedError

    def account_facts(self) -> dict:
        """What the last list told about the account, under the names of results."""
        return {}

    def last_shown(self, name: str) -> list[dict]:
        """Return the endpoints of this name in the last list, where reading one endpoint means reading the list."""
        return []

    # --- reading

    def read_extra(self, extra: str, endpoint: dict) -> Process:
        """The value of an extra attribute, or None when the endpoint has none."""
        raise NotImplementedError

    def find(self, name: str, scope: dict) -> Process:
        """All endpoints with exactly this name in this scope, those on their way out included: list of attributes."""
        raise NotImplementedError

    def list_scope(self, scope: dict, expected: int = 0) -> Process:
        """All endpoints in a scope, as the list call shows them: list of attributes.

        ``expected``: how many there should be at least; pages for so many may be asked for at once.
        """
        raise NotImplementedError

    def pages(self, endpoints: int) -> int:
        """How many list calls a scope with so many endpoints takes."""
        raise NotImplementedError

    def fetch(self, endpoint_id: str) -> Process:
        """The attributes of one endpoint, read singly.

        :raises NotFound: the server says that there is none.
        """
        raise NotImplementedError

    def read(self, endpoint_id: str) -> Process:
        """As ``fetch``, with None for an endpoint that does not exist."""
        try:
            return (yield from self.fetch(endpoint_id))
        except NotFound:
            return None

    # --- writing

    def create(self, values: dict) -> Process:
        """Create an endpoint with these attributes; its id, or None when the server accepted but did not say."""
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

    # --- jobs

    def read_job(self, job_id: str) -> Process:
        """Return a job as attributes, or None when there is none of this id."""
        raise NotImplementedError

    def begin_job(self, endpoint_id: str, value: Any) -> Process:
        """Begin the job that leads to this value; return its id, or None when the server accepted but did not say."""
        raise NotImplementedError

    def cancel_job(self, endpoint_id: str, job_id: str) -> Process:
        """Ask for the cancellation of a job."""
        raise NotImplementedError

    def job_obstacle(self, value: Any, observed: dict) -> str | None:
        """Return why no job can lead to this value; None when one can."""
        return None

    # --- states

    def run_state(self, attributes: dict | None) -> str:
        """The engine's word for the state of these attributes; None is GONE, a status not known is CHANGING."""
        raise NotImplementedError

    def status_for(self, run_state: str) -> str | None:
        """The status word that the server uses for RUNNING or STOPPED; None for any other state."""
        raise NotImplementedError

    def is_stopping(self, attributes: dict) -> bool:
        """Whether the status word itself says that the endpoint is on its way to the stopped state."""
        raise NotImplementedError

    def shape(self, values: dict) -> dict:
        """``values`` as attributes of an endpoint of which nothing else is known: every key is there."""
        return from_api(self.fields, to_api(self.fields, values))

    def finish(self, attributes: dict) -> dict:
        """Add to ``attributes`` those that are derived from others, and return it."""
        attributes["id"] = attributes["endpoint_id"]
        return attributes
