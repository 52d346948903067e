# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One playbook with tasks of every kind, to be run by the worker and as processes."""

from __future__ import annotations

import json
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret

from ..support.playbook import GROUP, INFO, MODULE, SET
from ..support.sandbox import Sandbox

WORKER = {"inference_endpoints_embedded": True}
PROCESS = {"inference_endpoints_embedded": False}

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
WORKSPACE = "e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6"
MU = {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}
COLLECTION = "inference.endpoints"
CHECK = f"{COLLECTION}.endpoint_check"
FABRIC = "inference.endpoints.dataartsfabric_endpoint"
MAAS = "inference.endpoints.maas_endpoint"
HUAWEI = "group/inference.endpoints.huaweicloud"

#: A password of the user's own.
PASSWORD = "hunter2hunter2"

#: A secret that a task has in its environment. Ansible shows the command line of a process, and with it this.
ENVIRONMENT = "bm9ib2R5LXNlY3JldA=="

VAULT_PASSWORD = b"of the vault"

#: A template in a text, a text of any script, a text that looks like another type.
ODD = "{{ lookup('pipe', 'touch templated') }} {% raw %} 思 ñ 😀 \u202e \u2028 \t| #jinja2"


def one(title: str, /, module: str = MODULE, **options: Any) -> dict[str, Any]:
    """A task whose failure is no end."""
    return {"name": title, module: options, "ignore_errors": True}


def entries(count: int, **options: Any) -> list[dict[str, Any]]:
    declared = {"model_reference": MODEL, "rate_limit": {"rpm": 600, "tpm": 100_000}, **options}
    return [{"name": f"e{number}", **declared} for number in range(count)]


BY_ID = {"endpoint_id": "{{ set_result.results[0].endpoint_id }}", "description": "{{ odd }}"}


def keywords(sandbox: Sandbox, variables: dict[str, Any]) -> dict[str, Any]:
    """The keywords of the play."""
    huawei = {"auth_url": sandbox.url, "region": "cn-southwest-2", "project_id": "0123456789abcdef0123456789abcdef"}
    connection = {**sandbox.connection, "secret_key": "{{ vaulted_key }}"}
    defaults = {GROUP: connection, HUAWEI: {**connection, **huawei}, INFO: {"name": "one"}}
    defaults[CHECK] = {"base_url": f"{sandbox.url}/api/v3", "api_key": "{{ vaulted_password }}"}
    return {"module_defaults": defaults, "vars": variables, "vars_files": ["odd.yml"]}


