# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maas_api_key: its calls on the wire, its story over several runs, and a failure at each of its calls."""

from __future__ import annotations

import itertools
import json
import os
import stat
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.driver import drive
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call, Sleep
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    EndpointError,
    Unclear,
)
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import api_key
from ansible_collections.inference.endpoints.plugins.module_utils._task import key_file
from ansible_collections.inference.endpoints.plugins.module_utils._task.key import KeyJob
from ansible_collections.inference.endpoints.plugins.modules.maas_api_key import main

from ..scripted import Exchange
from ..scripted_huaweicloud import MAAS_HOST, PROJECT, Maas, call, run

KEY = "maas-canary-0c41-0123456789"
MASKED = "maas****6789"
PATH = f"/v2/{PROJECT}/maas/api-auth/api-keys"
OPEN = {"allow_all": True, "ip_whitelist": []}


def shown(label: str = "chat", key_id: str = "k-1", **members: Any) -> dict:
    return {
        "id": key_id,
        "label": label,
        "api_key": MASKED,
        "description": "",
        **OPEN,
        "resident_model_version_whitelist": [],
        "endpoint_whitelist": [],
        "create_at": "2026-01-02T03:04:05.000Z",
        **members,
    }


def listing(*items: dict, quota: int = 30) -> Exchange:
    answer = {"api_key_list": {"items": list(items), "total": len(items), "count": len(items)}}
    sent = {"offset": "0", "limit": "30"}
    return call(f"GET {PATH}", {**answer, "user_api_key_quota": quota}, query=sent)


def create(answer: dict | None = None, label: str = "chat", **body: Any) -> Exchange:
    told = {**shown(label), "api_key": KEY} if answer is None else answer
    return call(f"POST {PATH}", told, body={"label": label, **OPEN, **body})


def update(**body: Any) -> Exchange:
    return call(f"PUT {PATH}/k-1", shown(), body=body)


def delete(key_id: str = "k-1", **more: Any) -> Exchange:
    return call(f"DELETE /v1/{PROJECT}/maas/api-auth/api-keys/{key_id}", **{"status": 204, **more})


def maas(*exchanges: Exchange, **options: Any) -> dict:
    return run(main, *exchanges, host=MAAS_HOST, **{"label": "chat", **options})


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "maas.key"


# --- on the wire


def test_a_key_is_made_and_delivered_to_a_file(dest: Path) -> None:
    result = maas(listing(), create(description="shop"), description="shop", dest=str(dest))
    assert dest.read_text() == KEY
    about = json.loads(Path(f"{dest}.json").read_text())
    assert about == {"key_id": "k-1", "label": "chat", "key_label": "chat", "endpoints": None, "model_versions": None}
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in (dest, f"{dest}.json")} == {0o600}
    assert sorted(os.listdir(dest.parent)) == ["maas.key", "maas.key.json"]
    assert KEY not in json.dumps(result)
    assert (result["changed"], result["actions"], result["key_id"]) == (True, ["CreateApiKey"], "k-1")


def test_without_a_file_the_result_has_the_key_once() -> None:
    assert maas(listing(), create())["api_key"] == KEY
    second = maas(listing(shown()))
    assert (second["changed"], second["actions"], "api_key" in second) == (False, [], False)
    assert second["key"]["api_key"] == MASKED


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "k-1", "api_key": KEY},
        {"api_key": {**shown(), "api_key": KEY}},
        {"data": {"key_id": "k-1", "key": KEY}},
    ],
)
def test_a_create_tells_the_key_in_many_forms(answer: dict) -> None:
    result = maas(listing(), create(answer))
    assert (result["api_key"], result["key_id"]) == (KEY, "k-1")


def test_an_update_sends_all_members_and_is_read_back() -> None:
    there = shown(description="old", resident_model_version_whitelist=["v1"])
    sent = {
        "description": "new",
        "allow_all": False,
        "ip_whitelist": ["10.0.0.0/8"],
        "resident_model_version_whitelist": ["v1"],
        "endpoint_whitelist": [],
    }
    result = maas(
        listing(there), update(**sent), listing({**there, **sent}), description="new", ip_whitelist=["10.0.0.0/8"]
    )
    assert (result["changed"], result["actions"]) == (True, ["UpdateApiKey"])
    assert result["key"]["ip_whitelist"] == ["10.0.0.0/8"]
    assert result["diff"]["before"]["description"] == "old"
    assert result["diff"]["after"]["description"] == "new"


