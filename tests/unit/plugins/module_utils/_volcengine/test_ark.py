# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ark family's calls: what is sent, how pages are read, which word is which state, and nonsense as an answer."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver, reconcile
from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import (
    Batch,
    Call,
    Claim,
    Claimed,
    FindByName,
    Poll,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    EndpointError,
    Throttled,
    Unclear,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import (
    CHANGING,
    FAILED,
    GONE,
    LEAVING,
    RUNNING,
    STOPPED,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.run import Run, Timing
from ansible_collections.inference.endpoints.plugins.module_utils._engine.search import search
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

ARK = ArkEndpoint()
ID = "ep-1"


class Server:
    """Answers every call with what ``answer`` makes of it, and keeps the calls."""

    def __init__(self, answer: Any, most: int = 300) -> None:
        self.answer = answer
        self.most = most
        self.calls: list[Call] = []
        self.time = 0.0

    def perform(self, effect: Any) -> Any:
        self.time += 1.0
        if isinstance(effect, Batch):
            return effect.results(self.perform)
        if isinstance(effect, Claim):
            return Claimed()
        if isinstance(effect, FindByName):
            return driver.drive(ARK.find(effect.name, effect.scope), self.perform)
        if isinstance(effect, Poll):
            return driver.drive(ARK.read(effect.endpoint_id), self.perform)
        if not isinstance(effect, Call):
            return None
        self.calls.append(effect)
        if len(self.calls) > self.most:
            raise CallFailed("enough", action=effect.action, code="Enough")
        found = self.answer(effect)
        if isinstance(found, Exception):
            raise found
        if effect.usable is not None and not effect.usable(found):
            raise Unclear("no use", action=effect.action, code="ForeignAnswer")
        return found

    def drive(self, process: Any) -> Any:
        return driver.drive(process, self.perform)


def sent(process: Any, answer: dict | None = None) -> list[tuple[str, dict, str, str]]:
    server = Server(lambda _call: answer or {"Items": [], "Id": ID})
    server.drive(process)
    return [(call.action, call.arguments, call.kind, call.subject) for call in server.calls]


# --- what is sent

MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}


@pytest.mark.parametrize(
    ("process", "call"),
    [
        (ARK.start(ID), ("StartEndpoint", {"Id": ID}, "write", ID)),
        (ARK.stop(ID), ("StopEndpoint", {"Id": ID}, "write", ID)),
        (ARK.delete(ID), ("DeleteEndpoint", {"Id": ID}, "write", ID)),
        (
            ARK.update(ID, {"description": "", "tags": [], "rate_limit": {"rpm": 0, "tpm": 1}}),
            (
                "UpdateEndpoint",
                {"Id": ID, "Description": "", "Tags": [], "RateLimit": {"Rpm": 0, "Tpm": 1}},
                "write",
                ID,
            ),
        ),
        (
            ARK.create({"name": "n", "description": "", "tags": [], "model_unit_id": "", "model_reference": MODEL}),
            (
                "CreateEndpoint",
                {"Name": "n", "ModelReference": {"FoundationModel": {"Name": "m", "ModelVersion": "1"}}},
                "write",
                "",
            ),
        ),
    ],
)
def test_writes(process: Any, call: tuple) -> None:
    assert sent(process) == [call]


@pytest.mark.parametrize(
    ("answer", "endpoint_id"), [({"Id": "ep-9"}, "ep-9"), ({}, None), ({"Id": 7}, "7"), ({"Id": []}, None)]
)
def test_a_created_endpoints_id(answer: dict, endpoint_id: str | None) -> None:
    assert Server(lambda _call: answer).drive(ARK.create({"name": "n"})) == endpoint_id


def test_reads() -> None:
    assert sent(ARK.read(ID), {"Id": ID}) == [("GetEndpoint", {"Id": ID}, "read", ID)]
    assert sent(ARK.find("n", {"project_name": "p"})) == [
        (
            "ListEndpoints",
            {
                "ProjectName": "p",
                "Filter": {"Name": "n"},
                "PageNumber": 1,
                "PageSize": 100,
                "SortBy": "CreateTime",
                "SortOrder": "Asc",
            },
            "read",
            "",
        )
    ]


@pytest.mark.parametrize("answer", [{"Id": ID, "Name": "n"}, {"Endpoint": {"Id": ID, "Name": "n"}}])
def test_flat_and_nested_answers_are_the_same(answer: dict) -> None:
    found = Server(lambda _call: answer).drive(ARK.fetch(ID))
    assert (found["endpoint_id"], found["name"]) == (ID, "n")


@pytest.mark.parametrize("answer", [{}, {"Endpoint": {}}, {"Endpoint": None}, {"Items": []}])
def test_an_answer_that_describes_no_endpoint_is_neither_one_nor_its_absence(answer: dict) -> None:
    with pytest.raises(Unclear):
        Server(lambda _call: answer).drive(ARK.read(ID))


# --- pages


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"Items": []}, []),
        ({"Items": [], "TotalCount": 0}, []),
        ({"Items": None, "TotalCount": 0}, []),
        ({"TotalCount": 0}, []),
        ({"PageNumber": 1, "PageSize": 100}, []),
        ({}, []),
        ({"Items": None}, []),
        ({"Items": "none"}, None),
        ({"Items": None, "TotalCount": 1}, None),
        ({"Items": [], "TotalCount": 3}, None),
    ],
)
def test_what_is_an_empty_list_and_what_is_none(answer: dict, found: list | None) -> None:
    server = Server(lambda _call: answer)
    if found is None:
        with pytest.raises(Unclear):
            server.drive(ARK.sweep({}))
    else:
        assert server.drive(ARK.sweep({})) == found


