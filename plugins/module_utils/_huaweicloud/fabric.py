# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The DataArts Fabric endpoint: its calls and its states (Huawei reference, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .._engine import compare
from .._engine.attributes import from_api, without_unset
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed
from .._engine.fields import Field, to_api
from .._engine.resource import RUNNING
from .._engine.wording import quoted
from .._http import pagination
from .._http.client import described_in
from .fabric_fields import FIELDS, FILTERS
from .masking import masked, secrets_in
from .resource import HuaweiResource
from .states import FABRIC_RUN_STATES

#: Parts of a declaration, and the types of endpoints that are documented with them (section 4.5). Whether the service
#: refuses other combinations is not known, so none is refused here.
_TYPES_WITH = {
    "reserved_resource.apu": ("service", "job"),
    "reserved_resource.dpu": ("service", "job", "sql"),
    "reserved_resource.mu": ("service", "inference"),
    "ray_resource": ("ray",),
    "config": ("ray_service",),
    "cap": ("ray", "ray_service"),
    "custom_image_id": ("ray", "ray_service"),
    "cache_list": ("ray", "ray_service"),
}
#: Types that only the SDK has; nothing is documented about them.
_UNKNOWN_TYPES = ("container_job", "notebook")

_LIST = pagination.PageFormat("endpoints", "id", "total", ())
#: Names for which the list's filter is documented (section 4.2); other names are looked up without it.
_FILTERABLE = re.compile(r"[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_-]{1,128}")


class FabricEndpoint(HuaweiResource):
    """Endpoints in a workspace of Huawei Cloud DataArts Fabric."""

    key = "dataartsfabric"
    service = "fabric"
    regions = ("cn-north-4", "cn-southwest-2")
    fields = FIELDS
    run_states = FABRIC_RUN_STATES
    actions = {"create": "CreateEndpoint", "update": "UpdateEndpoint", "delete": "DeleteEndpoint"}
    read_action = "ShowEndpoint"
    list_action = "ListEndpoints"
    tells_apart = ("endpoint_id", "workspace_id", "type", "create_time")
    states = ("present", "absent")
    scope = {"workspace_id": None}
    ids_in_scope = True
    call_options = (Field("delete_app_instances", kind="bool", default=False),)
    filters = FILTERS
    #: Whether an update resets what it leaves out is not documented (section 11, question 2).
    updates_whole = True
    #: Whether an update takes config at all is not documented either (question 1).
    doubtful = ("config",)

    # --- declaring

    @classmethod
    def secrets_in(cls, declared: Any) -> Iterator[str]:
        return secrets_in(declared)

    @classmethod
    def contradictions(cls, declared: dict) -> Iterator[tuple[str, str]]:
        yield from _crossed_bounds(declared)
        yield from _repeated_routes(declared)
        if not re.fullmatch(r"[A-Za-z0-9-]{1,36}", declared.get("endpoint_id", "-")):
            yield (
                "endpoint_id",
                f"found {quoted(declared['endpoint_id'])}; expected 1 to 36 letters, digits and hyphens",
            )
        log = declared.get("log_config", {})
        if log.get("enable_obs_log") and not log.get("enable_lts_log"):
            yield (
                "log_config.enable_obs_log",
                "found true; expected enable_lts_log to be true as well",
            )

    def successor(self, values: dict, declared: dict, observed: dict) -> dict:
        if values["type"] == observed["type"]:
            return values
        # The service may ignore such a part, or refuse the creation when the old endpoint is already deleted.
        left = [path for path in _unusual(values) if _part(declared, path) is None]
        for path in left:
            values = _without(values, path.split("."))
        return values

    def unsafe_update(self, values: dict, observed: dict) -> str | None:
        if observed["type"] != "ray_service" or "config" in values or "config" in compare.view(self.fields, observed):
            return None
        return (
            "the service does not show its config, and an update that cannot carry it may reset it. Declare it as well"
        )

    # --- reading

    def fetch(self, endpoint_id: str) -> Process:
        arguments = {"method": "GET", "path": self._path(endpoint_id)}
        answer = yield Call(self.read_action, arguments, READ, endpoint_id, _describes_an_endpoint)
        raw = described_in(answer, "endpoint")
        return self.attributes({**raw, "id": raw.get("id") or endpoint_id}, self._scope["workspace_id"])

    def find(self, name: str, scope: dict) -> Process:
        query = {"name": name} if _FILTERABLE.fullmatch(name) else {}
        listed = yield from self.sweep(scope["workspace_id"], query, name, [("name", name)])
        return [each for each in listed if each["name"] == name]

    def list_scope(self, scope: dict, expected: int = 0) -> Process:
        return (yield from self.sweep(scope["workspace_id"], {}))

    def sweep(self, workspace: str, query: dict, about: str = "", sought: pagination.Sought = ()) -> Process:
        """Return every endpoint of a workspace that the query selects."""

        def page(number: int, size: int) -> Call:
            paging = {"offset": (number - 1) * size, "limit": self.page_size}
            arguments = {"method": "GET", "path": _path(workspace), "query": {**query, **paging}}
            return Call(self.list_action, arguments, READ, about=about)

        items = yield from pagination.sweep(_LIST, page, sought=sought)
        return [self.attributes(item, workspace) for item in items]

    def attributes(self, raw: dict, workspace: str) -> dict:
        """Return an endpoint of an answer as attributes, with tokens masked."""
        endpoint = dict(masked(raw, self._hide), workspace_id=workspace)
        if isinstance(endpoint.get("ray_resource"), dict):
            endpoint["ray_resource"] = _as_requested(endpoint["ray_resource"])
        return self.finish(from_api(self.fields, endpoint))

    def finish(self, attributes: dict) -> dict:
        reasons = [str(attributes[name]) for name in ("error_code", "error_msg") if attributes[name]]
        attributes["status_reason"] = ": ".join(reasons) or None
        return without_unset(self.fields, super().finish(attributes))

    # --- writing

    def _path(self, endpoint_id: str = "") -> str:
        """Return the path of an endpoint, or of all endpoints, in the workspace of the declaration."""
        path = _path(self._scope["workspace_id"])
        return f"{path}/{quote(endpoint_id, safe='')}" if endpoint_id else path

    def create(self, values: dict) -> Process:
        body = _body(self.fields, {name: value for name, value in values.items() if value not in ("", [], {})})
        try:
            arguments = {"method": "POST", "path": self._path(), "body": body}
            answer = yield Call("CreateEndpoint", arguments, about=values["name"])
        except CallFailed as error:
            raise error.saying(f"{error}{_doubt(values, error)}") from error
        return pagination.as_id(described_in(answer, "endpoint").get("id") or answer.get("endpoint_id")) or None

    def update(self, endpoint_id: str, values: dict) -> Process:
        arguments = {"method": "PUT", "path": self._path(endpoint_id), "body": _body(self.fields, values)}
        yield Call("UpdateEndpoint", arguments, subject=endpoint_id, usable=_acknowledges)

    def delete(self, endpoint_id: str) -> Process:
        query = {"is_delete_app_instance": "true"} if self._call_options.get("delete_app_instances") else {}
        arguments = {"method": "DELETE", "path": self._path(endpoint_id), "query": query}
        yield Call("DeleteEndpoint", arguments, subject=endpoint_id, usable=_acknowledges)

    # --- states

    def status_for(self, run_state: str) -> str | None:
        return "RUNNING" if run_state == RUNNING else None

    # --- the info module

    def list_filtered(self, conditions: dict, sought: pagination.Sought) -> Process:
        query = dict(conditions)
        workspace = query.pop("workspace_id")
        if not _FILTERABLE.fullmatch(query.get("name", "-")):
            del query["name"]
        return (yield from self.sweep(workspace, query, sought=sought))


