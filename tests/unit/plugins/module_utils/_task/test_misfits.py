# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that Ansible's own checks refuse, before those of the collection: all are told, each with its path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._task.endpoint import endpoint_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

SET = {
    "endpoints": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": argspec.endpoint_options(ArkEndpoint, in_set=True),
    },
    "concurrency": {"type": "int", "default": 8},
    "secret_key": {"type": "str", "no_log": True},
}
NAMED = {"name": "n"}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"endpoints": [NAMED], "concurrency": "8"}, []),
        ({"endpoints": [{**NAMED, "rate_limit": {"rpm": "60"}, "purge_tags": "no", "description": None}]}, []),
        ({}, ["endpoints: missing; it is needed"]),
        ({"endpoints": None}, ["endpoints: missing; it is needed"]),
        ({"endpoints": 7}, ["endpoints: found 7; a list"]),
        ({"endpoints": ["chat"]}, ["endpoints[0]: found 'chat'; a mapping"]),
        (
            {"endpoints": [NAMED, {**NAMED, "model_reference": "doubao"}]},
            [
                "endpoints[1].model_reference: found 'doubao'; a mapping",
            ],
        ),
        ({"endpoints": [{**NAMED, "rate_limits": {}}]}, ["endpoints[0].rate_limits: found an unknown option; "]),
        (
            {"endpoints": [{**NAMED, "state": "runing"}]},
            [
                "endpoints[0].state: found 'runing'; one of present, started, stopped, absent",
            ],
        ),
        ({"endpoints": [{**NAMED, "tags": {"a": "b"}}]}, ["endpoints[0].tags: found {'a': 'b'}; a list"]),
        (
            {"endpoints": [{**NAMED, "tags": [{"key": "a"}, {"value": "b"}]}]},
            [
                "endpoints[0].tags[1].key: missing; it is needed",
            ],
        ),
        (
            {"endpoints": [{**NAMED, "rate_limit": {"rpm": "many", "tpm": 1e30}}]},
            [
                "endpoints[0].rate_limit.rpm: found 'many'; a whole number",
                "endpoints[0].rate_limit.tpm: found a number that is not finite or too large; ",
            ],
        ),
        ({"endpoints": [NAMED], "concurrency": "x" * 200}, [f"concurrency: found '{'x' * 79}...; a whole number"]),
        ({"endpoints": [NAMED], "secret_key": {"a": {1}}}, []),
    ],
)
def test_each_with_its_path(options: dict, found: list[str]) -> None:
    told = argspec.misfits(SET, options)
    assert len(told) == len(found), told
    assert all(sentence.startswith(start) for sentence, start in zip(told, found, strict=True)), told


def failed(monkeypatch: Any, capsys: Any, resource: Any, spec: dict, options: dict) -> dict:
    """What a module with these options ends with."""
    given = {"ANSIBLE_MODULE_ARGS": {**options, "_ansible_check_mode": True}}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(given).encode())
    if hasattr(basic, "_ANSIBLE_PROFILE"):  # since ansible-core 2.19
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
    with pytest.raises(SystemExit):
        run_module(endpoint_task(resource, spec, dict))
    return json.loads(capsys.readouterr().out.strip().rpartition("\n")[2])


def test_ansibles_wording_stands_and_the_paths_are_added(monkeypatch, capsys) -> None:
    options = {"access_key": "a", "secret_key": "s3cret-s3cret"}
    result = failed(monkeypatch, capsys, ArkEndpoint, SET, {**options, "endpoints": [NAMED, "chat", {"nam": "x"}]})
    assert result["failed"]
    assert (result["changed"], result["actions"]) == (False, [])
    assert [sentence.partition(":")[0] for sentence in result["errors"]] == ["endpoints[1]", "endpoints[2].nam"]
    assert ". 2 problems in the options: endpoints[1]: found 'chat'; a mapping | " in result["msg"]
    result = failed(monkeypatch, capsys, ArkEndpoint, SET, {**options, "endpoints": [{"name": "n", "tags": 7}]})
    assert result["msg"].endswith(" (endpoints[0].tags)")
    assert "s3cret" not in json.dumps(result)


def test_what_is_refused_shows_no_secrets(monkeypatch, capsys) -> None:
    entries = [{"config": {"ray_service_config": {"env_vars": {"DB_PASSWORD": "hunter2hunter2"}, "data_infos": 7}}}]
    spec = {"endpoints": {**SET["endpoints"], "options": argspec.endpoint_options(FabricEndpoint, in_set=True)}}
    options = {"api_url": "https://user:opensesame@host", "secret_key": "s3cret-s3cret", "endpoints": entries}
    told = json.dumps(failed(monkeypatch, capsys, FabricEndpoint, spec, options))
    assert "data_infos" in told
    assert not [secret for secret in ("hunter2", "opensesame", "s3cret") if secret in told]
