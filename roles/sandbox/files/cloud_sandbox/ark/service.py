# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ark endpoint service as a model in memory: no sockets, no waiting, the clock is the caller's.

``ArkService(switches, now=clock).perform("CreateEndpoint", {...})`` gives a `Reply`. Everything that the reference
leaves open is a switch (`ark.switches`). Moves between states take time of that clock and are worked out when
somebody looks.
"""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..answers import Refused, Reply
from ..endpoints import BadMember, UnknownEndpoint
from ..readings import Readings
from . import bodies, views
from .catalogue import Catalogue
from .errors import GATEWAY_CODES, coded, gateway_refusal, invalid, missing
from .listing import Query
from .record import DELETED, FAILED, MOVING, RUNNING, STOPPED, Endpoint, Past, phase_of
from .switches import ARK_SWITCHES

VERSION = "2024-01-01"
SITE_REGIONS = {"volcengine": "cn-beijing", "byteplus": "ap-southeast-1"}

_ID_LETTERS = string.ascii_lowercase + string.digits

# What a move ends in: phase, Status, StatusReason.
TO_RUNNING = (RUNNING, "Running", "")
TO_STOPPED = (STOPPED, "Stopped", "")
TO_DELETED = (DELETED, "Deleted", "")


class Journal(Protocol):
    """Where changes of endpoints are told, so that they can be kept."""

    def save(self, endpoint: Endpoint) -> None:
        """The endpoint is new or has changed."""

    def drop(self, endpoint_id: str) -> None:
        """The endpoint is gone for good."""


class ArkService:
    """The endpoint actions of one account.

    ``switches`` is a mapping of switch names to values or a `Readings` of the table of `ark.switches`; ``now`` gives
    UTC seconds; ``seed`` makes ids reproducible; ``catalogue`` is a list of models in the form of
    `catalogue.default_catalogue`.
    """

    def __init__(
        self,
        switches: Mapping[str, Any] | None = None,
        *,
        now: Callable[[], float] = time.time,
        seed: int | None = None,
        catalogue: list[dict[str, Any]] | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.readings = switches if isinstance(switches, Readings) else Readings(ARK_SWITCHES, switches)
        self.catalogue = Catalogue(catalogue)
        self.endpoints: dict[str, Endpoint] = {}
        self.journal = journal
        self._now = now
        # Names of things, not secrets: a seedable generator is what tests need.
        self._random = random.Random(seed)
        self._requests = 0
        self._sequence = 0
        self._actions: dict[str, Callable[[dict[str, Any], str], Reply]] = {
            "CreateEndpoint": self._create,
            "GetEndpoint": self._get,
            "ListEndpoints": self._list,
            "UpdateEndpoint": self._update,
            "StartEndpoint": self._start,
            "StopEndpoint": self._stop,
            "DeleteEndpoint": self._delete,
            "GetEndpointCertificate": self._certificate,
            "ListFoundationModels": lambda body, region: self._ok(
                self.catalogue.list_models(body, bodies.page(body, self.readings))
            ),
            "GetFoundationModel": lambda body, region: self._ok(self.catalogue.get_model(body)),
            "ListFoundationModelVersions": lambda body, region: self._ok(
                self.catalogue.list_versions(body, bodies.page(body, self.readings))
            ),
            "GetFoundationModelVersion": lambda body, region: self._ok(self.catalogue.get_version(body)),
        }

    # ---- the door ----------------------------------------------------------------------------------------------

    @property
    def actions(self) -> tuple[str, ...]:
        """Names of the actions that exist."""
        return tuple(self._actions)

    def perform(
        self, action: str, body: dict[str, Any], *, site: str = "volcengine", region: str | None = None
    ) -> Reply:
        """Do one action and answer with the whole document that a server would send.

        Never raises for anything that a client can cause. ``region`` is that of the site unless given; endpoints of
        one region are not visible in another.
        """
        region = region or SITE_REGIONS[site]
        try:
            known = region in SITE_REGIONS.values()
            if not known and self.readings["unknown_region"] == "refused":
                raise gateway_refusal("ServiceNotFound", f"There is no service ark in the region {region}.")
            if action not in self._actions:
                raise gateway_refusal(
                    "InvalidActionOrVersion", f"Could not find operation {action} for version {VERSION}."
                )
            reply = self._actions[action](bodies.whole_body(body), region)
        except Refused as refusal:
            return self.refuse(refusal, action, region)
        reply.request_id = self.request_id()
        reply.payload["ResponseMetadata"] = self._metadata(reply.request_id, action, region)
        return reply

    def refuse(self, refusal: Refused, action: str | None, region: str) -> Reply:
        """The answer for a refusal in the service's envelope (Ark reference 3.1)."""
        request_id = self.request_id()
        error: dict[str, Any] = {"Code": refusal.code, "Message": refusal.message}
        if refusal.code in GATEWAY_CODES:
            error["CodeN"] = GATEWAY_CODES[refusal.code][0]
        metadata = {**self._metadata(request_id, action, region), "Error": error}
        return Reply(refusal.status, {"ResponseMetadata": metadata}, refusal.code, request_id)

    def request_id(self) -> str:
        """A new request id: the time and a number."""
        self._requests += 1
        return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(self._now()))}{self._requests:020X}"

    @staticmethod
    def _metadata(request_id: str, action: str | None, region: str) -> dict[str, Any]:
        return {
            "RequestId": request_id,
            "Action": action or "",
            "Version": VERSION,
            "Service": "ark",
            "Region": region,
        }

    @staticmethod
    def _ok(result: Mapping[str, Any], endpoint_id: str | None = None, *, effect: bool = False) -> Reply:
        return Reply(200, {"ResponseMetadata": {}, "Result": dict(result)}, None, "", endpoint_id, effect)

    # ---- reads -------------------------------------------------------------------------------------------------

    def _get(self, body: dict[str, Any], region: str) -> Reply:
        record = self._readable(body, region)
        return self._ok(views.got(record, self.readings), record.id)

    def _certificate(self, body: dict[str, Any], region: str) -> Reply:
        record = self._readable({key: value for key, value in body.items() if key != "Type"}, region)
        if self.readings["certificate"] == "all":
            return self._ok(views.certificate(record), record.id)
        answer = self.readings["certificate_absence"]
        if answer == "not_found":
            raise Refused("NotFound.Certificate", 404, f"The endpoint {record.id} has no certificate.")
        if answer == "denied":
            raise Refused("OperationDenied.UnsupportedPhase", 403, f"The endpoint {record.id} has no certificate.")
        return self._ok(views.empty_certificate() if answer == "empty_members" else {}, record.id)

    def _list(self, body: dict[str, Any], region: str) -> Reply:
        query = Query(body, self.readings)
        now = self._now()
        self._sweep(now)
        seen = (self._view(record, now, lists=True) for record in self.endpoints.values() if record.region == region)
        return self._ok(query.answer([record for record in seen if record is not None]))

    def _readable(self, body: dict[str, Any], region: str) -> Endpoint:
        """The endpoint as reads see it."""
        body = bodies.only(body, frozenset(("Id",)), self.readings)
        given = bodies.endpoint_id(body, self.readings)
        record = self.endpoints.get(given)
        view = self._view(record, self._now()) if record is not None and record.region == region else None
        if view is None:
            raise self._not_found(given)
        return view

    def _view(self, record: Endpoint, now: float, *, lists: bool = False) -> Endpoint | None:
        """What reads show: a state of the past while they lag, nothing when deleted (or not yet visible)."""
        for past in record.past:
            if now < (past.list_until if lists else past.read_until):
                if past.before is not None:
                    past.before.settle(now)
                return past.before if past.before is None or past.before.phase != DELETED else None
        record.settle(now)
        return record if record.phase != DELETED or self._kept(record, now) else None

    def _kept(self, record: Endpoint, now: float) -> bool:
        if self.readings["deleted_record"] != "kept" or record.deleted_at is None:
            return False
        return bool(now < record.deleted_at + self.readings["deleted_record_seconds"])

    # ---- writes ------------------------------------------------------------------------------------------------

    def _create(self, body: dict[str, Any], region: str) -> Reply:
        readings, now = self.readings, self._now()
        body = bodies.only(body, bodies.CREATE_MEMBERS, readings)
        record = self._described(body, region, now)
        if not isinstance(body.get("DryRun", False), bool):
            raise invalid("DryRun", "it must be a boolean")
        self._check_name_free(record, now)
        self._check_quota(now)
        if body.get("DryRun"):
            return self._dry_run(record)
        outcome = TO_RUNNING
        if readings["start_outcome"] == "failed":
            outcome = (FAILED, readings["failed_status"], "The model instance could not be started.")
        shown = readings["starting_status"]
        record.move("none" if shown == "unchanged" else shown, outcome, now, readings["start_seconds"])
        self._sequence = record.sequence
        self._remember(record, None, now)
        self.endpoints[record.id] = record
        self._saved(record)
        return self._ok({"Id": record.id}, record.id, effect=True)

    def _described(self, body: dict[str, Any], region: str, now: float) -> Endpoint:
        readings = self.readings
        if "Name" not in body:
            raise missing("Name")
        domain = bodies.text(body.get("Domain", "Ark"), "Domain", empty=True) or "Ark"
        if domain not in ("Ark", "Mlp"):
            raise invalid("Domain", "it must be Ark or Mlp")
        if domain == "Mlp" and "ServiceInfo" not in body:
            raise missing("ServiceInfo")
        record = Endpoint(
            id=self._new_id(now),
            region=region,
            sequence=self._sequence + 1,
            name=bodies.name(body["Name"], readings),
            project_name=bodies.text(body.get("ProjectName") or "default", "ProjectName"),
            created=now,
            updated=now,
            description=bodies.description(body.get("Description", ""), readings),
            tags=bodies.tags(body.get("Tags", []), readings),
            model_unit_id=bodies.text(body.get("ModelUnitId", ""), "ModelUnitId", empty=True),
            service_info=bodies.service_info(body["ServiceInfo"]) if "ServiceInfo" in body else None,
            batch_only=bool(body.get("BatchOnly", False)),
        )
        if "ModelReference" in body:
            record.model_reference = bodies.model_reference(body["ModelReference"], readings, self.catalogue)
        elif domain == "Ark" and readings["model_reference"] == "required":
            raise missing("ModelReference")
        if "RateLimit" in body:
            limits = bodies.rate_limit(body["RateLimit"], readings, update=False)
            record.rpm, record.tpm = limits.get("Rpm"), limits.get("Tpm")
        if "Moderation" in body:
            record.moderation = bodies.moderation(body["Moderation"], readings, readings["create_moderation"])
        return record

    def _dry_run(self, record: Endpoint) -> Reply:
        answer = self.readings["dry_run"]
        if answer == "error":
            raise Refused("DryRunOperation", 400, "The request is valid; nothing was done since DryRun is set.")
        return self._ok({"Id": record.id} if answer == "with_id" else {})

    def _update(self, body: dict[str, Any], region: str) -> Reply:
        readings, now = self.readings, self._now()
        body = bodies.only(body, bodies.UPDATE_MEMBERS, readings)
        record = self._writable(bodies.endpoint_id(body, readings), region, now)
        after = record.snapshot()
        self._overlay(after, body)
        stopped_refused = record.phase == STOPPED and readings["update_stopped"] == "refused"
        moving_refused = record.phase == MOVING and readings["update_transitional"] == "refused"
        rolling_refused = bool(record.rolling_id) and readings["update_rolling"] == "refused"
        if stopped_refused or moving_refused or rolling_refused:
            raise self._wrong_state(record, "updated")
        if after.name != record.name:
            self._check_name_free(after, now)
        effect = after.essence() != record.essence()
        if effect:
            self._remember(record, record.snapshot(), now)
            self._take_over(record, after)
            record.updated = now
            shown = readings["updating_status"]
            if shown != "none" and record.until is None and record.phase in (RUNNING, STOPPED):
                back = (record.phase, record.word, record.reason)
                record.move(shown, back, now, readings["update_seconds"])
            self._saved(record)
        return self._ok({}, record.id, effect=effect)

    def _overlay(self, record: Endpoint, body: dict[str, Any]) -> None:
        """Put the members of an update onto a copy of the endpoint; raises if one is not valid."""
        readings = self.readings
        if "Name" in body:
            record.name = bodies.name(body["Name"], readings)
        if "Description" in body:
            record.description = bodies.description(body["Description"], readings)
        if "RateLimit" in body:
            limits = bodies.rate_limit(body["RateLimit"], readings, update=True)
            record.rpm, record.tpm = limits.get("Rpm", record.rpm), limits.get("Tpm", record.tpm)
        if "Moderation" in body:
            strategy = bodies.moderation(body["Moderation"], readings, readings["update_moderation"])
            record.moderation = strategy or record.moderation
        if "ServiceInfo" in body:
            record.service_info = bodies.service_info(body["ServiceInfo"])
        if "Tags" in body:
            self._overlay_tags(record, body["Tags"])

    def _overlay_tags(self, record: Endpoint, given: Any) -> None:
        policy = self.readings["update_tags"]
        if policy == "refused":
            raise invalid("Tags", "no such member can be given in this request")
        tags = bodies.tags(given, self.readings)
        if policy == "ignored" or (not tags and not self.readings["empty_tags_clear"]):
            return
        record.tags = {**record.tags, **tags} if policy == "merged" else tags

    @staticmethod
    def _take_over(record: Endpoint, other: Endpoint) -> None:
        for member in ("name", "description", "tags", "rpm", "tpm", "moderation", "service_info"):
            setattr(record, member, getattr(other, member))

    def _start(self, body: dict[str, Any], region: str) -> Reply:
        readings, now = self.readings, self._now()
        record = self._target(body, region, now)
        if record.phase == RUNNING:
            if readings["start_running"] == "error":
                raise self._wrong_state(record, "started")
            return self._ok({}, record.id)
        refused = {FAILED: readings["start_failed"], MOVING: readings["start_transitional"]}
        if refused.get(record.phase) == "refused":
            raise self._wrong_state(record, "started")
        outcome = TO_RUNNING
        if readings["start_outcome"] == "failed":
            outcome = (FAILED, readings["failed_status"], "The model instance could not be started.")
        return self._moved(record, readings["starting_status"], outcome, now, readings["start_seconds"])

    def _stop(self, body: dict[str, Any], region: str) -> Reply:
        readings, now = self.readings, self._now()
        record = self._target(body, region, now)
        if record.phase == STOPPED:
            if readings["stop_stopped"] == "error":
                raise self._wrong_state(record, "stopped")
            return self._ok({}, record.id)
        if record.phase == MOVING and readings["stop_transitional"] == "refused":
            raise self._wrong_state(record, "stopped")
        return self._moved(record, readings["stopping_status"], TO_STOPPED, now, readings["stop_seconds"])

    def _delete(self, body: dict[str, Any], region: str) -> Reply:
        readings, now = self.readings, self._now()
        record = self._target(body, region, now)
        refused = {
            RUNNING: readings["delete_running"],
            FAILED: readings["delete_failed"],
            MOVING: readings["delete_transitional"],
        }
        if refused.get(record.phase) == "refused":
            raise self._wrong_state(record, "deleted")
        return self._moved(record, readings["deleting_status"], TO_DELETED, now, readings["delete_seconds"])

    def _target(self, body: dict[str, Any], region: str, now: float) -> Endpoint:
        body = bodies.only(body, frozenset(("Id",)), self.readings)
        return self._writable(bodies.endpoint_id(body, self.readings), region, now)

    def _moved(self, record: Endpoint, shown: str, target: tuple[str, str, str], now: float, seconds: float) -> Reply:
        self._remember(record, record.snapshot(), now)
        record.move(shown, target, now, seconds)
        record.updated = now
        self._saved(record)
        return self._ok({}, record.id, effect=True)

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _writable(self, endpoint_id: str, region: str, now: float) -> Endpoint:
        """The endpoint as writes see it: without lag, and not after its deletion."""
        record = self.endpoints.get(endpoint_id)
        if record is not None and record.region == region:
            record.settle(now)
            if record.phase != DELETED:
                return record
        raise self._not_found(endpoint_id)

    def _not_found(self, endpoint_id: str) -> Refused:
        return coded(self.readings["not_found"], f"The specified endpoint {endpoint_id} does not exist.")

    def _wrong_state(self, record: Endpoint, done: str) -> Refused:
        code, status = self.readings["wrong_state_code"], int(self.readings["wrong_state_status"])
        return Refused(code, status, f"The endpoint {record.id} cannot be {done} while its status is {record.word}.")

    def _check_name_free(self, wanted: Endpoint, now: float) -> None:
        scope = self.readings["names_unique"]
        if scope == "no":
            return
        for other in self.endpoints.values():
            other.settle(now)
            same_place = other.region == wanted.region and (
                scope == "account" or other.project_name == wanted.project_name
            )
            if same_place and other.id != wanted.id and other.name == wanted.name and other.phase != DELETED:
                raise Refused("Duplicated.Name", 400, f"An endpoint named {wanted.name} exists already.")

    def _check_quota(self, now: float) -> None:
        quota = self.readings["max_endpoints"]
        if quota is None:
            return
        self._sweep(now)
        if sum(1 for record in self.endpoints.values() if record.phase != DELETED) >= quota:
            raise coded(self.readings["quota_answer"], f"The account may have at most {quota} endpoints.")

    def _new_id(self, now: float) -> str:
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
        while True:
            made = f"ep-{stamp}-{''.join(self._random.choices(_ID_LETTERS, k=5))}"
            if made not in self.endpoints:
                return made

    def _remember(self, record: Endpoint, before: Endpoint | None, now: float) -> None:
        """Let reads lag behind the write that is about to happen, as the switches say."""
        record.past = [past for past in record.past if now < max(past.read_until, past.list_until)]
        read_lag = self.readings["read_lag_seconds"]
        list_lag = max(read_lag, self.readings["list_lag_seconds"])
        if list_lag > 0 and (before is None or self.readings["lag_scope"] == "writes"):
            record.past.append(Past(now + read_lag, now + list_lag, before))

    def _sweep(self, now: float) -> None:
        """Forget endpoints whose deletion nobody can see any more."""
        dead = []
        for record in self.endpoints.values():
            if record.until is not None:
                record.settle(now)
            if record.phase != DELETED or self._kept(record, now):
                continue
            if all(now >= max(past.read_until, past.list_until) for past in record.past):
                dead.append(record.id)
        for endpoint_id in dead:
            del self.endpoints[endpoint_id]
            if self.journal is not None:
                self.journal.drop(endpoint_id)

    def _saved(self, record: Endpoint) -> None:
        if self.journal is not None:
            self.journal.save(record)

    # ---- for those who play the platform -----------------------------------------------------------------------

    def restore(self, records: list[Endpoint]) -> None:
        """Take over endpoints that were kept elsewhere."""
        for record in sorted(records, key=lambda one: one.sequence):
            self.endpoints[record.id] = record
            self._sequence = max(self._sequence, record.sequence)

    def reset(self) -> None:
        """Forget all endpoints."""
        for endpoint_id in list(self.endpoints):
            del self.endpoints[endpoint_id]
            if self.journal is not None:
                self.journal.drop(endpoint_id)

    def force(self, endpoint_id: str, members: Mapping[str, Any]) -> Endpoint:
        """Set stored members by hand (API names), as a platform fault or another person would.

        A ``Status`` ends any move under way: Running, Stopped, Deleted and the words for failure are what they say,
        every other word is a state on the way that lasts until it is set again. Raises `UnknownEndpoint`, `BadMember`.
        """
        now = self._now()
        record = self.endpoints.get(endpoint_id)
        if record is None:
            raise UnknownEndpoint(f"There is no endpoint {endpoint_id}.")
        record.settle(now)
        for member in members:
            if member not in _FORCED:
                raise BadMember(f"The member {member!r} cannot be set; settable are {', '.join(sorted(_FORCED))}.")
        after = record.snapshot()
        for member, value in members.items():
            try:
                _FORCED[member](after, value)
            except (TypeError, ValueError, KeyError, AttributeError):
                raise BadMember(f"The value {value!r} cannot be set as {member}.") from None
        if after.phase == DELETED and record.phase != DELETED:
            after.deleted_at = now
        after.past = record.past
        self.endpoints[endpoint_id] = after
        self._saved(after)
        return after

    def state(self) -> list[dict[str, Any]]:
        """Every endpoint as it truly is now, in all members, oldest first."""
        now = self._now()
        self._sweep(now)
        plain = Readings(ARK_SWITCHES)
        return [
            {**views.endpoint(record, plain, full=True), "Region": record.region} for record in self.endpoints.values()
        ]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _force_status(record: Endpoint, value: Any) -> None:
    record.word, record.phase = _text(value), phase_of(value)
    record.until = record.target = None
    if record.phase in (RUNNING, STOPPED):
        record.reason = ""


