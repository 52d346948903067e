# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that Ansible's own checks refuse, before those of the collection: all are told, each with its path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._task.endpoint import endpoint_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

SET = (argspec.entries(ArkEndpoint), *argspec.of_set(ArkEndpoint), Field("secret_key", secret=True))
NAMED = {"name": "n"}
LIMIT = "expected a mapping with at least one of rpm and tpm"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"endpoints": [NAMED], "concurrency": "8"}, []),
        ({"endpoints": [{**NAMED, "rate_limit": {"rpm": "60"}, "purge_tags": "no", "description": None}]}, []),
        ({"endpoints": [{**NAMED, "description": 5, "rate_limit": '{"rpm": 60}', "tags": [{"key": True}]}]}, []),
        ({}, ["endpoints: missing; expected a list of mappings with state, endpoint_id, "]),
        ({"endpoints": None}, ["endpoints: missing; "]),
        ({"endpoints": 7}, ["endpoints: found 7; expected a list of mappings with state, endpoint_id, "]),
        ({"endpoints": ["chat"]}, ["endpoints[0]: found 'chat'; expected a mapping with state, "]),
        ({"endpoints": [NAMED, {**NAMED, "rate_limit": 60}]}, [f"endpoints[1].rate_limit: found 60; {LIMIT}"]),
        (
            {"endpoints": [{**NAMED, "rate_limits": {}}]},
            ["endpoints[0].rate_limits: unknown option; did you mean rate_limit?"],
        ),
        (
            {"endpoints": [{**NAMED, "state": "runing"}]},
            ["endpoints[0].state: found 'runing'; expected one of present, started, stopped, absent"],
        ),
        (
            {"endpoints": [{**NAMED, "rate_limit": {"rpm": "many", "tpm": 1e30}}]},
            [
                "endpoints[0].rate_limit.rpm: found 'many'; expected a whole number of at least 0",
                "endpoints[0].rate_limit.tpm: found a number that is too large or none at all; expected ",
            ],
        ),
        # What Ansible would take, and the collection refuses, is told in the same breath.
        (
            {"endpoints": [{"name": "chat ", "rate_limit": {"rpm": "-1"}, "tags": 7}], "concurrency": "x"},
            [
                "endpoints[0].name: found 'chat '; expected no blanks",
                "endpoints[0].rate_limit.rpm: found -1; expected a whole number of at least 0",
                "endpoints[0].tags: found 7; expected a list of mappings with key and value",
                "concurrency: found 'x'; expected a whole number from 1 to 64",
            ],
        ),
        ({"endpoints": [NAMED], "secret_key": {"a": {1}}}, ["secret_key: found what is not shown; expected a text"]),
    ],
)
def test_each_with_its_path(options: dict, found: list[str]) -> None:
    told = argspec.refusal(SET, options, "Ansible's words").get("errors", [])
    assert len(told) == len(found), told
    assert all(sentence.startswith(start) for sentence, start in zip(told, found, strict=True)), told


def failed(monkeypatch: Any, capsys: Any, resource: Any, table: tuple, options: dict) -> dict:
    """What a module with these options ends with."""
    given = {"ANSIBLE_MODULE_ARGS": {**options, "_ansible_check_mode": True}}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(given).encode())
    if hasattr(basic, "_ANSIBLE_PROFILE"):  # since ansible-core 2.19
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
    with pytest.raises(SystemExit):
        run_module(endpoint_task(resource, table, dict))
    return json.loads(capsys.readouterr().out.strip().rpartition("\n")[2])


def test_ansibles_wording_stands_and_the_paths_are_added(monkeypatch, capsys) -> None:
    options = {"access_key": "a", "secret_key": "s3cret-s3cret"}
    result = failed(monkeypatch, capsys, ArkEndpoint, SET[:-1], {**options, "endpoints": [NAMED, "chat", {"nam": "x"}]})
    assert result["failed"]
    assert (result["changed"], result["actions"]) == (False, [])
    assert [sentence.partition(":")[0] for sentence in result["errors"]] == ["endpoints[1]", "endpoints[2].nam"]
    assert ". 2 problems in the options: endpoints[1]: found 'chat'; expected a mapping with " in result["msg"]
    assert result["msg"].endswith(" | endpoints[2].nam: unknown option; did you mean name?")
    result = failed(monkeypatch, capsys, ArkEndpoint, SET[:-1], {**options, "endpoints": [{"name": "n", "tags": 7}]})
    assert result["msg"].endswith(" (endpoints[0].tags: found 7; expected a list of mappings with key and value)")
    assert "s3cret" not in json.dumps(result)


def test_what_is_refused_shows_no_secrets(monkeypatch, capsys) -> None:
    entries = [{"config": {"ray_service_config": {"env_vars": {"DB_PASSWORD": "hunter2hunter2"}, "data_infos": 7}}}]
    options = {"api_url": "https://user:opensesame@host", "secret_key": "s3cret-s3cret", "endpoints": entries}
    told = json.dumps(failed(monkeypatch, capsys, FabricEndpoint, (argspec.entries(FabricEndpoint),), options))
    assert "data_infos" in told
    assert not [secret for secret in ("hunter2", "opensesame", "s3cret") if secret in told]
