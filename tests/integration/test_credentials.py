# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys from profiles, from assumed roles and from a pipeline's token, in real runs against the sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from volcenginesdkcore.auth.providers.cli_config_provider import CLIConfigCredentialProvider

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import OPTIONS, connection

from .support.playbook import INFO, MODULE, SET

ROLE = "trn:iam::2100000000:role/deploy"
TOKEN = "head.S3CRET-0F-A-PIPEL1NE.tail"
MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
PROCESS = {"inference_endpoints_embedded": False}


def stored(folder: Path, sandbox, mode: int = 0o600) -> str:
    """A file of the CLI with the sandbox's keys as the profile ``prod``."""
    path = folder / "config.json"
    keys = {"access-key": sandbox.access_key, "secret-key": sandbox.secret_key}
    path.write_text(json.dumps({"current": "other", "profiles": {"prod": {"mode": "AK", **keys}, "other": {}}}))
    path.chmod(mode)
    return str(path)


def create(**options) -> dict:
    return {"name": "create", MODULE: {"name": "chat", "model_reference": MODEL, **options}}


@pytest.mark.parametrize(
    "variables", [pytest.param({}, id="worker"), pytest.param(PROCESS, id="process", marks=pytest.mark.slow)]
)
def test_a_profile_gives_the_keys_and_vvv_tells_so(sandbox, playbooks, variables):
    path = stored(playbooks.folder, sandbox, 0o640)
    tasks = [create(profile="prod", config_file=path), create() | {"name": "again"}]
    environment = {"ARK_API_URL": sandbox.url, "VOLCENGINE_PROFILE": "prod", "VOLCENGINE_CLI_CONFIG_FILE": path}
    run = playbooks.run(tasks, "-vvv", environment=environment, play={"vars": variables})
    assert (run["create"]["changed"], run["again"]["changed"]) == (True, False)
    assert run.output.count(f"Credentials: keys from the profile 'prod' of {path}") == 2
    (warning,) = run["create"]["warnings"]
    assert warning.endswith(f"its mode 0640 lets others read or change it. Run: chmod 600 {path}")
    assert "module_messages" not in run["create"]
    assert sandbox.secret_key not in run.output


def test_a_task_asks_sts_once_however_much_it_does(sandbox, playbooks):
    role = {"role_trn": ROLE, "sts_url": sandbox.url}
    several = [f"chat-{number}" for number in range(30)]
    tasks = [
        create(name="{{ item }}", assume_role=role, wait=False) | {"loop": several[:3]},
        {
            "name": "set",
            SET: {
                "endpoints": [{"name": name, "model_reference": MODEL} for name in several],
                "assume_role": role,
                "wait": False,
            },
        },
    ]
    playbooks.run(tasks, sandbox=sandbox)
    calls = sandbox.calls()
    assert calls.count("AssumeRole") == 2  # one a task
    assert calls.count("CreateEndpoint") == 30
    (asked,) = {
        json.dumps({**entry["body"], "RoleSessionName": ""}) for entry in sandbox.log() if entry["service"] == "sts"
    }
    assert json.loads(asked) == {"RoleTrn": ROLE, "RoleSessionName": ""}


def test_a_pipeline_needs_no_stored_key(sandbox, playbooks):
    sandbox.switch(sts_oidc_token=TOKEN)
    token = playbooks.folder / "oidc-token"
    token.write_text(f"{TOKEN}\n")
    role = {"sts_url": sandbox.url}
    environment = {
        "ARK_API_URL": sandbox.url,
        "VOLCENGINE_ASSUME_ROLE_TRN": ROLE,
        "VOLCENGINE_OIDC_TOKEN_FILE": str(token),
    }
    tasks = [create(assume_role=role), {"name": "read", INFO: {"assume_role": role}}]
    run = playbooks.run(tasks, "-vvv", environment=environment)
    assert [each["name"] for each in run["read"]["endpoints"]] == ["chat"]
    assert f"Credentials: temporary keys of a role, assumed with the OIDC token of {token}" in run.output
    assert TOKEN not in run.output
    token.write_text("expired\n")
    run = playbooks.attempt(tasks[:1], environment=environment)
    refused = run["create"]
    assert (refused["action"], refused["error_code"]) == ("AssumeRoleWithOIDC", "InvalidParameter.OIDCToken")
    assert "The OIDC token cannot be verified" in refused["msg"]


def test_a_role_that_may_not_be_assumed(sandbox, playbooks):
    sandbox.switch(sts_role=f"{ROLE}-of-others")
    run = playbooks.attempt([create(assume_role={"role_trn": ROLE, "sts_url": sandbox.url})], sandbox=sandbox)
    refused = run["create"]
    assert (refused["error_code"], refused["http_status"], refused["actions"]) == ("AccessDenied", 403, [])
    assert f"The caller is not allowed to assume the role {ROLE}" in refused["msg"]
    assert sandbox.calls() == ["AssumeRole"]


def test_keys_that_end_while_a_task_waits_are_renewed(sandbox, playbooks):
    sandbox.switch(sts_seconds=2, start_seconds=4)
    role = {"role_trn": ROLE, "sts_url": sandbox.url}
    run = playbooks.run([create(assume_role=role, wait_interval=0.5)], sandbox=sandbox)
    assert run["create"]["endpoint"]["status"] == "Running"
    assert sandbox.calls().count("AssumeRole") >= 3
    assert sandbox.effects() == ["CreateEndpoint"]
    assert {entry["code"] for entry in sandbox.log()} == {None}


@pytest.mark.parametrize("token", [None, "T0KEN"])
@pytest.mark.parametrize("mode", ["AK", "ak", "", None])
def test_the_sdk_reads_the_same_keys_from_the_same_file(tmp_path, monkeypatch, mode, token):
    """Mode StsToken is documented, and this release of the SDK refuses it."""
    members = {"mode": mode, "access-key": " AKLT-1 ", "secret-key": "S3CRET==", "session-token": token}
    path = tmp_path / "config.json"
    path.write_text(
        json.dumps({"profiles": {"prod": {name: each for name, each in members.items() if each is not None}}})
    )
    monkeypatch.delenv("VOLCENGINE_PROFILE", raising=False)
    theirs = CLIConfigCredentialProvider("prod", str(path)).get_credentials()
    params = {
        **dict.fromkeys(option.name for option in OPTIONS),
        "site": "volcengine",
        "profile": "prod",
        "config_file": str(path),
    }
    ours = connection(params, {}).keys
    assert (ours.access_key, ours.secret_key, ours.token) == (theirs.ak, theirs.sk, theirs.session_token or "")


def test_a_lookup_assumes_a_role_as_well(sandbox, playbooks):
    role = {"role_trn": ROLE, "sts_url": sandbox.url}
    path = stored(playbooks.folder, sandbox)
    lookup = "{{ lookup('inference.endpoints.ark_endpoint_id', 'chat', **connection) }}"
    tasks = [create(), {"name": "look", "ansible.builtin.debug": {"msg": lookup}}]
    given = {"api_url": sandbox.url, "profile": "prod", "config_file": path, "assume_role": role}
    run = playbooks.run(tasks, sandbox=sandbox, play={"vars": {"connection": given}})
    assert run["look"]["msg"] == run["create"]["endpoint_id"]
    assert sandbox.calls(since=run.end_of("create")) == ["AssumeRole", "ListEndpoints"]
