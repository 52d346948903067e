# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in any script goes there and comes back unharmed."""

from __future__ import annotations

from .support.playbook import info, task

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
TEXTS = [
    "智能客服 推理接入点",
    "نقطة النهاية",
    "обслуживание",
    "한국어 日本語 ไทย हिन्दी",
    "e\u0301 \u00e9",  # decomposed and composed, which must not become each other
    "🚀👩\u200d💻",
    "\"double\" 'single' `back`",
    r"C:\new\table \\ \u4e2d %41 &amp; $HOME",
    "two\nlines\ttab",
    "[1, 2]",
    "null",
    "0123",
]


def test_round_trip(sandbox, playbooks):
    """One task for all in a loop: create; the same again; each is then read, and is what the server holds."""
    endpoint = {
        "name": "{{ item }}",
        "description": "{{ item }}",
        "model_reference": MODEL,
        "tags": [{"key": "text", "value": "{{ item }}"}, {"key": "{{ item }}", "value": "key"}],
    }
    # As data that is never a template, whatever braces or percent signs are in it.
    loop = {"loop": TEXTS}
    run = playbooks.run(
        [task("create", **endpoint) | loop, task("again", **endpoint) | loop, info("read", details=False)],
        sandbox=sandbox,
    )

    created = [item.result for item in run.items if item.name == "create"]
    again = [item.result for item in run.items if item.name == "again"]
    assert [one["endpoint"]["name"] for one in created] == TEXTS
    assert [one["endpoint"]["description"] for one in created] == TEXTS
    assert [one["actions"] for one in again] == [[]] * len(TEXTS)
    assert {one["name"] for one in run["read"]["endpoints"]} == set(TEXTS)
    held = {one["Name"]: one for one in sandbox.endpoints()}
    assert set(held) == set(TEXTS)
    for text, one in held.items():
        assert one["Description"] == text
        assert {(tag["Key"], tag["Value"]) for tag in one["Tags"]} >= {("text", text), (text, "key")}