@pytest.mark.parametrize(
    ("answers", "names", "calls"),
    [
        ([{}, {}, {}], [], 3),
        ([{}, {"Items": []}], [], 2),
        ([{}, {}, {"Items": [{"Id": "ep-1", "Name": "a"}], "TotalCount": 1}], ["a"], 3),
    ],
)
def test_silence_is_believed_to_be_an_empty_list_once_it_has_come_again(
    answers: list[dict], names: list[str], calls: int
) -> None:
    left = iter(answers)
    server = Server(lambda _call: next(left))
    assert [each["name"] for each in server.drive(ARK.sweep({}))] == names
    assert len(server.calls) == calls


def listed(count: int) -> Callable[[Call], Any]:
    """A server with so many endpoints, which refuses to turn to a page that is not there."""

    def answer(call: Call) -> Any:
        number, size = call.arguments["PageNumber"], call.arguments["PageSize"]
        ids = [f"ep-{index:04}" for index in range(count)][(number - 1) * size : number * size]
        if not ids and number > 1:
            return CallFailed("no such page", action=call.action, code="InvalidParameter.PageNumber", status=400)
        return {"Items": [{"Id": each, "Name": each} for each in ids], "TotalCount": count}

    return answer


@pytest.mark.parametrize(
    ("there", "expected", "pages"),
    [
        (250, 0, [1, 2, 3]),
        (250, 250, [1, 2, 3]),
        (250, 150, [1, 2, 3]),
        (50, 250, [1, 2, 3]),
        (0, 250, [1, 2, 3]),
        (0, 0, [1]),
        (100, 100, [1]),
    ],
)
def test_pages_that_should_be_there_are_asked_for_at_once_and_need_not_be(
    there: int, expected: int, pages: list[int]
) -> None:
    server = Server(listed(there))
    assert len(server.drive(ARK.list_scope({}, expected))) == there
    assert [call.arguments["PageNumber"] for call in server.calls] == pages


def test_a_page_that_was_asked_for_early_and_failed_is_asked_for_again() -> None:
    failed: list[Call] = []

    def answer(call: Call) -> Any:
        if call.arguments["PageNumber"] == 2 and not failed:
            failed.append(call)
            return Unclear("lost", action=call.action, code="Timeout")
        return listed(300)(call)

    server = Server(answer)
    assert len(server.drive(ARK.list_scope({}, 300))) == 300
    assert [call.arguments["PageNumber"] for call in server.calls] == [1, 2, 3, 2, 3]


