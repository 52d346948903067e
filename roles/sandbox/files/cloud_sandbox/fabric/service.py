# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Fabric endpoint service as a model in memory: no sockets, no waiting, the clock is the caller's.

``FabricService(switches, now=clock).perform("CreateEndpoint", {"workspace_id": "w"}, {...})`` gives a `Reply`.
Everything that the reference leaves open is a switch (`fabric.switches`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..endpoint_service import setter
from ..hazards import stored
from ..huaweicloud.envelope import coded
from ..huaweicloud.service import HuaweiService
from ..messages import ApiError, Reply
from ..switch_values import SwitchValues
from ..transition import DELETED, FAILED, MOVING, RUNNING
from . import validation, views
from .query import Query
from .record import STALLED, FabricEndpoint, phase_of
from .switches import FABRIC_SWITCHES

FAMILY = "dataartsfabric"
# The error_code of an endpoint that failed; the real ones are not known.
FAILURE = f"{FAMILY}.00010900"

_ID = re.compile(r"[A-Za-z0-9-]{1,36}\Z")
# What a move ends in: phase, status, reason.
TO_RUNNING = (RUNNING, "RUNNING", "")
TO_DELETED = (DELETED, "DELETED", "")
_AFTER_CREATE = {
    "running": TO_RUNNING,
    "failed": (FAILED, "CREATE_FAILED", "The resources could not be created."),
    "inactive": (STALLED, "INACTIVE", ""),
    "frozen": (STALLED, "FROZEN", ""),
    "trial_ended": (STALLED, "TRIAL_ENDED", ""),
}


class FabricService(HuaweiService[FabricEndpoint]):
    """The endpoint actions of one account."""

    record_class = FabricEndpoint

    def perform(self, action: str, parameters: dict[str, Any], body: Any = None) -> Reply:
        """Do one action; never raises for anything that a client can cause.

        ``parameters`` are those of the path (``workspace_id``, ``endpoint_id``) and of the query, as texts.
        """
        actions: dict[str, Callable[[dict[str, Any], Any], Reply]] = {
            "CreateEndpoint": self._create,
            "ListEndpoints": self._list,
            "ShowEndpoint": self._show,
            "UpdateEndpoint": self._update,
            "DeleteEndpoint": self._delete,
            "SubscribeEndpoint": self._subscribe,
        }
        try:
            self._check_workspace(parameters["workspace_id"])
            return actions[action](parameters, body)
        except ApiError as error:
            return self.error_reply(error)

    def error_reply(self, error: ApiError) -> Reply:
        """Return the answer for an error in the service's envelope (Huawei reference 4.11)."""
        family, _dot, number = error.code.partition(".")
        if family == FAMILY and self.switches["fabric_code_prefix"] == "absent":
            error = ApiError(number, error.status, error.message)
        solution = "See the error message." if self.switches["fabric_solution_msg"] == "present" else None
        return self._error(error, solution)

    # ---- reads -------------------------------------------------------------------------------------------------

    def _list(self, parameters: dict[str, Any], body: Any) -> Reply:
        query = Query(parameters, self.switches)
        now = self._now()
        shown = []
        for record in self._current(now):
            seen = self._visible(record, now, self._lag(), "kept_in_list")
            if seen is not None and seen.workspace_id == parameters["workspace_id"]:
                shown.append(seen)
        return self._reply(200, query.answer(shown))

    def _show(self, parameters: dict[str, Any], body: Any) -> Reply:
        now, endpoint_id = self._now(), self._id(parameters)
        version = parameters.get("version", "CURRENT")
        if version not in ("CURRENT", "PREVIOUS"):
            raise validation.invalid("version", "it must be CURRENT or PREVIOUS")
        record = self.endpoints.get(endpoint_id)
        if record is not None:
            record.settle(now)
        lag = self.switches["fabric_read_lag_seconds"]
        seen = self._visible(record, now, lag, "kept_in_show") if record is not None else None
        if seen is None or seen.workspace_id != parameters["workspace_id"]:
            raise self._not_found(endpoint_id)
        if version == "PREVIOUS":
            if seen.previous is None or self.switches["fabric_previous_version"] == "absent":
                raise self._not_found(endpoint_id)
            seen = self._with(seen, seen.previous)
        return self._reply(200, views.full(seen, self.switches), seen)

    def _visible(self, record: FabricEndpoint, now: float, lag: float, kept: str) -> FabricEndpoint | None:
        """Return what reads show: a state of the past while they lag, nothing when deleted."""
        seen = record.seen(now, lag)
        if seen is None or seen.phase != DELETED:
            return seen
        return seen if self._remains(seen, now) and self.switches["fabric_deleted_record"] in ("kept", kept) else None

    def _remains(self, record: FabricEndpoint, now: float) -> bool:
        if self.switches["fabric_deleted_record"] == "gone" or record.deleted_at is None:
            return False
        return bool(now < record.deleted_at + self.switches["fabric_deleted_record_seconds"])

    # ---- writes ------------------------------------------------------------------------------------------------

    def _create(self, parameters: dict[str, Any], body: Any) -> Reply:
        switches, now = self.switches, self._now()
        given = validation.create(body, switches)
        if switches["fabric_agreement"] == "missing":
            raise coded("00010006/400", "The agreement version is empty; register the agreement first.", FAMILY)
        if given["type"] == "inference" and switches["fabric_inference"] == "disabled":
            raise coded("00010195/400", "The inference feature is not enabled.", FAMILY)
        made = self._new_uuid()
        record = FabricEndpoint(
            id=str(made) if switches["fabric_id_form"] == "hyphens" else made.hex,
            sequence=self._sequence + 1,
            workspace_id=parameters["workspace_id"],
            name=stored(given.pop("name"), switches["fabric_stored_name"]),
            type=given.pop("type"),
            description=given.pop("description", None),
            blocks=given,
            created=now,
            updated=now,
        )
        self._check_name_free(record, now)
        self._check_quota(now)
        outcome = _AFTER_CREATE[switches["fabric_create_outcome"]]
        if outcome[0] == FAILED:
            record.error_code = FAILURE
        shown = switches["fabric_creating_status"]
        record.remember(now, self._lag(), new=True)
        record.move(shown, outcome, now, switches["fabric_create_seconds"])
        self._add(record)
        return self._written(record, switches["fabric_create_reply"])

    def _update(self, parameters: dict[str, Any], body: Any) -> Reply:
        switches, now = self.switches, self._now()
        record = self._writable(parameters, now)
        given = validation.update(body, record.type, switches)
        self._check_state(record, "update")
        after = self._with(record, self._overlaid(record, given))
        after.name = stored(after.name, switches["fabric_stored_name"])
        validation.check_blocks(record.type, after.blocks, switches)
        if after.name != record.name:
            self._check_name_free(after, now)
        effect = after.changeable() != record.changeable()
        self._remember(record, now)
        record.previous = record.changeable()
        record.name, record.description, record.blocks = after.name, after.description, after.blocks
        record.updated = now
        outcome = TO_RUNNING
        if switches["fabric_update_outcome"] == "failed":
            record.error_code = FAILURE
            outcome = (FAILED, "UPDATE_FAILED", "The change could not be carried out.")
        record.move(switches["fabric_updating_status"], outcome, now, switches["fabric_update_seconds"])
        self.save(record)
        return self._written(record, switches["fabric_update_reply"], effect=effect)

    def _overlaid(self, record: FabricEndpoint, given: dict[str, Any]) -> dict[str, Any]:
        """Return the changeable members after an update."""
        switches = self.switches
        before = record.changeable()
        if switches["fabric_update_nested"] == "merged":
            given = {member: _merged(before.get(member), value) for member, value in given.items()}
        base = before
        if switches["fabric_update_omitted"] == "reset":
            # An update that ignores config does not know it, so it does not reset it either.
            unknown = ("config",) if switches["fabric_update_config"] == "ignored" else ()
            kept = ("name", *validation.CREATE_ONLY, *unknown)
            base = {member: value for member, value in before.items() if member in kept}
        after = {**base, **given}
        if switches["fabric_update_log_config"] == "ignored":
            _keep_log_config(before.get("config"), after.get("config"))
        return after

    @staticmethod
    def _with(record: FabricEndpoint, members: dict[str, Any]) -> FabricEndpoint:
        """Return a copy with other changeable members."""
        twin = FabricEndpoint.from_json(record.to_json())
        rest = dict(members)
        twin.name, twin.description, twin.blocks = rest.pop("name"), rest.pop("description", None), rest
        return twin

    def _delete(self, parameters: dict[str, Any], body: Any) -> Reply:
        switches, now = self.switches, self._now()
        flag = self._delete_flag(parameters)
        record = self._writable(parameters, now)
        self._check_state(record, "delete")
        if record.target == TO_DELETED:
            return self._deleting(record, effect=False)
        if record.type == "ray" and not flag and switches["fabric_delete_ray"] == "flag_needed":
            raise coded(switches["fabric_wrong_state"], "The endpoint has job runs.", FAMILY)
        outcome = TO_DELETED
        if switches["fabric_delete_outcome"] == "failed":
            record.error_code = FAILURE
            outcome = (FAILED, "DELETE_FAILED", "The resources could not be removed.")
        self._remember(record, now)
        record.updated = now
        record.move(switches["fabric_deleting_status"], outcome, now, switches["fabric_delete_seconds"])
        if outcome is TO_DELETED:
            self.names.add(record.workspace_id, record.name, "deleted")
        self.save(record)
        return self._deleting(record)

    def _deleting(self, record: FabricEndpoint, *, effect: bool = True) -> Reply:
        payload = {"id": record.id} if self.switches["fabric_delete_reply"] == "id" else None
        return self._reply(int(self.switches["fabric_write_status"]), payload, record, effect=effect)

    def _delete_flag(self, parameters: dict[str, Any]) -> bool:
        value = parameters.get("is_delete_app_instance")
        if value is None:
            return False
        if self.switches["fabric_delete_flag"] == "refused":
            raise validation.invalid("is_delete_app_instance", "there is no such query parameter")
        if value not in ("true", "false"):
            raise validation.invalid("is_delete_app_instance", "it must be true or false")
        return bool(value == "true" and self.switches["fabric_delete_flag"] == "accepted")

    def _subscribe(self, parameters: dict[str, Any], body: Any) -> Reply:
        record = self._writable(parameters, self._now())
        effect = record.word == "INACTIVE"
        if effect:
            record.phase, record.word = RUNNING, "RUNNING"
            self.save(record)
        return self._reply(200, None, record, effect=effect)

    def _written(self, record: FabricEndpoint, reply: str, *, effect: bool = True) -> Reply:
        payload = None
        if reply == "full":
            payload = views.full(record, self.switches)
        elif reply == "id":
            payload = {"id": record.id}
        return self._reply(int(self.switches["fabric_write_status"]), payload, record, effect=effect)

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _check_workspace(self, workspace_id: str) -> None:
        if not _ID.match(workspace_id):
            raise validation.invalid("workspace_id", "1 to 36 letters, digits and hyphens are allowed")
        known = self.switches["fabric_workspaces"]
        if known != "any" and workspace_id not in known.replace(",", " ").split():
            raise coded("00010003/400", f"The workspace {workspace_id} does not exist.", FAMILY)

    def _id(self, parameters: dict[str, Any]) -> str:
        endpoint_id: str = parameters["endpoint_id"]
        if not _ID.match(endpoint_id):
            raise validation.invalid("endpoint_id", "1 to 36 letters, digits and hyphens are allowed")
        return endpoint_id

    def _writable(self, parameters: dict[str, Any], now: float) -> FabricEndpoint:
        """Return the caller's endpoint as writes see it: without lag, and not after its deletion."""
        endpoint_id = self._id(parameters)
        record = self.endpoints.get(endpoint_id)
        if record is not None and record.workspace_id == parameters["workspace_id"] and record.owner is None:
            record.settle(now)
            if record.phase != DELETED:
                return record
        raise self._not_found(endpoint_id)

    def _not_found(self, endpoint_id: str) -> ApiError:
        return coded(self.switches["fabric_not_found"], f"The endpoint {endpoint_id} does not exist.", FAMILY)

    def _check_state(self, record: FabricEndpoint, verb: str) -> None:
        switch = {MOVING: "transitional", FAILED: "failed", STALLED: "stalled"}.get(record.phase)
        # Nothing comes back from deletion.
        hopeless = verb == "update" and record.target == TO_DELETED
        if hopeless or (switch is not None and self.switches[f"fabric_{verb}_{switch}"] == "refused"):
            message = f"The endpoint {record.id} is {record.word}; {verb} is not possible."
            raise coded(self.switches["fabric_wrong_state"], message, FAMILY)

    def _lag(self) -> float:
        return float(max(self.switches["fabric_read_lag_seconds"], self.switches["fabric_list_lag_seconds"]))

    def _remember(self, record: FabricEndpoint, now: float) -> None:
        if self.switches["fabric_lag_scope"] == "writes":
            record.remember(now, self._lag())

    def _check_name_free(self, desired: FabricEndpoint, now: float) -> None:
        scope = self.switches["fabric_names_unique"]
        namesakes = [
            other
            for other in self._current(now)
            if other.id != desired.id and other.name == desired.name and other.owner is None and other.phase != DELETED
        ]
        if scope in ("workspace", "type"):
            namesakes = [other for other in namesakes if other.workspace_id == desired.workspace_id]
        if scope == "type":
            namesakes = [other for other in namesakes if other.type == desired.type]
        burned = self.switches["fabric_deleted_name"] == "burned" and any(
            used.name == desired.name and used.scope == desired.workspace_id for used in self.names
        )
        if burned or (namesakes and scope != "no"):
            message = f"The name {desired.name} is used already."
            raise coded(self.switches["fabric_duplicate"], message, FAMILY)

    def _check_quota(self, now: float) -> None:
        quota = self.switches["fabric_max_endpoints"]
        if quota is None:
            return
        own = [one for one in self._current(now) if one.phase != DELETED and one.owner is None]
        if len(own) >= quota:
            message = f"The account may have at most {quota} endpoints."
            raise coded(self.switches["fabric_quota_answer"], message, FAMILY)

    # ---- for those who play the platform -----------------------------------------------------------------------

    def _truth(self, record: FabricEndpoint) -> dict[str, Any]:
        plain = SwitchValues(FABRIC_SWITCHES)
        rest = {key: value for key, value in record.blocks.items() if key in validation.CREATE_ONLY}
        return {**views.full(record, plain), **rest, "workspace_id": record.workspace_id}

    def _settable(self) -> Mapping[str, Callable[[FabricEndpoint, Any], None]]:
        return SETTABLE


def _set_status(record: FabricEndpoint, value: Any) -> None:
    setter("word", str)(record, value)
    record.phase, record.until, record.target = phase_of(value), None, None
    if record.phase != FAILED:
        record.reason = ""


def _block(member: str) -> Callable[[FabricEndpoint, Any], None]:
    def put(record: FabricEndpoint, value: Any) -> None:
        if value is None:
            record.blocks.pop(member, None)
        else:
            record.blocks[member] = value

    return put


SETTABLE: dict[str, Callable[[FabricEndpoint, Any], None]] = {
    "status": _set_status,
    "error_code": setter("error_code", str),
    "error_msg": setter("reason", str),
    "name": setter("name", str),
    "type": setter("type", str),
    "description": setter("description", str, type(None)),
    "visibility": setter("visibility", str),
    "owner": setter("owner", dict, type(None)),
    "model_ids": setter("model_ids", list),
    **{
        member: _block(member)
        for member in ("reserved_resource", "ray_resource", "cap", "config", *validation.CREATE_ONLY[1:])
    },
}


def _merged(before: Any, given: Any) -> Any:
    """Objects are merged member by member; everything else is replaced."""
    if not isinstance(before, dict) or not isinstance(given, dict):
        return given
    return {**before, **{member: _merged(before.get(member), value) for member, value in given.items()}}


def _keep_log_config(before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Keep what a Ray service logs, which is fixed at its creation (Huawei reference 4.8)."""
    service = (after or {}).get("ray_service_config")
    if service is None:
        return
    kept = (before or {}).get("ray_service_config", {}).get("log_config")
    service.pop("log_config", None)
    if kept is not None:
        service["log_config"] = kept
