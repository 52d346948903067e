# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run has come to, as a value for programs and as Markdown for people; the page follows from it too. Pure."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from .._manifest.families import FAMILIES

#: The number of the report's form; it grows when a member changes its meaning.
FORM = 1

#: The most reasons that a failing role lists, and the most pruned endpoints; the reports have them all.
_MOST_LINES = 50

#: The most endpoints that it names for one reason.
_MOST_NAMES = 10

#: What may become of an endpoint, in the order in which reports tell it.
OUTCOMES = ("created", "updated", "recreated", "deleted", "unchanged", "failed")

#: Members of an endpoint that name what it serves, the first that says something counting.
_MODELS = ("model_name", "served_model_name", "infer_service_id")


def result_of(families: list[dict], results: dict[str, dict]) -> dict:
    """The fact ``fleet_result``: the bulk module's result for each family, ``changed`` and ``failed`` over all.

    :param families: as ``merged`` returns them.
    :param results: what the bulk modules returned, by family; a task that was told not to fail.
    """
    told = {
        family["name"]: {**_as_returned(results[family["name"]]), "failed": _has_failed(results[family["name"]])}
        for family in families
    }
    return {
        **told,
        "changed": any(result.get("changed", False) for result in told.values()),
        "failed": any(result["failed"] for result in told.values()),
    }


def _as_returned(result: dict) -> dict:
    return {name: value for name, value in result.items() if name != "failed_when_result"}


def _has_failed(result: dict) -> bool:
    """A bulk module that reached its end gives a summary; its failures are counted there."""
    return "summary" not in result or result["summary"]["failed"] > 0


def report_of(families: list[dict], told: dict, *, check_mode: bool, time: str, sources: list[str]) -> dict:
    """Everything that a program might want to know about a run.

    :param told: the fact ``fleet_result``.
    :param time: when the run ended, RFC 3339.
    :param sources: the manifests.
    """
    return {
        "form": FORM,
        "time": time,
        "check_mode": check_mode,
        "manifests": sources,
        "changed": told["changed"],
        "failed": told["failed"],
        "families": {family["name"]: _family_report(family, told[family["name"]]) for family in families},
    }


def _family_report(family: dict, result: dict) -> dict:
    entries = [
        {**entry, "origins": _origins(family, entry), "before": None, "after": None} for entry in _entries(result)
    ]
    # The differences are those of the entries that changed, in the same order.
    changed = [entry for entry in entries if entry["changed"]]
    diffs = result.get("diff") or []
    if len(changed) == len(diffs):
        for entry, diff in zip(changed, diffs, strict=True):
            entry.update(before=diff["before"], after=diff["after"])
    return {
        "changed": result.get("changed", False),
        "failed": result["failed"],
        "msg": "" if "summary" in result else str(result.get("msg", "")),
        "errors": result.get("errors", []),
        "summary": result.get("summary"),
        "results": entries,
        "limits": _limits(family["name"], entries),
    }


def _limits(family: str, entries: list[dict]) -> list[dict]:
    """The limits of each project and model, added up over the endpoints that are (or would be) there after the run.

    ``rpm`` and ``tpm`` are requests and tokens a minute; ``rpm_unset`` and ``tpm_unset`` count the endpoints that add
    nothing to them, having no limit or one of 0, whose meaning the services leave open; ``rpm_zero`` and ``tpm_zero``
    count those of them that have one of 0. A family without limits has no rows, and endpoints of which a failure left
    nothing known are in none.
    """
    fields = {field.name for field in FAMILIES[family].endpoint.fields} if family in FAMILIES else set()
    if not fields & {"rate_limit", "rpm", "tpm"}:
        return []
    rows: dict[tuple[str, str], dict] = {}
    for entry in entries:
        endpoint = attributes_of(entry)
        if not endpoint:
            continue
        project, model = project_of(family, endpoint), model_of(endpoint)
        row = rows.setdefault(
            (project, model),
            {"project": project, "model": model, "endpoints": 0, **dict.fromkeys(_LIMIT_COUNTS, 0)},
        )
        row["endpoints"] += 1
        for name in ("rpm", "tpm"):
            limit = limit_of(endpoint, name)
            row[name] += limit or 0
            row[f"{name}_unset"] += not limit
            row[f"{name}_zero"] += limit == 0
    return [rows[key] for key in sorted(rows)]


