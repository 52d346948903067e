# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manifests that several tests use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.loader import Source, parse

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
ENTRY = {"name": "chat", "model_reference": MODEL}

#: What texts in YAML have been taken for, and what writing systems can do to a program.
HAZARDS = json.loads((Path(__file__).parents[2] / "integration" / "fleet" / "hazards.json").read_text(encoding="utf-8"))


def sources(*texts: str) -> list[Source]:
    """Manifest files a.yml, b.yml and so on with these texts."""
    names = [f"{letter}.yml" for letter in "abcdefg"]
    return [parse(text, name) for name, text in zip(names, texts, strict=False)]


def ark(**said: Any) -> dict[str, Any]:
    """A manifest of the family ark."""
    return {"ark": said}


def module_params(**given: Any) -> dict[str, Any]:
    """The parameters of ark_endpoints as Ansible hands them to the module."""
    options = (*argspec.of_set(ArkEndpoint), *argspec.connection(ArkEndpoint))
    defaults = {field.name: field.default for field in options}
    return {**defaults, "endpoints": [], "access_key": "AK", "secret_key": "SK", **given}
