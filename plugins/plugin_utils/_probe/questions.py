# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe of a cloud is made of: calls to make, questions about their replies, and findings.

A new question goes into the file of its cloud and level. It takes an observation that tells, if there is none yet, and
one ``ask`` with its switch, its text and the way in which the answer follows. ``answers`` has ways that clouds share.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, Union

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field

READ, WRITE = "read", "write"


class Reply(NamedTuple):
    """What a service said to one call.

    :ivar code: the code of its refusal; '' for a success.
    :ivar result: what a success says, in the form that the collection reads.
    :ivar kind: the collection's class of that refusal, such as ``NotFound``.
    :ivar document: the whole body; None where there is none, or none that is JSON.
    """

    action: str
    status: int | None
    code: str
    request_id: str | None
    result: dict[str, Any]
    kind: str = ""
    document: Any = None


class Answered(NamedTuple):
    """The cloud shows this value of the question's switch."""

    value: Any


class New(NamedTuple):
    """The cloud answers as no reading of the documentation foresees."""

    text: str


class Untold(NamedTuple):
    """The replies do not tell, at this level or with what the account has."""

    reason: str


class Unanswered(NamedTuple):
    """A call that is needed got no reply."""

    reason: str


Finding = Union[Answered, New, Untold, Unanswered]

#: What is read off replies: a value of the question's switch, or the finding that there is none.
Answer = Any

Replies = Sequence[Reply]


class Settings(NamedTuple):
    """What calls depend on besides earlier replies.

    :ivar token: random lower-case letters and digits, for names and ids that nobody has.
    :ivar options: the cloud's options of the probe, and what its ``place`` tells of the connection.
    """

    token: str
    options: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return a name that nobody has. What a probe makes has it, or one that begins with it."""
        return f"probe-{self.token}"


class Unseen(Exception):
    """What is looked for is not among the replies; the finding says why."""

    def __init__(self, finding: Untold | Unanswered) -> None:
        super().__init__(finding.reason)
        self.finding = finding


class Made(NamedTuple):
    """An endpoint that the probe made; its id is '' until a reply shows it."""

    name: str
    endpoint_id: str


class Seen:
    """The replies so far, by observation.

    :ivar failures: why observations have no replies, or none about what was asked.
    :ivar made: the endpoints that the probe made, by the observation that made them.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.replies: dict[str, Replies] = {}
        self.failures: dict[str, str] = {}
        self.made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Replies:
        """Return the replies to an observation; none if there was nothing to ask.

        :raises Unseen: it failed.
        """
        if name in self.failures:
            raise Unseen(Unanswered(self.failures[name]))
        return self.replies[name]

    def first(self, name: str, number: int = 0) -> Reply:
        """Return the first reply to an observation.

        :raises Unseen: there is none.
        """
        if not self[name]:
            raise Unseen(NOT_MADE)
        return self[name][number]

    def last(self, name: str) -> Reply:
        """Return the last reply to an observation.

        :raises Unseen: there is none.
        """
        return self.first(name, -1)

    def all(self, names: str) -> list[Reply]:
        """Return the replies to observations whose names stand with blanks between."""
        return [reply for name in names.split() for reply in self[name]]

    def even_denied(self, name: str) -> Replies:
        """Return the replies to an observation, be they about a lack of permission.

        :raises Unseen: there is no reply.
        """
        return self.replies[name] if name in self.replies else self[name]

    def accepted(self, *names: str) -> list[str]:
        """Return which of these observations were made and not refused."""
        return [name for name in names if self[name] and not self[name][0].code]

    def endpoint(self, number: int) -> Made:
        """Return the endpoint that the probe made as its first (0) or second (1).

        :raises Unseen: it made none, or the id is not known.
        """
        made = list(self.made.values())[number:]
        if not made or not made[0].endpoint_id:
            raise Unseen(NOT_MADE)
        return made[0]


Requests = Callable[[Seen], list[dict[str, Any]]]
ReadOff = Callable[[Seen], Answer]


class Observation(NamedTuple):
    """Calls of one action.

    :ivar requests: returns the arguments of each call; raises ``Unseen`` where what they are about is not there.
    :ivar follows: observations, with blanks between, of which one must have been accepted, or nothing is asked.
    :ivar makes: an endpoint may come of it.
    :ivar writes: it changes an endpoint that the probe has made.
    :ivar finds: its replies show the ids of what the probe has made.
    :ivar until: the call is repeated until this holds for a reply, with the replies to earlier observations before it.
    :ivar most: it is repeated so often at most.
    :ivar is_needed: what was waited for must come, or nothing more is written.
    :ivar after: seconds to wait before.
    :ivar hears: how codes end that are an answer here, although the collection takes them for a fault of the server.
    """

    name: str
    action: str
    requests: Requests
    follows: str = ""
    makes: bool = False
    writes: bool = False
    finds: bool = False
    until: Callable[[Seen, Reply], bool] | None = None
    most: int = 120
    is_needed: bool = True
    after: float = 0.0
    hears: tuple[str, ...] = ()