def test_an_address_in_another_form_is_the_same() -> None:
    there = shown(allow_all=False, ip_whitelist=["10.0.0.1/32", "10.1.0.0 - 10.1.0.9", "fd00::/64"])
    given = ["fd00:0::/64", "10.1.0.0-10.1.0.9", "10.0.0.1"]
    assert maas(listing(there), ip_whitelist=given)["actions"] == []


@pytest.mark.parametrize("given", ["DeepSeek", "c-1"])
def test_endpoints_are_resolved_to_ids(given: str) -> None:
    endpoints = Maas.listing({"id": "c-1", "endpoint_name": "DeepSeek", "status": "running"})
    result = maas(listing(), endpoints, create(endpoint_whitelist=["c-1"]), endpoints=[given])
    assert result["key"]["endpoints"] == ["c-1"]


def test_endpoints_are_named_where_other_keys_do_so() -> None:
    endpoints = Maas.listing({"id": "c-1", "endpoint_name": "DeepSeek", "status": "running"})
    other = shown("other", "k-9", endpoint_whitelist=["DeepSeek"])
    assert maas(listing(other), endpoints, create(endpoint_whitelist=["DeepSeek"]), endpoints=["c-1"])["changed"]


def test_an_endpoint_that_does_not_exist_is_refused_before_a_key_is_made(dest: Path) -> None:
    result = maas(listing(), Maas.listing(), endpoints=["nope"], dest=str(dest))
    assert "endpoints: there is no endpoint nope" in result["msg"]
    assert os.listdir(dest.parent) == []


def test_an_endpoint_that_is_being_deleted_is_none(dest: Path) -> None:
    endpoints = Maas.listing({"id": "c-1", "endpoint_name": "DeepSeek", "status": "deleting"})
    result = maas(listing(), endpoints, endpoints=["DeepSeek"], dest=str(dest))
    assert "there is no endpoint DeepSeek" in result["msg"]


@pytest.mark.parametrize(
    "answer",
    [
        {"api_key_list": {"total": 0}},
        {"api_key_list": {}, "user_api_key_quota": 30},
        {"api_key_list": None, "user_api_key_quota": "30"},
        {"items": [], "total": "0"},
    ],
)
def test_an_empty_list_in_other_forms(answer: dict) -> None:
    empty = call(f"GET {PATH}", answer, query={"offset": "0", "limit": "30"})
    assert maas(empty, create())["api_key"] == KEY


def test_a_count_as_a_text_leads_to_the_next_page() -> None:
    def page(*items: dict, offset: int) -> Exchange:
        answer = {"api_key_list": {"items": list(items), "total": "2"}}
        return call(f"GET {PATH}", answer, query={"offset": str(offset), "limit": "30"})

    result = maas(page(shown("other", "k-0"), offset=0), page(shown(), offset=1))
    assert (result["changed"], result["key_id"]) == (False, "k-1")


def test_a_deletion_has_the_other_version_of_the_api(dest: Path) -> None:
    maas(listing(), create(), dest=str(dest))
    result = maas(listing(shown()), delete(), state="absent", dest=str(dest))
    assert (result["changed"], result["actions"], result["key"]) == (True, ["DeleteApiKey"], None)
    assert os.listdir(dest.parent) == []
    assert maas(listing(), state="absent", dest=str(dest))["changed"] is False


def test_thirty_keys_are_all_there_may_be() -> None:
    result = maas(listing(*[shown(f"k{number}", f"k-{number}") for number in range(30)]))
    assert "the account has 30 of 30 API keys" in result["msg"]
    rotated = [shown(), *[shown(f"k{number}", f"k{number}") for number in range(29)]]
    assert "the account has 30 of 30" in maas(listing(*rotated), state="rotated")["msg"]


