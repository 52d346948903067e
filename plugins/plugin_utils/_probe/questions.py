# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe of a cloud is made of: calls to make, questions about their replies, and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Union

READ, WRITE = "read", "write"


class Reply(NamedTuple):
    """What a service said to one call.

    :ivar code: the code of its refusal; '' for a success.
    :ivar kind: the collection's class of that refusal, such as ``NotFound``.
    """

    action: str
    status: int | None
    code: str
    request_id: str | None
    result: dict[str, Any]
    kind: str = ""


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
    """

    token: str
    site: str
    project_name: str
    model_reference: dict[str, Any] | None = None


class Observation(NamedTuple):
    """Calls of one action.

    :ivar requests: returns the arguments of each call, from the settings and the replies to earlier observations.
    :ivar makes: an endpoint may come of it.
    :ivar writes: it changes an endpoint that the probe has made.
    :ivar until: the call is repeated until this holds for a reply.
    :ivar after: seconds to wait before.
    """

    name: str
    action: str
    requests: Callable[[Settings, Mapping[str, Replies]], list[dict[str, Any]]]
    level: str = READ
    makes: bool = False
    writes: bool = False
    until: Callable[[Reply], bool] | None = None
    after: float = 0.0


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


class Cloud(NamedTuple):
    """The table of one cloud.

    :ivar upkeep: the calls that find and remove what a probe made.
    :ivar model: returns a reference to a model as the API takes it.
    """

    title: str
    observations: tuple[Observation, ...]
    questions: tuple[Question, ...]
    unasked: tuple[Unasked, ...]
    upkeep: Any
    model: Callable[[Any], Any]


NO_ENDPOINT = Untold("the account shows no endpoint that tells")


def refused(reply: Reply) -> Untold:
    """Return that a refusal stands between the question and its answer."""
    return Untold(f"{reply.action} was refused with {reply.code}")


def told(value: Any, question_values: Sequence[Any]) -> Finding:
    """Return the value as an answer, or as new where it is none of the known ones."""
    return Answered(value) if value in question_values else New(str(value))
