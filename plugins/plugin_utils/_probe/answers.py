# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ways in which an answer follows from replies. Where nothing that was seen tells, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .questions import NO_ENDPOINT, NOT_MADE, Answered, Finding, New, ReadOff, Replies, Reply, Seen, Untold
from .replies import Endpoint, EndpointFormat, Endpoints

T = TypeVar("T")

NOT_FOR_A_STATE = "nothing was refused because of a state"
NO_WORD = "no state on the way was seen, which may be too short"


def told(value: Any, known: Sequence[Any]) -> Finding:
    """Return the value as an answer, or as new where it is none of the known ones."""
    return Answered(value) if value in known else New(str(value))


# --- what endpoints show


def among(
    things: Callable[[Seen], Iterable[T]],
    test: Callable[[T], Any],
    yes: Any = "present",
    no: Any = "absent",
    nothing: str = NO_ENDPOINT.reason,
) -> ReadOff:
    """Answer ``yes`` if a thing passes the test, ``no`` if there are things and none does.

    :param nothing: why it cannot be told where there are none.
    """

    def read_off(seen: Seen) -> Finding:
        results = [bool(test(thing)) for thing in things(seen)]
        return Answered(yes if any(results) else no) if results else Untold(nothing)

    return read_off


def has_any(*members: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return a test whether an endpoint shows one of these members."""
    return lambda endpoint: any(member in endpoint for member in members)


def first_told(
    things: Callable[[Seen], Iterable[T]], tell: Callable[[T], Any], nothing: str = NO_ENDPOINT.reason
) -> ReadOff:
    """Answer what the first thing tells of which ``tell`` returns a value, or a finding.

    :param nothing: why it cannot be told where there is none.
    """

    def read_off(seen: Seen) -> Finding:
        found = next((value for value in map(tell, things(seen)) if value is not None), Untold(nothing))
        return found if isinstance(found, (Answered, New, Untold)) else Answered(found)

    return read_off


def form_of(things: Endpoints, member: str, **forms: str) -> ReadOff:
    """Answer in which form the first endpoint shows a member.

    :param forms: patterns by answer.
    """

    def tell(endpoint: Mapping[str, Any]) -> Finding:
        text = str(endpoint.get(member, ""))
        form = next((form for form, pattern in forms.items() if re.fullmatch(pattern, text)), None)
        return Answered(form) if form else New(f"a {member} in another form")

    return first_told(things, tell)


def unset_form(endpoint: Mapping[str, Any], *members: str) -> str | None:
    """Return how the first of the members that has no value is shown, None if all have one."""
    for member in members:
        if not endpoint.get(member):
            return {None: "null"}.get(endpoint[member], "empty") if member in endpoint else "omitted"
    return None


def optional(
    things: Endpoints,
    unset: Callable[[list[Endpoint]], str | None],
    *members: str,
    is_set: Callable[[Endpoint], bool] = lambda _endpoint: False,
    is_named: bool = False,
) -> ReadOff:
    """Answer whether endpoints show one of these members, which may be without a value.

    :param unset: returns how endpoints show members without a value, None where they do not tell.
    :param is_set: tells that an endpoint certainly has a value.
    :param is_named: the answer is which of the members it is.
    """

    def read_off(seen: Seen) -> Finding:
        found = things(seen)
        member = next((member for member in members if any(member in each for each in found)), None)
        if member:
            return Answered(member if is_named else "present")
        # Where members without a value are shown, this one would be.
        if unset(found) in ("null", "empty") or any(map(is_set, found)):
            return Answered("absent")
        return Untold(f"no endpoint shows {' or '.join(members)}, which may be because none has it")

    return read_off


def order_of(times: Sequence[Any], unknown: str) -> Finding:
    """Answer how endpoints of these ages are ordered.

    :param unknown: why that cannot be told where not all ages are known, or all are the same.
    """
    if len(set(times)) < 2:
        return Untold(unknown)
    if list(times) == sorted(times):
        return Answered("oldest_first")
    return Answered("newest_first") if list(times) == sorted(times, reverse=True) else New("another order than by age")


def empty_list(form: EndpointFormat, name: str) -> ReadOff:
    """Answer how a list looks that selects nothing."""

    def read_off(seen: Seen) -> Finding:
        reply, member = seen.first(name), form.page.items
        if reply.code or form.items(reply):
            return refused(reply) if reply.code else Untold("the list is not empty")
        if member not in reply.result:
            return Answered("absent")
        if reply.result[member] is None:
            is_list = form.page.total in reply.result
            return Answered("null") if is_list else Untold("without a total, null may stand for no list")
        return Answered("array") if reply.result[member] == [] else New("something else than a list")

    return read_off


# --- what is accepted and what is refused


def refused(reply: Reply) -> Finding:
    """Return that a refusal stands between the question and its answer."""
    return Untold(f"{reply.action} was refused with {reply.code}")


def refused_anew(reply: Reply) -> Finding:
    """Return that a request is refused for a reason that no reading foresees."""
    return New(f"refused with {reply.code}")


def agreed(names: str, tell: Callable[[Reply], Finding]) -> ReadOff:
    """Answer what all replies tell alike.

    :param names: of observations, with blanks between.
    """
    return lambda seen: _common(list(map(tell, seen.all(names)))) or NOT_MADE


def of_success(names: str, tell: Callable[[Reply], Finding]) -> ReadOff:
    """Answer what all replies tell alike that are no refusals."""

    def read_off(seen: Seen) -> Finding:
        replies = seen.all(names)
        found = _common([tell(reply) for reply in replies if not reply.code])
        return found or (refused(replies[-1]) if replies else NOT_MADE)

    return read_off


def _common(findings: list[Finding]) -> Finding | None:
    if any(each != findings[0] for each in findings):
        return Untold("the answers differ from each other")
    return findings[0] if findings else None


def outcome(
    names: str,
    accepted: str,
    rejected: str,
    is_meant: Callable[[Reply], bool],
    otherwise: Callable[[Reply], Finding] = refused_anew,
    successes: Sequence[str] = ("",),
) -> ReadOff:
    """Answer whether requests are accepted, or rejected for what is asked.

    :param is_meant: tells that a refusal is for that.
    :param otherwise: returns what another refusal means.
    :param successes: the codes of successes.
    """

    def tell(reply: Reply) -> Finding:
        if reply.code in successes:
            return Answered(accepted)
        return Answered(rejected) if is_meant(reply) else otherwise(reply)

    return agreed(names, tell)


def read_back(name: str, tell: ReadOff, rejected: str, is_meant: Callable[[Reply], bool]) -> ReadOff:
    """Answer what became of a change, or that it is rejected for what is changed.

    :param tell: reads the answer off what was seen after the change.
    :param is_meant: tells that a refusal is for that.
    """

    def read_off(seen: Seen) -> Finding:
        reply = seen.first(name)
        if not reply.code:
            return tell(seen)
        return Answered(rejected) if is_meant(reply) else refused_anew(reply)

    return read_off


def is_for_state(reply: Reply) -> bool:
    """Tell that a call is refused because of the endpoint's state."""
    return reply.kind == "WrongState"


def code_has(text: str) -> Callable[[Reply], bool]:
    """Return a test whether the code of a refusal has a text in it."""
    return lambda reply: text in reply.code


def status_is(status: int) -> Callable[[Reply], bool]:
    """Return a test whether a reply has this HTTP status."""
    return lambda reply: reply.status == status


def coded(reply: Reply, code: str = "") -> str:
    """Return a refusal as the switches of the sandbox name it."""
    is_mute = reply.code == f"HTTP{reply.status}"
    return f"{'empty' if is_mute else code or reply.code}/{reply.status}"


def state_refusals(names: str, test: Callable[[Reply], bool] = is_for_state) -> Callable[[Seen], Replies]:
    """Return what returns the refusals because of a state."""
    return lambda seen: list(filter(test, seen.all(names)))


def word_on_the_way(form: EndpointFormat, names: str) -> ReadOff:
    """Answer the status of an endpoint on the way to another, where one was seen."""

    def read_off(seen: Seen) -> Finding:
        words = [form.status_of(reply) for reply in seen.all(names)]
        moving = next(filter(form.is_moving, words), None)
        if moving:
            return Answered(moving)
        return Untold(NO_WORD) if words else NOT_MADE

    return read_off
