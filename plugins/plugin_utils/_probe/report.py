# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe found, as files: answers for the sandbox, and a report that can be sent to the collection's authors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from .questions import NEEDS_WRITE, Answered, Cloud, Finding, New, Question, Reply, Unanswered, Untold
from .run import Outcome, values

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)")

#: Characters of a body that evidence shows.
_LONGEST_BODY = 600


def answers(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, Any]]:
    """Return the answers by cloud and switch of the sandbox.

    A switch that two clouds have stands with the first; one of which they tell different values is left out.
    """
    told: dict[str, dict[str, Any]] = {}
    apart = set(disagreements(outcomes))
    known: set[str] = set()
    for name, outcome in outcomes.items():
        own = {switch: value for switch, value in values(outcome).items() if switch not in known | apart}
        known.update(own)
        told[name] = own
    return told


def disagreements(outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return the switches of which clouds tell different values: a sandbox can play only one of them."""
    found: dict[str, list[Any]] = {}
    for outcome in outcomes.values():
        for switch, value in values(outcome).items():
            found.setdefault(switch, []).append(value)
    return sorted(switch for switch, told in found.items() if any(value != told[0] for value in told))


def answers_file(clouds: Mapping[str, Cloud], told: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a file of variables with which the role ``sandbox`` plays these clouds."""
    lines = ["---", "# Written by the role inference.endpoints.probe."]
    lines.append("sandbox_switches:" if any(told.values()) else "sandbox_switches: {}")
    for name, own in told.items():
        if own:
            lines.append(f"  # {clouds[name].title}")
            lines.extend(f"  {line}" for line in yaml.safe_dump(dict(own), allow_unicode=True).splitlines())
    return "\n".join(lines) + "\n"


def verdict(outcome: Outcome) -> str:
    """Return in one sentence whether this release fits a cloud."""
    as_assumed: list[str] = []
    new: list[str] = []
    for question, finding in outcome.findings:
        if isinstance(finding, (Answered, New)):
            (as_assumed if _is_assumed(question, finding) else new).append(question.switch)
    count = len(as_assumed) + len(new)
    if not count:
        return "No question was answered, so nothing is known about whether this release fits your cloud."
    begin = "This release fits your cloud" if not new else "This release may not fit your cloud in everything"
    tail = f", {len(new)} new: {', '.join(new)}" if new else ""
    return f"{begin}: {len(as_assumed)} of {count} answers as assumed{tail}."


def markdown(clouds: Mapping[str, Cloud], outcomes: Mapping[str, Outcome], heading: str) -> str:
    """Return the report.

    :param heading: which release asked, at which level.
    """
    lines = ["# What the clouds answered", "", heading, ""]
    for name, outcome in outcomes.items():
        lines.extend(_section(clouds[name], outcome))
    return "\n".join(lines).rstrip() + "\n"


def _section(cloud: Cloud, outcome: Outcome) -> Iterator[str]:
    yield from (f"## {cloud.title}", "", verdict(outcome), "")
    found = [(question, finding) for question, finding in outcome.findings if isinstance(finding, (Answered, New))]
    yield from _table(
        ("Question", "Switch of the sandbox", "Answer", "As assumed"),
        [
            (question.text, f"`{question.switch}`", _shown(finding), "yes" if _is_assumed(question, finding) else "new")
            for question, finding in found
        ],
    )
    for title, kind in (("Cannot be told", Untold), ("Not answered", Unanswered)):
        open_ones = [
            (question, finding)
            for question, finding in outcome.findings
            if isinstance(finding, kind) and finding != NEEDS_WRITE
        ]
        if open_ones:
            yield from (f"### {title}", "")
            yield from _table(
                ("Question", "Switch of the sandbox", "Reason"),
                [(question.text, f"`{question.switch}`", finding.reason) for question, finding in open_ones],
            )
    later = [question for question, finding in outcome.findings if finding == NEEDS_WRITE]
    if later:
        yield from ("### Told by the level write", "", *(f"- {each.text} `{each.switch}`" for each in later), "")
    yield from ("### Not asked", "")
    yield from _table(("Question", "Reason"), [(each.text, each.reason) for each in cloud.unasked])
    yield from ("### Evidence", "", "Texts of the account are replaced. `...` stands for more of the same.", "")
    yield from _table(
        ("Action", "Status", "Code", "Request id", "Body"),
        [
            (
                reply.action,
                str(reply.status),
                reply.code or "-",
                reply.request_id or "-",
                f"`{_body(reply, cloud.words)}`",
            )
            for replies in outcome.replies.values()
            for reply in replies
        ],
    )


def _is_assumed(question: Question, finding: Finding) -> bool:
    return isinstance(finding, Answered) and (not question.assumes or finding.value in question.assumes)


def _shown(finding: Answered | New) -> str:
    if isinstance(finding, New):
        return finding.text
    return str(finding.value).lower() if isinstance(finding.value, bool) else str(finding.value)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(heads)} |"
        yield "|---" * len(heads) + "|"
        yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
        yield ""


def _body(reply: Reply, words: frozenset[str]) -> str:
    said = masked(reply.result or reply.document, words)
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}..."


def masked(value: Any, words: frozenset[str], member: str = "") -> Any:
    """Return the shape of a body: members and types, but no text of the account.

    :param words: members whose values are shown if they are a word.
    """
    if isinstance(value, Mapping):
        return {str(name): masked(inner, words, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [*(masked(inner, words) for inner in value[:1]), *(["..."] if len(value) > 1 else [])]
    if not isinstance(value, str):
        return value if value is None or isinstance(value, bool) else "<number>"
    if not value or (member in words and re.fullmatch(r"[A-Za-z_]{1,40}", value)):
        return value
    return "<time>" if _TIME.fullmatch(value) else "<text>"
