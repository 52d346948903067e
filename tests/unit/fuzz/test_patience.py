# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long and how often whole modules try again, what a wrong clock is told, and connections after resets."""

from __future__ import annotations

import threading
from email.utils import formatdate

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Transport
from cloud_sandbox.gateway import Outcome

from .damage import BROKEN
from .stand import TaskResult
from .stories import story
from .subjects import ARK
from .verdict import check_form
from .wire import Packet, Wire

MANY = 10**6
BUSY = {"kind": "throttle", "action": "ListEndpoints"}
LOST = {"kind": "reset", "action": "ListEndpoints"}


def cause(outcome: TaskResult) -> dict:
    """Where the failure tells its call: at the top, or, of several calls, with each entry."""
    return next(one for one in (outcome.result, *outcome.result.get("results", ())) if "error_code" in one)


@pytest.mark.parametrize("title", ["create", "a set"])
@pytest.mark.parametrize(
    "fault",
    [BUSY, {**BUSY, "retry_after": 7}, {**BUSY, "retry_after": 7, "retry_after_form": "date"}, LOST],
    ids=["throttled", "seconds", "date", "reset"],
)
def test_wait_timeout_bounds_all_trying(title, fault):
    told = story(title)
    told.stand.gateway.faults.add(fault)
    begun = told.stand.time
    one_project = {"endpoints": [{"name": "chat"}]} if title == "a set" else {}
    outcome = told.run(wait_timeout=60, max_retries=MANY, **one_project)
    check_form(outcome, ARK.secrets)
    assert outcome.failed
    assert cause(outcome)["action"] == "ListEndpoints"
    lasted = told.stand.time - begun
    assert 30 < lasted < 75
    if "retry_after" in fault:
        assert len(outcome.calls) <= 2 * (60 / 7 + 2)


@pytest.mark.parametrize(("title", "lists"), [("create", 1), ("read", 1)])
def test_max_retries_is_how_often_a_call_is_made_again(title, lists):
    told = story(title)
    told.stand.gateway.faults.add(LOST)
    outcome = told.run(max_retries=3)
    assert outcome.failed
    assert outcome.calls == ["ListEndpoints"] * 4 * lists
    assert "max_retries: 3" in outcome.result["msg"]


@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch", "InvalidParameter.Name", "QuotaExceeded"])
@pytest.mark.parametrize("title", ["create", "read", "a set"])
def test_a_refusal_is_not_asked_again(title, code):
    told = story(title)
    told.stand.gateway.faults.add({"kind": "error", "code": code, "status": 403, "action": "ListEndpoints"})
    outcome = told.run()
    assert cause(outcome)["error_code"] == code
    assert len(outcome.calls) == len(set(outcome.calls)) * (2 if title == "a set" else 1)  # a set has two projects


@pytest.mark.parametrize(("ahead", "sentence"), [(7200, "7200 s ahead of"), (-7200, "7200 s behind")])
@pytest.mark.parametrize("title", ["create", "read", "a set"])
def test_a_wrong_clock_is_told_with_its_error(title, ahead, sentence):
    told = story(title)
    told.stand.ahead = ahead

    def change(_number: int, _action: str, outcome: Outcome) -> Outcome:
        outcome.headers["Date"] = formatdate(told.stand.time, usegmt=True)
        return outcome

    told.stand.change = change
    outcome = told.run()
    assert cause(outcome)["error_code"] == "InvalidTimestamp"
    assert f"The clock of this machine is wrong. It is {sentence} the server's" in outcome.result["msg"]


def test_connections_are_as_many_as_threads_and_sane_after_resets():
    """Eight threads, every third answer is cut off or never comes; later requests go through, over kept connections."""
    told = story("read")
    with Wire(told.stand) as wire:
        wire.damage = {number: BROKEN["nothing" if number % 2 else "no body"] for number in range(0, 160, 3)}
        params = {"request_timeout": 20.0, "validate_certs": True, "ca_path": None, "concurrency": 8}
        link = Transport(wire.url, None, params, lambda _secret: None, Clock())
        lost: list[Unclear] = []
        whole: list[bytes] = []

        def ask(times: int) -> None:
            for _time in range(times):
                try:
                    whole.append(link.send(Call("X", {}, READ), "POST", "/", {}, {"Action": "X"}, b"{}").body)
                except Unclear as error:
                    lost.append(error)

        def ask_at_once(times: int) -> None:
            threads = [threading.Thread(target=ask, args=(times,)) for _thread in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)

        ask_at_once(20)
        assert (len(lost), len(whole)) == (54, 106)
        wire.damage.clear()
        before = wire.accepted
        ask_at_once(10)
        assert (len(lost), len(whole)) == (54, 186)
        assert wire.accepted - before <= 8
        link.close()


def test_an_answer_of_another_connection_is_never_taken_for_ones_own():
    """What is left over of a broken answer must not be read as the answer to the next request."""
    told = story("nothing to do")
    with Wire(told.stand) as wire:
        wire.damage[0] = lambda outcome: Packet(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", ends=False
        )
        outcome = told.run(api_url=wire.url)
    assert not outcome.failed
    assert outcome.result["changed"] is False
