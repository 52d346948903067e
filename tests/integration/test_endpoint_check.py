# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""endpoint_check against the data planes of the sandbox, which answer by the state of the same endpoints."""

from __future__ import annotations

from typing import Any

from .support.playbook import Playbooks, task
from .support.sandbox import API_KEY, Sandbox

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


def test_verdicts_follow_the_endpoints(sandbox: Sandbox, playbooks: Playbooks) -> None:
    """Each check is one request; every verdict is accepted, so that the play goes on."""
    every = ["ok", "bad_key", "no_permission", "not_found", "closed", "throttled", "foreign_answer"]

    def check(title: str, **options: Any) -> dict:
        given = {"base_url": f"{sandbox.url}/api/v3", "api_key": API_KEY, "accept": every, **options}
        return {"name": title, "inference.endpoints.endpoint_check": given}

    def key(*names: str) -> dict:
        return {"endpoint_names": list(names), "dest": "other.key"}

    one, limited = "{{ one.endpoint_id }}", "{{ limited.endpoint_id }}"
    run = playbooks.run(
        [
            task("make", name="one", model_reference=MODEL) | {"register": "one"},
            task("limit", name="limited", model_reference=MODEL, rate_limit={"rpm": 0, "tpm": 9})
            | {"register": "limited"},
            {"name": "a key", "inference.endpoints.ark_api_key": key("limited")},
            check("ok", model=one),
            check("ok for embeddings", model=one, kind="embeddings"),
            check("ok for the key", kind="auth"),
            check("bad_key", model=one, api_key="no-such-key"),
            check("bad_key alone", kind="auth", api_key="no-such-key"),
            check("not_found", model="ep-20200101000000-none0"),
            check("throttled", model=limited),
            check("no_permission", model=one, api_key="{{ lookup('file', 'other.key') }}"),
            check("foreign_answer", model=one, base_url=f"{sandbox.url}/elsewhere"),
            task("stop", endpoint_id=one, state="stopped"),
            check("closed", model=one),
        ],
        sandbox=sandbox,
    )
    checks = [each for each in run.tasks if "verdict" in each.result]
    assert [each.result["verdict"] for each in checks] == [each.name.split()[0] for each in checks]
    assert len(checks) == 10
    asked = [entry for entry in sandbox.log() if entry["service"] == "ark_data"]
    assert len(asked) <= len(checks)
    assert API_KEY not in run.output