def _path(workspace: str) -> str:
    return f"/v1/workspaces/{quote(workspace, safe='')}/endpoints"


def _describes_an_endpoint(answer: dict) -> bool:
    return any(described_in(answer, "endpoint").get(member) for member in ("id", "name"))


def _acknowledges(answer: dict) -> bool:
    """Return whether an answer to a write comes from this service: it is empty, or describes an endpoint."""
    return not answer or _describes_an_endpoint(answer)


def _body(fields: tuple, values: dict) -> dict:
    """Return the body of a request; the workspace is part of the URL."""
    return to_api(fields, {name: value for name, value in values.items() if name != "workspace_id"})


def _as_requested(ray: dict) -> dict:
    """Return the resources of a Ray cluster in the form of a request; an answer has another form (section 4.6)."""
    requested = dict(ray)
    head, workers = requested.pop("head_group_spec", None), requested.pop("worker_group_spec", None)
    if isinstance(head, dict):
        requested["head_node_resource"] = {"spec_code": head.get("spec_code")}
    if isinstance(workers, list):
        requested["work_node_resources"] = [
            _worker_as_requested(worker) for worker in workers if isinstance(worker, dict)
        ]
    return requested


def _worker_as_requested(worker: dict) -> dict:
    resource = {
        "spec_code": worker.get("spec_code"),
        "min": worker.get("min_replicas"),
        "max": worker.get("max_replicas"),
    }
    return {"name": worker.get("name"), "resource": resource}


def _unusual(values: dict) -> list[str]:
    """Return the parts of ``values`` that are documented with other types only."""
    kind = values["type"]
    return [
        path
        for path, types in _TYPES_WITH.items()
        if kind not in (*types, *_UNKNOWN_TYPES) and _part(values, path) is not None
    ]


def _doubt(values: dict, error: CallFailed) -> str:
    """Return a sentence with a possible reason why the service refused to create an endpoint, or ''."""
    unusual = _unusual(values) if error.status == 400 else []
    return f". The public documentation has no {', '.join(unusual)} with type {values['type']}" if unusual else ""


def _part(values: dict, path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _without(values: dict, path: list[str]) -> dict:
    """Return ``values`` without the part at ``path`` and without mappings that are empty then."""
    name, *below = path
    inner = _without(values[name], below) if below else {}
    return {key: inner if key == name else value for key, value in values.items() if key != name or inner}


def _repeated_routes(declared: dict) -> Iterator[tuple[str, str]]:
    service = declared.get("config", {}).get("ray_service_config", {})
    seen: dict[str, int] = {}
    for number, application in enumerate(service.get("ray_serve_config", {}).get("applications", [])):
        route = application.get("route_prefix")
        first = seen.setdefault(route, number) if route else number
        if first != number:
            path = f"config.ray_service_config.ray_serve_config.applications[{number}].route_prefix"
            yield path, f"found {quoted(route)} again, as in applications[{first}]; expected each route_prefix once"


def _crossed_bounds(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each minimum that is above its maximum, at any depth."""
    if isinstance(value, list):
        for number, element in enumerate(value):
            yield from _crossed_bounds(element, f"{path}[{number}]")
    if not isinstance(value, dict):
        return
    for low, high in (("min", "max"), ("warm_up_num", "max_num"), ("min_replicas", "max_replicas")):
        least, most = value.get(low), value.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            place = f"{path}.{high}" if path else high
            yield place, f"found {most}; expected at least {low}, which is {least}"
    for name, inner in value.items():
        if name not in ("user_config", "env_vars"):  # their names are the user's
            yield from _crossed_bounds(inner, f"{path}.{name}" if path else name)
