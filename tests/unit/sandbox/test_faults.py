# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: whom they hit, and what gateway and client then see. Without sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud_sandbox.ark.api import ArkApi
from cloud_sandbox.faults import FaultPlan, InvalidFault, TokenBucket, retry_after_header
from cloud_sandbox.gateway import Gateway, Outcome
from cloud_sandbox.signature import Credentials

from .signing import signed
from .support import MODEL, START, Account


class Front:
    """A gateway before an account."""

    def __init__(self, *faults: dict[str, Any], **switches: Any) -> None:
        self.account = Account(**switches)
        api = ArkApi(self.account.ark, Credentials("AK", "SK"), now=self.account.clock)
        switches = self.account.ark.switches
        self.gateway = Gateway([api], switches, now=self.account.clock, faults=FaultPlan(list(faults)))

    def create(self, name: str = "n") -> Outcome:
        return self.gateway.call("CreateEndpoint", {"Name": name, "ModelReference": MODEL})

    @property
    def made(self) -> int:
        return len(self.account.ark.endpoints)


def hits(plan: FaultPlan, *actions: str) -> str:
    """One character per request: x where something struck."""
    return "".join("x" if plan.decide(action, {}) else "." for action in actions)


def test_whom_a_fault_hits() -> None:
    gets = ["GetEndpoint"] * 6
    assert hits(FaultPlan([{"kind": "reset"}]), *gets) == "xxxxxx"
    assert hits(FaultPlan([{"kind": "reset", "count": 2}]), *gets) == "xx...."
    assert hits(FaultPlan([{"kind": "reset", "skip": 1, "count": 2}]), *gets) == ".xx..."
    assert hits(FaultPlan([{"kind": "reset", "action": "StopEndpoint"}]), "GetEndpoint", "StopEndpoint") == ".x"
    several = FaultPlan([{"kind": "reset", "action": ["StopEndpoint", "StartEndpoint"]}])
    assert hits(several, "GetEndpoint", "StopEndpoint", "StartEndpoint") == ".xx"
    both = FaultPlan([{"kind": "reset", "count": 1}, {"kind": "hang", "count": 1}])
    assert [fault.kind for _turn in range(3) for fault in both.decide("GetEndpoint")] == ["reset", "hang"]


def test_a_fault_may_be_meant_for_one_endpoint() -> None:
    plan = FaultPlan([{"kind": "reset", "name": "bad"}, {"kind": "hang", "endpoint_id": "ep-1"}])
    assert [fault.kind for fault in plan.decide("CreateEndpoint", {"Name": "bad"})] == ["reset"]
    assert [fault.kind for fault in plan.decide("GetEndpoint", {"Id": "ep-1"})] == ["hang"]
    assert plan.decide("GetEndpoint", {"Id": "ep-2"}) == []


def test_probability_is_reproducible() -> None:
    def run(seed: int) -> str:
        return hits(FaultPlan([{"kind": "reset", "probability": 0.5, "seed": seed}]), *["GetEndpoint"] * 200)

    assert run(1) == run(1) != run(2)
    assert 60 < run(1).count("x") < 140
    assert "x" not in hits(FaultPlan([{"kind": "reset", "probability": 0}]), *["GetEndpoint"] * 50)


def test_latencies_add_to_another_fault() -> None:
    front = Front(
        {"kind": "latency", "seconds": 2},
        {"kind": "latency", "seconds": 3, "when": "after"},
        {"kind": "error", "status": 503},
    )
    outcome = front.create()
    assert (outcome.delay, outcome.status, front.made) == (5, 503, 0)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("fault", "kind", "status", "code"),
    [
        ({"kind": "throttle"}, "answer", 429, "FlowLimitExceeded"),
        ({"kind": "throttle", "code": "QuotaWriteQPMExceeded"}, "answer", 429, "QuotaWriteQPMExceeded"),
        ({"kind": "flow_limit"}, "answer", 200, "AccountFlowLimitExceeded"),
        ({"kind": "error"}, "answer", 500, "InternalError"),
        ({"kind": "error", "status": 502}, "answer", 502, "InternalServiceError"),
        ({"kind": "error", "status": 503}, "answer", 503, "ServiceUnavailableTemp"),
        ({"kind": "error", "status": 504}, "answer", 504, "InternalServiceTimeout"),
        ({"kind": "error", "status": 403, "code": "LackPolicy"}, "answer", 403, "LackPolicy"),
        ({"kind": "html"}, "answer", 502, None),
        ({"kind": "html", "status": 200}, "answer", 200, None),
        ({"kind": "garbage"}, "answer", 200, None),
        ({"kind": "foreign"}, "answer", 200, None),
        ({"kind": "reset"}, "reset", 0, None),
        ({"kind": "hang", "seconds": 7}, "hang", 0, None),
        ({"kind": "cut_body"}, "cut", 200, None),
    ],
)
def test_what_a_fault_does(fault: dict[str, Any], kind: str, status: int, code: str | None, when: str) -> None:
    front = Front({**fault, "when": when})
    outcome = front.create()
    assert (outcome.kind, outcome.status) == (kind, status)
    assert front.made == (when == "after")
    if code:
        error = outcome.document["ResponseMetadata"]["Error"]
        assert error["Code"] == code
    elif fault["kind"] == "foreign":
        assert "ResponseMetadata" not in outcome.document
    elif kind == "answer":
        with pytest.raises(ValueError, match=r"Expecting value|Unterminated string"):
            json.loads(outcome.body)
    entry = front.gateway.log[-1]
    assert (entry["fault"], entry["effect"], entry["code"]) == (fault["kind"], when == "after", code)


