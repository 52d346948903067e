# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role asks the data plane whether the endpoints answer; the verdicts are in the fact and in every report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..support.sandbox import API_KEY, Sandbox
from .support import MODEL, ROLE, fleet, look

SET = {
    "defaults": {"model_reference": MODEL},
    "endpoints": [{"name": "runs"}, {"name": "stands", "state": "stopped"}],
}


@pytest.fixture
def answering(sandbox: Sandbox) -> Sandbox:
    """A sandbox whose endpoints are at once as they are to be."""
    sandbox.switch(start_seconds=0, stop_seconds=0, delete_seconds=0)
    return sandbox


def checked(sandbox: Sandbox, kind: str, key: str = API_KEY) -> list[dict[str, Any]]:
    """The role with a check, and a look at its result."""
    urls, keys = {"ark": f"{sandbox.url}/api/v3"}, {"ark": key} if key else {}
    options = {"check": kind, "check_api_keys": keys, "check_base_urls": urls, "report_dir": "reports"}
    return [fleet(ark=SET, **options), look()]


@pytest.mark.parametrize(
    ("arguments", "kind", "key", "verdicts"),
    [
        ((), "chat", API_KEY, ["ok", None]),
        ((), "chat", "another-key", ["bad_key", None]),
        ((), "auth", API_KEY, ["ok", "ok"]),
        (("--check",), "chat", API_KEY, ["ok", "ok"]),
        ((), "none", API_KEY, [None, None]),
        (("--check",), "none", "", [None, None]),
    ],
)
def test_verdicts_are_told(answering, playbooks, arguments, kind, key, verdicts):
    run = playbooks.run(checked(answering, kind, key), *arguments, sandbox=answering)
    results = run["result"]["fleet_result"]["ark"]["results"]
    assert [each.get("check", {}).get("verdict") for each in results] == verdicts
    folder = playbooks.folder / "reports"
    texts = {path.suffix: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    entries = json.loads(texts[".json"])["families"]["ark"]["results"]
    assert [(each["check"] or {}).get("verdict") for each in entries] == verdicts
    assert ("check: bad_key" in texts[".md"]) is ("bad_key" in verdicts)
    assert (">answers</th>" in texts[".html"]) is any(verdicts)
    assert [name for name, text in {**texts, "output": run.output}.items() if key and key in text] == []


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        (["ok"], "ark: 1 endpoint checked: bad_key: runs"),
        (["ok", "bad_key"], ""),
        (["fine"], "fleet_check_accept: found fine; expected a list of verdicts: ok, bad_key"),
    ],
)
def test_a_verdict_that_is_not_accepted_fails_the_role(answering, playbooks, accept, told):
    options = {"check": "chat", "check_accept": accept, "check_api_keys": {"ark": "another-key"}}
    urls = {"check_base_urls": {"ark": f"{answering.url}/api/v3"}}
    run = playbooks.attempt([fleet(ark=SET, **options, **urls)], sandbox=answering)
    assert (run.status != 0) is bool(told)
    assert told in run.output


def test_a_missing_key_is_refused_before_anything_is_done(answering, playbooks):
    mark = answering.mark()
    run = playbooks.attempt(checked(answering, "chat", ""), sandbox=answering)
    (error,) = run[f"{ROLE} : Make the endpoints true"]["msg"].splitlines()
    assert error == (
        "fleet_check_api_keys.ark: missing; expected the option fleet_check_api_keys.ark or the environment variable"
        " ARK_API_KEY"
    )
    assert answering.calls(after=mark) == []