def test_a_refusal_of_the_first_page_is_the_refusal_of_the_list() -> None:
    server = Server(lambda call: CallFailed("no", action=call.action, code="AccessDenied", status=403))
    with pytest.raises(CallFailed, match="no"):
        server.drive(ARK.list_scope({}, 300))
    assert [call.arguments["PageNumber"] for call in server.calls] == [1]


@pytest.mark.parametrize("total", [0, 1, "7", "x", -1, True, None, 3.5])
def test_a_count_that_cannot_be_right_is_not_relied_on(total: Any) -> None:
    def answer(call: Call) -> dict:
        start = (call.arguments["PageNumber"] - 1) * 2
        return {"Items": [{"Id": f"ep-{number}"} for number in range(7)][start : start + 2], "TotalCount": total}

    assert len(Server(answer).drive(ARK.sweep({}))) == 7


def paged(items: list[str], size: int, count: bool) -> Server:
    """A server with these endpoints that makes its pages ``size`` long at most."""

    def answer(call: Call) -> dict:
        length = min(size, call.arguments["PageSize"])
        start = (call.arguments["PageNumber"] - 1) * length
        part = [{"Id": item} for item in items[start : start + length]]
        return {"Items": part, **({"TotalCount": len(items)} if count else {})}

    return Server(answer)


@pytest.mark.parametrize(
    ("endpoints", "size", "count", "calls"),
    [
        (0, 100, True, 1),
        (1, 100, True, 1),
        (100, 100, True, 1),
        (101, 100, True, 2),
        (250, 100, True, 3),
        (25, 10, True, 3),
        (0, 100, False, 1),
        (99, 100, False, 2),  # without a count only an empty page is the end,
        (100, 100, False, 2),
        (250, 100, False, 4),
        (90, 40, False, 4),  # since a server may make its pages smaller than asked for
    ],
)
def test_all_pages_are_read_and_none_too_many(endpoints: int, size: int, count: bool, calls: int) -> None:
    server = paged([f"ep-{number:03}" for number in range(endpoints)], size, count)
    assert [found["endpoint_id"] for found in server.drive(ARK.sweep({}))] == [
        f"ep-{number:03}" for number in range(endpoints)
    ]
    assert len(server.calls) == calls


def test_a_list_that_lost_an_item_to_a_shift_is_read_once_more() -> None:
    ids = [f"ep-{number:03}" for number in range(150)]
    shifted = iter([ids[:100], ids[101:], [], ids[:100], ids[100:]])
    server = Server(lambda _call: {"TotalCount": 150, "Items": [{"Id": item} for item in next(shifted)]})
    assert len(server.drive(ARK.sweep({}))) == 150
    assert len(server.calls) == 5


# --- states


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Running", RUNNING),
        ("running", RUNNING),
        ("Stopped", STOPPED),
        ("Failed", FAILED),
        ("Abnormal", FAILED),
        ("Error", FAILED),
        ("Unhealthy", FAILED),
        ("Deleting", LEAVING),
        ("Terminating", LEAVING),
        ("Deleted", GONE),
        ("Pending", CHANGING),
        ("Scheduling", CHANGING),
        ("Stopping", CHANGING),
        ("Healthy?", CHANGING),
        ("", CHANGING),
        (None, CHANGING),
        (["Running"], CHANGING),
    ],
)
def test_words_of_the_status(word: Any, state: str) -> None:
    assert ARK.run_state(ARK.attributes({"Status": word})) == state


def test_no_attributes_are_no_endpoint() -> None:
    assert ARK.run_state(None) == GONE


# --- the certificate


def test_faults_are_not_taken_for_the_lack_of_a_certificate() -> None:
    for kind in (Throttled, Unclear):
        fault = kind("x", action="GetEndpointCertificate", code="OperationDenied.Odd")
        with pytest.raises(kind):
            Server(lambda _call, fault=fault: fault).drive(ARK.read_extra("certificate", {"endpoint_id": ID}))


