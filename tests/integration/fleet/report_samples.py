# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of made-up runs, of any size, with every outcome, several families and names in several scripts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.inference.endpoints.plugins.filter.fleet_report import fleet_report

SCRIPTS = ("chat", "客服助手", "مساعد البحث", "équipe", "поиск", "<script>alert(1)</script>", "x" * 64, "ไทย 👩‍👩‍👧")
MODELS = (("doubao-1-5-pro-32k", "250115"), ("deepseek-v3", "241226"), ("doubao-1-5-thinking-pro", "250428"))
PROJECTS = ("default", "search", "客服")

#: Every tenth endpoint fails, and so on; most stay as they are.
_OUTCOMES = ("failed", "created", "updated", "unchanged", "deleted", *["unchanged"] * 4, "recreated")
_REASONS = (
    ("QuotaExceeded", "The quota of endpoints is used up. A quota is used up; delete something or have it raised"),
    ("OperationDenied.ServiceNotOpen", "The account has not activated the model; activate it in the console"),
    (
        "",
        "attributes that only a create sets differ: model_reference; set recreate to create_first, or <b>leave</b> it",
    ),
)


#: A version that retires, as ``ark_model_info`` tells it.
RETIRING = [{"name": "deepseek-v3", "versions": [{"model_version": "241226", "status": "Retiring"}]}]


def sample(size: int, *, check_mode: bool = False, never: bool = False, rich: bool = False) -> dict[str, Any]:
    """Return what the filter makes of a run over ``size`` endpoints of Ark (and a tenth of them of ModelArts Studio).

    :param never: a third family could not even be listed.
    :param rich: two sites, verdicts, rolling updates, models that retire, times and a host.
    """
    ark = [_ark(number, rolling=rich and number % 3 == 0) for number in range(size)]
    sets = [("ark", "", ark)]
    if rich:
        sets = [("ark", f"site {site}", ark[start::2]) for start, site in enumerate(("volcengine", "byteplus"))]
    sets += [("maas", "", [_maas(number) for number in range(size // 10)])] * (size >= 10)
    results: dict[str, list[dict]] = {}
    for name, _label, entries in sets:
        results.setdefault(name, []).append(_result(entries))
    if never:
        sets.append(("dataartsfabric", "", []))
        errors = ["endpoints[0].type: found 'nix' <&>; ray, inference", "endpoints[1]: يجب أن يكون"]
        results["dataartsfabric"] = [{"changed": False, "msg": "2 problems with the options", "errors": errors}]
    manifest = {
        "families": [
            {
                "name": name,
                "label": label,
                "origins": [
                    [f"fleet/{name}.yml:{7 * number + 3}: {name}.endpoints[{number}]"] for number in range(size)
                ],
            }
            for name, label, _entries in sets
        ],
        "sources": ["fleet/base.yml", "fleet/生产.yml"],
    }
    facts: dict[str, Any] = {}
    if rich:
        verdicts = [
            {"model": entry["endpoint_id"], "verdict": ("ok", "ok", "closed")[number % 3], "latency_seconds": 0.4}
            for number, (entry, _diff) in enumerate(ark)
            if entry["endpoint"]
        ]
        facts = {"checks": {"ark": verdicts}, "models": RETIRING, "started": "2026-01-02T03:01:40Z", "host": "search"}
    return fleet_report(manifest, results, check_mode, "2026-01-02T03:04:05Z", **facts)


def _result(entries: list[tuple[dict, dict | None]]) -> dict:
    results = [entry for entry, _diff in entries]
    counted = Counter(entry["outcome"] for entry in results)
    words = ("created", "updated", "recreated", "deleted", "unchanged", "failed")
    return {
        "changed": any(entry["changed"] for entry in results),
        "results": results,
        "summary": {"total": len(results), **{word: counted[word] for word in words}},
        "diff": [diff for _entry, diff in entries if diff is not None],
    }


def _entry(number: int, name: str, attributes: dict) -> dict:
    outcome = _OUTCOMES[number % len(_OUTCOMES)]
    code, msg = _REASONS[number // len(_OUTCOMES) % len(_REASONS)]
    failure = {"error_code": code, "request_id": f"2026010203040{number:05d}", "http_status": 400} if code else {}
    failed = outcome == "failed"
    endpoint_id = None if failed else f"ep-20260102030405-{number:05d}"
    return {
        "place": "pruned" if outcome == "deleted" and number % 20 == 4 else f"endpoints[{number}]",
        "name": name,
        "endpoint_id": endpoint_id,
        "outcome": outcome,
        "changed": outcome not in ("unchanged", "failed"),
        "actions": [] if outcome in ("unchanged", "failed") else ["UpdateEndpoint"],
        "failed": failed,
        "msg": msg if failed else "",
        "endpoint": None if failed or outcome == "deleted" else {**attributes, "endpoint_id": endpoint_id},
        **(failure if failed else {}),
    }


def _with_diff(entry: dict, attributes: dict, before: dict, after: dict) -> tuple[dict, dict | None]:
    if not entry["changed"]:
        return entry, None
    old = {} if entry["outcome"] == "created" else {**attributes, **before}
    new = {} if entry["outcome"] == "deleted" else {**attributes, **after}
    return entry, {"before": old, "after": new, "before_header": "", "after_header": ""}


def _ark(number: int, *, rolling: bool) -> tuple[dict, dict | None]:
    name = f"{SCRIPTS[number % len(SCRIPTS)]}-{number:04d}"
    model, version = MODELS[number % len(MODELS)]
    attributes = {
        "name": name,
        "description": "" if number % 3 else "Antwortet & fragt <nach>",
        "project_name": PROJECTS[number // 3 % len(PROJECTS)],
        "model_reference": {"foundation_model": {"name": model, "model_version": version}},
        "rate_limit": None if number % 7 == 0 else {"rpm": 60 * (number % 20 + 1), "tpm": 5000 * (number % 11 + 1)},
        "tags": [{"key": "team", "value": "chat"}, {"key": "env", "value": "prod"}],
        "status": ("Running", "Running", "Stopped", "Scheduling", "Abnormal")[number % 5],
    }
    entry = _entry(number, name, attributes)
    if rolling and entry["endpoint"]:
        target = {"foundation_model": {"name": model, "model_version": "250528"}}
        entry["endpoint"]["rolling"] = {"status": "Rolling", "percent": 40, "model_reference": target}
    limits = attributes["rate_limit"] or {}
    before = {"rate_limit": {**limits, "tpm": 1}, "tags": attributes["tags"][:1], "description": "قديم"}
    return _with_diff(entry, attributes, before, {})


def _maas(number: int) -> tuple[dict, dict | None]:
    name = f"maas-{number:04d}"
    attributes = {"name": name, "model_name": "DeepSeek-V3", "rpm": 30 * number, "tpm": 0, "status": "running"}
    return _with_diff(_entry(number + 3, name, attributes), attributes, {"rpm": 1}, {})