_LIMIT_COUNTS = ("rpm", "tpm", "rpm_unset", "tpm_unset", "rpm_zero", "tpm_zero")


def limit_sum(row: dict, name: str) -> tuple[int | None, int]:
    """The sum ``rpm`` or ``tpm`` of a row of limits, None where no endpoint has a limit, and how many have none."""
    without = row[f"{name}_unset"] - row[f"{name}_zero"]
    return (row[name] if without < row["endpoints"] else None), without


def attributes_of(entry: dict) -> dict:
    """What is known of an endpoint after the run (in check mode: of what it would be); empty if it is gone."""
    if entry["outcome"] == "deleted":
        return {}
    return {**(entry["endpoint"] or {}), **(entry["after"] or {})}


def project_of(family: str, endpoint: dict) -> str:
    """The project or workspace of an endpoint; empty where the family has none."""
    names = FAMILIES[family].endpoint.scope if family in FAMILIES else ()
    return " ".join(str(endpoint[name]) for name in names if endpoint.get(name))


def model_of(endpoint: dict) -> str:
    """What an endpoint serves; empty where nothing tells."""
    reference = endpoint.get("model_reference")
    if isinstance(reference, dict):
        model = reference.get("foundation_model") or {}
        return str(reference.get("custom_model_id") or " ".join(str(part) for part in model.values() if part))
    return next((str(endpoint[name]) for name in _MODELS if endpoint.get(name)), "")


def limit_of(endpoint: dict, name: str) -> int | None:
    """The limit ``rpm`` or ``tpm`` of an endpoint; None where it has none."""
    limit = (endpoint.get("rate_limit") or endpoint).get(name)
    return limit if isinstance(limit, int) else None


def _entries(result: dict) -> list[dict]:
    return result.get("results") or []


def _origins(family: dict, entry: dict) -> list[str]:
    """The places of the manifests that an entry of the bulk module comes from; none for a pruned endpoint."""
    index = re.fullmatch(r"endpoints\[(\d+)\]", entry["place"])
    return family["origins"][int(index[1])] if index else []


def summary_lines(report: dict) -> list[str]:
    """What the role says at its end: for each family what has become of its endpoints, or would in a real run."""
    return [_summed_up(name, family, report["check_mode"]) for name, family in report["families"].items()]


def _summed_up(name: str, family: dict, check_mode: bool) -> str:
    summary = family["summary"]
    if summary is None:
        return f"{name}: nothing was done"
    parts = []
    for word in OUTCOMES:
        if summary[word]:
            would = " would be" if check_mode and word not in ("unchanged", "failed") else ""
            parts.append(f"{summary[word]}{would} {word}{_of_them_pruned(family) if word == 'deleted' else ''}")
    return f"{name}: {_counted(summary['total'])}" + (f": {', '.join(parts)}" if parts else "")


def _counted(number: int) -> str:
    return f"{number or 'no'} endpoint{'' if number == 1 else 's'}"


def _of_them_pruned(family: dict) -> str:
    number = len(_pruned(family))
    if not number:
        return ""
    return " (pruned)" if number == family["summary"]["deleted"] else f" ({number} pruned)"


def _pruned(family: dict) -> list[dict]:
    return [each for each in family["results"] if is_pruned(each) and each["outcome"] == "deleted"]


def is_pruned(entry: dict) -> bool:
    """Whether an endpoint is in the results because no manifest declares it."""
    return bool(entry["place"] == "pruned")


