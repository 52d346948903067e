# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The custom endpoint of ModelArts Studio MaaS: its calls and its habits (Huawei reference, section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .._engine.attributes import from_api
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed, NotFound
from .._engine.fields import Field, to_api
from .._engine.resource import OTHER
from .._engine.wording import quoted
from .._http import pagination
from .answers import places_in
from .maas_fields import BUILT_IN, FIELDS, FILTERS, OWN_SERVICE
from .masking import masked
from .resource import HuaweiResource
from .states import MAAS_RUN_STATES, MAAS_STOPPING

_BASE = "/v1/{project_id}/maas"
_ENDPOINTS = f"{_BASE}/services/custom-endpoint/endpoint"
_CONTROL = f"{_BASE}/services/custom-endpoint/control"
_AGREEMENTS = f"{_BASE}/compliance/agreements"

_LIST = pagination.PageFormat("items", "id", "total", ("count", "quantity_limit"))


class MaasEndpoint(HuaweiResource):
    """Custom endpoints of Huawei Cloud ModelArts Studio (MaaS)."""

    key = "maas"
    service = "modelarts"
    regions = ("ap-southeast-1", "cn-southwest-2")
    fields = FIELDS
    run_states = MAAS_RUN_STATES
    actions = {
        "create": "CreateEndpoint",
        "update": "UpdateEndpoint",
        "start": "ActivateEndpoint",
        "stop": "DeactivateEndpoint",
        "delete": "DeleteEndpoint",
    }
    list_action = read_action = "ListEndpoints"
    tells_apart = ("endpoint_id", "source", "model_name", "create_time")
    states = ("present", "started", "stopped", "absent")
    call_options = (
        Field("agreement_id", identifier=True),
        Field("accept_agreement", kind="bool", default=False),
    )
    filters = FILTERS
    names_are_unique = True
    reads_singly = False
    #: An update without ``moderation`` probably resets it to its default (section 5.4).
    updates_whole = True
    settles_at_once = True
    callers_give = "name"
    how_to_replace = (
        "replace the endpoint by one of another name: address it by its endpoint_id, give the name, and set recreate"
        " to create_first, or to delete_first where the account may have no more endpoints"
    )

    def __init__(self) -> None:
        super().__init__()
        self._account: dict[str, Any] = {}
        self._listed: list[dict] = []

    # --- declaring

    @classmethod
    def contradictions(cls, declared: dict) -> Iterator[tuple[str, str]]:
        if declared.get("state") == "absent":
            return
        may_sign = declared.get("agreement_id") or declared.get("accept_agreement")
        if declared.get("moderation") is False and not may_sign:
            yield (
                "moderation",
                "found false without an agreement; expected one, since switching the content guard off signs its"
                " disclaimer. Give agreement_id, the id of the latest one, or set accept_agreement to true to have that"
                " one fetched and signed",
            )
        source = declared.get("source")
        if source is None and declared.get("model_name"):
            source = BUILT_IN  # the source of a create that does not say
        foreign = {BUILT_IN: ("service_region", "infer_service_id"), OWN_SERVICE: ("model_name",)}.get(str(source), ())
        for option in foreign:
            if declared.get(option) is not None:
                yield (
                    option,
                    f"found {quoted(declared[option])} with source {source}; expected nothing, or another source",
                )

    def name_is_taken(self, error: CallFailed) -> bool:
        return error.code.endswith("6271")

    def lacking(self, values: dict) -> list[str]:
        needed = ("service_region", "infer_service_id") if values.get("source") == OWN_SERVICE else ("model_name",)
        return [*super().lacking(values), *(name for name in needed if name not in values)]

    def irreplaceable(self, values: dict, observed: dict, delete_first: bool) -> str | None:
        if values["name"] != observed["name"]:
            return None
        return (
            f"no two endpoints may bear the name {quoted(observed['name'])}, and after a deletion it stays taken for"
            " ever (ModelArts.6271). Declare an endpoint of another name, move the callers, and delete this one then"
        )

    def unsafe_update(self, values: dict, observed: dict) -> str | None:
        if "moderation" in values or observed["moderation"] is not None:
            return None
        return (
            "the service does not show whether the content guard (moderation) is on, so an edit cannot carry that, and"
            " may switch it on. Declare moderation as well"
        )

    def extra_actions(self, values: dict) -> tuple[str, ...]:
        return ("SignAgreement",) if self._has_to_fetch_agreement(values) else ()

    # --- reading

    def fetch(self, endpoint_id: str) -> Process:
        for attributes in (yield from self.list_scope({})):
            if attributes["endpoint_id"] == endpoint_id:
                return attributes
        raise NotFound(
            f"{self.list_action} shows no endpoint {endpoint_id}", action=self.list_action, code="EndpointNotListed"
        )

    def find(self, name: str, scope: dict) -> Process:
        return [each for each in (yield from self._list(name)) if each["name"] == name]

    def list_scope(self, scope: dict, expected: int = 0) -> Process:
        return (yield from self._list())

    def _list(self, about: str = "") -> Process:
        """Return every endpoint of the account, in one call, since no paging is documented (section 5.2).

        :raises CallFailed: the service says that there are more than it shows.
        """
        arguments = {"method": "GET", "path": _ENDPOINTS}
        answer = yield Call(self.list_action, arguments, READ, usable=_LIST.is_page, about=about)
        items = {item["id"]: item for item in _LIST.items_of(answer) if item["id"]}
        total = _LIST.total_of(answer)
        self._account.update(total=total, quantity_limit=answer.get("quantity_limit"))
        if total is not None and total > len(items):
            raise CallFailed(
                f"{self.list_action} shows {len(items)} of {total} endpoints, so what exists cannot be told. Report"
                " this to the support of the service",
                action=self.list_action,
                code="ListIncomplete",
            )
        self._listed[:] = [self.attributes(item) for item in items.values()]
        return list(self._listed)

    def pages(self, endpoints: int) -> int:
        return 1

    def account_facts(self) -> dict:
        return {"quantity_limit": self._account.get("quantity_limit")}

    def attributes(self, raw: dict) -> dict:
        """Return a list item as attributes."""
        return self.finish(from_api(self.fields, masked(raw, self._hide)))

    def last_shown(self, name: str) -> list[dict]:
        return [each for each in self._listed if each["name"] == name]

    # --- writing

    def create(self, values: dict) -> Process:
        body = to_api(self.fields, {name: value for name, value in values.items() if value != ""})
        body.update((yield from self._agreement(values)))
        try:
            arguments = {"method": "POST", "path": _ENDPOINTS, "body": body}
            answer = yield Call("CreateEndpoint", arguments, about=values["name"])
        except CallFailed as error:
            raise error.saying(f"{error}{self._quota(error.code)}") from error
        return _id_in(answer)

    def update(self, endpoint_id: str, values: dict) -> Process:
        body = {**to_api(self.fields, values), **(yield from self._agreement(values))}
        arguments = {"method": "PUT", "path": f"{_ENDPOINTS}/{quote(endpoint_id, safe='')}", "body": body}
        try:
            yield Call("UpdateEndpoint", arguments, subject=endpoint_id, usable=_says_nothing)
        except CallFailed as error:
            if values.get("moderation") is not False or "agreement_id" in body or isinstance(error, NotFound):
                raise
            raise error.saying(
                f"{error}. The content guard of this endpoint is off; an edit that keeps it off may have to sign its"
                " disclaimer again. Give agreement_id, or set accept_agreement to true"
            ) from error

    def start(self, endpoint_id: str) -> Process:
        yield _control(self.actions["start"], "activate", endpoint_id)

    def stop(self, endpoint_id: str) -> Process:
        yield _control(self.actions["stop"], "deactivate", endpoint_id)

    def delete(self, endpoint_id: str) -> Process:
        arguments = {"method": "DELETE", "path": f"{_ENDPOINTS}/{quote(endpoint_id, safe='')}"}
        yield Call("DeleteEndpoint", arguments, subject=endpoint_id, usable=_says_nothing)

    # --- states

    def run_state(self, attributes: dict | None) -> str:
        is_mute = attributes is not None and not self.status_word(attributes)
        return OTHER if is_mute else super().run_state(attributes)

    def status_word(self, attributes: dict) -> str:
        """Return the status without the signs between its parts."""
        status = attributes.get("status")
        return "" if status is None else re.sub(r"(?<=\w)[\s_-]+(?=\w)", "", str(status).strip().lower())

    def status_for(self, run_state: str) -> str | None:
        return None  # the words are not documented, so check mode cannot predict them

    def is_stopping(self, attributes: dict) -> bool:
        return self.status_word(attributes).startswith(MAAS_STOPPING)

    # --- the info module

    def list_filtered(self, conditions: dict, sought: pagination.Sought) -> Process:
        return (yield from self.list_scope({}))

    # --- what the account allows

    def _quota(self, code: str) -> str:
        if not code.endswith("6297"):
            return ""
        total, limit = self._account.get("total"), self._account.get("quantity_limit")
        return f". The account has {total} of the {limit} endpoints that it may have" if limit is not None else ""

    def _has_to_fetch_agreement(self, values: dict) -> bool:
        given = self._call_options.get("agreement_id")
        return values.get("moderation") is False and not given and bool(self._call_options.get("accept_agreement"))

    def _agreement(self, values: dict) -> Process:
        """Return the members of a body that sign the disclaimer (section 5.6); none if it need not be signed."""
        if self._has_to_fetch_agreement(values):
            call = Call(
                "ShowAgreement",
                {"method": "GET", "path": _AGREEMENTS, "query": {"lang": "en"}},
                READ,
                usable=lambda answer: bool(pagination.as_id(answer.get("agreement_id"))),
            )
            return {"agreement_id": (yield call)["agreement_id"]}
        given = self._call_options.get("agreement_id")
        return {"agreement_id": given} if given and "moderation" in values else {}


def _control(name: str, action: str, endpoint_id: str) -> Call:
    path = f"{_CONTROL}/{quote(endpoint_id, safe='')}"
    arguments = {"method": "PUT", "path": path, "body": {"action": action}}
    return Call(name, arguments, subject=endpoint_id, usable=_says_nothing)


def _says_nothing(answer: dict) -> bool:
    """Return whether an answer to a write is the documented one: no body, or a bare value (sections 5.1, 9.2)."""
    return not answer


def _id_in(answer: dict) -> str | None:
    """Return the id of a new endpoint; the member that has it is not documented (section 5.1)."""
    places = places_in(answer, ("endpoint", "data", "result", "item"))
    members = ("id", "endpoint_id", "custom_endpoint_id")
    found = (pagination.as_id(place.get(member)) for place in places for member in members)
    return next(filter(None, found), None)
