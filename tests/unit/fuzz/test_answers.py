# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that says anything: whole modules against answers in which nothing can be relied on."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest

from cloud_sandbox.gateway import Outcome

from .arguments import ODD, places, put
from .figures import TIMES, count
from .stand import TaskResult, dice
from .stories import STORIES, Story, clean, story
from .subjects import ARK
from .verdict import READ_WORDS, actions_of, check_form, writes

SEEDS = 3 * TIMES

MEMBERS = (
    "ResponseMetadata Result Error Code Message RequestId Endpoint Id Name Status Items TotalCount PageNumber Tags Key"
    " Value RateLimit Rpm Tpm ModelReference FoundationModel ProjectName CreateTime"
).split()
STATUSES = [200, 200, 200, 200, 201, 206, 226, 299, 300, 400, 403, 404, 409, 418, 500, 503, 511, 599]
#: Codes with a meaning to the client. Throttling is left out: who says so has, by the reference, not acted.
CODES = "NotFound.Endpoint OperationDenied.EndpointStatus AccessDenied InternalError InvalidTimestamp QuotaExceeded"


def anything(chance: random.Random, depth: int = 3) -> Any:
    """A JSON value of any shape, NaN and infinities included, which Python's own reader takes."""
    kind = chance.randrange(7 if depth else 4)
    if kind == 4:
        return [anything(chance, depth - 1) for _element in range(chance.randrange(4))]
    if kind > 4:
        return {chance.choice(MEMBERS): anything(chance, depth - 1) for _member in range(chance.randrange(5))}
    if kind == 3:
        return "".join(chr(chance.randrange(0x3000)) for _character in range(chance.randrange(9)))
    return chance.choice(ODD)


def lie(chance: random.Random, outcome: Outcome) -> Outcome:
    """The answer with some of its members changed, or another altogether."""
    document = json.loads(outcome.body)
    way = chance.randrange(6)
    if way <= 2:
        for _time in range(chance.randint(1, 3)):
            document = put(document, chance.choice(list(places(document))), anything(chance))
    elif way == 3:
        document = anything(chance)
    elif way == 4:
        error = {"Code": chance.choice([*CODES.split(), anything(chance)]), "Message": anything(chance)}
        document = {"ResponseMetadata": {"Error": error, "RequestId": anything(chance)}}
    else:
        document = {"ResponseMetadata": {}, "Result": anything(chance)}
    outcome.body = json.dumps(document).encode()
    outcome.status = chance.choice(STATUSES)
    return outcome


def lying(title: str, seed: int, *, about: str, check_mode: bool = False) -> tuple[Story, TaskResult]:
    """The story while some answers, ``about`` reads, writes or all, are lies."""
    chance = dice(f"{title} {about} {seed}")
    told = story(title)
    left = chance.randint(1, 6)

    def change(_number: int, action: str, outcome: Outcome) -> Outcome:
        nonlocal left
        is_meant = about == "all" or (about == "reads") == action.startswith(READ_WORDS)
        if is_meant and left and chance.random() < 0.3:
            left -= 1
            count(f"lies about {about}")
            outcome = lie(chance, outcome)
            told.stand.refusals += outcome.status >= 400 or b'"Error"' in outcome.body
        return outcome

    told.stand.change, told.stand.refusals = change, 0
    random.seed(seed)  # the jitter of pauses
    outcome = told.run(check_mode=check_mode)
    told.stand.change = lambda _number, _action, whole: whole
    check_form(outcome, ARK.secrets)
    return told, outcome


@pytest.mark.parametrize("title", STORIES)
def test_whatever_the_server_says_the_result_is_one_or_a_typed_failure(title):
    for seed in range(SEEDS):
        _told, outcome = lying(title, seed, about="all", check_mode=seed % 3 == 0)
        if seed % 3 == 0 or title.startswith("read"):
            assert writes(outcome.calls) == outcome.effects == [], seed
        if title.startswith("read"):
            assert outcome.result["changed"] is False, seed
            assert outcome.failed or isinstance(outcome.result["endpoints"], list), seed


WRITING = [title for title in STORIES if not title.startswith(("read", "nothing"))]


@pytest.mark.parametrize("title", WRITING)
def test_lies_about_writes_never_double_anything_and_a_plain_run_heals(title):
    """Reads are true here. So whatever is said of a write, its effect is found out, or the next run sees it."""
    for seed in range(SEEDS):
        told, outcome = lying(title, seed, about="writes")
        place = f"seed {seed}: {outcome.output}"
        names = [(one["Name"], one["ProjectName"]) for one in told.stand.truth() if one["Name"] != "twin"]
        assert len(names) == len(set(names)), place
        if not outcome.failed:
            # Who is told "not found" or "wrong state" of a deletion that worked takes it for somebody else's.
            unseen = Counter(outcome.effects) - Counter(actions_of(outcome))
            assert not Counter(actions_of(outcome)) - Counter(outcome.effects), place
            assert not unseen or told.stand.refusals >= unseen.total(), place
            assert outcome.result["changed"] == bool(actions_of(outcome)), place
        told.stand.settle()
        broken_off = title == "replace" and outcome.failed
        again = told.run()
        check_form(again, ARK.secrets)
        assert not again.failed, (place, again.output)
        told.stand.settle()
        if not broken_off:  # that it ran before it was stopped in order to be replaced, only a person knows
            assert told.stand.truth() == clean(title).truth, place


@pytest.mark.parametrize("title", WRITING)
def test_lies_about_reads_do_not_change_what_is_reported_as_done(title):
    """Answers to writes are true here, so what was done is known for certain."""
    for seed in range(SEEDS):
        _told, outcome = lying(title, seed, about="reads")
        place = f"seed {seed}: {outcome.output}"
        assert sorted(actions_of(outcome)) == sorted(outcome.effects), place
        without_effect = "had no effect" in str(outcome.result)
        assert outcome.result["changed"] == bool(outcome.effects) or without_effect, place


def test_half_a_surrogate_pair_goes_back_to_the_server_as_it_came():
    """In a replacement the description that the server shows is carried over, whatever it is."""
    told = story("replace")

    def change(_number: int, action: str, outcome: Outcome) -> Outcome:
        if action == "GetEndpoint":
            outcome.body = outcome.body.replace(b'"Description": "d"', b'"Description": "a\\ud800b"')
        return outcome

    told.stand.change = change
    check_form(told.run(), ARK.secrets)
    sent = [entry["body"] for entry in told.stand.gateway.log if entry["action"] == "CreateEndpoint"]
    assert [body["Description"] for body in sent] == ["a\ud800b"]
