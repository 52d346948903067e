# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface of a running sandbox: JSON documents under ``/_sandbox/``. The role's README has a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from .ark.catalogue import InvalidCatalogue
from .cloud import Cloud
from .endpoint_service import InvalidMember, UnknownEndpoint
from .faults import InvalidFault, parse_faults
from .messages import HttpRequest
from .signature import Credentials
from .switch_values import InvalidSwitch

PREFIX = "/_sandbox/"


class InvalidSettings(ValueError):
    """Settings that cannot be used; the text is a sentence."""


@dataclass
class Answer:
    """Status and JSON document."""

    status: int
    document: Any


def credentials_of(settings: dict[str, Any]) -> Credentials:
    """Return the key pair in settings; raises `InvalidSettings`, which never contains a value."""
    for member in ("access_key", "secret_key"):
        if not isinstance(settings.get(member), str) or not settings[member]:
            raise InvalidSettings(f"{member} must be a non-empty text.")
    for member in ("session_token", "auth_token", "domain_name"):
        if not isinstance(settings.get(member), str | None):
            raise InvalidSettings(f"{member} must be a text.")
    api_keys = settings.get("api_keys") or []
    if not isinstance(api_keys, list) or not all(isinstance(key, str) and key.strip() for key in api_keys):
        raise InvalidSettings("api_keys must be a list of non-empty texts.")
    return Credentials(
        settings["access_key"],
        settings["secret_key"],
        settings.get("session_token") or None,
        settings.get("auth_token") or None,
        settings.get("domain_name") or Credentials.domain_name,
        tuple(api_keys),
    )


class Control:
    """Carries out what the control interface is asked. ``identity`` is told by ``health``."""

    def __init__(self, cloud: Cloud, identity: dict[str, Any]) -> None:
        self.cloud = cloud
        self.gateway = cloud.gateway
        self.identity = identity
        self._configured_faults = list(self.gateway.faults.items)
        self._routes: dict[tuple[str, str], Callable[[Any, dict[str, str]], Any]] = {
            ("GET", "health"): lambda body, query: self.identity,
            ("GET", "switches"): self._get_switches,
            ("PATCH", "switches"): self._patch_switches,
            ("GET", "faults"): lambda body, query: self.gateway.faults.describe(),
            ("PUT", "faults"): self._put_faults,
            ("POST", "faults"): self._post_fault,
            ("DELETE", "faults"): lambda body, query: self._put_faults([], query),
            ("GET", "log"): self._get_log,
            ("DELETE", "log"): lambda body, query: self.gateway.log.clear(),
            ("GET", "state"): self._get_state,
            ("GET", "models"): lambda body, query: list(cloud.ark.catalogue.models.values()),
            ("PUT", "models"): lambda body, query: cloud.ark.catalogue.replace(body),
            ("DELETE", "tokens"): lambda body, query: cloud.authenticator.revoke(),
            ("POST", "reset"): self._reset,
            ("PUT", "settings"): lambda body, query: self.apply(body, dry_run=query.get("dry_run") == "true"),
        }

    def handle(self, request: HttpRequest) -> Answer:
        """Answer one request of the control interface; bad requests get 400 with a sentence in ``error``."""
        name = request.path[len(PREFIX) :].strip("/")
        query = {key: values[-1] for key, values in parse_qs(request.query).items()}
        try:
            body = json.loads(request.body) if request.body else {}
        except (ValueError, RecursionError):
            return Answer(400, {"error": "The body is not valid JSON."})
        try:
            if name.startswith("endpoints/") and request.method == "PATCH":
                return Answer(200, self._force(name.partition("/")[2], body))
            route = self._routes.get((request.method, name))
            if route is None:
                known = sorted(f"{method} {path}" for method, path in self._routes)
                return Answer(404, {"error": f"There is no {request.method} {name}; there are {', '.join(known)}."})
            document = route(body, query)
        except UnknownEndpoint as problem:
            return Answer(404, {"error": str(problem.args[0])})
        except (InvalidSwitch, InvalidFault, InvalidMember, InvalidCatalogue, InvalidSettings) as problem:
            return Answer(400, {"error": str(problem)})
        return Answer(200, {} if document is None else document)

    def apply(self, settings: Any, *, dry_run: bool = False) -> dict[str, Any]:
        """Make key pair, switches and faults those of ``settings``, switches not named being put to their defaults.

        With ``fresh`` all endpoints are forgotten. Says what changed (would change) by name. Raises before anything is
        changed if something cannot be used.
        """
        if not isinstance(settings, dict):
            raise InvalidSettings("settings must be a mapping.")
        desired = credentials_of(settings)
        faults = settings.get("faults") or []
        parse_faults(faults)
        switches = self.gateway.switches.replace(settings.get("switches") or {}, dry_run=dry_run)
        changes = [f"switches.{name}" for name in switches]
        if desired != self.cloud.credentials:
            changes.append("credentials")
        if faults != self._configured_faults or faults != self.gateway.faults.items:
            changes.append("faults")
            if not dry_run:
                self.gateway.faults.replace(faults)
                self._configured_faults = list(faults)
        if settings.get("fresh") and not self.cloud.is_empty():
            changes.append("endpoints")
            if not dry_run:
                self.cloud.reset()
        if not dry_run:
            self.cloud.credentials = desired
        return {"changed": bool(changes), "changes": changes}

    def _get_switches(self, body: Any, query: dict[str, str]) -> Any:
        return self.gateway.switches.describe() if query.get("describe") else dict(self.gateway.switches)

    def _patch_switches(self, body: Any, query: dict[str, str]) -> dict[str, Any]:
        return {"changed": self.gateway.switches.change(body)}

    def _put_faults(self, body: Any, query: dict[str, str]) -> Any:
        self.gateway.faults.replace(body)
        return self.gateway.faults.describe()

    def _post_fault(self, body: Any, query: dict[str, str]) -> Any:
        self.gateway.faults.add(body)
        return self.gateway.faults.describe()

    def _get_log(self, body: Any, query: dict[str, str]) -> list[dict[str, Any]]:
        after = query.get("after", "0")
        if not after.isdigit():
            raise InvalidSettings(f"after is {after!r}; give the n of a log entry.")
        filters = {member: query[member] for member in ("action", "service") if member in query}
        return [
            entry
            for entry in self.gateway.log
            if entry["n"] > int(after) and all(entry[member] == value for member, value in filters.items())
        ]

    def _reset(self, body: Any, query: dict[str, str]) -> None:
        self.cloud.reset()
        self.gateway.log.clear()
        self.gateway.faults.replace([])

    def _force(self, endpoint_id: str, body: Any) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise InvalidMember("The body must be a mapping of members.")
        cloud = self.cloud
        service = next((one for one in (cloud.fabric, cloud.maas) if endpoint_id in one.endpoints), cloud.ark)
        return service.force(endpoint_id, body)

    def _get_state(self, body: Any, query: dict[str, str]) -> dict[str, Any]:
        """Ark's endpoints under the plain name, those of the other services under the name of the service."""
        cloud = self.cloud
        return {"endpoints": cloud.ark.state(), "fabric": cloud.fabric.state(), "maas": cloud.maas.state()}
