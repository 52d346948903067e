# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of plugins in the words of the modules' documentation, with environment variables as Ansible names them.

Pure; used by documentation fragments only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml


def for_plugins(documentation: str, variables: Mapping[str, Sequence[str]], notes: Sequence[str] = ()) -> str:
    """A modules' fragment about connecting, as a fragment for plugins on the controller.

    :param variables: for an option the environment variables that stand in for it.
    :param notes: in place of the modules' notes.
    """
    fragment = yaml.safe_load(documentation)
    for name, option in fragment["options"].items():
        if variables.get(name):
            option["env"] = [{"name": variable} for variable in variables[name]]
    _text_for_json(fragment["options"])
    fragment["requirements"] = [text for text in fragment["requirements"] if not text.startswith("python")]
    fragment["notes"] = list(notes)
    return yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False)


def _text_for_json(options: dict) -> None:
    """Name the type of JSON texts as plugins know it: only modules have a type of that name."""
    for option in options.values():
        if option.get("type") == "json":
            option["type"] = "str"
        _text_for_json(option.get("suboptions") or {})


def some_options(documentation: str, names: Sequence[str]) -> str:
    """These options of a module, as a fragment."""
    options = yaml.safe_load(documentation)["options"]
    return yaml.safe_dump({"options": {name: options[name] for name in names}}, allow_unicode=True, sort_keys=False)
