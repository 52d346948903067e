# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a manifest, all of it at once, each as ``path: what was found; what is allowed``."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import schema

from .families import FAMILIES, connection_options, free_maps, manifest_schema, without_nulls

#: What is allowed, in the words of YAML instead of those of JSON Schema.
_WORDS = {
    "a value of type string": "a text; what looks like a number or like yes and no goes in quotes",
    "a value of type object": "a mapping",
    "a value of type array": "a list",
    "a value of type boolean": "true or false",
    "a value of type integer": "a whole number",
    "a value of type number": "a number",
}


def problems(document: Any) -> list[str]:
    """Each problem of one manifest, seen by itself; ``document`` is what its YAML says.

    :raises MissingLibrary: the Python library jsonschema is needed to say what is wrong, and cannot be imported.
    """
    if not isinstance(document, dict):
        kind = "nothing" if document is None else f"a {'list' if isinstance(document, list) else 'single value'}"
        return [f"the manifest: found {kind}; a mapping with the key {' or '.join(FAMILIES)}"]
    found: list[str] = []
    judged = _without_connection(document, "", connection_options(), found)
    broken = schema.problems(manifest_schema(), without_nulls(judged))
    return found + [_worded(sentence) for sentence in broken]


def _without_connection(value: Any, place: str, foreign: set[str], found: list[str]) -> Any:
    """The manifest without connection options, about which there is more to say than that they are not known."""
    if isinstance(value, list):
        return [_without_connection(each, f"{place}[{index}]", foreign, found) for index, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, inner in value.items():
        path = schema.dotted(place, [name])
        if name in foreign:
            found.append(
                f"{path}: found a connection option (its value is not shown); credentials and addresses do not belong"
                " into a manifest, give them in module_defaults or in the environment"
            )
        elif name in free_maps():
            kept[name] = inner
        else:
            kept[name] = _without_connection(inner, path, foreign, found)
    return kept


def _worded(sentence: str) -> str:
    if sentence.startswith("options: "):
        sentence = "the manifest" + sentence.removeprefix("options")
    for word, better in _WORDS.items():
        if sentence.endswith(f"; {word}"):
            sentence = sentence.removesuffix(word) + better
    return sentence.replace(": found None; ", ": found nothing; ")
