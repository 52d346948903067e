# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines of a report on the terminal: one for each set, why endpoints failed, and differences. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import shortened

from .endpoint import WORDS, reason, where, word_of, wording
from .report import fails_check

#: The most reasons, and the most pruned endpoints, that a failing role lists; the reports have all.
_MOST_LINES = 50


def summary_lines(report: dict) -> list[str]:
    """Return for each set the outcomes of its endpoints; of a check, what they would be."""
    return [line for title, each in report["families"].items() for line in _summary_of(title, each, report)]


def _summary_of(title: str, each: dict, report: dict) -> list[str]:
    counts = each["counts"]
    if counts is None:
        return [f"{title}: nothing was done"]
    outcomes = _outcomes(counts, WORDS, report["check_mode"])
    lines = [f"{title}: {_endpoints(counts['total'])}" + (f": {outcomes}" if outcomes else "")]
    verdicts = Counter(entry["check"]["verdict"] for entry in each["results"] if entry["check"])
    if verdicts:
        answers = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
        lines.append(f"{title}: {_endpoints(verdicts.total())} checked: {answers}")
    return lines


def _outcomes(counts: dict, words: tuple[str, ...], check_mode: bool) -> str:
    return ", ".join(f"{counts[word]} {wording(word, check_mode)}" for word in words if counts[word])


def _endpoints(number: int) -> str:
    return f"{number or 'no'} endpoint{'' if number == 1 else 's'}"


def differences(report: dict) -> list[dict]:
    """Return what ``--diff`` shows: each change, and for each set one difference that lists what it prunes."""
    sets = report["families"].items()
    return [difference for title, each in sets for difference in _differences_of(title, each["results"])]


def _differences_of(title: str, entries: list[dict]) -> Iterator[dict]:
    for entry in entries:
        if entry["changed"] and entry["before"] is not None and not _is_gone(entry):
            yield _difference(f"{title}: {_who(entry)}", entry["before"], entry["after"])
    pruned = "".join(f"{_who(entry)}\n" for entry in entries if _is_gone(entry))
    if pruned:
        yield _difference(f"{title}: pruned", pruned, "")


def _difference(header: str, before: Any, after: Any) -> dict:
    return {"before": before, "after": after, "before_header": header, "after_header": header}


def failure_lines(report: dict) -> list[str]:
    """Return for each set how many failed and why, each cause once, and what was pruned; empty if nothing failed."""
    sets = report["families"].items()
    lines = [
        line
        for title, each in sets
        if each["failed"]
        for line in (*_failures_of(title, each, report["check_mode"]), *_unanswered_of(title, each))
    ]
    return lines + [line for title, each in sets for line in _pruned_of(title, each, report["check_mode"]) if lines]


def _failures_of(title: str, each: dict, check_mode: bool) -> list[str]:
    counts = each["counts"]
    if counts is None:
        return [f"{title}: nothing was done: {each['msg']}", *(f"{title}: {error}" for error in each["errors"])]
    failed = sorted((entry for entry in each["results"] if entry["failed"]), key=reason)
    if not failed:
        return []
    done = _outcomes(counts, WORDS[:-1], check_mode) or "none succeeded"
    reasons = ", ".join(f"{why} ({count})" for why, count in Counter(map(reason, failed)).items())
    lines = [f"{title}: {len(failed)} of {counts['total']} endpoints failed ({done}), by reason: {reasons}"]
    alike: dict[tuple, list[dict]] = {}
    for entry in failed:
        alike.setdefault(_cause(entry), []).append(entry)
    groups = list(alike.values())
    for group in groups[:_MOST_LINES]:
        first, about = group[0], f"{title}: [{reason(group[0])}]"
        named = [f"{_who(entry)} ({where(entry)})" for entry in group]
        if len(group) == 1:
            lines.append(f"{about} {named[0]}: {first['msg']}")
        else:
            lines.append(f"{about} {len(group)} endpoints: {first['msg']}")
            lines.append(f"{about} they are {shortened(named)}")
    more = sum(map(len, groups[_MOST_LINES:]))
    return lines + [f"{title}: and {more} more, see fleet_result and the reports"] * bool(more)


def _unanswered_of(title: str, each: dict) -> Iterator[str]:
    """Yield a line for each verdict that is a failure, with the endpoints that it is about."""
    alike: dict[str, list[dict]] = {}
    for entry in filter(fails_check, each["results"]):
        alike.setdefault(entry["check"]["verdict"], []).append(entry)
    for verdict, entries in sorted(alike.items()):
        named = shortened([_who(entry) for entry in entries])
        yield f"{title}: {_endpoints(len(entries))} checked: {verdict}: {named}. {entries[0]['check'].get('msg', '')}"


def _cause(entry: dict) -> tuple[str, str]:
    """Return what failures of one cause share: reason and message, without names and ids."""
    message = entry["msg"]
    for part in filter(None, (entry.get("request_id"), entry["endpoint_id"], entry["place"])):
        message = message.replace(part, "…")
    if entry["name"]:
        message = re.sub(rf"(?<!\w){re.escape(entry['name'])}(?!\w)", "…", message)
    return reason(entry), message


def _pruned_of(title: str, each: dict, check_mode: bool) -> list[str]:
    pruned = [_who(entry) for entry in each["results"] if _is_gone(entry)]
    if not pruned:
        return []
    verb = "would be" if check_mode else "was" if len(pruned) == 1 else "were"
    return [f"{title}: {_endpoints(len(pruned))} {verb} pruned: {shortened(pruned, _MOST_LINES)}"]


def _is_gone(entry: dict) -> bool:
    return word_of(entry) == "pruned"


def _who(entry: dict) -> str:
    return " ".join(filter(None, (entry["name"], entry["endpoint_id"]))) or entry["place"]
