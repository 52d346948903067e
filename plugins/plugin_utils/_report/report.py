# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a run as a value: for programs, and for the documents and lines made from it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.models import retiring

from .._manifest.families import FAMILIES
from .endpoint import WORDS, attributes_of, is_pruned, limit_of, model_of, project_of, tags_of, word_of, wording

#: The version of the report's format; it grows when a member changes its meaning.
FORM = 1

_LIMIT_COUNTS = ("rpm", "tpm", "rpm_unset", "tpm_unset", "rpm_zero", "tpm_zero")


class RunFacts(NamedTuple):
    """The facts of a run, besides its results.

    :ivar time: when it ended, RFC 3339.
    :ivar started: when it began; empty if that is not known.
    :ivar host: the host of the play, which tells shards apart.
    :ivar version: the version of the collection.
    :ivar checks: by family, results of ``endpoint_check``, each with the ``model`` that was asked, and with the
        ``label`` of its set if several sets may have such a model.
    :ivar models: models as ``ark_model_info`` returns them.
    """

    check_mode: bool = False
    time: str = ""
    started: str = ""
    host: str = ""
    version: str = ""
    checks: Mapping[str, Iterable[dict]] = MappingProxyType({})
    models: Iterable[dict] = ()


def result_of(sets: list[dict], results: dict[str, Any]) -> dict:
    """Return the fact ``fleet_result``: by family its result, or a list if it has several sets.

    :param sets: the sets of the manifests, in order.
    :param results: what the bulk modules returned, by family; a list if a family has several sets.
    """
    by_family: dict[str, list[dict]] = {}
    for each, result in _paired(sets, results):
        by_family.setdefault(each["name"], []).append(result)
    every = [result for family in by_family.values() for result in family]
    return {
        **{name: family[0] if len(family) == 1 else family for name, family in by_family.items()},
        "changed": any(result.get("changed", False) for result in every),
        "failed": any(result["failed"] for result in every),
    }


def _paired(sets: list[dict], results: dict[str, Any]) -> list[tuple[dict, dict]]:
    """Return each set with what its bulk module returned."""
    pairs = []
    by_family = {name: iter(given if isinstance(given, list) else [given]) for name, given in results.items()}
    for each in sets:
        result = {**next(by_family[each["name"]])}
        result.pop("failed_when_result", None)
        label = {"label": each["label"]} if each.get("label") else {}
        failed = "summary" not in result or result["summary"]["failed"] > 0 or any(map(fails_check, result["results"]))
        pairs.append((each, {**label, **result, "failed": failed}))
    return pairs


def fails_check(entry: dict) -> bool:
    """Return whether the endpoint was asked whether it answers, and the verdict is a failure."""
    return bool((entry.get("check") or {}).get("failed"))


def report_of(manifest: dict, results: dict[str, Any], run: RunFacts) -> dict:
    """Return the report of a run.

    :param manifest: as the filter ``fleet_manifest`` returns it.
    :param results: see ``result_of``.
    """
    sets = manifest["families"]
    names = Counter(each["name"] for each in sets)
    families: dict[str, dict] = {}
    for each, result in _paired(sets, results):
        label = each.get("label") or str(len(families) + 1)
        title = each["name"] if names[each["name"]] == 1 else f"{each['name']} ({label})"
        families[title] = _set_report(each, result, run)
    return _over_all(families, [run._asdict()], manifest["sources"])


def merged(reports: list[dict]) -> dict:
    """Return one report of several runs, such as the shards of a fleet. The sets of a host have its name.

    :param reports: as ``report_of`` returns them.
    """
    families: dict[str, dict] = {}
    for number, report in enumerate(reports, start=1):
        shard = report.get("host") or str(number)
        for title, each in report["families"].items():
            unique = f"{shard}: {title}"
            families[f"{unique} ({number})" if unique in families else unique] = each
    sources = dict.fromkeys(source for report in reports for source in report["manifests"])
    return _over_all(families, reports, list(sources))


def _over_all(families: dict[str, dict], runs: list[dict], sources: list[str]) -> dict:
    """Return a report of sets, with totals over all of them."""
    entries = [entry for each in families.values() for entry in each["results"]]
    started, ended = (sorted(filter(None, (run.get(name) for run in runs))) for name in ("started", "time"))
    first, last = next(iter(started), ""), (ended or [""])[-1]
    reached = [each["counts"] for each in families.values() if each["counts"]]
    return {
        "form": FORM,
        "time": last,
        "started": first,
        "duration_seconds": _seconds(first, last) if first and last else None,
        "host": ", ".join(dict.fromkeys(run["host"] for run in runs if run.get("host"))),
        "version": ", ".join(dict.fromkeys(run["version"] for run in runs if run.get("version"))),
        "check_mode": any(run["check_mode"] for run in runs),
        "manifests": sources,
        "changed": any(each["changed"] for each in families.values()),
        "failed": any(each["failed"] for each in families.values()),
        "counts": {word: sum(counts[word] for counts in reached) for word in ("total", *WORDS)},
        "tags": _tag_totals(entries),
        "families": families,
    }


