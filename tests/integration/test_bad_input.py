# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be meant is refused with a sentence that says what to do, before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from .support.playbook import Run, info, task

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}

#: Title: the options, and what the answer must say.
BAD: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "neither name nor id": ({"state": "present"}, ("name", "endpoint_id")),
    "two models": (
        {"name": "x", "model_reference": {**MODEL, "custom_model_id": "cm-1"}},
        ("model_reference", "exactly one", "foundation_model", "custom_model_id"),
    ),
    "no model in model_reference": ({"name": "x", "model_reference": {}}, ("model_reference", "exactly one")),
    "unknown option": ({"name": "x", "rate_limits": {"rpm": 1}}, ("rate_limits",)),
    "unknown key inside": ({"name": "x", "rate_limit": {"rps": 1}}, ("rps", "rate_limit")),
    "a tag twice": (
        {"name": "x", "tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]},
        ("tags[1].key", "'a'", "once"),
    ),
    "a tag of the platform": (
        {"name": "x", "tags": [{"key": "sys:ark:createdBy", "value": "me"}]},
        ("tags[0]", "sys:"),
    ),
    "another tag of the platform": ({"name": "x", "tags": [{"key": "volc:x"}]}, ("tags[0]", "volc:")),
    "negative limit": ({"name": "x", "rate_limit": {"rpm": -1}}, ("rate_limit.rpm", "-1", "at least 0")),
    "limit that is no whole number": ({"name": "x", "rate_limit": {"tpm": "many"}}, ("tpm", "many")),
    "no limit in rate_limit": ({"name": "x", "rate_limit": {}}, ("rate_limit", "rpm", "tpm")),
    "empty name": ({"name": ""}, ("name",)),
    "blank name": ({"name": "  "}, ("name",)),
    "a site that does not exist": ({"name": "x", "site": "mars"}, ("site", "mars", "volcengine", "byteplus")),
    "a URL without scheme": ({"name": "x", "api_url": "127.0.0.1:8181"}, ("api_url", "http://")),
    "a URL with credentials": ({"name": "x", "api_url": "http://me:pw-canary@127.0.0.1"}, ("api_url", "secret_key")),
    "no time to wait": ({"name": "x", "wait_timeout": 0}, ("wait_timeout", "above 0")),
    "no interval": ({"name": "x", "wait_interval": 0}, ("wait_interval", "above 0")),
}
#: Of these Ansible's own checks speak before the module, which knows nothing of them.
BY_ANSIBLE = {"unknown option", "unknown key inside", "limit that is no whole number", "a site that does not exist"}


MISTAKES = {
    "name": " ",
    "model_reference": {**MODEL, "custom_model_id": "cm-1"},
    "rate_limit": {"rpm": -1},
    "tags": [{"key": "volc:x"}],
    "wait_timeout": -5,
}
PREFIXES = {"volcengine": "VOLCENGINE", "byteplus": "BYTEPLUS"}


@pytest.fixture(scope="module")
def run(shared_sandbox, shared_playbooks) -> Run:
    """All of it in one playbook."""
    no_keys = {"access_key": "", "secret_key": "", "name": "x"}
    tasks = [
        *(task(title, **options) for title, (options, _words) in BAD.items()),
        info("empty name to read", name=""),
        task("five mistakes", **MISTAKES),
        *(task(f"no keys for {site}", site=site, **no_keys) for site in PREFIXES),
        task("no model", name="x"),
    ]
    return shared_playbooks.run([each | {"ignore_errors": True} for each in tasks], sandbox=shared_sandbox)


def test_each_is_refused_before_any_call(run, shared_sandbox):
    for title, (_options, words) in BAD.items():
        result = run[title]
        assert result["failed"], title
        assert [word for word in words if word not in result["msg"]] == [], (title, result["msg"])
        assert "Traceback" not in str(result), title
        if title not in BY_ANSIBLE:
            assert len(result["errors"]) == 1, (title, result["errors"])
            assert result["actions"] == []
    assert run["empty name to read"]["failed"]
    assert "pw-canary" not in run["a URL with credentials"]["msg"]
    first = min(entry["time"] for entry in shared_sandbox.log())
    assert first > run.end_of("no keys for byteplus")


def test_all_mistakes_are_told_at_once(run):
    errors = run["five mistakes"]["errors"]
    assert [error.partition(":")[0] for error in errors] == [
        "name",
        "model_reference",
        "rate_limit.rpm",
        "tags[0].key",
        "wait_timeout",
    ]


@pytest.mark.parametrize(("site", "prefix"), PREFIXES.items())
def test_missing_keys_name_option_and_variable(run, site, prefix):
    result = run[f"no keys for {site}"]
    assert result["failed"]
    for text in ("access_key", "secret_key", f"{prefix}_ACCESS_KEY", f"{prefix}_SECRET_KEY"):
        assert text in result["msg"]


def test_a_create_without_model_writes_nothing(run, shared_sandbox):
    """Whether a model is needed is known only when the endpoint was looked for; still nothing is written."""
    assert run["no model"]["failed"]
    assert "model_reference" in run["no model"]["msg"]
    assert shared_sandbox.effects() == []
    assert set(shared_sandbox.calls()) == {"ListEndpoints"}
