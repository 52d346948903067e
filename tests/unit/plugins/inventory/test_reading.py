# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options are checked before the first call, secrets are told nowhere, and reading costs the calls that it must."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import (
    ControllerError,
    Reader,
    each_once,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.secrets import Secrets

from .account import KEYS, account, calls, fill


@pytest.fixture
def world():
    with account() as found:
        yield found


def reader(**given) -> Reader:
    return Reader(ArkEndpoint, {**KEYS, **given})


@pytest.mark.parametrize("number", [0, 1, 100, 101, 250])
def test_a_search_costs_a_call_for_each_hundred(world, number):
    fill(world, *(f"e{each}" for each in range(number)), wait=False)
    assert len(reader(details=False, project_name="default").search()) == number
    assert calls(world) == ["ListEndpoints"] * max(1, -(-number // 100))


def test_what_costs_more_is_asked_for(world):
    ids = fill(world, "a", "b")
    found = reader(details=True, certificate=True).search()
    assert [each["endpoint_id"] for each in found] == ids
    assert calls(world) == ["ListEndpoints", "GetEndpoint", "GetEndpoint"] + ["GetEndpointCertificate"] * 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"nme": "x"}, "nme: unknown option; did you mean name?"),
        ({"name": " "}, "name: found ' '; expected a text that is not empty"),
        ({"site": "mars"}, "site: found 'mars'; expected one of volcengine, byteplus"),
        ({"max_retries": -1}, "max_retries: found -1; expected a whole number of at least 0"),
        ({"request_timeout": "soon"}, "request_timeout: found 'soon'; expected a number above 0"),
        ({"tag_filters": [{"values": []}]}, "tag_filters[0].key: missing; expected a text that is not empty"),
        ({"access_key": ""}, "access_key: missing; keys go together"),
        ({"site": "byteplus", "access_key": ""}, "access_key: missing; keys go together"),
        (
            {"api_url": "ftp://x"},
            "api_url: found 'ftp://x'; expected a URL that begins with http:// or https:// and names a host",
        ),
        ({"ca_path": "/nowhere"}, "ca_path: found '/nowhere', which does not exist"),
        ({"secret_key": {"a": "canary"}}, "secret_key: found what is not shown; expected a text"),
        ({"access_key": ["a"]}, "access_key: found a list of 1; expected a text"),
        ({"statuses": [{"a": 1}]}, "statuses[0]: found a mapping with a; expected a text that is not empty"),
    ],
)
def test_bad_input_is_told_before_the_first_call(world, given, sentence):
    with pytest.raises(ControllerError) as told:
        Reader(ArkEndpoint, {**KEYS, **given}, place="sources[1]")
    assert str(told.value).startswith("1 problem in the options: sources[1]: ")
    assert sentence in str(told.value)
    assert calls(world) == []


def test_a_secret_of_a_wrong_kind_is_not_told(world):
    with pytest.raises(ControllerError) as told:
        reader(secret_key=["SK-canary-7d1f"], request_timeout="SK-canary-7d1f", name=[{"a": "SK-canary-7d1f"}])
    assert "canary" not in str(told.value)


def test_a_secret_that_the_service_repeats_is_not_told(world):
    fill(world, "chat", description="my key is SK-canary-7d1f, keep it")
    found = reader().search()
    assert [each["description"] for each in found] == ["my key is ********, keep it"]
    assert "canary" not in str(found)


def test_a_failure_is_a_sentence_without_secrets(world):
    def refuse(_call: Call) -> dict:
        raise CallFailed("no, says SK-canary-7d1f", action="ListEndpoints", code="Nope", status=400)

    with pytest.raises(ControllerError, match=r"^no, says \*{8}$") as told:
        reader().search(refuse)
    assert told.value.cause.code == "Nope"
    assert told.value.__suppress_context__


def test_nothing_is_ever_written(world):
    with pytest.raises(ValueError, match="DeleteEndpoint would change something"):
        reader().run(ArkEndpoint().delete("ep-1"))
    assert calls(world) == []


def test_a_look_makes_each_call_once(world):
    fill(world, "a")
    one = reader(details=True)
    perform = each_once(one.call)
    assert one.search(perform) == one.search(perform)
    assert calls(world) == ["ListEndpoints", "GetEndpoint"]


def test_secrets_are_those_of_the_options():
    options = (Field("key", secret=True), Field("name"))
    secrets = Secrets(options, {"key": {"a": ["deep-secret", None, True, ""]}, "name": "no secret"})
    assert secrets.masked({"x": ["a deep-secret", "no secret", True]}) == {"x": ["a ********", "no secret", True]}
    assert Secrets(options).masked("deep-secret") == "deep-secret"
