# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role asks the data plane whether the endpoints answer; the verdicts are in the fact and in every report."""

from __future__ import annotations

import json

import pytest

from ..support.sandbox import API_KEY, Sandbox
from .support import MODEL, ROLE, fleet, look, tried, with_keywords

SET = {
    "defaults": {"model_reference": MODEL},
    "endpoints": [{"name": "runs"}, {"name": "stands", "state": "stopped"}],
}


@pytest.fixture
def answering(sandbox: Sandbox) -> Sandbox:
    """A sandbox whose endpoints are at once as they are to be."""
    sandbox.switch(start_seconds=0, stop_seconds=0, delete_seconds=0)
    return sandbox


def checked(sandbox: Sandbox, title: str, kind: str, key: str = API_KEY, check_mode: bool = False) -> list[dict]:
    """The role with a check, and a look at its result; its reports are in a folder of the title."""
    urls, keys = {"ark": f"{sandbox.url}/api/v3"}, {"ark": key} if key else {}
    options = {"check": kind, "check_api_keys": keys, "check_base_urls": urls, "report_dir": f"reports/{title}"}
    return [with_keywords(fleet(ark=SET, **options), check_mode=check_mode), look(title)]


#: Kind of check, key, whether in check mode, and the verdicts. In check mode nothing is there yet.
CASES: dict[str, tuple[str, str, bool, list[str | None]]] = {
    "foreseen": ("chat", API_KEY, True, ["ok", "ok"]),
    "foreseen without a check": ("none", "", True, [None, None]),
    "chat": ("chat", API_KEY, False, ["ok", None]),
    "bad key": ("chat", "another-key", False, ["bad_key", None]),
    "auth": ("auth", API_KEY, False, ["ok", "ok"]),
    "no check": ("none", API_KEY, False, [None, None]),
}


def test_verdicts_are_told(answering, playbooks):
    tasks = [checked(answering, title, *given) for title, (*given, _verdicts) in CASES.items()]
    run = playbooks.run([task for pair in tasks for task in pair], sandbox=answering)
    for title, (_kind, key, _check_mode, verdicts) in CASES.items():
        results = run[title]["fleet_result"]["ark"]["results"]
        assert [each.get("check", {}).get("verdict") for each in results] == verdicts, title
        folder = playbooks.folder / "reports" / title
        texts = {path.suffix: path.read_text(encoding="utf-8") for path in folder.iterdir()}
        entries = json.loads(texts[".json"])["families"]["ark"]["results"]
        assert [(each["check"] or {}).get("verdict") for each in entries] == verdicts, title
        assert ("check: bad_key" in texts[".md"]) is ("bad_key" in verdicts), title
        assert (">answers</th>" in texts[".html"]) is any(verdicts), title
        assert [name for name, text in {**texts, "output": run.output}.items() if key and key in text] == [], title


#: What is accepted, and how the role fails where "bad_key" is not.
ACCEPTED = [
    (["ok"], "ark: 1 endpoint checked: bad_key: runs"),
    (["ok", "bad_key"], ""),
    (["fine"], "fleet_check_accept: found fine; expected a list of verdicts: ok, bad_key"),
]


def test_a_verdict_that_is_not_accepted_fails_the_role(answering, playbooks):
    options = {"check": "chat", "check_api_keys": {"ark": "another-key"}}
    options["check_base_urls"] = {"ark": f"{answering.url}/api/v3"}
    tasks = [tried(fleet(ark=SET, check_accept=accept, **options)) for accept, _told in ACCEPTED]
    made = playbooks.run(tasks, sandbox=answering).all(f"{ROLE} : Make the endpoints true")
    for result, (accept, told) in zip(made, ACCEPTED, strict=True):
        assert result["failed"] is bool(told), accept
        assert told in result.get("msg", ""), accept


def test_a_missing_key_is_refused_before_anything_is_done(answering, playbooks):
    mark = answering.mark()
    run = playbooks.attempt(checked(answering, "refused", "chat", ""), sandbox=answering)
    (error,) = run[f"{ROLE} : Make the endpoints true"]["msg"].splitlines()
    assert error == (
        "fleet_check_api_keys.ark: missing; expected the option fleet_check_api_keys.ark or the environment variable"
        " ARK_API_KEY"
    )
    assert answering.calls(after=mark) == []
