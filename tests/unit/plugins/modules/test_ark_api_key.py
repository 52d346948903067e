# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ark_api_key as Ansible runs it: which calls are made, what lies in the file, and where a key is never seen."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._task import key_file
from ansible_collections.inference.endpoints.plugins.modules.ark_api_key import main

from ..scripted import MOMENT
from ..scripted_ark import Exchange, call, listing, run

KEY = "temporary-canary-51e2"
DAY = 86_400


def get(*ids: str, duration: int = DAY, answer: Any = ..., **more: Any) -> Exchange:
    arguments = {"DurationSeconds": duration, "ResourceType": "endpoint", "ResourceIds": list(ids)}
    shown = {"ApiKey": KEY, "ExpiredTime": int(MOMENT) + duration} if answer is ... else answer
    return call("GetApiKey", arguments, shown, **more)


def named(endpoint_id: str, name: str = "chat") -> dict:
    return {"Id": endpoint_id, "Name": name, "ProjectName": "default", "Status": "Running"}


def content(dest: Path) -> tuple[str, dict]:
    return dest.read_text(encoding="utf-8"), json.loads(Path(f"{dest}.json").read_text(encoding="utf-8"))


def modes(dest: Path) -> set[int]:
    return {stat.S_IMODE(os.stat(path).st_mode) for path in (dest, f"{dest}.json")}


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "ark.key"


def test_the_file_holds_the_key_alone_and_the_result_does_not(dest: Path) -> None:
    result = run(main, get("ep-1", "ep-2"), endpoint_ids=["ep-2", "ep-1"], dest=str(dest))
    key, about = content(dest)
    assert key == KEY
    assert about == {
        "site": "volcengine",
        "project_name": "default",
        "endpoint_ids": ["ep-1", "ep-2"],
        "endpoint_names": None,
        "expires": int(MOMENT) + DAY,
        "expires_at": "2026-01-03T03:04:05Z",
    }
    assert modes(dest) == {0o600}
    assert sorted(os.listdir(dest.parent)) == ["ark.key", "ark.key.json"]
    assert KEY not in json.dumps(result)
    assert (result["changed"], result["actions"], result["dest"]) == (True, ["GetApiKey"], str(dest))
    assert (result["endpoint_ids"], result["expires_at"]) == (["ep-1", "ep-2"], "2026-01-03T03:04:05Z")


def test_without_a_file_the_result_has_the_key() -> None:
    result = run(main, get("ep-1"), endpoint_ids=["ep-1"])
    assert (result["api_key"], result["changed"], result["dest"]) == (KEY, True, None)
    assert KEY not in json.dumps({**result, "api_key": ""})


def test_a_good_file_costs_no_call(dest: Path) -> None:
    run(main, get("ep-1", "ep-2"), endpoint_ids=["ep-1", "ep-2"], dest=str(dest))
    result = run(main, endpoint_ids=["ep-2", "ep-1"], dest=str(dest))
    assert (result["changed"], result["actions"], result["expires_at"]) == (False, [], "2026-01-03T03:04:05Z")
    assert result["diff"]["before"] == result["diff"]["after"]


def test_names_are_looked_up_once(dest: Path) -> None:
    options = {"endpoint_names": ["chat"], "dest": str(dest)}
    run(main, listing("chat", named("ep-1")), get("ep-1"), **options)
    assert run(main, **options)["changed"] is False
    assert run(main, endpoint_ids=["ep-1"], dest=str(dest))["changed"] is False


@pytest.mark.parametrize(
    "before",
    [
        {"min_remaining_seconds": DAY - 1, "duration_seconds": DAY},
        {"endpoint_ids": ["ep-1", "ep-2"]},
        {"endpoint_ids": ["ep-2"]},
    ],
)
def test_another_key_is_made_for_other_endpoints_or_a_longer_time(dest: Path, before: dict) -> None:
    about = {"site": "volcengine", "project_name": "default", "endpoint_ids": ["ep-1"], "expires": MOMENT + DAY - 2}
    dest.write_text("elder")
    Path(f"{dest}.json").write_text(json.dumps(about))
    options = {"endpoint_ids": ["ep-1"], "dest": str(dest), **before}
    assert run(main, get(*options["endpoint_ids"]), **options)["changed"]
    assert content(dest)[0] == KEY


@pytest.mark.parametrize("about", [None, "", "[]", "{", '{"expires": "x", "endpoint_ids": ["ep-1"]}', "{}"])
def test_a_file_of_which_nothing_is_known_is_replaced(dest: Path, about: str | None) -> None:
    dest.write_text("elder")
    if about is not None:
        Path(f"{dest}.json").write_text(about)
    assert run(main, get("ep-1"), endpoint_ids=["ep-1"], dest=str(dest))["changed"]


@pytest.mark.parametrize("lost", ["", ".json"])
def test_half_of_the_pair_is_nothing(dest: Path, lost: str) -> None:
    run(main, get("ep-1"), endpoint_ids=["ep-1"], dest=str(dest))
    Path(f"{dest}{lost}").unlink()
    assert run(main, get("ep-1"), endpoint_ids=["ep-1"], dest=str(dest))["changed"]