def failure_lines(report: dict) -> list[str]:
    """What the failing role says: for each family how many failed and why, each cause once; and what was pruned."""
    lines: list[str] = []
    for name, family in report["families"].items():
        if family["failed"]:
            lines += _failures_of(name, family)
    if lines:
        for name, family in report["families"].items():
            lines += _pruned_of(name, family, report["check_mode"])
    return lines


def _failures_of(name: str, family: dict) -> list[str]:
    summary = family["summary"]
    if summary is None:
        return [f"{name}: nothing was done: {family['msg']}", *(f"{name}: {error}" for error in family["errors"])]
    failed = sorted((each for each in family["results"] if each["failed"]), key=reason)
    done = ", ".join(f"{summary[word]} {word}" for word in OUTCOMES if word != "failed" and summary[word])
    reasons = Counter(map(reason, failed))
    lines = [
        f"{name}: {len(failed)} of {summary['total']} endpoints failed ({done or 'none succeeded'}), by reason: "
        + ", ".join(f"{each} ({count})" for each, count in reasons.items())
    ]
    alike: dict[tuple, list[dict]] = {}
    for each in failed:
        alike.setdefault(_cause(each), []).append(each)
    groups = list(alike.values())
    for group in groups[:_MOST_LINES]:
        first, about = group[0], f"{name}: [{reason(group[0])}]"
        if len(group) == 1:
            lines.append(f"{about} {_who(first)} ({where(first)}): {first['msg']}")
        else:
            named = [f"{_who(each)} ({where(each)})" for each in group]
            lines.append(f"{about} {len(group)} endpoints: {first['msg']}")
            lines.append(f"{about} they are {_some(named, _MOST_NAMES)}")
    more = sum(map(len, groups[_MOST_LINES:]))
    if more:
        lines.append(f"{name}: and {more} more, see fleet_result and the reports")
    return lines


def _cause(entry: dict) -> tuple[str, str]:
    """What failures of one cause share: reason and message, without what tells one endpoint or call from another."""
    told = entry["msg"]
    own = (entry.get("request_id"), entry["endpoint_id"], entry["name"] and repr(entry["name"]), entry["place"])
    for part in filter(None, own):
        told = told.replace(part, "…")
    return reason(entry), told


def _pruned_of(name: str, family: dict, check_mode: bool) -> list[str]:
    pruned = _pruned(family)
    if not pruned:
        return []
    verb = "would be" if check_mode else "was" if len(pruned) == 1 else "were"
    return [f"{name}: {_counted(len(pruned))} {verb} pruned: {_some([_who(each) for each in pruned], _MOST_LINES)}"]


def _some(texts: list[str], most: int) -> str:
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")


def reason(entry: dict) -> str:
    """Why an entry failed, in a word or two under which others fail as well."""
    return entry.get("error_code") or ("ambiguous name" if entry.get("candidates") else "refused")


def _who(entry: dict) -> str:
    return " ".join(filter(None, (entry["name"], entry["endpoint_id"]))) or entry["place"]


def where(entry: dict) -> str:
    """Where the manifests declare an entry."""
    return ", ".join(entry["origins"]) or "pruned"


# --- the readable report


