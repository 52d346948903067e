# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an event source asks for once in an interval: models that will be withdrawn, endpoints that do not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane import check
from ansible_collections.inference.endpoints.plugins.module_utils._data_plane.providers import OF_SITE
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import RUNNING
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import models

from .changes import Notice
from .reading import Reader

OPTIONS = (
    Field("model_events", kind="bool", default=False),
    Field("check_api_key", secret=True),
    Field("check_base_url"),
    Field("check_interval", kind="float", default=3600.0, above=0),
)


class _CheckHost(NamedTuple):
    """The host of a check that is no task."""

    params: dict
    hide: Callable[[str], Any]
    clock: Callable[[], Clock]
    check_mode: bool = False


class Health:
    """Asks at most once in ``check_interval`` seconds."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader = reader
        self._params = reader.params
        self._clock = clock
        self._next = 0.0

    def look(self, endpoints: dict[str, dict], perform: Callable) -> tuple[dict | None, dict | None]:
        """Return notices by id about models, and about answers; None for each that was not asked for.

        :raises ControllerError: asking failed.
        """
        if self._clock.wall() < self._next:
            return None, None
        retiring = dict(self._retiring(endpoints, perform)) if self._params["model_events"] else None
        unhealthy = dict(self._unhealthy(endpoints)) if self._params["check_api_key"] else None
        self._next = self._clock.wall() + self._params["check_interval"]
        return retiring, unhealthy

    def _retiring(self, endpoints: dict[str, dict], perform: Callable) -> Iterator[tuple[str, Notice]]:
        references = (each.get("model_reference") or {} for each in endpoints.values())
        names = {(each.get("foundation_model") or {}).get("name") for each in references} - {None}
        asked = {"names": sorted(names), "versions": True, "activation": True, "limits": False}
        known = self._reader.run(models.search(asked), perform=perform)["models"]
        going = {each["endpoint_id"]: each["retirement"] for each in models.retiring(list(endpoints.values()), known)}
        for endpoint_id in endpoints:
            reason = going.get(endpoint_id)
            mark = f"{reason['version_status']} {reason['deprecated']}" if reason else ""
            yield endpoint_id, Notice(mark, {"retirement": reason})

    def _unhealthy(self, endpoints: dict[str, dict]) -> Iterator[tuple[str, Notice]]:
        family = self._reader.family
        for endpoint_id, attributes in endpoints.items():
            if family.run_state(attributes) == RUNNING and not attributes.get("batch_only"):
                result = self._checked(endpoint_id)
                mark = result["verdict"] if result.pop("failed", False) else ""
                yield endpoint_id, Notice(mark, {"check": result})

    def _checked(self, endpoint_id: str) -> dict:
        given = {
            "provider": OF_SITE[self._params["site"]],
            "model": endpoint_id,
            "api_key": self._params["check_api_key"],
            "base_url": self._params["check_base_url"],
            "validate_certs": self._params["validate_certs"],
            "ca_path": self._params["ca_path"],
        }
        params = {**{field.name: field.default for field in check.OPTIONS}, **given}
        with self._reader.as_sentences():
            result = check.run(_CheckHost(params, self._reader.secrets.hide, lambda: self._clock))
        # A data plane may repeat the key in its refusal.
        return self._reader.secrets.masked({name: value for name, value in result.items() if name != "changed"})