def test_retry_after() -> None:
    assert Front({"kind": "throttle", "retry_after": 2}).create().headers["Retry-After"] == "2"
    dated = Front({"kind": "throttle", "retry_after": 2, "retry_after_form": "date"}).create()
    assert dated.headers["Retry-After"] == "Fri, 02 Jan 2026 03:04:07 GMT"
    assert "Retry-After" not in Front({"kind": "throttle"}).create().headers
    assert retry_after_header(0.2, "seconds", START) == "1"


def test_a_rate_lets_burst_and_then_steady_calls_pass() -> None:
    bucket = TokenBucket()
    assert [bucket.take(2, 3, START) for _turn in range(4)] == [0, 0, 0, 0.5]
    assert [bucket.take(2, 3, START + 0.5 * step) for step in (1, 2, 3)] == [0, 0, 0]
    assert bucket.take(2, 3, START + 1.5) > 0


def test_a_throttled_call_has_no_effect_and_does_not_use_up_faults() -> None:
    front = Front({"kind": "reset", "count": 1, "skip": 1}, requests_per_second=1)
    outcomes = [front.create().status for _turn in range(3)]
    assert (outcomes, front.made) == ([200, 429, 429], 1)
    assert front.gateway.faults.describe()[0]["seen"] == 1
    assert front.gateway.log[-1]["fault"] == "rate"


def test_log_tells_what_happened_and_no_secret() -> None:
    front = Front()
    request = signed("CreateEndpoint", {"Name": "n", "ModelReference": MODEL}, now=START)
    front.gateway.complete(front.gateway.admit(request))
    front.gateway.complete(front.gateway.admit(signed("GetEndpoint", {"Id": "x"}, now=START, secret_key="wrong")))
    first, second = front.gateway.log
    assert first["action"] == "CreateEndpoint"
    assert first["body"] == {"Name": "n", "ModelReference": MODEL}
    assert (first["n"], first["status"], first["code"], first["effect"]) == (1, 200, None, True)
    assert first["endpoint_id"].startswith("ep-")
    assert len(first["request_id"]) > 20
    assert (second["n"], second["status"], second["code"], second["body"]) == (2, 401, "SignatureDoesNotMatch", None)
    assert request.headers["authorization"][-64:] not in repr(front.gateway.log)


@pytest.mark.parametrize(
    ("action", "body", "more", "code", "status"),
    [
        ("Nothing", {}, {}, "InvalidActionOrVersion", 404),
        ("GetEndpoint", {}, {"version": "2020-01-01"}, "InvalidActionOrVersion", 404),
        ("GetEndpoint", b"{", {}, "MissingParameter", 400),
        ("GetEndpoint", [], {}, "MissingParameter", 400),
        ("GetEndpoint", b"[" * 100000, {}, "MissingParameter", 400),
        ("GetEndpoint", {}, {"service": "ecs"}, "ServiceNotFound", 404),
        ("GetEndpoint", {}, {"access_key": "other"}, "InvalidAccessKey", 401),
    ],
)
def test_the_door_refuses(action: str, body: Any, more: dict[str, str], code: str, status: int) -> None:
    front = Front()
    outcome = front.gateway.complete(front.gateway.admit(signed(action, body, now=START, **more)))
    assert (outcome.document["ResponseMetadata"]["Error"]["Code"], outcome.status) == (code, status)


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"kind": "reset"}, "faults must be a list"),
        ([7], "faults[0]: a fault is a mapping with a kind"),
        ([{"action": "*"}], "with a kind, one of latency"),
        ([{"kind": "reset"}, {"kind": "flood"}], "faults[1]: kind is 'flood'; give one of latency"),
        ([{"kind": "reset", "colour": 1}], "no member 'colour'; allowed are kind, action"),
        ([{"kind": "reset", "probability": 2}], "a number from 0 to 1"),
        ([{"kind": "reset", "count": 0}], "an integer, 1 or more"),
        ([{"kind": "reset", "skip": True}], "skip is True"),
        ([{"kind": "reset", "when": "never"}], "before or after"),
        ([{"kind": "error", "status": 700}], "give an HTTP status"),
        ([{"kind": "reset", "action": []}], "an action's name"),
    ],
)
def test_bad_faults_are_answered_with_a_sentence(faults: Any, words: str) -> None:
    with pytest.raises(InvalidFault) as caught:
        FaultPlan().replace(faults)
    assert words in str(caught.value)
