# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check whether the endpoints of a fleet answer: one question for each, a few at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from ansible.module_utils.common.parameters import remove_values

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane import check
from ansible_collections.inference.endpoints.plugins.module_utils._data_plane.providers import OF_SITE, PROVIDERS
from ansible_collections.inference.endpoints.plugins.module_utils._data_plane.verdicts import AUTH, CHAT, VERDICTS
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import RUNNING
from ansible_collections.inference.endpoints.plugins.plugin_utils._action.host import ActionHost
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

#: The options of the action.
OPTIONS = ("check", "check_api_keys", "check_base_urls", "check_accept")

_NONE = "none"

#: The providers whose endpoints a fleet may have.
_PROVIDERS = (*OF_SITE.values(), "maas")

#: Questions in flight.
_AT_ONCE = 8


class CheckedSet(NamedTuple):
    """A set as the checks see it.

    :ivar site: the site of Ark; other families have none.
    """

    family: str
    site: str

    @property
    def provider(self) -> str:
        """Return the data plane of the endpoints; empty if none is known."""
        return OF_SITE.get(self.site, "") if self.family == "ark" else self.family if self.family == "maas" else ""


class Checks(NamedTuple):
    """What to ask, and with which keys. Each option is as the playbook gives it.

    :ivar kind: ``none``, ``auth`` or ``chat``.
    :ivar accept: the verdicts that are no failure; empty if none is one.
    """

    kind: str
    api_keys: dict[str, Any]
    base_urls: dict[str, Any]
    accept: list[str]

    @classmethod
    def of(cls, given: dict[str, Any]) -> Checks:
        """Return the checks that plain options ask for."""
        kind, api_keys, base_urls, accept = (given.get(name) for name in OPTIONS)
        accept = [accept] if isinstance(accept, str) and accept else accept
        return cls(_NONE if kind is None else kind, api_keys or {}, base_urls or {}, accept or [])

    def problems(self, sets: Iterable[CheckedSet]) -> list[str]:
        """Return what is wrong with the options. It is called before anything is changed."""
        if self.kind not in (_NONE, AUTH, CHAT):
            return [f"fleet_check: found {self.kind}; expected {_NONE}, {AUTH} or {CHAT}"]
        found = []
        for option, given in (("fleet_check_api_keys", self.api_keys), ("fleet_check_base_urls", self.base_urls)):
            if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
                found.append(f"{option}: found something else; expected a text for each of {', '.join(_PROVIDERS)}")
            else:
                unknown = sorted(set(given) - set(_PROVIDERS))
                found += [
                    f"{option}.{name}: found an unknown key; expected {', '.join(_PROVIDERS)}" for name in unknown
                ]
        wrong = [each for each in self.accept if each not in VERDICTS] if isinstance(self.accept, list) else ["no list"]
        found += [
            f"fleet_check_accept: found {each}; expected a list of verdicts: {', '.join(VERDICTS)}" for each in wrong
        ]
        if found or self.kind == _NONE:
            return found
        for provider in dict.fromkeys(each.provider for each in sets if each.provider):
            for problem in check.problems(self._params(provider, AUTH), os.environ):
                for name, option in (("api_key", "fleet_check_api_keys"), ("base_url", "fleet_check_base_urls")):
                    problem = problem.replace(name, f"{option}.{provider}")
                found.append(problem)
        return found

    def ask(self, sets: Iterable[tuple[CheckedSet, dict]], *, check_mode: bool) -> None:
        """Ask about each existing endpoint, and put the verdict into its result as ``check``.

        Its member ``failed`` says whether the verdict is a failure.

        A check costs tokens unless it is about the key alone, so check mode asks about keys alone.
        """
        if self.kind == _NONE:
            return
        kind = AUTH if check_mode else self.kind
        questions: dict[tuple[str, str], list[dict]] = {}
        for each, result in sets:
            family = FAMILIES[each.family]()
            for entry in result.get("results") or () if each.provider else ():
                if kind == AUTH and _is_there(entry):
                    questions.setdefault((each.provider, ""), []).append(entry)
                elif kind == CHAT and _is_there(entry) and family.run_state(entry["endpoint"]) == RUNNING:
                    model = str(entry[PROVIDERS[each.provider].model])
                    questions.setdefault((each.provider, model), []).append(entry)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            verdicts = pool.map(lambda asked: self._verdict(asked[0], asked[1], kind), questions)
            for entries, verdict in zip(questions.values(), verdicts):
                for entry in entries:
                    entry["check"] = verdict

    def _verdict(self, provider: str, model: str, kind: str) -> dict:
        params = self._params(provider, kind, model=model or None)
        hidden = {check.api_key(params, os.environ)}
        result = check.run(ActionHost(params, False, hidden))
        failed = bool(self.accept) and result["verdict"] not in self.accept
        return dict(remove_values({**result, "model": model, "failed": failed}, hidden))

    def _params(self, provider: str, kind: str, *, model: str | None = None) -> dict:
        """Return the options of ``endpoint_check``. Every verdict is accepted, since the report shows them."""
        defaults = {field.name: field.default for field in check.OPTIONS}
        own = {"api_key": self.api_keys.get(provider), "base_url": self.base_urls.get(provider)}
        return {**defaults, **own, "provider": provider, "kind": kind, "model": model, "accept": list(VERDICTS)}


def _is_there(entry: dict) -> bool:
    return not entry["failed"] and entry["endpoint"] is not None