class Question(NamedTuple):
    """What is open about a cloud. See ``Level.ask``.

    :ivar switch: the switch of the sandbox that plays the answers.
    :ivar read_off: returns the answer from the replies; raises ``Unseen`` where one that it needs is not there.
    :ivar open: the numbers of the open questions about the cloud that it belongs to.
    :ivar assumes: the answers that this release is right under; empty for any that ``read_off`` takes for an answer.
    """

    switch: str
    text: str
    read_off: ReadOff
    open: tuple[int, ...]
    assumes: Collection[Any]


class Unasked(NamedTuple):
    """Questions that no probe asks. See ``leave``.

    :ivar switches: the switches of the sandbox that play the answers.
    """

    text: str
    switches: tuple[str, ...]
    reason: str
    open: tuple[int, ...]


class Level:
    """What a cloud is asked at a level: calls, in their order, and the questions that their replies answer."""

    def __init__(self, observations: tuple[Observation, ...]) -> None:
        self.observations = observations
        self.questions: list[Question] = []

    def ask(self, switch: str, text: str, *open: int, assumes: Collection[Any] = ()) -> Callable[[ReadOff], ReadOff]:
        """Add a question; what it returns takes the way in which the answer is read off."""

        def add(read_off: ReadOff) -> ReadOff:
            self.questions.append(Question(switch, text, read_off, open, assumes))
            return read_off

        return add


class Upkeep(NamedTuple):
    """The calls of a cloud that find and remove what a probe made.

    :ivar scope: returns the project or workspace that a creation is in; '' if the connection alone decides it.
    :ivar is_certain: tells from a creation and its reply that an endpoint came of it.
    :ivar made: returns the id that the reply to a creation shows, or ''.
    :ivar search: returns the call that lists endpoints with a name in a scope.
    :ivar found: returns the ids of those with exactly this name that a reply to it shows; None if it does not tell.
    :ivar read: returns the call that shows whether an endpoint with this id in a scope still exists.
    :ivar stop: returns the call that stops it, and ``delete`` the one that deletes it.
    :ivar is_gone: tells from a reply to ``read`` that an endpoint that was deleted exists no more.
    """

    scope: Callable[[Call], str]
    is_certain: Callable[[Call, Reply], bool]
    made: Callable[[Reply], str]
    search: Callable[[str, str], Call]
    found: Callable[[Reply, str], list[str] | None]
    read: Callable[[str, str], Call]
    stop: Callable[[str, str], Call]
    delete: Callable[[str, str], Call]
    is_gone: Callable[[Reply, str], bool]


class Cloud(NamedTuple):
    """The table of one cloud: all that the probe knows of it. Its name is that of its family in manifests.

    :ivar sandbox: the packages of the sandbox whose switches its questions are about.
    :ivar reading: what is asked at each level; ``writing``: what is asked besides if endpoints may be made.
    :ivar call: returns the call of an action with these arguments, with the endpoint's id or name.
    :ivar is_denied: tells that a reply is about the caller, the account or the place, not about what is asked.
    :ivar upkeep: how what a probe made is found and removed.
    :ivar options: the options of the probe that this cloud has.
    :ivar to_ask: those without which nothing can be asked; ``to_write``: those that the level ``write`` needs.
    :ivar place: returns what calls depend on of the connection options.
    :ivar plan: what the level ``write`` would do, to be completed with the options.
    :ivar words: members of replies whose values are words of the API, not of the account.
    """

    title: str
    sandbox: tuple[str, ...]
    reading: Level
    writing: Level
    unasked: tuple[Unasked, ...]
    call: Callable[[Settings, str, dict[str, Any]], Call]
    is_denied: Callable[[Reply], bool]
    upkeep: Upkeep
    options: tuple[Field, ...]
    to_write: tuple[str, ...]
    place: Callable[[Mapping[str, Any]], dict[str, Any]]
    plan: str
    words: frozenset[str] = frozenset()
    to_ask: tuple[str, ...] = ()

    @property
    def questions(self) -> list[Question]:
        """Return the questions of both levels."""
        return self.reading.questions + self.writing.questions


NEEDS_WRITE = Untold("it needs probe_level write")
NO_ENDPOINT = Untold("the account shows no endpoint that tells")
NOT_MADE = Untold("what it needs could not be made")


def leave(text: str, reason: str, *open: int) -> Callable[[str], Unasked]:
    """Return questions that are not asked; what it returns takes their switches, with blanks between."""
    return lambda switches: Unasked(text, tuple(switches.split()), reason, open)