@pytest.mark.parametrize(
    ("code", "status", "none"),
    [
        ("OperationDenied", 403, True),
        ("OperationDenied.CertificateNotEnabled", 403, True),
        ("UnsupportedOperation", 400, True),
        ("InvalidOperation", 400, True),
        ("FeatureNotEnabled", 400, True),
        ("InvalidParameter.Id", 400, True),
        ("OperationDenied.PermissionDenied", 403, False),
        ("OperationDenied.ServiceNotOpen", 403, False),
        ("AccessDenied", 403, False),
        ("SignatureDoesNotMatch", 401, False),
        ("InvalidTimestamp", 400, False),
        ("InvalidActionOrVersion", 404, False),
        ("ServiceNotFound", 404, False),
        ("NotFound.ProjectName", 404, False),
        ("ForeignAnswer", 404, False),
        ("HTTP404", 404, False),
        ("InternalError", 500, False),
    ],
)
def test_which_refusals_say_that_there_is_no_certificate(code: str, status: int, none: bool) -> None:
    refusal = CallFailed("x", action="GetEndpointCertificate", code=code, status=status, request_id="R")
    server = Server(lambda _call: refusal)
    if none:
        assert server.drive(ARK.read_extra("certificate", {"endpoint_id": ID})) is None
    else:
        with pytest.raises(CallFailed):
            server.drive(ARK.read_extra("certificate", {"endpoint_id": ID}))


# --- whatever a server says

anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 300) | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Key", "Value", "Rpm", "FoundationModel", "Name"]), inner, max_size=3)
    ),
    max_leaves=8,
)
scalar = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
likely = {
    "Id": st.just(ID),
    "Name": st.just("n"),
    "ProjectName": st.just("default"),
    "Status": st.sampled_from(["Running", "Stopped", "Failed", "Odd"]),
}
endpoint = st.fixed_dictionaries(
    {},
    optional={
        **{name: value | anything for name, value in likely.items()},
        **dict.fromkeys(("Tags", "ModelReference", "RateLimit", "Moderation", "CreateTime", "UpdateTime"), anything),
        "Tags": st.lists(st.dictionaries(st.sampled_from(["Key", "Value"]), anything), max_size=3) | anything,
    },
)
result = endpoint | st.fixed_dictionaries(
    {}, optional={"Items": st.lists(endpoint, max_size=3) | anything, "TotalCount": anything, "Endpoint": endpoint}
)

QUESTION = dict.fromkeys(
    (
        "endpoint_ids",
        "name",
        "project_name",
        "statuses",
        "endpoint_model_types",
        "foundation_model_name",
        "model_versions",
        "custom_model_ids",
        "tag_filters",
    )
)


@given(answer=result, details=st.booleans(), filters=st.sampled_from([{}, {"tag_filters": [{"key": "k"}]}]))
def test_the_info_module_survives_any_answer(answer: dict, details: bool, filters: dict) -> None:
    server = Server(lambda _call: answer)
    try:
        found = server.drive(search(ARK, {**QUESTION, **filters, "details": details}))
    except EndpointError:
        return
    assert isinstance(found, list)


@given(
    answer=result,
    state=st.sampled_from(["present", "started", "stopped", "absent"]),
    by_id=st.booleans(),
    check_mode=st.booleans(),
    purge=st.booleans(),
)
def test_a_managing_task_survives_any_answer(
    answer: dict, state: str, by_id: bool, check_mode: bool, purge: bool
) -> None:
    declared = {
        "name": "n",
        "description": "d",
        "rate_limit": {"rpm": 1},
        "tags": [{"key": "a", "value": "b"}],
        "model_reference": {"foundation_model": {"name": "m"}},
        "moderation": {"strategy": "Basic"},
    }
    scope = {} if by_id else {"project_name": "default"}
    desired = Desired(state, ID if by_id else None, {**declared, **scope}, scope, {"purge_tags": purge}, "create_first")
    server = Server(lambda _call: answer)
    timing = Timing(timeout=60.0)
    run = Run(ARK, desired, timing, now=lambda: server.time, check_mode=check_mode)
    try:
        found = server.drive(reconcile.reconcile(run))
    except EndpointError as error:
        found = error
    assert found is None or isinstance(found, (dict, EndpointError))
    assert not (check_mode and any(call.kind == "write" for call in server.calls))