def _seconds(started: str, ended: str) -> int:
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds())


def _set_report(each: dict, result: dict, run: RunFacts) -> dict:
    label = each.get("label", "")
    of_family = run.checks.get(each["name"], ())
    checks = {check["model"]: check for check in of_family if check.get("label", label) == label}
    entries = [_entry(each, entry, checks, run.check_mode) for entry in result.get("results") or []]
    # The differences are those of the entries that changed, in the same order.
    changed = [entry for entry in entries if entry["changed"]]
    diffs = result.get("diff") or []
    if len(changed) == len(diffs):
        for entry, diff in zip(changed, diffs, strict=True):
            entry.update(before=diff["before"], after=diff["after"])
    placed = [{**attributes_of(entry), "place": entry["place"]} for entry in entries]
    retirements = {found["place"]: found["retirement"] for found in retiring(placed, list(run.models))}
    for entry in entries:
        entry["retirement"] = retirements.get(entry["place"])
    limits = _limits(each["name"], entries)
    return {
        "family": each["name"],
        "label": label,
        "changed": result.get("changed", False),
        "failed": result["failed"],
        "msg": "" if "summary" in result else str(result.get("msg", "")),
        "errors": result.get("errors", []),
        "summary": result.get("summary"),
        "counts": _counts(result.get("summary"), entries),
        "results": entries,
        "limits": limits,
        "limits_unknown": sum(entry["failed"] and not attributes_of(entry) for entry in entries) if limits else 0,
    }


def _entry(each: dict, entry: dict, checks: dict[str, dict], check_mode: bool) -> dict:
    index = re.fullmatch(r"endpoints\[(\d+)\]", entry["place"])
    return {
        **entry,
        "outcome_text": wording(word_of(entry), check_mode),
        "origins": each["origins"][int(index[1])] if index else [],
        "before": None,
        "after": None,
        "check": entry.get("check") or checks.get(entry["endpoint_id"]) or checks.get(entry["name"]),
    }


def _counts(summary: dict | None, entries: list[dict]) -> dict | None:
    """Return the summary with the WORDS of reports."""
    if summary is None:
        return None
    pruned = sum(is_pruned(entry) and entry["outcome"] == "deleted" for entry in entries)
    counts = {**summary, "pruned": pruned, "deleted": summary["deleted"] - pruned}
    return {word: counts[word] for word in ("total", *WORDS)}


def _tag_totals(entries: list[dict]) -> list[dict]:
    """Return for each tag the outcomes of the endpoints that have it, or had it until they were deleted."""
    rows: dict[str, Counter] = {}
    for entry in entries:
        for tag in tags_of(attributes_of(entry) or entry["before"] or {}):
            rows.setdefault(tag, Counter()).update(("total", word_of(entry)))
    return [{"tag": tag, **{word: rows[tag][word] for word in ("total", *WORDS)}} for tag in sorted(rows)]


def _limits(family: str, entries: list[dict]) -> list[dict]:
    """Return the limits of each project and model, added up over the endpoints that exist after the run.

    ``rpm`` and ``tpm`` are requests and tokens per minute. ``rpm_unset`` and ``tpm_unset`` count the endpoints that add
    nothing: they have no limit, or one of 0, whose meaning the services leave open. ``rpm_zero`` and ``tpm_zero``
    count those with 0. A family without limits has no rows. If a failure left nothing known of an endpoint, it is in no
    row; ``limits_unknown`` of the report counts such endpoints.
    """
    fields = {field.name for field in FAMILIES[family].fields} if family in FAMILIES else set()
    if not fields & {"rate_limit", "rpm", "tpm"}:
        return []
    rows: dict[tuple[str, str], dict] = {}
    for endpoint in filter(None, map(attributes_of, entries)):
        key = project_of(family, endpoint), model_of(endpoint)
        start = {"project": key[0], "model": key[1], "endpoints": 0, **dict.fromkeys(_LIMIT_COUNTS, 0)}
        row = rows.setdefault(key, start)
        row["endpoints"] += 1
        for name in ("rpm", "tpm"):
            limit = limit_of(endpoint, name)
            row[name] += limit or 0
            row[f"{name}_unset"] += not limit
            row[f"{name}_zero"] += limit == 0
    return [rows[key] for key in sorted(rows)]


def limit_sum(row: dict, name: str) -> tuple[int | None, int]:
    """Return the sum ``rpm`` or ``tpm`` of a row, None if no endpoint has a limit, and how many have none."""
    without = row[f"{name}_unset"] - row[f"{name}_zero"]
    return (row[name] if without < row["endpoints"] else None), without


def outcome_of(report: dict) -> str:
    """Return the outcome of a run, in one to three words."""
    if report["failed"]:
        return "failed"
    if not report["changed"]:
        return "nothing to change"
    return "drifted" if report["check_mode"] else "changed"
