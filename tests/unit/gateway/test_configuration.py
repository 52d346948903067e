# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints as configuration of gateways: what is in it, what is left out, what is refused."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.inference.endpoints.plugins.filter.to_litellm import to_litellm
from ansible_collections.inference.endpoints.plugins.filter.to_openai_providers import to_openai_providers
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint


def ark(**members: Any) -> dict:
    """Attributes of an Ark endpoint with these members of the API."""
    known = {"Id": "ep-1", "Name": "chat", "Status": "Running", "RateLimit": {"Rpm": 60, "Tpm": 1000}}
    return ArkEndpoint().attributes({**known, **members})


def maas(**attributes: Any) -> dict:
    """Attributes of a MaaS endpoint."""
    known = dict.fromkeys(field.name for field in MaasEndpoint.fields)
    return {**known, "endpoint_id": "c451", "name": "DeepSeek", "status": "running", "rpm": 5, **attributes}


def test_an_ark_endpoint_is_called_by_its_id():
    assert to_litellm([ark()]) == [
        {
            "model_name": "chat",
            "litellm_params": {
                "model": "volcengine/ep-1",
                "api_base": "https://ark.cn-beijing.volces.com/api/v3",
                "api_key": "os.environ/ARK_API_KEY",
                "rpm": 60,
                "tpm": 1000,
            },
            "model_info": {"id": "ep-1"},
        }
    ]


def test_a_maas_endpoint_is_called_by_its_name():
    (entry,) = to_litellm([maas()], provider="maas")
    assert entry["litellm_params"] == {
        "model": "openai/DeepSeek",
        "api_base": "https://api.modelarts-maas.com/v2",
        "api_key": "os.environ/MAAS_API_KEY",
        "rpm": 5,
    }


@pytest.mark.parametrize("option", [{"site": "byteplus"}, {"provider": "byteplus"}])
def test_byteplus_by_site_or_provider(option):
    (entry,) = to_litellm([ark()], **option)
    assert entry["litellm_params"]["model"] == "openai/ep-1"
    assert entry["litellm_params"]["api_base"] == "https://ark.ap-southeast.bytepluses.com/api/v3"
    assert entry["litellm_params"]["api_key"] == "os.environ/BYTEPLUS_API_KEY"


def test_an_entry_for_any_gateway():
    assert to_openai_providers([ark(RateLimit=None)], base_url="http://127.0.0.1:1/api/v3/", api_key_env="PROD") == [
        {
            "name": "chat",
            "base_url": "http://127.0.0.1:1/api/v3",
            "model": "ep-1",
            "api_key_env": "PROD",
            "rpm": None,
            "tpm": None,
            "endpoint_id": "ep-1",
        }
    ]


@pytest.mark.parametrize(
    ("endpoint", "options", "alias"),
    [
        ({}, {}, "chat"),
        ({}, {"aliases": {"other": "x"}}, "chat"),
        ({}, {"aliases": {"chat": "by-name"}}, "by-name"),
        ({}, {"aliases": {"chat": "by-name", "ep-1": "by-id"}}, "by-id"),
        ({"Tags": [{"Key": "model", "Value": "tagged"}]}, {"alias_tag": "model"}, "tagged"),
        ({"Tags": [{"Key": "model", "Value": ""}]}, {"alias_tag": "model"}, "chat"),
        ({"Tags": [{"Key": "model", "Value": "tagged"}]}, {"alias_tag": "model", "aliases": {"ep-1": "y"}}, "y"),
        ({"Tags": [{"Key": "model", "Value": "tagged"}]}, {"alias_tag": "Model"}, "chat"),
        ({"Name": ""}, {}, "ep-1"),
        ({"Name": "客服 {{ x }}"}, {}, "客服 {{ x }}"),
    ],
)
def test_where_an_alias_comes_from(endpoint, options, alias):
    (entry,) = to_openai_providers([ark(**endpoint)], **options)
    assert entry["name"] == alias


