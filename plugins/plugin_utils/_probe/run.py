# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask a cloud the questions of its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from .ledger import Ledger
from .questions import (
    NEEDS_WRITE,
    Answered,
    Cloud,
    Finding,
    Made,
    New,
    Observation,
    Question,
    Replies,
    Reply,
    Seen,
    Settings,
    Unanswered,
    Unseen,
    Untold,
)

Ask = Callable[[Call], Reply]

#: Polls: how many of them follow each other closely, and the seconds between.
_SHORT_POLLS, _SHORT, _LONG = 10, 1.0, 5.0

#: The kind of a refusal of the credentials. More calls with them could lock them.
_NO_CREDENTIALS = "Unauthenticated"


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


def probe(
    cloud: Cloud, settings: Settings, ask: Ask, clock: Clock | None = None, ledger: Ledger | None = None
) -> Outcome:
    """Make the calls of a cloud, and read the answers off.

    :param ask: makes a call; raises ``CallFailed`` where it got no reply.
    :param ledger: where endpoints that are made are written down; None to read only.
    """
    run = _Run(cloud, Seen(settings), ask, clock or Clock(), ledger)
    for each in cloud.reading.observations:
        run.observe(each)
    for each in cloud.writing.observations if ledger is not None else ():
        run.observe(each, is_writing=True)
    findings: dict[str, tuple[Question, Finding]] = {}
    for question in cloud.questions:
        is_too_early = ledger is None and question in cloud.writing.questions
        found = NEEDS_WRITE if is_too_early else _finding(question, run.seen)
        # What writing tells of a question counts more than what reading left open.
        is_told = isinstance(findings.get(question.switch, (question, None))[1], Answered)
        if question.switch not in findings or (isinstance(found, (Answered, New)) and not is_told):
            findings[question.switch] = (question, found)
    return Outcome(list(findings.values()), run.seen.replies, run.seen.failures)


class _Run:
    """Makes the calls of observations. After a failure no more is written, since it left a state that is not known."""

    def __init__(self, cloud: Cloud, seen: Seen, ask: Ask, clock: Clock, ledger: Ledger | None) -> None:
        self.seen = seen
        self._cloud = cloud
        self._ask = ask
        self._clock = clock
        self._ledger = ledger
        self._broken = ""
        self._refused = ""
        self._unfound: dict[str, str] = {}

    def observe(self, each: Observation, *, is_writing: bool = False) -> None:
        """Make the calls of an observation, or keep why there are none."""
        stop = self._refused or (self._broken if is_writing else "")
        failure = stop or self._observe(each)
        if failure:
            self.seen.failures[each.name] = failure
        if is_writing:
            self._broken = failure

    def _observe(self, each: Observation) -> str:
        """Keep the replies to the calls of an observation, and return why they tell nothing, or ''."""
        try:
            is_due = not each.follows or self.seen.accepted(*each.follows.split())
            requests = each.requests(self.seen) if is_due else []
        except Unseen as missing:
            if isinstance(missing.finding, Unanswered):
                return missing.finding.reason
            requests = []
        if requests:
            self._clock.sleep(each.after)
        said: list[Reply] = []
        try:
            for arguments in requests:
                said.extend(self._said(each, self._cloud.call(self.seen.settings, each.action, arguments)))
        except CallFailed as error:
            return f"{error.action}: {error.code}"
        self.seen.replies[each.name] = said
        denied = next(filter(self._cloud.is_denied, said), None)
        if denied is None:
            return ""
        failure = f"{denied.action}: {denied.code}"
        self._refused = failure if denied.kind == _NO_CREDENTIALS else ""
        return failure

    def _said(self, each: Observation, call: Call) -> Replies:
        call = call._replace(kind=WRITE if each.makes or each.writes else READ)
        if each.makes and self._ledger is not None:
            return [self._made(each.name, call, self._ledger)]
        said: list[Reply] = []
        for number in range(each.most if each.until else 1):
            if number:
                self._clock.sleep(_SHORT if number <= _SHORT_POLLS else _LONG)
            said.append(self._reply(each, call))
            if each.finds and self._ledger is not None:
                self._note(said[-1], self._ledger)
            if each.until is None or each.until(self.seen, said[-1]):
                return said
        if each.is_needed:
            raise CallFailed("", action=each.action, code="the state that was waited for did not come")
        return said

    def _reply(self, each: Observation, call: Call) -> Reply:
        try:
            return self._ask(call)
        except CallFailed as error:
            if not error.code.endswith(each.hears):
                raise
            return Reply(call.action, error.status, error.code, error.request_id, {}, type(error).__name__)

    def _made(self, observation: str, call: Call, ledger: Ledger) -> Reply:
        upkeep = self._cloud.upkeep
        entry = ledger.begin(call.about, upkeep.scope(call))
        reply = self._ask(call)
        made = upkeep.made(reply)
        is_clear = bool(made or reply.code)
        is_certain = upkeep.is_certain(call, reply)
        if is_certain:
            self.seen.made[observation] = Made(call.about, made)
        if not is_clear:
            self._unfound[observation] = call.about
        ledger.settle(entry, [made] if made else [], entry["unsure"] - is_clear, int(is_certain))
        return reply

    def _note(self, reply: Reply, ledger: Ledger) -> None:
        """Write down which ids the endpoints have of which only the names were known. Each came of one call."""
        for entry in ledger:
            found = set(self._cloud.upkeep.found(reply, entry["name"]) or ()) - set(entry["ids"])
            if found:
                ledger.settle(entry, sorted(found), max(0, entry["unsure"] - len(found)))
            observations = [each for each, name in self._unfound.items() if name == entry["name"]]
            for observation, endpoint_id in zip(observations, sorted(found)):
                self.seen.made[observation] = Made(self._unfound.pop(observation), endpoint_id)


def _finding(question: Question, seen: Seen) -> Finding:
    try:
        found = question.read_off(seen)
    except Unseen as missing:
        return missing.finding
    return found if isinstance(found, (New, Untold)) else Answered(found)


def values(outcome: Outcome) -> dict[str, Any]:
    """Return the answers by switch, as the role ``sandbox`` takes them."""
    return {question.switch: finding.value for question, finding in outcome.findings if isinstance(finding, Answered)}