def test_a_file_that_others_can_read_is_closed_without_a_call(dest: Path) -> None:
    run(main, get("ep-1"), endpoint_ids=["ep-1"], dest=str(dest))
    dest.chmod(0o644)
    assert run(main, check_mode=True, endpoint_ids=["ep-1"], dest=str(dest))["changed"]
    assert 0o644 in modes(dest)
    assert run(main, endpoint_ids=["ep-1"], dest=str(dest))["changed"]
    assert modes(dest) == {0o600}


def test_check_mode_makes_no_key_and_foretells_the_same(dest: Path) -> None:
    options = {"endpoint_names": ["chat"], "dest": str(dest)}
    foretold = run(main, listing("chat", named("ep-1")), check_mode=True, **options)
    assert os.listdir(dest.parent) == []
    done = run(main, listing("chat", named("ep-1")), get("ep-1"), **options)
    for name in ("changed", "actions", "diff", "endpoint_ids", "dest"):
        assert foretold[name] == done[name]
    assert foretold["expires_at"] is None


@pytest.mark.parametrize(
    ("items", "told"),
    [([], "has no endpoint chat"), ([named("ep-1"), named("ep-2")], "is the name of several endpoints: ep-1, ep-2")],
)
def test_a_name_is_that_of_one_endpoint(dest: Path, items: list, told: str) -> None:
    result = run(main, listing("chat", *items), endpoint_names=["chat"], dest=str(dest))
    assert result["failed"]
    assert told in result["msg"]
    assert os.listdir(dest.parent) == []


@pytest.mark.parametrize("status", ["Deleting", "Deleted"])
def test_an_endpoint_on_its_way_out_does_not_make_a_name_ambiguous(dest: Path, status: str) -> None:
    old = {**named("ep-1"), "Status": status}
    result = run(main, listing("chat", old, named("ep-2")), get("ep-2"), endpoint_names=["chat"], dest=str(dest))
    assert result["endpoint_ids"] == ["ep-2"]


def test_a_lost_answer_is_told_and_not_asked_for_again(dest: Path) -> None:
    dest.write_text("elder")
    result = run(main, get("ep-1", status=0), endpoint_ids=["ep-1"], dest=str(dest))
    assert result["failed"]
    assert "nobody has it, and it ends by itself within 86400 s" in result["msg"]
    assert dest.read_text() == "elder"
    assert os.listdir(dest.parent) == ["ark.key"]


@pytest.mark.parametrize("answer", [{}, {"ApiKey": ""}, {"ApiKey": 5}, {"ApiKey": "abc********"}])
def test_an_answer_without_a_key_is_a_lost_one(dest: Path, answer: dict) -> None:
    result = run(main, get("ep-1", answer=answer), endpoint_ids=["ep-1"], dest=str(dest))
    assert (result["failed"], result["error_code"]) == (True, "ForeignAnswer")


def test_a_refusal_leaves_the_file(dest: Path) -> None:
    dest.write_text("elder")
    result = run(main, get("ep-1", error="AccessDenied", status=403), endpoint_ids=["ep-1"], dest=str(dest))
    assert (result["failed"], result["actions"], result["changed"]) == (True, [], False)
    assert os.listdir(dest.parent) == ["ark.key"]


def test_a_key_that_cannot_be_written_is_told_without_it(dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_old: str, _new: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file.os, "replace", full)
    result = run(main, get("ep-1"), endpoint_ids=["ep-1"], dest=str(dest))
    assert (result["failed"], result["actions"]) == (True, ["GetApiKey"])
    assert "could not be written: No space left on device" in result["msg"]
    assert KEY not in json.dumps(result)
    assert os.listdir(dest.parent) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"endpoint_ids": None}, "endpoint_ids, endpoint_names: found neither of them"),
        ({"endpoint_names": ["chat"]}, "endpoint_ids, endpoint_names: found both of them"),
        ({"endpoint_ids": []}, "endpoint_ids: found"),
        ({"endpoint_ids": ["ep-1\n"]}, "endpoint_ids[0]: found"),
        ({"duration_seconds": 0}, "duration_seconds: found 0"),
        ({"duration_seconds": 2_592_001}, "duration_seconds: found 2592001"),
        ({"min_remaining_seconds": DAY}, "min_remaining_seconds: found 86400; expected less than duration_seconds"),
        ({"min_remaining_seconds": -1}, "min_remaining_seconds: found -1"),
        ({"dest": "/nowhere/ark.key"}, "dest: found /nowhere/ark.key, whose folder does not exist"),
        ({"dest": "/tmp"}, "dest: found /tmp, which is a folder"),
        ({"dest_mode": "384"}, "dest_mode: found '384'; expected an octal mode in quotes"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_bad_input_is_refused_before_a_key_is_made(options: dict, told: str, check_mode: bool) -> None:
    result = run(main, check_mode=check_mode, **{"endpoint_ids": ["ep-1"], **options})
    assert result["failed"]
    assert len(result["errors"]) == 1
    assert told in result["errors"][0]


def test_a_folder_that_may_not_be_written_is_refused(dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file.os, "access", lambda _path, _mode: False)  # root may write everywhere
    result = run(main, endpoint_ids=["ep-1"], dest=str(dest))
    assert "dest: found" in result["errors"][0]
    assert "may not be written" in result["errors"][0]


def test_a_folder_that_cannot_be_written_after_all_is_told_before_a_key_is_made(
    dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(**_options: str) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(key_file.tempfile, "mkstemp", read_only)
    result = run(main, endpoint_ids=["ep-1"], dest=str(dest))
    assert "cannot be written: Read-only file system. No key has been made" in result["msg"]