@pytest.mark.parametrize(
    ("endpoint", "provider", "included", "with_stopped"),
    [
        (ark(), "ark", True, True),
        (ark(Status="Stopped"), "ark", False, True),
        (ark(Status="Scheduling"), "ark", False, True),
        (ark(Status="Failed"), "ark", False, True),
        (ark(Status="Deleting"), "ark", False, False),
        (ark(BatchOnly=True), "ark", False, False),
        (ark(Status=None), "ark", True, True),
        (maas(status="stopped"), "maas", False, True),
        (maas(status="frozen"), "maas", False, True),
        (maas(status=None), "maas", True, True),
    ],
)
def test_what_does_not_run_is_left_out(endpoint, provider, included, with_stopped):
    assert bool(to_litellm([endpoint], provider=provider)) is included
    assert bool(to_litellm([endpoint], provider=provider, include_stopped=True)) is with_stopped


def test_a_text_tells_a_truth_value():
    stopped = [ark(Status="Stopped")]
    found = [len(to_openai_providers(stopped, include_stopped=value)) for value in ("no", "yes", False, True)]
    assert found == [0, 1, 0, 1]


def test_the_order_in_which_endpoints_come_does_not_matter():
    endpoints = [ark(Id=f"ep-{number}", Name=name) for number, name in enumerate("cabba")]
    expected = yaml.safe_dump(to_litellm(endpoints))
    for _round in range(5):
        random.shuffle(endpoints)
        assert yaml.safe_dump(to_litellm([*endpoints, endpoints[0]])) == expected


@pytest.mark.parametrize(
    ("endpoints", "options", "told"),
    [
        ("x", {}, "found no list"),
        ([{"name": "a"}], {}, "[0]: found no endpoint"),
        ([ark()], {"provider": "maas"}, "expected the option provider=ark or byteplus"),
        ([maas()], {}, "expected the option provider=maas"),
        ([maas(name=None)], {"provider": "maas"}, "[0].name: missing; callers of MaaS give the name"),
        ([], {"provider": "azure"}, "provider: found 'azure'; expected one of volcengine, byteplus, ark"),
        ([], {"site": "byteplus", "provider": "maas"}, "expected one of the two"),
        ([], {"provider": "openai"}, "base_url: missing"),
        ([], {"base_url": "ark.cn"}, "base_url: found 'ark.cn'; expected something like https://host/v1"),
        ([], {"base_url": "https://me:pass@host/v1"}, "base_url: found a text that is no base URL"),
        ([], {"api_key_env": "sk-1234-secret"}, "never the key itself"),
        ([], {"api_key_env": "AKLTexampleexampleexample"}, "never the key itself"),
        ([], {"alias": "x"}, "alias: unknown option; expected alias_tag, aliases"),
        ([ark()], {"aliases": ["x"]}, "aliases: found a list of 1; expected a mapping"),
        ([ark()], {"alias_tag": ["x"]}, "alias_tag: found a list of 1; expected the key of a tag"),
        ([ark()], {"include_stopped": "perhaps"}, "include_stopped: found 'perhaps'; expected true or false"),
        ([ark()], {"aliases": {"ep-1": 4}}, "aliases.ep-1: found 4"),
        ([ark()], {"aliases": {"ep-1": " a"}}, "aliases.ep-1: found ' a'; expected a text without blanks"),
        ([ark(Name="********-chat")], {}, "[0].name: found"),
        ([ark(Id="ep-********")], {}, "[0].model: found a text that Ansible has masked"),
        ([ark()], {"aliases": {"ep-1": "gpt-*"}}, "aliases.ep-1: found 'gpt-*'"),
        ([ark(Tags=[{"Key": "m", "Value": "a\nb"}])], {"alias_tag": "m"}, "[0].tags.m: found 'a\\nb'"),
    ],
)
@pytest.mark.parametrize("function", [to_litellm, to_openai_providers])
def test_bad_input_is_told_without_the_secret_in_it(function, endpoints, options, told):
    with pytest.raises(AnsibleFilterError) as caught:
        function(endpoints, **options)
    assert told in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("sk-1234-secret", "pass@host", "AKLTexample"))
