# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MaaS custom-endpoint service as a model in memory: no sockets, no waiting, the clock is the caller's.

``MaasService(switches, now=clock).perform("CreateEndpoint", {"project_id": "p"}, {...})`` gives a `Reply`. Everything
that the reference leaves open is a switch (`maas.switches`).
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
from ..record_store import RecordStore
from ..switch_values import SwitchValues
from ..transition import DELETED, RUNNING
from . import validation, views
from .api_keys import MaasApiKeys
from .record import MaasEndpoint
from .switches import MAAS_SWITCHES

_PROJECT_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")


class MaasService(HuaweiService[MaasEndpoint]):
    """The custom-endpoint actions of one account."""

    record_class = MaasEndpoint

    def __init__(self, *arguments: Any, keys: RecordStore | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.keys = MaasApiKeys(self.switches, now=options["now"], seed=options.get("seed"), store=keys)

    def is_empty(self) -> bool:
        """Tell whether there is nothing that `reset` would forget."""
        return super().is_empty() and not self.keys.keys

    def reset(self) -> None:
        """Forget all endpoints, used names and keys."""
        super().reset()
        self.keys.reset()

    def perform(self, action: str, parameters: dict[str, Any], body: Any = None) -> Reply:
        """Do one action; never raises for anything that a client can cause.

        ``parameters`` are those of the path (``project_id``, ``endpoint_id``) and of the query, as texts.
        """
        actions: dict[str, Callable[[dict[str, Any], Any], Reply]] = {
            "CreateEndpoint": self._create,
            "ListEndpoints": self._list,
            "UpdateEndpoint": self._edit,
            "DeleteEndpoint": self._delete,
            "ActivateEndpoint": self._control,
            "DeactivateEndpoint": self._control,
            "ControlEndpoint": self._control,
            "ShowAgreement": self._agreement,
            "CreateApiKey": self._key_action(self.keys.create),
            "ListApiKeys": self._key_action(self.keys.list_page),
            "UpdateApiKey": self._key_action(self.keys.update),
            "DeleteApiKey": self._key_action(self.keys.delete),
        }
        try:
            if not _PROJECT_ID.match(parameters["project_id"]):
                raise validation.invalid("project_id", "letters, digits and hyphens are allowed")
            return actions[action](parameters, body)
        except ApiError as error:
            return self.error_reply(error)

    def error_reply(self, error: ApiError) -> Reply:
        """Return the answer for an error in the service's envelope (Huawei reference 5.10)."""
        return self._error(error)

    def _key_action(
        self, action: Callable[[dict[str, Any], Any], tuple[int, Any]]
    ) -> Callable[[dict[str, Any], Any], Reply]:
        def perform(parameters: dict[str, Any], body: Any) -> Reply:
            return self._reply(*action(parameters, body), effect=action != self.keys.list_page)

        return perform

    # ---- reads -------------------------------------------------------------------------------------------------

    def _list(self, parameters: dict[str, Any], body: Any) -> Reply:
        now, lag = self._now(), self._lag()
        seen = [record.seen(now, lag) for record in self._current(now)]
        own = [one for one in seen if one is not None and one.phase != DELETED]
        here = [one for one in own if one.project_id == parameters["project_id"]]
        return self._reply(200, views.listed(here, self.switches))

    def _lag(self) -> float:
        return float(self.switches["maas_list_lag_seconds"])

    def _agreement(self, parameters: dict[str, Any], body: Any) -> Reply:
        language = parameters.get("lang", "zh")
        if language not in ("zh", "en"):
            raise validation.invalid("lang", "it must be zh or en")
        return self._reply(200, views.agreement(self.switches, language))

    # ---- writes ------------------------------------------------------------------------------------------------

    def _create(self, parameters: dict[str, Any], body: Any) -> Reply:
        switches, now = self.switches, self._now()
        given = validation.create(body, switches)
        record = MaasEndpoint(
            id=str(self._new_uuid()),
            sequence=self._sequence + 1,
            project_id=parameters["project_id"],
            name=stored(given["endpoint_name"], switches["maas_stored_name"]),
            source=given.get("source", validation.SOURCES[0]),
            model_name=stored(given["model_name"], switches["maas_stored_model"]) if "model_name" in given else None,
            region=given.get("region"),
            infer_service_id=given.get("infer_service_id"),
            remark=given.get("remark"),
            rpm=given.get("rpm"),
            tpm=given.get("tpm"),
            moderation=given.get("moderation", True),
            created=now,
            updated=now,
        )
        self._check_agreement(given, record.moderation, was=True, new=True)
        self._check_name_free(record, now)
        self._check_quota(now)
        transient = switches["maas_transient_status"]
        if transient != "none":
            record.move(transient, (RUNNING, "", ""), now, switches["maas_transient_seconds"])
        record.remember(now, switches["maas_list_lag_seconds"], new=True)
        self._add(record)
        return self._reply(int(switches["maas_create_status"]), self._created(record), record, effect=True)

    def _created(self, record: MaasEndpoint) -> Any:
        member = self.switches["maas_create_reply"]
        shapes = {
            "nested": {"data": {"id": record.id}},
            "text": record.id,
            "item": views.item(record, self.switches),
            "none": None,
        }
        return shapes.get(member, {member: record.id})

    def _edit(self, parameters: dict[str, Any], body: Any) -> Reply:
        switches, now = self.switches, self._now()
        record = self._writable(parameters, now)
        given = validation.edit(body, switches)
        if not record.enabled and switches["maas_edit_disabled"] == "refused":
            raise self._wrong_state(record, "edited")
        after = MaasEndpoint.from_json(record.to_json())
        after.name = stored(given.get("endpoint_name", record.name), switches["maas_stored_name"])
        reset = switches["maas_edit_omitted"]
        for member in ("remark", "rpm", "tpm"):
            setattr(after, member, given.get(member, None if reset == "reset" else getattr(record, member)))
        after.moderation = given.get("moderation", record.moderation if reset == "kept" else True)
        self._check_agreement(given, given.get("moderation", True), was=record.moderation)
        if after.name != record.name:
            self._check_name_free(after, now)
            self.names.add(record.project_id, record.name, "renamed")
        effect = after.changeable() != record.changeable()
        self._remember(record, now)
        record.name, record.remark, record.rpm, record.tpm, record.moderation = (
            after.name, after.remark, after.rpm, after.tpm, after.moderation
        )  # fmt: skip
        record.updated = now
        self.save(record)
        forms = {"number": 1, "text": "1", "object": {"1": "1"}, "empty": None}
        return self._reply(200, forms[switches["maas_edit_reply"]], record, effect=effect)

    def _delete(self, parameters: dict[str, Any], body: Any) -> Reply:
        now = self._now()
        record = self._writable(parameters, now)
        if record.enabled and self.switches["maas_delete_enabled"] == "refused":
            raise self._wrong_state(record, "deleted")
        self._remember(record, now)
        record.phase, record.deleted_at, record.until, record.target = DELETED, now, None, None
        self.save(record)
        self.names.add(record.project_id, record.name, "deleted")
        return self._reply(204, None, record, effect=True)

    def _control(self, parameters: dict[str, Any], body: Any) -> Reply:
        now = self._now()
        if not isinstance(body, dict) or body.get("action") not in ("activate", "deactivate"):
            raise validation.invalid("action", "it must be activate or deactivate")
        extra = sorted(set(body) - {"action"})
        if extra and self.switches["maas_unknown_request_members"] == "refused":
            raise validation.invalid(extra[0], "there is no such member")
        record = self._writable(parameters, now)
        enable = body["action"] == "activate"
        effect = record.enabled != enable
        if not effect and self.switches["maas_control_repeat"] == "refused":
            raise self._wrong_state(record, "activated" if enable else "deactivated")
        if effect:
            self._remember(record, now)
            record.enabled, record.updated = enable, now
            self.save(record)
        return self._reply(204, None, record, effect=effect)

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _writable(self, parameters: dict[str, Any], now: float) -> MaasEndpoint:
        endpoint_id = parameters["endpoint_id"]
        record = self.endpoints.get(endpoint_id)
        if record is not None and record.project_id == parameters["project_id"]:
            record.settle(now)
            if record.phase != DELETED:
                return record
        raise coded(self.switches["maas_not_found"], f"The endpoint {endpoint_id} does not exist.")

    def _wrong_state(self, record: MaasEndpoint, done: str) -> ApiError:
        state = "enabled" if record.enabled else "disabled"
        return coded(self.switches["maas_wrong_state"], f"The endpoint {record.id} is {state}; it cannot be {done}.")

    def _remember(self, record: MaasEndpoint, now: float) -> None:
        if self.switches["maas_lag_scope"] == "writes":
            record.remember(now, self._lag())

    def _check_agreement(self, given: dict[str, Any], moderation: bool, *, was: bool, new: bool = False) -> None:
        """Switching the guard off is signing the latest disclaimer (Huawei reference 5.6)."""
        switches = self.switches
        if moderation:
            return
        if switches["maas_moderation_level"] == "V1":
            raise validation.invalid("moderation", "the customer level must be V2 or above")
        signed = given.get("agreement_id")
        if signed is None:
            if new or was or switches["maas_agreement_needed"] == "every_edit":
                raise validation.invalid("agreement_id", "it is required when moderation is false")
            return
        stale = switches["maas_stale_agreement"]
        if signed != switches["maas_agreement_id"] and stale != "accepted":
            raise coded(stale, "The agreement is not the latest one.")

    def _check_name_free(self, desired: MaasEndpoint, now: float) -> None:
        account = self.switches["maas_name_scope"] == "account"
        taken = [
            one.name
            for one in self._current(now)
            if one.id != desired.id and one.phase != DELETED and (account or one.project_id == desired.project_id)
        ]
        for used in self.names:
            burned = self.switches[f"maas_{used.why}_name"] == "burned"
            if burned and (account or used.scope == desired.project_id):
                taken.append(used.name)
        if desired.name in taken:
            raise ApiError("ModelArts.6271", 400, f"The endpoint name {desired.name} has been used.")

    def _check_quota(self, now: float) -> None:
        quota = self.switches["maas_quota"]
        if sum(1 for one in self._current(now) if one.phase != DELETED) >= quota:
            raise ApiError("ModelArts.6297", 400, f"The quota of {quota} endpoints is used up.")

    # ---- for those who play the platform -----------------------------------------------------------------------

    def state(self) -> list[dict[str, Any]]:
        """Return every endpoint as it truly is now, oldest first."""
        return [self._truth(record) for record in self._current(self._now()) if record.phase != DELETED]

    def _truth(self, record: MaasEndpoint) -> dict[str, Any]:
        plain = SwitchValues(MAAS_SWITCHES, {"maas_list_service_members": "present", "maas_list_times": "present"})
        return {**views.item(record, plain), "enabled": record.enabled, "project_id": record.project_id}

    def _settable(self) -> Mapping[str, Callable[[MaasEndpoint, Any], None]]:
        return SETTABLE


def _set_status(record: MaasEndpoint, value: Any) -> None:
    setter("word", str)(record, value)
    record.until = record.target = None


SETTABLE: dict[str, Callable[[MaasEndpoint, Any], None]] = {
    "status": _set_status,
    "enabled": setter("enabled", bool),
    "endpoint_name": setter("name", str),
    "remark": setter("remark", str, type(None)),
    "rpm": setter("rpm", int, type(None)),
    "tpm": setter("tpm", int, type(None)),
    "moderation": setter("moderation", bool),
    "model_name": setter("model_name", str, type(None)),
}
