# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make documentation fragments for plugins from those of modules, with environment variables as Ansible names them.

Pure; only documentation fragments use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml


def for_plugins(fragments: Sequence[str], variables: Mapping[str, Sequence[str]], notes: Sequence[str]) -> str:
    """Return modules' fragments about connecting as one fragment for plugins on the controller.

    :param variables: for an option the environment variables that stand in for it.
    :param notes: in place of the modules' notes.
    """
    loaded = [yaml.safe_load(text) for text in fragments]
    options = {name: option for fragment in loaded for name, option in fragment["options"].items()}
    for name, found in variables.items():
        options[name]["env"] = [{"name": variable} for variable in found]
    _text_for_json(options)
    needed = [text for fragment in loaded for text in fragment.get("requirements", ())]
    shared = {"seealso": [page for fragment in loaded for page in fragment.get("seealso", ())]}
    requirements = [text for text in needed if not text.startswith("python")]
    fragment = {"options": options, "requirements": requirements, "notes": list(notes), **shared}
    return yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False)


def _text_for_json(options: dict) -> None:
    """Replace the type ``json``, which only modules have."""
    for option in options.values():
        if option.get("type") == "json":
            option["type"] = "str"
        _text_for_json(option.get("suboptions") or {})


def some_options(documentation: str, names: Sequence[str]) -> str:
    """Return these options of a module as a fragment."""
    options = yaml.safe_load(documentation)["options"]
    return yaml.safe_dump({"options": {name: options[name] for name in names}}, allow_unicode=True, sort_keys=False)
