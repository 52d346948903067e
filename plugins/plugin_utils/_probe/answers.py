# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ways in which an answer follows from replies. Where nothing that was seen tells, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from .questions import NO_ENDPOINT, NOT_MADE, Answer, Finding, New, ReadOff, Replies, Reply, Seen, Untold
from .replies import Endpoint, EndpointFormat, Endpoints

T = TypeVar("T")

NOT_FOR_A_STATE = "nothing was refused because of a state"
_NOT_REFUSED = New("an endpoint, though the id is random")
NO_WORD = "no state on the way was seen, which may be too short"


def told(value: Any, known: Sequence[Any]) -> Answer:
    """Return the value as an answer, or as new where it is none of the known ones."""
    return value if value in known else New(str(value))


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

    def read_off(seen: Seen) -> Answer:
        results = [bool(test(thing)) for thing in things(seen)]
        return (yes if any(results) else no) if results else Untold(nothing)

    return read_off


def has_any(*members: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return a test whether an endpoint shows one of these members."""
    return lambda endpoint: any(member in endpoint for member in members)


def first_told(
    things: Callable[[Seen], Iterable[T]], tell: Callable[[T], Any], nothing: str = NO_ENDPOINT.reason
) -> ReadOff:
    """Answer what the first thing tells of which ``tell`` does not return None.

    :param nothing: why it cannot be told where there is none.
    """
    return lambda seen: next((found for found in map(tell, things(seen)) if found is not None), Untold(nothing))


def form_of(things: Endpoints, member: str, **forms: str) -> ReadOff:
    """Answer in which form the first endpoint shows a member.

    :param forms: patterns by answer.
    """

    def tell(endpoint: Mapping[str, Any]) -> Answer:
        text = str(endpoint.get(member, ""))
        form = next((form for form, pattern in forms.items() if re.fullmatch(pattern, text)), None)
        return form if form else New(f"a {member} in another form")

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

    def read_off(seen: Seen) -> Answer:
        found = things(seen)
        member = next((member for member in members if any(member in each for each in found)), None)
        if member:
            return member if is_named else "present"
        # Where members without a value are shown, this one would be.
        if unset(found) in ("null", "empty") or any(map(is_set, found)):
            return "absent"
        return Untold(f"no endpoint shows {' or '.join(members)}, which may be because none has it")

    return read_off


def order_of(times: Sequence[Any], unknown: str) -> Answer:
    """Answer how endpoints of these ages are ordered.

    :param unknown: why that cannot be told where not all ages are known, or all are the same.
    """
    if len(set(times)) < 2:
        return Untold(unknown)
    if list(times) == sorted(times):
        return "oldest_first"
    return "newest_first" if list(times) == sorted(times, reverse=True) else New("another order than by age")


def empty_list(form: EndpointFormat, name: str) -> ReadOff:
    """Answer how a list looks that selects nothing."""

    def read_off(seen: Seen) -> Answer:
        reply, member = seen.first(name), form.page.items
        if reply.code or form.items(reply):
            return refused(reply) if reply.code else Untold("the list is not empty")
        if member not in reply.result:
            return "absent"
        if reply.result[member] is None:
            is_list = form.page.total in reply.result
            return "null" if is_list else Untold("without a total, null may stand for no list")
        return "array" if reply.result[member] == [] else New("something else than a list")

    return read_off


def list_has(name: str, member: str) -> ReadOff:
    """Answer whether a list has a member besides the endpoints."""

    def read_off(seen: Seen) -> Answer:
        listed = seen.first(name)
        return refused(listed) if listed.code else ("present" if member in listed.result else "absent")

    return read_off


# --- what is accepted and what is refused


def refused(reply: Reply) -> Answer:
    """Return that a refusal stands between the question and its answer."""
    return Untold(f"{reply.action} was refused with {reply.code}")


def refused_anew(reply: Reply) -> Answer:
    """Return that a request is refused for a reason that no reading foresees."""
    return New(f"refused with {reply.code}")


def agreed(names: str, tell: Callable[[Reply], Answer], *, if_accepted: bool = False) -> ReadOff:
    """Answer what all replies tell alike.

    :param names: of observations, with blanks between.
    :param if_accepted: refusals tell nothing.
    """

    def read_off(seen: Seen) -> Answer:
        replies = seen.all(names)
        found = [tell(reply) for reply in replies if not (if_accepted and reply.code)]
        if not found:
            return refused(replies[-1]) if replies else NOT_MADE
        return found[0] if found.count(found[0]) == len(found) else Untold("the answers differ from each other")

    return read_off


#: Answer what all replies tell alike that are no refusals.
of_success = partial(agreed, if_accepted=True)


def outcome(
    names: str,
    accepted: str,
    rejected: str,
    is_meant: Callable[[Reply], bool],
    otherwise: Callable[[Reply], Answer] = refused_anew,
    successes: Sequence[str] = ("",),
) -> ReadOff:
    """Answer whether requests are accepted, or rejected for what is asked.

    :param is_meant: tells that a refusal is for that.
    :param otherwise: returns what another refusal means.
    :param successes: the codes of successes.
    """

    def tell(reply: Reply) -> Answer:
        if reply.code in successes:
            return accepted
        return rejected if is_meant(reply) else otherwise(reply)

    return agreed(names, tell)


def read_back(name: str, tell: ReadOff, rejected: str, is_meant: Callable[[Reply], bool]) -> ReadOff:
    """Answer what became of a change, or that it is rejected for what is changed.

    :param tell: reads the answer off what was seen after the change.
    :param is_meant: tells that a refusal is for that.
    """

    def read_off(seen: Seen) -> Answer:
        reply = seen.first(name)
        if not reply.code:
            return tell(seen)
        return rejected if is_meant(reply) else refused_anew(reply)

    return read_off


def is_for_state(reply: Reply) -> bool:
    """Tell that a call is refused because of the endpoint's state."""
    return reply.kind == "WrongState"


def code_has(text: str) -> Callable[[Reply], bool]:
    """Return a test whether the code of a refusal has a text in it."""
    return lambda reply: text in reply.code


def coded(reply: Reply, code: str = "") -> str:
    """Return a refusal as the switches of the sandbox name it."""
    is_mute = reply.code == f"HTTP{reply.status}"
    return f"{'empty' if is_mute else code or reply.code}/{reply.status}"


def not_found(
    name: str,
    known: Sequence[str],
    code: Callable[[Reply], str] = lambda reply: reply.code,
    found: Finding = _NOT_REFUSED,
) -> ReadOff:
    """Answer how an id is refused that no endpoint has.

    :param code: returns the code of a refusal as the switches of the sandbox name it.
    :param found: what it means if nothing is refused.
    """

    def read_off(seen: Seen) -> Answer:
        reply = seen.first(name)
        return told(coded(reply, code(reply)), known) if reply.code else found

    return read_off


def state_refusals(names: str, test: Callable[[Reply], bool] = is_for_state) -> Callable[[Seen], Replies]:
    """Return what returns the refusals because of a state."""
    return lambda seen: list(filter(test, seen.all(names)))


def word_on_the_way(form: EndpointFormat, names: str) -> ReadOff:
    """Answer the status of an endpoint on the way to another, where one was seen."""

    def read_off(seen: Seen) -> Answer:
        words = [form.status_of(reply) for reply in seen.all(names)]
        moving = next(filter(form.is_moving, words), None)
        if moving:
            return moving
        return Untold(NO_WORD) if words else NOT_MADE

    return read_off
