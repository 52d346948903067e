# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Ark inference endpoint: its calls and its habits (Ark reference, sections 4 to 8)."""

from __future__ import annotations

import os

from .._engine.attributes import from_api
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed, NotFound, Throttled, Unclear, Unsent
from .._engine.fields import to_api
from .._engine.resource import CHANGING, LEAVING, RUNNING, STOPPED
from .._http import pagination
from .._http.client import described_in
from .._http.cloud_resource import CloudResource
from . import answers, connection, rolling
from .ark_fields import CERTIFICATE, FIELDS, FILTERS, SYSTEM_PREFIXES
from .client import Client
from .states import LEAVING_WORDS, RUN_STATES

_IDS_PER_SWEEP = 100
_LIST = pagination.PageFormat("Items", "Id", "TotalCount", ("PageNumber", "PageSize"), omits=True)


class ArkEndpoint(CloudResource):
    """Endpoints of Volcengine Ark and BytePlus ModelArk."""

    key = cloud = service = "ark"
    connecting = connection
    client = Client
    fields = FIELDS
    run_states = RUN_STATES
    actions = {
        "create": "CreateEndpoint",
        "update": "UpdateEndpoint",
        "start": "StartEndpoint",
        "stop": "StopEndpoint",
        "delete": "DeleteEndpoint",
        "begin_job": "CreateEndpointRolling",
        "cancel_job": "CancelEndpointRolling",
    }
    read_action = "GetEndpoint"
    list_action = "ListEndpoints"
    tells_apart = ("endpoint_id", "project_name", "model_reference", "create_time")
    states = ("present", "started", "stopped", "absent")
    scope = {"project_name": "default"}
    extras = ("certificate", "rolling")
    filters = FILTERS
    job = rolling.RollingUpdate()
    call_options = (rolling.OPTION,)
    #: Answers of this service show ContentGeneration within RateLimit, so an update sends it there.
    _limits_are_nested: bool = False

    # --- connecting

    @classmethod
    def connection_place(cls, params: dict) -> dict:
        where = connection.connection(params, os.environ)
        return {"site": params["site"], "region": where.region, "api_url": where.api_url or None}

    # --- reading

    def fetch(self, endpoint_id: str) -> Process:
        answer = yield Call("GetEndpoint", {"Id": endpoint_id}, READ, endpoint_id, _describes_an_endpoint)
        raw = described_in(answer, "Endpoint")  # one of two documented forms (reference section 4.2)
        return self.attributes({**raw, "Id": raw.get("Id") or endpoint_id})

    def find(self, name: str, scope: dict) -> Process:
        project = scope.get("project_name")
        request = {**_set({"ProjectName": project}), "Filter": {"Name": name}}
        listed = yield from self.sweep(request, about=name, sought=[("Name", name)])
        return [
            attributes
            for attributes in listed
            if attributes["name"] == name and (not project or attributes["project_name"] in (None, "", project))
        ]

    def list_scope(self, scope: dict, expected: int = 0) -> Process:
        return (yield from self.sweep(_set({"ProjectName": scope.get("project_name")}), expected))

    def sweep(self, request: dict, expected: int = 0, about: str = "", sought: pagination.Sought = ()) -> Process:
        """Return every endpoint that a list request selects, each once; oldest first, which keeps pages stable."""

        def page(number: int, _size: int) -> Call:
            paging = {"PageNumber": number, "PageSize": self.page_size, "SortBy": "CreateTime", "SortOrder": "Asc"}
            return Call("ListEndpoints", {**request, **paging}, READ, about=about)

        items = yield from pagination.sweep(_LIST, page, self.pages(expected), sought)
        return [self.attributes(item) for item in items]

    def attributes(self, raw: dict) -> dict:
        """Return an endpoint of an answer as attributes; tags of the platform are kept apart."""
        limits = raw.get("RateLimit")
        if isinstance(limits, dict) and "ContentGeneration" in limits:
            self._limits_are_nested = True
            outer = {name: value for name, value in limits.items() if name != "ContentGeneration"}
            raw = {"ContentGeneration": limits["ContentGeneration"], **raw, "RateLimit": outer or None}
        return self.finish(from_api(self.fields, raw))

    def finish(self, attributes: dict) -> dict:
        tags = attributes["tags"] or []
        own = [tag for tag in tags if not str(tag.get("key")).startswith(SYSTEM_PREFIXES)]
        system = [tag for tag in tags if tag not in own]
        attributes["tags"] = [{**tag, "value": tag.get("value") or ""} for tag in own]
        attributes["system_tags"] = system or attributes.get("system_tags") or []
        attributes.setdefault("certificate", None)
        return super().finish(attributes)

    def read_extra(self, extra: str, endpoint: dict) -> Process:
        if extra == self.job.result:
            job_id = endpoint[self.job.id_field]
            return (yield from self.job.read(job_id)) if job_id else None
        return (yield from self._certificate(endpoint["endpoint_id"]))

    def _certificate(self, endpoint_id: str) -> Process:
        """Return the certificate, or None when the endpoint has none."""
        try:
            answer = yield Call("GetEndpointCertificate", {"Id": endpoint_id}, READ, endpoint_id)
        except (Throttled, Unclear, Unsent):
            raise
        except NotFound:
            return None
        except CallFailed as error:
            if _means_no_certificate(error):
                return None
            raise
        return from_api(CERTIFICATE, answer) if any(answer.values()) else None

    # --- writing

    def create(self, values: dict) -> Process:
        set_values = {name: value for name, value in values.items() if value not in ("", [])}
        answer = yield Call("CreateEndpoint", to_api(self.fields, set_values), about=values.get("name", ""))
        return pagination.as_id(answer.get("Id")) or None

    def update(self, endpoint_id: str, values: dict) -> Process:
        members = to_api(self.fields, values)
        if self._limits_are_nested and "ContentGeneration" in members:
            members["RateLimit"] = {
                **members.get("RateLimit", {}),
                "ContentGeneration": members.pop("ContentGeneration"),
            }
        yield Call("UpdateEndpoint", {"Id": endpoint_id, **members}, subject=endpoint_id)

    def start(self, endpoint_id: str) -> Process:
        yield Call("StartEndpoint", {"Id": endpoint_id}, subject=endpoint_id)

    def stop(self, endpoint_id: str) -> Process:
        yield Call("StopEndpoint", {"Id": endpoint_id}, subject=endpoint_id)

    def delete(self, endpoint_id: str) -> Process:
        yield Call("DeleteEndpoint", {"Id": endpoint_id}, subject=endpoint_id)

    # --- states

    def run_state(self, attributes: dict | None) -> str:
        state = super().run_state(attributes)
        is_leaving = state == CHANGING and self.status_word(attributes or {}).startswith(LEAVING_WORDS)
        return LEAVING if is_leaving else state

    def status_for(self, run_state: str) -> str | None:
        return {RUNNING: "Running", STOPPED: "Stopped"}.get(run_state)

    # --- the info module

    def list_filtered(self, conditions: dict, sought: pagination.Sought) -> Process:
        terms = conditions.get("Filter", {})
        if "Ids" not in terms:
            return (yield from self.sweep(_set({**conditions, "Filter": _set(terms)}), sought=sought))
        found: list[dict] = []
        for start in range(0, len(terms["Ids"]), _IDS_PER_SWEEP):
            ids = terms["Ids"][start : start + _IDS_PER_SWEEP]
            some = [(member, value) for member, value in sought if member != "Id" or value in ids]
            found.extend((yield from self.sweep({**conditions, "Filter": {**_set(terms), "Ids": ids}}, sought=some)))
        return found


def _set(values: dict) -> dict:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _describes_an_endpoint(answer: dict) -> bool:
    return any(described_in(answer, "Endpoint").get(member) for member in ("Id", "Name", "Status"))


def _means_no_certificate(error: CallFailed) -> bool:
    """Return whether a refusal means that the endpoint has no certificate.

    The code is not documented, so every refusal that is about this endpoint counts.
    """
    foreign = error.code == "ForeignAnswer" or error.code.startswith("HTTP")
    elsewhere = answers.is_about_the_caller(error.code) or error.code.endswith("ProjectName")
    return 400 <= (error.status or 0) < 500 and not foreign and not elsewhere