def _force_limits(record: Endpoint, value: Any) -> None:
    for limit in (value or {}).values():
        if isinstance(limit, bool) or not isinstance(limit, int | None):
            raise TypeError
    record.rpm, record.tpm = (value or {}).get("Rpm"), (value or {}).get("Tpm")


def _setter(attribute: str, convert: Callable[[Any], Any]) -> Callable[[Endpoint, Any], None]:
    return lambda record, value: setattr(record, attribute, convert(value))


_FORCED: dict[str, Callable[[Endpoint, Any], None]] = {
    "Status": _force_status,
    "StatusReason": _setter("reason", _text),
    "Name": _setter("name", _text),
    "Description": _setter("description", _text),
    "ProjectName": _setter("project_name", _text),
    "Tags": _setter("tags", lambda tags: {_text(tag["Key"]): _text(tag.get("Value", "")) for tag in tags}),
    "ModelReference": _setter("model_reference", dict),
    "ModelUnitId": _setter("model_unit_id", _text),
    "RateLimit": _force_limits,
    "Moderation": _setter("moderation", lambda value: _text(value["Strategy"]) if value else None),
    "BatchOnly": _setter("batch_only", _flag),
    "RollingId": _setter("rolling_id", _text),
    "SupportRolling": _setter("support_rolling", _flag),
    "SupportScaleTier": _setter("support_scale_tier", _flag),
    "ScaleTierId": _setter("scale_tier_id", _text),
}
