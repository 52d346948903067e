# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe of a cloud is made of: calls to make, questions about their replies, and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
Replies = Sequence[Reply]


class Settings(NamedTuple):
    """What calls depend on besides earlier replies.

    :ivar token: random lower-case letters and digits, for names and ids that nobody has.
    :ivar options: the cloud's options of the probe, and what its ``place`` tells of the connection.
    """

    token: str
    options: Mapping[str, Any]


Seen = Mapping[str, Replies]


class Observation(NamedTuple):
    """Calls of one action.

    :ivar requests: returns the arguments of each call, from the settings and the replies to earlier observations.
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
    requests: Callable[[Settings, Seen], list[dict[str, Any]]]
    level: str = READ
    makes: bool = False
    writes: bool = False
    finds: bool = False
    until: Callable[[Seen, Reply], bool] | None = None
    most: int = 120
    is_needed: bool = True
    after: float = 0.0
    hears: tuple[str, ...] = ()


class Question(NamedTuple):
    """What is open about a cloud.

    :ivar switch: the switch of the sandbox that plays the answers.
    :ivar needs: the observations whose replies ``read_off`` gets, in this order, after the settings.
    :ivar assumes: the answers that this release is right under; empty for any.
    :ivar open: the numbers of the open questions about the cloud that it belongs to.
    :ivar hears_denial: that the credentials lack a permission is an answer.
    :ivar is_lenient: ``read_off`` copes with observations that were not made.
    """

    switch: str
    text: str
    needs: tuple[str, ...]
    read_off: Callable[..., Finding]
    assumes: tuple[Any, ...]
    level: str = READ
    open: tuple[int, ...] = ()
    hears_denial: bool = False
    is_lenient: bool = False


class Unasked(NamedTuple):
    """Questions that no probe asks.

    :ivar switches: the switches of the sandbox that play the answers.
    """

    text: str
    switches: tuple[str, ...]
    reason: str
    open: tuple[int, ...] = ()


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
    observations: tuple[Observation, ...]
    questions: tuple[Question, ...]
    unasked: tuple[Unasked, ...]
    call: Callable[[str, dict[str, Any]], Call]
    is_denied: Callable[[Reply], bool]
    upkeep: Upkeep
    options: tuple[Field, ...]
    to_write: tuple[str, ...]
    place: Callable[[Mapping[str, Any]], dict[str, Any]]
    plan: str
    words: frozenset[str] = frozenset()
    to_ask: tuple[str, ...] = ()


PRESENCE = ("present", "absent")
NEEDS_WRITE = Untold("it needs probe_level write")
NO_ENDPOINT = Untold("the account shows no endpoint that tells")


def always(*requests: dict[str, Any]) -> Callable[[Settings, Seen], list[dict[str, Any]]]:
    """Return requests that depend on nothing."""
    return lambda _settings, _seen: [dict(request) for request in requests]


def refused(reply: Reply) -> Untold:
    """Return that a refusal stands between the question and its answer."""
    return Untold(f"{reply.action} was refused with {reply.code}")


def told(value: Any, question_values: Sequence[Any]) -> Finding:
    """Return the value as an answer, or as new where it is none of the known ones."""
    return Answered(value) if value in question_values else New(str(value))


def write_question(
    switch: str, text: str, needs: str, read_off: Callable[..., Finding], *assumes: Any, open: int, **more: Any
) -> Question:
    """Return a question of the level ``write``.

    :param needs: the names of observations, with blanks between.
    :param open: the number of the open question; 0 for none.
    """
    return Question(switch, text, tuple(needs.split()), read_off, assumes, WRITE, (open,) if open else (), **more)
