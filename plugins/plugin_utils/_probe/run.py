# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask a cloud the questions of its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from .questions import READ as READ_LEVEL
from .questions import Cloud, Finding, Question, Replies, Reply, Settings, Unanswered, Untold

Ask = Callable[[Call], Reply]

#: How codes begin that are about the caller, the account or the place, not about what is asked.
_DENIALS = (
    "AccessDenied",
    "AccountOverdue",
    "InvalidAccessKey",
    "InvalidAuthorization",
    "InvalidCredential",
    "InvalidSecretToken",
    "InvalidTimestamp",
    "Lack",
    "MissingAuthentication",
    "OperationDenied.Permission",
    "OperationDenied.ServiceOverdue",
    "ServiceNotFound",
    "SignatureDoesNotMatch",
)


class Outcome(NamedTuple):
    """What came of a cloud's questions.

    :ivar findings: a finding for each question of the table, in its order.
    :ivar replies: what was said, by observation.
    :ivar failures: why observations have no replies, or none about what was asked.
    """

    findings: list[tuple[Question, Finding]]
    replies: dict[str, Replies]
    failures: dict[str, str]

    @property
    def is_silent(self) -> bool:
        """Return whether nothing that was asked got an answer."""
        return set(self.replies) <= set(self.failures)

    @property
    def calls(self) -> int:
        """Return how many calls got a reply."""
        return sum(map(len, self.replies.values()))


def probe(cloud: Cloud, settings: Settings, ask: Ask) -> Outcome:
    """Make the calls of a cloud that only read, and read the answers off.

    :param ask: makes a call; raises ``CallFailed`` where it got no reply.
    """
    replies: dict[str, Replies] = {}
    failures: dict[str, str] = {}
    for each in cloud.observations:
        known = {name: said for name, said in replies.items() if name not in failures}
        try:
            requests = each.requests(settings, known)
        except KeyError as missing:  # an earlier observation, which failed
            failures[each.name] = failures[missing.args[0]]
            continue
        try:
            replies[each.name] = [ask(Call(each.action, arguments, READ)) for arguments in requests]
        except CallFailed as error:
            failures[each.name] = f"{error.action}: {error.code}"
            continue
        denied = next((reply for reply in replies[each.name] if reply.code.startswith(_DENIALS)), None)
        if denied is not None:
            failures[each.name] = f"{denied.action}: {denied.code}"
    findings = [(question, _finding(question, settings, replies, failures)) for question in cloud.questions]
    return Outcome(findings, replies, failures)


def _finding(question: Question, settings: Settings, replies: dict[str, Replies], failures: dict[str, str]) -> Finding:
    if question.level != READ_LEVEL:
        return Untold(f"it needs probe_level {question.level}")
    for name in question.needs:
        if name in failures and not (question.hears_denial and name in replies):
            return Unanswered(failures[name])
    return question.read_off(settings, *(replies[name] for name in question.needs))


def values(outcome: Outcome) -> dict[str, Any]:
    """Return the answers by switch, as the role ``sandbox`` takes them."""
    return {question.switch: finding.value for question, finding in outcome.findings if hasattr(finding, "value")}
