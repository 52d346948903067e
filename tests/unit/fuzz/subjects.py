# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is fuzzed. A module of another family is one more line in SUBJECTS, its family one more Cloud."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple
from unittest import mock

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inference.endpoints.plugins import modules
from cloud_sandbox.signature import Credentials

from .stand import Stand

SECRET, TOKEN = "SK-canary-7d1f", "ST-canary-93ab"


class Cloud(NamedTuple):
    """A service in this process.

    :ivar options: how a task reaches it.
    :ivar secrets: texts that no output may have.
    :ivar opened: makes a Stand with endpoints in it, and what placeholders such as ``@chat`` stand for.
    :ivar words: for an option, by its last names, values that have a chance to be right.
    :ivar seldom: options of the connection, which most tasks do not give.
    :ivar silent: actions that are part of another call.
    """

    options: dict[str, Any]
    secrets: tuple[str, ...]
    opened: Callable[..., tuple[Stand, dict[str, str]]]
    words: dict[str, list]
    seldom: tuple[str, ...]
    silent: tuple[str, ...] = ()


MODEL = {"FoundationModel": {"Name": "doubao", "ModelVersion": "250428"}}


def ark(**switches: Any) -> tuple[Stand, dict[str, str]]:
    """An Ark account: two endpoints that run, one that is stopped, one that has failed, and two of one name."""
    stand = Stand(Credentials("AK", SECRET, TOKEN), switches)
    service = stand.cloud.ark
    ids: dict[str, str] = {}
    for name, more in {
        "chat": {"Description": "d", "RateLimit": {"Rpm": 5, "Tpm": 50}, "Tags": [{"Key": "team", "Value": "a"}]},
        "talk": {},
        "聊天": {"ModelReference": {"CustomModelId": "cm-1"}},
        "broken": {},
        "twin": {},
        "twin2": {},
        "far": {"ProjectName": "lab"},
    }.items():
        reply = service.perform("CreateEndpoint", {"Name": name, "ModelReference": MODEL, **more})
        ids[f"@{name}"] = reply.endpoint_id
        stand.time += 1
    stand.settle()
    service.force(ids["@talk"], {"Status": "Stopped"})
    service.force(ids["@broken"], {"Status": "Failed", "StatusReason": "no capacity"})
    service.force(ids["@twin2"], {"Name": "twin"})
    return stand, ids


ARK = Cloud(
    options={"access_key": "AK", "secret_key": SECRET, "session_token": TOKEN},
    secrets=(SECRET, TOKEN),
    opened=ark,
    words={
        "name": ["chat", "talk", "聊天", "broken", "twin", "far", "new", "Chat"],
        "foundation_model.name": ["doubao", "other"],
        "endpoint_id": ["@chat", "@talk", "@broken", "@far", "ep-20260101000000-aaaaa"],
        "endpoint_ids": ["@chat", "@talk", "@broken", "@far", "ep-20260101000000-aaaaa"],
        "project_name": ["default", "default", "lab"],
        "model_version": ["250428", "250715"],
        "custom_model_id": ["cm-1", "cm-2"],
        "key": ["team", "env", "成本"],
        "value": ["", "a", "b"],
        "strategy": ["Default", "Basic", "Skip"],
        "site": ["volcengine"],
        "region": ["cn-beijing"],
        "api_url": ["http://127.0.0.1:1", "https://ark.example.com/base"],
        "ca_path": [None],
        "access_key": ["AK"],
        "secret_key": [SECRET],
        "session_token": [TOKEN],
        "request_timeout": [30.0],
        "wait_timeout": [60, 600],
        "wait_interval": [0.5, 5.0],
        "concurrency": [1, 8, 64],
        "requests_per_second": [0.5, 10.0],
        "max_retries": [0, 5],
        "prune_max": [0, 1, 9],
    },
    seldom=(
        "site region api_url ca_path access_key secret_key session_token request_timeout max_retries validate_certs"
        " requests_per_second certificate"
    ).split(),
)


