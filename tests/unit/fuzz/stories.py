# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks whose answers are tampered with: what each does when nothing goes wrong is known."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from .arguments import with_ids
from .stand import Stand, TaskResult
from .subjects import ARK, Subject

MODEL = {"foundation_model": {"name": "doubao", "model_version": "250428"}}
OTHER_MODEL = {"foundation_model": {"name": "doubao", "model_version": "250715"}}
USUAL = {"wait_timeout": 900}
SET = [
    {"name": "new", "model_reference": MODEL, "rate_limit": {"rpm": 5, "tpm": 6}},
    {"name": "chat", "description": "other"},
    {"name": "talk", "state": "started"},
    {"name": "聊天", "state": "stopped"},
    {"name": "broken", "state": "absent"},
    {"name": "far", "project_name": "lab", "tags": [{"key": "a", "value": "b"}]},
]

#: Title: the module, and its options.
STORIES: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing to do": ("ark_endpoint", {"name": "chat", "description": "d", "rate_limit": {"tpm": 50}}),
    "create": ("ark_endpoint", {"name": "new", "model_reference": MODEL, "tags": [{"key": "a"}]}),
    "update": ("ark_endpoint", {"name": "chat", "rate_limit": {"rpm": 7}, "description": ""}),
    "rename": ("ark_endpoint", {"endpoint_id": "@chat", "name": "neu"}),
    "start": ("ark_endpoint", {"name": "talk", "state": "started"}),
    "stop": ("ark_endpoint", {"name": "chat", "state": "stopped"}),
    "delete": ("ark_endpoint", {"name": "chat", "state": "absent"}),
    "replace": ("ark_endpoint", {"name": "chat", "model_reference": OTHER_MODEL, "recreate": "delete_first"}),
    "read": ("ark_endpoint_info", {"project_name": "default"}),
    "read one": ("ark_endpoint_info", {"name": "chat", "certificate": True}),
    "a set": ("ark_endpoints", {"endpoints": SET}),
    "a pruned set": (
        "ark_endpoints",
        {"endpoints": SET, "project_name": "default", "prune": True},
    ),
}


class Clean(NamedTuple):
    """What comes of a story when nothing goes wrong."""

    told: TaskResult
    truth: list[dict]


class Story(NamedTuple):
    """A story about to be told."""

    title: str
    stand: Stand
    subject: Subject
    options: dict

    def run(self, *, check_mode: bool = False, **more: Any) -> TaskResult:
        return self.stand.run(self.subject.main, {**self.options, **more}, check_mode=check_mode)


def story(title: str) -> Story:
    """The service before it, and the task."""
    module, options = STORIES[title]
    stand, ids = ARK.opened()
    timing = {} if module.endswith("_info") else USUAL
    return Story(title, stand, Subject(module, ARK), with_ids({**ARK.options, **timing, **options}, ids))


@functools.cache
def clean(title: str) -> Clean:
    """What comes of it when nothing goes wrong."""
    told_well = story(title)
    told = told_well.run()
    assert not told.failed, told.output
    told_well.stand.settle()
    return Clean(told, told_well.stand.truth())
