# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugins say of themselves: ansible-doc shows it, the options are those that are taken, the examples work."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from ..support.paths import COLLECTIONS, ROOT
from .controller import LOOKUP, PLUGIN, Controller, documents, put

NAMES = {"inventory": PLUGIN, "lookup": LOOKUP}


@pytest.fixture(scope="module")
def documented(tmp_path_factory, running_sandbox) -> dict[str, dict]:
    """From a kind of plugin to what ansible-doc says."""
    controller = Controller(tmp_path_factory.mktemp("c"), running_sandbox.environment)
    told = {}
    for kind, name in NAMES.items():
        done = controller.command("ansible-doc", "--json", "--type", kind, name)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        told[kind] = json.loads(done.stdout)[name]
    return told


@pytest.mark.parametrize("kind", NAMES)
def test_the_documented_options_are_those_of_the_modules(documented, kind):
    from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import argument_spec
    from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
    from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import reading_options

    options = documented[kind]["doc"]["options"]
    own = {
        "inventory": {"plugin", "sources", "hostname", "hostvars_prefix"}
        | {"strict", "compose", "groups", "keyed_groups", "use_extra_vars", "leading_separator"}
        | {"cache", "cache_plugin", "cache_timeout", "cache_connection", "cache_prefix"},
        "lookup": {"_terms", "project_name", "on_missing"},
    }[kind]
    taken = argument_spec((reading_options if kind == "inventory" else argspec.connection)(ArkEndpoint))
    assert set(options) == own | set(taken)
    for name, option in taken.items():
        assert options[name]["type"] == option.get("type", "str"), name
        default = False if name == "details" else option.get("default")
        assert options[name].get("default") == default, name


@pytest.mark.parametrize("kind", NAMES)
def test_the_documented_variables_are_those_that_are_looked_at(documented, kind):
    """One that is documented and not looked at, or the other way round, would be found missing here."""
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import (
        OPTIONS,
        SITES,
        connection,
    )

    found = {
        name: [variable["name"] for variable in option["env"]]
        for name, option in documented[kind]["doc"]["options"].items()
        if option.get("env") and not name.startswith(("cache", "use_"))
    }
    empty = dict.fromkeys(option.name for option in OPTIONS)
    keys = ("access_key", "secret_key", "session_token")
    assert set(found) == {*keys, "profile", "config_file", "region", "api_url"}
    for site, place in SITES.items():
        params = {**empty, "site": site}
        for family in place.families:
            told = connection(params, dict(zip(family, keys))).keys
            assert told[:3] == keys, family
        for name in ("region", "api_url"):
            looked_at = [name for name in found[name] if name.startswith(site.upper()) or name == "ARK_API_URL"]
            assert {getattr(connection(params, {variable: "told"}), name) for variable in looked_at} == {"told"}
        assert set(place.profiles.name_variables) <= set(found["profile"])
        assert set(place.profiles.file_variables) <= set(found["config_file"])
    for variables in found.values():
        text = (COLLECTIONS / "ansible_collections/inference/endpoints/plugins/doc_fragments/ark.py").read_text()
        assert all(f"E({variable})" in text for variable in variables)


def test_the_examples_of_the_inventory(sandbox, controller, documented):
    put(sandbox, "chat", Tags=[{"Key": "env", "Value": "prod"}], RateLimit={"Rpm": 5, "Tpm": 5})
    put(sandbox, "search", ProjectName="search")
    one, several = documents(documented["inventory"]["examples"])
    several["cache_connection"] = str(controller.folder / "cache")
    keys = {"OTHER_ACCESS_KEY": sandbox.access_key, "OTHER_SECRET_KEY": sandbox.secret_key}
    everywhere = controller.write("everywhere.ark.yml", several)
    listing = controller.list(controller.write("production.ark.yml", one), "-i", str(everywhere), **keys)
    assert listing.status == 0, listing.messages
    assert listing.group("status_Running") == listing.group("tag_env_prod") == listing.group("limited") == {"chat"}
    assert listing.hosts["chat"]["model"] == "doubao-1-5-pro-32k"
    names = {each["ark_name"] for each in listing.hosts.values()}
    assert names == {"chat", "search"}
    assert listing.group("region_cn_beijing")


def test_the_examples_of_the_lookup(sandbox, controller, documented):
    """The last one is about the other site, whose credentials come from variables of their own."""
    put(sandbox, "support-chat")
    blue, green = put(sandbox, "search-blue", "search-green", ProjectName="search")
    controller.variables |= {"BYTEPLUS_ACCESS_KEY": sandbox.access_key, "BYTEPLUS_SECRET_KEY": sandbox.secret_key}
    run = controller.play(yaml.safe_load(documented["lookup"]["examples"]))
    assert run.status == 0, run.output
    first, second, third = (task.result for task in run.tasks)
    assert first["msg"] == sandbox.only("support-chat")["Id"]
    assert second["ansible_facts"]["models"] == {"search-blue": blue, "search-green": green}
    assert str(third["msg"]) == "False"


def test_the_source_documents_all_its_options():
    from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import argument_spec
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
    from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.following import OPTIONS
    from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import reading_options

    text = (ROOT / "extensions/eda/plugins/event_source/ark_endpoint.py").read_text(encoding="utf-8")
    blocks = dict(re.findall(r'^(DOCUMENTATION|EXAMPLES|RETURN) = r"""\n(.*?)"""', text, re.MULTILINE | re.DOTALL))
    options = yaml.safe_load(blocks["DOCUMENTATION"])["options"]
    taken = argument_spec((*reading_options(ArkEndpoint), *OPTIONS))
    assert set(options) == set(taken)
    for name, option in taken.items():
        assert options[name]["type"] == option["type"], name
        assert options[name].get("elements") == option.get("elements"), name
        assert options[name].get("default") == (False if name == "details" else option.get("default")), name
    for block in ("EXAMPLES", "RETURN"):
        assert yaml.safe_load(blocks[block])
