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

from .questions import Answered, Cloud, Finding, New, Question, Reply, Unanswered, Untold
from .run import Outcome, values

#: Members whose values are words of the API, not of the account.
_WORDS = frozenset(("Status", "EndpointModelType"))
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)")

#: Characters of a body that evidence shows.
_LONGEST_BODY = 600


def answers(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return the answers of all clouds by switch of the sandbox."""
    return {name: value for outcome in outcomes.values() for name, value in values(outcome).items()}


def answers_file(found: Mapping[str, Any]) -> str:
    """Return a file of variables with which the role ``sandbox`` plays this cloud."""
    return "---\n# Written by the role inference.endpoints.probe.\n" + yaml.safe_dump({"sandbox_switches": dict(found)})


def verdict(outcome: Outcome) -> str:
    """Return in one sentence whether this release fits a cloud."""
    as_assumed, new = [], []
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
        open_ones = [(question, finding) for question, finding in outcome.findings if isinstance(finding, kind)]
        if open_ones:
            yield from (f"### {title}", "")
            yield from _table(
                ("Question", "Switch of the sandbox", "Reason"),
                [(question.text, f"`{question.switch}`", finding.reason) for question, finding in open_ones],
            )
    yield from ("### Not asked", "")
    yield from _table(("Question", "Reason"), [(each.text, each.reason) for each in cloud.unasked])
    yield from ("### Evidence", "", "Texts of the account are replaced. `...` stands for more of the same.", "")
    yield from _table(
        ("Action", "Status", "Code", "Request id", "Body"),
        [
            (reply.action, str(reply.status), reply.code or "-", reply.request_id or "-", f"`{_body(reply)}`")
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


def _body(reply: Reply) -> str:
    text = json.dumps(masked(reply.result), ensure_ascii=True, separators=(",", ":"))
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}..."


def masked(value: Any, member: str = "") -> Any:
    """Return the shape of a body: members and types, but no text of the account."""
    if isinstance(value, Mapping):
        return {str(name): masked(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [*map(masked, value[:1]), *(["..."] if len(value) > 1 else [])]
    if not isinstance(value, str):
        return value if value is None or isinstance(value, bool) else "<number>"
    if not value or (member in _WORDS and re.fullmatch(r"[A-Za-z]{1,40}", value)):
        return value
    return "<time>" if _TIME.fullmatch(value) else "<text>"