def test_a_list_that_hides_keys_is_an_error() -> None:
    answer = {"api_key_list": {"items": [shown("a", "k-7")], "total": 2}}
    first = call(f"GET {PATH}", answer, query={"offset": "0", "limit": "30"})
    second = call(f"GET {PATH}", answer, query={"offset": "1", "limit": "30"})
    assert maas(first, second)["error_code"] == "ListIncomplete"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"label": "a b"}, "label: found"),
        ({"label": "x" * 101}, "label: found"),
        ({"label": "x" * 89, "state": "rotated"}, "label: found 89 characters; expected at most 88"),
        ({"description": "x" * 101}, "description: found"),
        ({"ip_whitelist": ["10.0.0.1", "10.0.0"]}, "ip_whitelist[1]: found '10.0.0'; expected an address"),
        ({"ip_whitelist": ["10.0.0.9-10.0.0.1"]}, "ip_whitelist[0]: found"),
        ({"ip_whitelist": ["10.0.0.1-fd00::1"]}, "ip_whitelist[0]: found"),
        ({"ip_whitelist": ["10.0.0.1"] * 101}, "ip_whitelist: found"),
        ({"endpoints": ["a\n"]}, "endpoints[0]: found"),
        ({"dest": "/nowhere/maas.key"}, "dest: found /nowhere/maas.key, whose folder does not exist"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(options: dict, told: str) -> None:
    for check_mode in (False, True):
        result = maas(check_mode=check_mode, **options)
        assert len(result["errors"]) == 1
        assert told in result["errors"][0]


# --- stories and faults, on a service in memory


class KeyService:
    """Keys in memory, under unique labels. ``fault(number, call)`` may break the call with this number."""

    def __init__(self) -> None:
        self.keys: dict[str, dict] = {}
        self.plain: dict[str, str] = {}
        self.made = itertools.count(1)
        self.calls: list[str] = []
        self.fault: Callable[[int, Call], str | None] = lambda _number, _call: None

    def perform(self, effect: Any) -> Any:
        if isinstance(effect, Sleep):
            return None
        self.calls.append(effect.action)
        kind = self.fault(len(self.calls), effect)
        if kind == "before":
            raise Unclear("lost", action=effect.action, code="Timeout")
        if kind == "refused":
            raise CallFailed("refused", action=effect.action, code="ModelArts.0108", status=403)
        answer = getattr(self, effect.action)(effect.arguments)
        if kind == "after":
            raise Unclear("lost", action=effect.action, code="Timeout")
        return answer

    def ListApiKeys(self, _arguments: dict) -> dict:  # noqa: N802  # the service's own names
        return {"api_key_list": {"items": list(self.keys.values()), "total": len(self.keys)}, "user_api_key_quota": 30}

    def CreateApiKey(self, arguments: dict) -> dict:  # noqa: N802
        body = arguments["body"]
        if any(key["label"] == body["label"] for key in self.keys.values()):
            raise CallFailed("label in use", action="CreateApiKey", code="ModelArts.6271", status=400)
        number = next(self.made)
        key_id, text = f"k-{number}", f"plain-canary-{number}"
        self.keys[key_id] = {**body, "id": key_id, "api_key": "plain****"}
        self.plain[key_id] = text
        return {"id": key_id, "api_key": text}

    def UpdateApiKey(self, arguments: dict) -> dict:  # noqa: N802
        self.keys[arguments["path"].rpartition("/")[2]].update(arguments["body"])
        return {}

    def DeleteApiKey(self, arguments: dict) -> dict:  # noqa: N802
        if self.keys.pop(arguments["path"].rpartition("/")[2], None) is None:
            raise CallFailed("no such key", action="DeleteApiKey", code="ModelArts.0104", status=400)
        return {}

    def live(self) -> set[str]:
        """The texts that the service takes now."""
        return {self.plain[key_id] for key_id in self.keys}


def task(service: KeyService, dest: Path | None, check_mode: bool = False, **params: Any) -> tuple[dict, KeyJob]:
    defaults = {field.name: field.default for field in api_key.OPTIONS}
    given = {**defaults, "label": "chat", "dest": str(dest) if dest else None, "dest_mode": "0600", **params}
    job = KeyJob(given, check_mode, key_file.KeyFile(given), 1_767_323_045.0, bool, bool)
    service.calls.clear()
    try:
        return drive(api_key.manage(job), service.perform), job
    finally:
        job.file.discard()


def test_a_rotation_makes_a_successor_delivers_it_and_deletes_the_elder(dest: Path) -> None:
    service = KeyService()
    task(service, dest, description="shop")
    result, job = task(service, dest, state="rotated")
    assert service.calls == ["ListApiKeys", "CreateApiKey", "DeleteApiKey"]
    assert job.actions == ["CreateApiKey", "DeleteApiKey"]
    assert (result["key_id"], result["previous_key_id"]) == ("k-2", "k-1")
    assert service.live() == {dest.read_text()} == {"plain-canary-2"}
    assert service.keys["k-2"]["description"] == "shop"
    assert service.keys["k-2"]["label"] == "chat-r1767323045"
    again, _job = task(service, dest)
    assert again["changed"] is False
    task(service, dest, state="rotated")
    assert service.live() == {dest.read_text()} == {"plain-canary-3"}
    gone, _job = task(service, dest, state="absent")
    assert (gone["changed"], service.live(), os.listdir(dest.parent)) == (True, set(), [])


def test_a_key_of_a_similar_label_is_another_key() -> None:
    service = KeyService()
    for label in ("chat-r2", "chat2", "chat-r12345678901", "Chat"):
        task(service, None, label=label)
    result, _job = task(service, None)
    assert result["changed"]
    task(service, None, state="absent")
    assert {key["label"] for key in service.keys.values()} == {"chat-r2", "chat2", "chat-r12345678901", "Chat"}


@pytest.mark.parametrize("state", ["present", "rotated", "absent"])
@pytest.mark.parametrize("exists", [False, True])
def test_check_mode_makes_no_key_and_foretells_the_same(dest: Path, state: str, exists: bool) -> None:
    service = KeyService()
    if exists:
        task(service, dest, description="old")
    before = (service.live(), sorted(os.listdir(dest.parent)))
    foretold, would = task(service, dest, check_mode=True, state=state, description="new")
    assert set(service.calls) == {"ListApiKeys"}
    assert (service.live(), sorted(os.listdir(dest.parent))) == before
    done, job = task(service, dest, state=state, description="new")
    assert (foretold["changed"], foretold["diff"], would.actions) == (done["changed"], done["diff"], job.actions)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("about", ["missing", "another"])
def test_a_file_that_lacks_the_key_asks_for_a_rotation(dest: Path, check_mode: bool, about: str) -> None:
    service = KeyService()
    task(service, dest)
    if about == "missing":
        dest.unlink()
    else:
        Path(f"{dest}.json").write_text('{"key_id": "k-0"}')
    with pytest.raises(EndpointError, match="set state: rotated"):
        task(service, dest, check_mode=check_mode, description="new")
    assert service.calls == ["ListApiKeys"]


def test_a_key_that_cannot_be_written_is_deleted(dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = KeyService()
    task(service, dest)

    def full(_old: str, _new: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(key_file.os, "replace", full)
        with pytest.raises(EndpointError, match="The key that was made for it has been deleted") as caught:
            task(service, dest, state="rotated")
    assert service.live() == {dest.read_text()} == {"plain-canary-1"}
    assert "canary" not in str(caught.value)


def test_a_service_that_ignores_an_update_is_found_out() -> None:
    service = KeyService()
    task(service, None)
    service.UpdateApiKey = lambda _arguments: {}  # type: ignore[method-assign]
    with pytest.raises(EndpointError, match="accepted it, but did not apply description"):
        task(service, None, description="new")


STATES: list[dict] = [{"state": "present"}, {"state": "rotated"}, {"description": "new"}, {"state": "absent"}]


@pytest.mark.parametrize("kind", ["before", "after", "refused"])
@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("params", STATES, ids=str)
@pytest.mark.parametrize("exists", [False, True])
def test_no_fault_loses_the_key_or_leaves_two(dest: Path, exists: bool, params: dict, number: int, kind: str) -> None:
    """One call breaks: what the file holds is good still, and the next run that succeeds leaves one key, or none."""
    service = KeyService()
    if exists:
        task(service, dest, description="old")
    service.fault = lambda count, _call: kind if count == number else None
    told = ""
    try:
        task(service, dest, **params)
    except EndpointError as error:
        told = str(error)
    assert "canary" not in told
    absent = params.get("state") == "absent"
    if exists and not absent:
        assert dest.read_text() in service.live()
    service.fault = lambda _count, _call: None
    if told:
        task(service, dest, **(params if absent else {"state": "rotated"}))
    assert service.live() == (set() if absent else {dest.read_text()})


@pytest.mark.parametrize("times", [1, 2])
def test_a_lost_create_leaves_one_key_whose_content_is_known(dest: Path, times: int) -> None:
    service = KeyService()
    lost = iter(["after"] * times)
    service.fault = lambda _count, one: next(lost, None) if one.action == "CreateApiKey" else None
    _result, job = task(service, dest)
    assert service.live() == {dest.read_text()}
    assert job.actions == [*["CreateApiKey", "DeleteApiKey"] * times, "CreateApiKey"]


def test_a_create_that_is_always_lost_leaves_nothing(dest: Path) -> None:
    service = KeyService()
    service.fault = lambda _count, one: "after" if one.action == "CreateApiKey" else None
    with pytest.raises(EndpointError, match="No key was made whose content is known"):
        task(service, dest)
    assert (service.live(), os.listdir(dest.parent)) == (set(), [])
