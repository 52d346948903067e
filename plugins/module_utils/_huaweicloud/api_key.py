# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Manage one API key of MaaS, as its options say: make it once, deliver it, change it, replace it without a gap."""

from __future__ import annotations

import ipaddress
from typing import Any

from .._engine.effects import Process
from .._engine.errors import CallFailed, EndpointError, Refused
from .._engine.fields import Field
from .._engine.resource import GONE, LEAVING
from .._engine.wording import quoted
from . import api_keys
from .api_key_writes import Keys, differing
from .maas import MaasEndpoint

#: The attributes that a task declares and a diff shows.
_DECLARED = ("description", "ip_whitelist", "endpoints", "model_versions")


#: What a successor's label has in addition.
_SUFFIX = len("-r0123456789")
_LONGEST_LABEL = 100

OPTIONS = (
    Field("state", choices=("present", "absent", "rotated"), default="present"),
    Field("label", required=True, pattern=r"^[A-Za-z0-9_-]{1,100}$", remedy="1 to 100 letters, digits, _ and -"),
    Field("description", most=100),
    Field("ip_whitelist", kind="list", values="str", most=100),
    Field("endpoints", kind="list", values="str", identifier=True),
    Field("model_versions", kind="list", values="str", identifier=True),
)


def contradictions(params: dict) -> list[str]:
    """Return what no schema can say, as sentences ``path: found; expected``."""
    found = [
        f"ip_whitelist[{index}]: found {quoted(address)}; expected an address, a range such as 10.0.0.1-10.0.0.9, or a"
        " CIDR"
        for index, address in enumerate(params["ip_whitelist"] or ())
        if not _is_address(address)
    ]
    most = _LONGEST_LABEL - _SUFFIX
    if params["state"] == "rotated" and len(params["label"]) > most:
        found.append(
            f"label: found {len(params['label'])} characters; expected at most {most} with state rotated, since the"
            " label of a successor is longer"
        )
    return found


