# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoint actions of one Ark account (Ark reference 4.1 to 4.6)."""

from __future__ import annotations

import copy
import string
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..endpoint_service import EndpointService
from ..hazards import stored
from ..messages import ApiError, Reply
from ..switch_values import SwitchValues
from ..transition import DELETED, FAILED, MOVING, RUNNING, STOPPED
from . import content_generation, members, validation, views
from .catalogue import Catalogue
from .envelope import reply
from .errors import coded, invalid, missing
from .query import Query
from .record import Endpoint
from .settable import SETTABLE
from .switches import ARK_SWITCHES

# How the true state is shown, whatever the switches are.
_PLAIN = SwitchValues((*ARK_SWITCHES, *content_generation.CONTENT_GENERATION_SWITCHES))
# Attributes of a record that an update may change.
_UPDATED = ("name", "description", "members", "tags", "rpm", "tpm", "moderation", "content_generation", "service_info")
_ID_LETTERS = string.ascii_lowercase + string.digits

# What a transition ends in: phase, Status, StatusReason.
TO_RUNNING = (RUNNING, "Running", "")
TO_STOPPED = (STOPPED, "Stopped", "")
TO_DELETED = (DELETED, "Deleted", "")

Action = Callable[[dict[str, Any], str], Reply]


class ArkEndpoints(EndpointService[Endpoint]):
    """The endpoints of one account in all regions, and the actions on them. Actions raise `ApiError`."""

    record_class = Endpoint

    def __init__(self, switches: SwitchValues, catalogue: Catalogue, **options: Any) -> None:
        super().__init__(switches, **options)
        self.catalogue = catalogue

    def actions(self) -> dict[str, Action]:
        """Return the actions by name; each takes a body and a region."""
        return {
            "CreateEndpoint": self._create,
            "GetEndpoint": self._get,
            "ListEndpoints": self._list,
            "UpdateEndpoint": self._update,
            "StartEndpoint": self._start,
            "StopEndpoint": self._stop,
            "DeleteEndpoint": self._delete,
            "GetEndpointCertificate": self._certificate,
        }

    # ---- reads -------------------------------------------------------------------------------------------------

    def _get(self, body: dict[str, Any], region: str) -> Reply:
        record = self._readable(body, region)
        return reply(views.get_result(record, self.switches), record.id)

    def _certificate(self, body: dict[str, Any], region: str) -> Reply:
        record = self._readable({key: value for key, value in body.items() if key != "Type"}, region)
        if self.switches["certificate"] == "all":
            return reply(views.certificate(record), record.id)
        answer = self.switches["certificate_absence"]
        if answer == "not_found":
            raise ApiError("NotFound.Certificate", 404, f"The endpoint {record.id} has no certificate.")
        if answer == "denied":
            raise ApiError("OperationDenied.UnsupportedPhase", 403, f"The endpoint {record.id} has no certificate.")
        return reply(views.empty_certificate() if answer == "empty_members" else {}, record.id)

    def _list(self, body: dict[str, Any], region: str) -> Reply:
        query = Query(body, self.switches)
        now = self._now()
        seen = (self._view(record, now, lists=True) for record in self._current(now) if record.region == region)
        return reply(query.answer([record for record in seen if record is not None]))

    def _readable(self, body: dict[str, Any], region: str) -> Endpoint:
        """Return the endpoint as reads see it."""
        body = validation.only(body, frozenset(("Id",)), self.switches)
        given = validation.endpoint_id(body, self.switches)
        record = self.endpoints.get(given)
        view = self._view(record, self._now()) if record is not None and record.region == region else None
        if view is None:
            raise self._not_found(given)
        return view

    def _view(self, record: Endpoint, now: float, *, lists: bool = False) -> Endpoint | None:
        """Return what reads show: a state of the past while they lag, nothing when deleted (or not yet visible)."""
        record.settle(now)
        seen = record.seen(now, self._lag() if lists else self.switches["read_lag_seconds"])
        if seen is None or seen.phase != DELETED:
            return seen
        return seen if self._remains(seen, now) else None

    def _lag(self) -> float:
        return float(max(self.switches["read_lag_seconds"], self.switches["list_lag_seconds"]))

    def _remains(self, record: Endpoint, now: float) -> bool:
        if self.switches["deleted_record"] != "kept" or record.deleted_at is None:
            return False
        return bool(now < record.deleted_at + self.switches["deleted_record_seconds"])

    # ---- writes ------------------------------------------------------------------------------------------------

    def _create(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        body = validation.only(body, validation.CREATE_MEMBERS | members.names(update=False), switches)
        record = self._described(body, region, now)
        if not isinstance(body.get("DryRun", False), bool):
            raise invalid("DryRun", "it must be a boolean")
        self._check_name_free(record, now)
        self._check_quota(now)
        if body.get("DryRun"):
            return self._dry_run(record)
        outcome = TO_RUNNING
        if switches["start_outcome"] == "failed":
            outcome = (FAILED, switches["failed_status"], "The model instance could not be started.")
        shown = switches["starting_status"]
        record.move("none" if shown == "unchanged" else shown, outcome, now, switches["start_seconds"])
        record.remember(now, self._lag(), new=True)
        self._add(record)
        return reply({"Id": record.id}, record.id, effect=True)

    def _described(self, body: dict[str, Any], region: str, now: float) -> Endpoint:
        switches = self.switches
        if "Name" not in body:
            raise missing("Name")
        domain = validation.text(body.get("Domain", "Ark"), "Domain", empty=True) or "Ark"
        if domain not in ("Ark", "Mlp"):
            raise invalid("Domain", "it must be Ark or Mlp")
        if domain == "Mlp" and "ServiceInfo" not in body:
            raise missing("ServiceInfo")
        record = Endpoint(
            id=self._new_id(now),
            region=region,
            sequence=self._sequence + 1,
            name=stored(validation.name(body["Name"], switches), switches["stored_name"]),
            project_name=stored(
                validation.text(body.get("ProjectName") or "default", "ProjectName"), switches["stored_project"]
            ),
            created=now,
            updated=now,
            description=validation.description(body.get("Description", ""), switches),
            tags=validation.tags(body.get("Tags", []), switches),
            members=members.checked(body),
            service_info=validation.service_info(body["ServiceInfo"]) if "ServiceInfo" in body else None,
            batch_only=bool(body.get("BatchOnly", False)),
        )
        if "ModelReference" in body:
            record.model_reference = self.catalogue.reference(body["ModelReference"])
        elif domain == "Ark" and switches["model_reference"] == "required":
            raise missing("ModelReference")
        if "RateLimit" in body:
            limits = validation.rate_limit(body["RateLimit"], switches, update=False)
            record.rpm, record.tpm = limits.get("Rpm"), limits.get("Tpm")
        if "Moderation" in body:
            record.moderation = validation.moderation(body["Moderation"], switches, switches["create_moderation"])
        return record

    def _dry_run(self, record: Endpoint) -> Reply:
        answer = self.switches["dry_run"]
        if answer == "error":
            raise ApiError("DryRunOperation", 400, "The request is valid; nothing was done since DryRun is set.")
        return reply({"Id": record.id} if answer == "with_id" else {})

    def _update(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        body = copy.deepcopy(body)
        generation = content_generation.take(body, switches)
        body = validation.only(body, validation.UPDATE_MEMBERS | members.names(update=True), switches)
        record = self._writable(validation.endpoint_id(body, switches), region, now)
        after = record.snapshot()
        self._overlay(after, body)
        after.content_generation = {**record.content_generation, **generation}
        stopped_refused = record.phase == STOPPED and switches["update_stopped"] == "refused"
        moving_refused = record.phase == MOVING and switches["update_transitional"] == "refused"
        rolling_refused = bool(record.rolling_id) and switches["update_rolling"] == "refused"
        if stopped_refused or moving_refused or rolling_refused:
            raise self.wrong_state(record, "updated")
        if after.name != record.name:
            self._check_name_free(after, now)
        effect = after.comparable() != record.comparable()
        if effect:
            self._remember(record, now)
            self._take_over(record, after)
            record.updated = now
            shown = switches["updating_status"]
            if shown != "none" and record.until is None and record.phase in (RUNNING, STOPPED):
                back = (record.phase, record.word, record.reason)
                record.move(shown, back, now, switches["update_seconds"])
            self.save(record)
        return reply({}, record.id, effect=effect)

    def _overlay(self, record: Endpoint, body: dict[str, Any]) -> None:
        """Put the members of an update onto a copy of the endpoint; raises if one is not valid."""
        switches = self.switches
        if "Name" in body:
            record.name = stored(validation.name(body["Name"], switches), switches["stored_name"])
        if "Description" in body:
            record.description = validation.description(body["Description"], switches)
        if "RateLimit" in body:
            limits = validation.rate_limit(body["RateLimit"], switches, update=True)
            record.rpm, record.tpm = limits.get("Rpm", record.rpm), limits.get("Tpm", record.tpm)
        if "Moderation" in body:
            strategy = validation.moderation(body["Moderation"], switches, switches["update_moderation"])
            record.moderation = strategy or record.moderation
        if "ServiceInfo" in body:
            record.service_info = validation.service_info(body["ServiceInfo"])
        record.members = {**record.members, **members.checked(body)}
        if "Tags" in body:
            self._overlay_tags(record, body["Tags"])

    def _overlay_tags(self, record: Endpoint, given: Any) -> None:
        policy = self.switches["update_tags"]
        if policy == "refused":
            raise invalid("Tags", "no such member can be given in this request")
        tags = validation.tags(given, self.switches)
        if policy == "ignored" or (not tags and not self.switches["empty_tags_clear"]):
            return
        record.tags = {**record.tags, **tags} if policy == "merged" else tags

    @staticmethod
    def _take_over(record: Endpoint, other: Endpoint) -> None:
        for member in _UPDATED:
            setattr(record, member, getattr(other, member))

    def _start(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        record = self._target(body, region, now)
        if record.phase == RUNNING:
            if switches["start_running"] == "error":
                raise self.wrong_state(record, "started")
            return reply({}, record.id)
        refused = {FAILED: switches["start_failed"], MOVING: switches["start_transitional"]}
        if refused.get(record.phase) == "refused":
            raise self.wrong_state(record, "started")
        outcome = TO_RUNNING
        if switches["start_outcome"] == "failed":
            outcome = (FAILED, switches["failed_status"], "The model instance could not be started.")
        return self._moved(record, switches["starting_status"], outcome, now, switches["start_seconds"])

    def _stop(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        record = self._target(body, region, now)
        if record.phase == STOPPED:
            if switches["stop_stopped"] == "error":
                raise self.wrong_state(record, "stopped")
            return reply({}, record.id)
        if record.phase == MOVING and switches["stop_transitional"] == "refused":
            raise self.wrong_state(record, "stopped")
        return self._moved(record, switches["stopping_status"], TO_STOPPED, now, switches["stop_seconds"])

    def _delete(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        record = self._target(body, region, now)
        refused = {
            RUNNING: switches["delete_running"],
            FAILED: switches["delete_failed"],
            MOVING: switches["delete_transitional"],
        }
        if refused.get(record.phase) == "refused":
            raise self.wrong_state(record, "deleted")
        return self._moved(record, switches["deleting_status"], TO_DELETED, now, switches["delete_seconds"])

    def _target(self, body: dict[str, Any], region: str, now: float) -> Endpoint:
        body = validation.only(body, frozenset(("Id",)), self.switches)
        return self._writable(validation.endpoint_id(body, self.switches), region, now)

    def _moved(self, record: Endpoint, shown: str, target: tuple[str, str, str], now: float, seconds: float) -> Reply:
        self._remember(record, now)
        record.move(shown, target, now, seconds)
        record.updated = now
        self.save(record)
        return reply({}, record.id, effect=True)

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _writable(self, endpoint_id: str, region: str, now: float) -> Endpoint:
        """Return the endpoint as writes see it: without lag, and not after its deletion."""
        record = self.endpoints.get(endpoint_id)
        if record is not None and record.region == region:
            record.settle(now)
            if record.phase != DELETED:
                return record
        raise self._not_found(endpoint_id)

    def require(self, endpoint_id: str, region: str) -> Endpoint:
        """Return an endpoint that exists; raises `ApiError`."""
        return self._writable(endpoint_id, region, self._now())

    def begin_rolling(self, record: Endpoint, rolling_id: str) -> None:
        """Let an endpoint have a rolling under way."""
        now = self._now()
        self._remember(record, now)
        record.rolling_id, record.updated = rolling_id, now

    def _not_found(self, endpoint_id: str) -> ApiError:
        return coded(self.switches["not_found"], f"The specified endpoint {endpoint_id} does not exist.")

    def wrong_state(self, record: Endpoint, done: str) -> ApiError:
        """Return the refusal for the state of an endpoint."""
        code, status = self.switches["wrong_state_code"], int(self.switches["wrong_state_status"])
        return ApiError(code, status, f"The endpoint {record.id} cannot be {done} while its status is {record.word}.")

    def _check_name_free(self, desired: Endpoint, now: float) -> None:
        scope = self.switches["names_unique"]
        if scope == "no":
            return
        for other in self.endpoints.values():
            other.settle(now)
            same_place = other.region == desired.region and (
                scope == "account" or other.project_name == desired.project_name
            )
            if same_place and other.id != desired.id and other.name == desired.name and other.phase != DELETED:
                raise ApiError("Duplicated.Name", 400, f"An endpoint named {desired.name} exists already.")

    def _check_quota(self, now: float) -> None:
        quota = self.switches["max_endpoints"]
        if quota is None:
            return
        if sum(1 for record in self._current(now) if record.phase != DELETED) >= quota:
            raise coded(self.switches["quota_answer"], f"The account may have at most {quota} endpoints.")

    def _new_id(self, now: float) -> str:
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
        while True:
            made = f"ep-{stamp}-{''.join(self._random.choices(_ID_LETTERS, k=5))}"
            if made not in self.endpoints:
                return made

    def _remember(self, record: Endpoint, now: float) -> None:
        """Let reads lag behind the write that is about to happen, as the switches say."""
        if self.switches["lag_scope"] == "writes":
            record.remember(now, self._lag())

    # ---- for tests that play the platform ----------------------------------------------------------------------

    def _truth(self, record: Endpoint) -> dict[str, Any]:
        return {**views.endpoint(record, _PLAIN, full=True), "Region": record.region}

    def _settable(self) -> Mapping[str, Callable[[Endpoint, Any], None]]:
        return SETTABLE