def markdown(report: dict) -> str:
    """The report as Markdown; text from manifests and from the service is escaped, so that it stays text."""
    parts = ["# Fleet report", "", _headline(report), ""]
    if report["manifests"]:
        parts += [f"Manifests, in order: {', '.join(map(text, report['manifests']))}", ""]
    parts += _totals(report)
    changed_title = "Drifted: a real run would change it" if report["check_mode"] else "Changed"
    for name, family in report["families"].items():
        parts += [f"## {text(name)}", ""]
        if family["summary"] is None:
            parts += [f"Nothing was done: {text(family['msg'])}", ""]
            parts += [f"- {text(error)}" for error in family["errors"]] + [""] * bool(family["errors"])
            continue
        failed = [each for each in family["results"] if each["failed"]]
        changed = [each for each in family["results"] if each["changed"]]
        if not failed and not changed:
            parts += ["Everything is as declared.", ""]
        if failed:
            parts += ["### Failed", "", *_failures(failed), ""]
        if changed:
            parts += [f"### {changed_title}", "", *_changes(changed), ""]
        if family["limits"]:
            parts += ["### Limits", "", *_limit_rows(family["limits"]), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _headline(report: dict) -> str:
    mode = "check mode, nothing was changed" if report["check_mode"] else "real run"
    outcome = "**failed**" if report["failed"] else outcome_of(report)
    return f"{text(report['time'])}, {mode}: {outcome}"


def outcome_of(report: dict) -> str:
    """What a run came to, in a word or three."""
    if report["failed"]:
        return "failed"
    if not report["changed"]:
        return "nothing to change"
    return "drifted" if report["check_mode"] else "changed"


def _totals(report: dict) -> list[str]:
    lines = ["| family | total | " + " | ".join(OUTCOMES) + " |", "|---|" + "---:|" * (len(OUTCOMES) + 1)]
    for name, family in report["families"].items():
        summary = family["summary"]
        numbers = [str(summary[word]) for word in ("total", *OUTCOMES)] if summary else ["–"] * (len(OUTCOMES) + 1)
        lines.append(f"| {text(name)} | {' | '.join(numbers)} |")
    return [*lines, ""]


def _failures(failed: list[dict]) -> list[str]:
    lines = ["| endpoint | id | declared in | reason | what happened | done before |", "|---|---|---|---|---|---|"]
    for each in sorted(failed, key=reason):
        why = reason(each) + (f", request {each['request_id']}" if each.get("request_id") else "")
        cells = (each["name"], each["endpoint_id"], where(each), why, each["msg"], ", ".join(each["actions"]))
        lines.append(_row(cells))
    return lines


def _changes(changed: list[dict]) -> list[str]:
    lines = ["| endpoint | id | outcome | attribute | before | after |", "|---|---|---|---|---|---|"]
    for each in changed:
        who = (each["name"], each["endpoint_id"], each["outcome"] + (" (pruned)" if is_pruned(each) else ""))
        rows = differences(each["before"], each["after"])
        for number, row in enumerate(rows or [("", None, None)]):
            lines.append(_row((*(who if number == 0 else ("", "", "")), *row)))
    return lines


def _limit_rows(limits: list[dict]) -> list[str]:
    lines = ["| project | model | endpoints | rpm | tpm | rpm not set | tpm not set |", "|---|---|" + "---:|" * 5]
    for row in limits:
        (rpm, without_rpm), (tpm, without_tpm) = limit_sum(row, "rpm"), limit_sum(row, "tpm")
        sums = ("–" if each is None else each for each in (rpm, tpm))
        lines.append(_row((row["project"], row["model"], row["endpoints"], *sums, without_rpm, without_tpm)))
    return lines


def differences(before: dict | None, after: dict | None) -> list[tuple]:
    """Attributes that differ; of what comes or goes as a whole, every one."""
    before, after = before or {}, after or {}
    names = list(dict.fromkeys([*before, *after]))
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def _row(cells: tuple) -> str:
    return "| " + " | ".join(text(_shown(cell)) for cell in cells) + " |"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


#: What Markdown (with tables, formulas and mentions) would read as more than text. An underscore in a word is text.
_MARKS = re.compile(r"([\\`*\[\]|~$#@]|(?<!\w)_|_(?!\w))")

#: Characters that are not seen but change what is seen: controls, and those that turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def text(value: str) -> str:
    """``value`` in Markdown such that it reads as it is, on one line, in a table or outside."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = _MARKS.sub(r"\\\1", escaped)
    escaped = escaped.replace("\r\n", "\n").replace("\n", "<br>").replace("\t", " ")
    escaped = with_unseen(escaped, "\\\\")
    return escaped.replace("://", ":&#47;/").replace("www.", "www&#46;")


def with_unseen(value: str, mark: str = "\\") -> str:
    """``value`` with the characters that are not seen written as ``mark`` and their number."""
    return _UNSEEN.sub(lambda found: f"{mark}u{ord(found[0]):04x}", value)