def _is_address(text: str) -> bool:
    first, dash, last = text.partition("-")
    try:
        if dash:
            low, high = (ipaddress.ip_address(end.strip()) for end in (first, last))
            return low.version == high.version and int(low) <= int(high)
        return bool(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return False


def manage(job: Any) -> Process:
    """Make the declaration true; return the members of the result.

    :param job: the task's ``KeyJob``.
    :raises Refused: the key cannot be delivered, an endpoint does not exist, or there may be no more keys.
    """
    return (yield from _Run(job).manage())


class _Run:
    """One run."""

    def __init__(self, job: Any) -> None:
        self._job = job
        self._params = job.params
        self._label: str = job.params["label"]
        self._keys = Keys(job.actions)

    def manage(self) -> Process:
        quota = yield from self._keys.list()
        listed = self._keys.listed
        members = api_keys.family(listed, self._label)
        if self._params["state"] == "absent":
            return (yield from self._absent(members))
        current = self._current(members)
        desired = yield from self._desired(current)
        if current is None or self._params["state"] == "rotated":
            if quota is not None and len(listed) >= quota:
                raise Refused(
                    f"label {self._label}: the account has {len(listed)} of {quota} API keys, and a new one is"
                    " needed; delete one"
                )
            return (yield from self._replace(members, current, desired))
        self._refuse_lost_file(current)
        self._warn_of_leftovers(members, current)
        return (yield from self._change(current, desired))

    # --- finding

    def _current(self, members: list[dict]) -> dict | None:
        """Return the key that the file holds, else the newest one."""
        delivered = self._job.file.about().get("key_id")
        return next((key for key in members if key["key_id"] == delivered), members[-1] if members else None)

    def _refuse_lost_file(self, current: dict) -> None:
        file = self._job.file
        if not file.path:
            return
        remedy = "the service shows a key only once; set state: rotated to make a successor"
        if not file.exists():
            raise Refused(f"dest: {file.path} is missing, although the key {self._label} exists; {remedy}")
        if file.about().get("key_id") not in (None, current["key_id"]):
            raise Refused(f"dest: {file.path} holds another key than {self._label} is now; {remedy}")

    def _warn_of_leftovers(self, members: list[dict], current: dict) -> None:
        for key in members:
            if key is not current:
                self._job.warn(
                    f"The key {key['label']} was left by a rotation of {self._label} that failed;"
                    " state: rotated deletes it"
                )

    # --- deciding

    def _desired(self, current: dict | None) -> Process:
        """Return all attributes that the key should have: the declared ones, and the present value of the others."""
        values = {name: current[name] for name in (*_DECLARED, "allow_all")} if current else {}
        values.update({name: self._params[name] for name in _DECLARED if self._params[name] is not None})
        if self._params["ip_whitelist"] is not None or values.get("allow_all") is None:
            values["allow_all"] = not values.get("ip_whitelist")
        values["ip_whitelist"] = values.get("ip_whitelist") or []
        if self._params["endpoints"]:
            values["endpoints"] = yield from self._endpoints()
        return values

    def _endpoints(self) -> Process:
        """Return the declared endpoints as the service names them: by id, unless its keys show names.

        :raises Refused: there is no such endpoint.
        """
        maas = MaasEndpoint()
        listed_endpoints = yield from maas.list_scope({})
        endpoints = [each for each in listed_endpoints if maas.run_state(each) not in (LEAVING, GONE)]
        ids = {endpoint["endpoint_id"]: endpoint["endpoint_id"] for endpoint in endpoints}
        known = {**{endpoint["name"]: endpoint["endpoint_id"] for endpoint in endpoints}, **ids}
        unknown = [one for one in self._params["endpoints"] if one not in known]
        if unknown:
            raise Refused(f"endpoints: there is no endpoint {', '.join(unknown)}; give names or ids of endpoints")
        declared = {known[one] for one in self._params["endpoints"]}
        listed = {one for key in self._keys.listed for one in key["endpoints"] or () if isinstance(one, str)}
        if any(one in known and one not in ids for one in listed):
            return sorted(endpoint["name"] for endpoint in endpoints if endpoint["endpoint_id"] in declared)
        return sorted(declared)

    def _diff(self, before: dict | None, after: dict | None, made: str = "") -> dict:
        """Return the difference of two keys; it says that a key is new and does not show it."""

        def side(values: dict | None, generation: str) -> dict:
            declared = {name: values.get(name) for name in _DECLARED} if values else {}
            return {"label": self._label, **declared, "key": generation} if values is not None else {}

        header = {"before_header": self._label, "after_header": self._label}
        return {"before": side(before, "present"), "after": side(after, made or "present"), **header}

    def _result(self, key: dict | None, diff: dict, **more: Any) -> dict:
        return {
            "changed": bool(self._job.actions),
            "key": key,
            "key_id": key["key_id"] if key else None,
            "diff": diff,
            **more,
        }

    # --- doing

    def _absent(self, members: list[dict]) -> Process:
        diff = self._diff(members[-1] if members else None, None)
        holds_it = self._job.file.about().get("label") == self._label
        for key in members:
            if self._job.check_mode:
                self._job.actions.append("DeleteApiKey")
            else:
                yield from self._keys.delete(key["key_id"])
        if holds_it and not self._job.check_mode:
            self._job.file.remove()
        return {**self._result(None, diff), "changed": bool(members) or holds_it}

    def _replace(self, elders: list[dict], current: dict | None, desired: dict) -> Process:
        """Make a key, deliver it, and delete those that it replaces, in this order."""
        job = self._job
        diff = self._diff(current, desired, "rotated" if current else "")
        previous = {"previous_key_id": current["key_id"]} if current else {}
        key = {**api_keys.attributes({}), **desired, "label": None if elders else self._label}
        if job.check_mode:
            job.actions.extend(["CreateApiKey", *["DeleteApiKey"] * len(elders)])
            return self._result(key, diff, **previous)
        key["label"] = api_keys.successor_label(self._label, self._keys.listed, job.wall) if elders else self._label
        job.file.prepare()
        key["key_id"], text = yield from self._keys.create(key["label"], desired)
        delivered = yield from self._deliver(key, text)
        for elder in elders:
            try:
                yield from self._keys.delete(elder["key_id"])
            except CallFailed as error:
                raise error.saying(
                    f"{error}. The successor {key['label']} has been delivered, and the old key {elder['label']}"
                    " is good still; state: rotated deletes it"
                ) from error
        return self._result(key, diff, **previous, **delivered)

    def _deliver(self, key: dict, text: str) -> Process:
        try:
            return self._job.deliver(text, self._about(key))
        except EndpointError as error:
            # The key was not delivered, and the service shows it only once.
            try:
                if key["key_id"]:
                    yield from self._keys.delete(key["key_id"])
            except CallFailed as second:
                raise Refused(
                    f"{error}. The key {key['label']} has been made, and could not be deleted either: {second}"
                ) from error
            raise Refused(f"{error}. The key that was made for it has been deleted") from error

    def _about(self, key: dict) -> dict:
        facts = {name: key[name] for name in ("key_id", "endpoints", "model_versions")}
        return {**facts, "label": self._label, "key_label": key["label"]}

    def _change(self, current: dict, desired: dict) -> Process:
        job = self._job
        diff = self._diff(current, {**current, **desired})
        was_open = job.restrict_file()
        key = current
        if differing(current, desired):
            key = {**current, **desired}
            if job.check_mode:
                job.actions.append("UpdateApiKey")
            else:
                key = yield from self._keys.update(self._label, current["key_id"], desired)
                if job.file.about():
                    job.file.write_about(self._about(key))
        return {**self._result(key, diff), "changed": bool(job.actions) or was_open}