def variables_file(sandbox: Sandbox) -> str:
    """Variables that YAML alone cannot say: text that is not to be templated, and vaulted text."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD))])
    text = f"odd: !unsafe {json.dumps(ODD, ensure_ascii=False)}\n"
    secrets = {"vaulted_key": sandbox.secret_key, "vaulted_password": PASSWORD, "vaulted_environment": ENVIRONMENT}
    for name, secret in secrets.items():
        block = "".join(f"  {line}\n" for line in vault.encrypt(secret).decode().splitlines())
        text += f"{name}: !vault |\n{block}"
    return text


def ark() -> list[dict[str, Any]]:
    """What becomes of one endpoint of Ark."""
    new = {"name": "one", "model_reference": MODEL}
    return [
        one("check create", **new) | {"check_mode": True, "diff": True},
        one("create", **new, description="holds {{ vaulted_key }}") | {"diff": True, "register": "created"},
        one("again", **new),
        one("use", name="one", description="{{ created.endpoint_id }} {{ created.actions | length }}") | {"diff": True},
        one("typed as text", name="one", rate_limit={"rpm": "60", "tpm": "{{ 1000 * 10 }}"}),
        one("odd", name="one", description="{{ odd }}") | {"diff": True, "register": "odd_result"},
        {"name": "odd again", "ansible.builtin.debug": {"msg": "{{ odd_result.endpoint.description }}"}},
        one("loop", name="{{ item }}", description="in a loop") | {"loop": ["one", "two"]},
        one("no_log", name="one", description="not shown") | {"no_log": True},
        one("delegated", name="one") | {"delegate_to": "elsewhere"},
        one("run once", name="one") | {"run_once": True},
        one("when", name="one") | {"when": "false"},
        one("read by default", INFO),
    ]


def failures() -> list[dict[str, Any]]:
    """Every kind of failure, where each is found."""
    nobody = {"VOLCENGINE_ACCESS_KEY": "AKLTnobody", "VOLCENGINE_SECRET_KEY": "{{ vaulted_environment }}"}
    without = {"access_key": "", "secret_key": ""}
    return [
        one("unknown option", name="one", nam="x"),
        one("no choice", name="one", state="runing"),
        one("no number", name="one", wait_timeout="many"),
        one("unknown suboption", name="one", rate_limit={"rpmm": 1}),
        one("no entries", SET),
        one("huge", name="one", rate_limit={"rpm": 10**400}),
        one("contradiction", name="one", rate_limit={"rpm": -1}, wait_interval=-1, tags=[{"key": "a"}, {"key": "a"}]),
        one("password in a URL", name="one", api_url="http://me:{{ vaulted_password }}@127.0.0.1:1"),
        one("no server", name="one", api_url="http://127.0.0.1:9", max_retries=0),
        one("refused", name="denied", model_reference=MODEL),
        one("no credentials", name="one", **without),
        one("other credentials", name="one", **without) | {"environment": nobody},
        one("no file", name="one", ca_path="no/such/file"),
        one("template fails", name="{{ undefined_variable }}"),
    ]


def sets() -> list[dict[str, Any]]:
    """Sets of Ark's endpoints."""
    return [
        one("set", SET, endpoints=entries(4), concurrency=1) | {"diff": True, "register": "set_result"},
        one("set by id", SET, endpoints=[BY_ID]),
        one("set partly", SET, endpoints=entries(6)),
        one("prune", SET, endpoints=entries(1), project_name="default", prune=True) | {"diff": True},
    ]


def huawei() -> list[dict[str, Any]]:
    """Endpoints of Huawei Cloud."""
    declared = {"name": "推理.1", "type": "inference", "reserved_resource": {"mu": MU}}
    env = {"env_vars": {"DB_PASSWORD": "{{ vaulted_password }}", "MODE": "{{ odd }}"}}
    bad = {**env, "data_infos": 7}
    fabric = {"workspace_id": WORKSPACE}
    return [
        one("fabric", FABRIC, **fabric, **declared) | {"diff": True},
        one("fabric free maps", FABRIC, **fabric, name="推理.1", config={"ray_service_config": env}) | {"diff": True},
        one("fabric free maps badly", FABRIC, **fabric, name="推理.1", config={"ray_service_config": bad}),
        one("fabric read", FABRIC + "_info", **fabric),
        one("fabric set", FABRIC + "s", **fabric, endpoints=[{"name": "推理.1"}, {**declared, "name": "2"}]),
        one("maas", MAAS, name="m"),
        one("maas read", MAAS + "_info"),
        one("maas set", MAAS + "s", endpoints=[{"name": "m"}]),
        one("token refused", MAAS + "_info", auth_token="gAAAA-no-such-token", access_key="", secret_key=""),
    ]


def callers() -> list[dict[str, Any]]:
    """Keys and checks for those who call endpoints."""
    ark_key, maas_key = f"{COLLECTION}.ark_api_key", f"{COLLECTION}.maas_api_key"
    return [
        one("models", f"{COLLECTION}.ark_model_info", limits=True),
        one("check", CHECK, model="ep-20260102030405-abcde"),
        one("check refused", CHECK, model="one", kind="taste", attempts=0),
        one("ark key", ark_key, endpoint_names=["one"], duration_seconds=900, dest="ark.key"),
        one("maas key", maas_key, label="shop", dest="maas.key") | {"diff": True},
        one("maas key nowhere", maas_key, label="shop", dest="no/such/folder/maas.key", state="rotated"),
        one("maas keys", f"{maas_key}_info"),
    ]


#: Tasks that run none of the collection's modules.
NOT_OURS = {"odd again", "when", "template fails"}


def tasks() -> list[dict[str, Any]]:
    """All of it. What differs between tasks is what a host does for them; what the engine does is told elsewhere."""
    return [*ark(), *failures(), *callers(), *sets(), *huawei()]