WORKSPACE = "e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6"
PROJECT = "0123456789abcdef0123456789abcdef"
HUAWEI_OPTIONS = {"access_key": "AK", "secret_key": SECRET, "project_id": PROJECT, "region": "cn-north-4"}
HUAWEI_WORDS = {
    **{name: words for name, words in ARK.words.items() if name in ("wait_timeout", "wait_interval", "concurrency")},
    **{name: words for name, words in ARK.words.items() if name in ("request_timeout", "max_retries", "prune_max")},
    "endpoint_id": ["@chat", "@talk", "c1c2c3c4-0000-4000-8000-000000000000"],
    "endpoint_ids": ["@chat", "@talk", "c1c2c3c4-0000-4000-8000-000000000000"],
    "name": ["chat", "talk", "new", "Chat"],
    "workspace_id": [WORKSPACE],
    "model_name": ["DeepSeek-V3"],
    "type": ["inference"],
    "requests_per_second": [0.5, 10.0],
}
HUAWEI_SELDOM = tuple(
    "api_url auth_url region project_id ca_path access_key secret_key security_token auth_token user_name password"
    " domain_name request_timeout max_retries validate_certs requests_per_second".split()
)


def stocked(module: str, common: dict, declared: list[dict]) -> Callable[..., tuple[Stand, dict[str, str]]]:
    """What opens a cloud in which a module itself has made these endpoints."""

    def opened(**switches: Any) -> tuple[Stand, dict[str, str]]:
        stand = Stand(Credentials("AK", SECRET), switches)
        main = importlib.import_module(f"{modules.__name__}.{module}").main
        ids = {}
        for one in declared:
            told = stand.run(main, {**HUAWEI_OPTIONS, **common, **one})
            assert not told.failed, told.output
            ids[f"@{one['name']}"] = told.result["endpoint_id"]
        stand.settle()
        return stand, ids

    return opened


MAAS = Cloud(
    options=HUAWEI_OPTIONS,
    secrets=(SECRET,),
    opened=stocked(
        "maas_endpoint",
        {"model_name": "DeepSeek-V3"},
        [{"name": "chat", "description": "d", "rpm": 60, "tpm": 1000}, {"name": "talk", "state": "stopped"}],
    ),
    words=HUAWEI_WORDS,
    seldom=HUAWEI_SELDOM,
    silent=("SignAgreement",),
)
FABRIC = Cloud(
    options=HUAWEI_OPTIONS,
    secrets=(SECRET,),
    opened=stocked(
        "dataartsfabric_endpoint",
        {
            "workspace_id": WORKSPACE,
            "type": "inference",
            "reserved_resource": {"mu": {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}},
        },
        [{"name": "chat", "description": "d"}, {"name": "talk"}],
    ),
    words=HUAWEI_WORDS,
    seldom=HUAWEI_SELDOM,
)


class Subject:
    """A module and where it is tried."""

    def __init__(self, module: str, cloud: Cloud) -> None:
        self.module = module
        self.cloud = cloud

    def __repr__(self) -> str:
        return self.module

    @property
    def main(self) -> Callable[[], None]:
        return importlib.import_module(f"{modules.__name__}.{self.module}").main

    @cached_property
    def spec(self) -> dict:
        """The options that its main() declares."""
        with mock.patch.object(AnsibleModule, "__init__", side_effect=_Taken) as made:
            try:
                self.main()
            except _Taken:
                return made.call_args.kwargs["argument_spec"]
        raise AssertionError(f"{self.module} takes no options")


class _Taken(BaseException):
    """Ends a main() once it has said what it takes; nothing of the collection catches it."""


SUBJECTS = [
    Subject("ark_endpoint", ARK),
    Subject("ark_endpoint_info", ARK),
    Subject("ark_endpoints", ARK),
    Subject("maas_endpoint", MAAS),
    Subject("maas_endpoint_info", MAAS),
    Subject("maas_endpoints", MAAS),
    Subject("dataartsfabric_endpoint", FABRIC),
    Subject("dataartsfabric_endpoint_info", FABRIC),
    Subject("dataartsfabric_endpoints", FABRIC),
]
