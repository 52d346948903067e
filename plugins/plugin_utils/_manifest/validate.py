# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with one manifest by itself, each as ``path: what was found; what is allowed``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import schema
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport

from .families import FAMILIES, ManifestFamily, connection_options, every_connection_option, secret_options
from .schema import manifest_schema, without_nulls

#: What is allowed, in the words of YAML instead of those of JSON Schema.
_WORDS = {
    "a value of type string": "a text; what looks like a number or like yes and no goes in quotes",
    "a value of type object": "a mapping",
    "a value of type array": "a list",
    "a value of type boolean": "true or false",
    "a value of type integer": "a whole number",
    "a value of type number": "a number",
}


def problems(document: Any, *, secrets: bool = False) -> list[str]:
    """Return each problem of one manifest, seen by itself.

    :param document: what its YAML says.
    :param secrets: whether its sets may hold credentials, as the role's variables may.
    :raises MissingLibrary: the Python library jsonschema is needed to say what is wrong, and cannot be imported.
    """
    if not isinstance(document, dict):
        kind = "nothing" if document is None else f"a {'list' if isinstance(document, list) else 'single value'}"
        return [f"the manifest: found {kind}; a mapping with the key {' or '.join(FAMILIES)}"]
    found: list[str] = []
    judged = _without_misplaced(document, secrets, found)
    listed = frozenset(name for name in FAMILIES if isinstance(document.get(name), list))
    broken = schema.problems(manifest_schema(listed, secrets=secrets), without_nulls(judged))
    return found + [_worded(sentence) for sentence in broken]


def sets_of(document: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Give each set of a family with its path."""
    said = document.get(name)
    if isinstance(said, list):
        yield from ((f"{name}[{index}]", each) for index, each in enumerate(said))
    elif name in document:
        yield name, said


def _without_misplaced(document: dict, secrets: bool, found: list[str]) -> dict:
    """Return the manifest without connection options where they do not belong; there is more to say about those."""
    result = _without(document, "", every_connection_option(), "it below a family, beside endpoints", found)
    for name, family in FAMILIES.items():
        sets = {
            path: _set_without_misplaced(family, path, said, secrets, found) for path, said in sets_of(result, name)
        }
        if isinstance(result.get(name), list):
            result[name] = list(sets.values())
        else:
            result.update(sets)
    return result


def _set_without_misplaced(family: ManifestFamily, path: str, said: Any, secrets: bool, found: list[str]) -> Any:
    if not isinstance(said, dict):
        return said
    result = dict(said)
    for name in () if secrets else sorted(secret_options(family.endpoint) & said.keys()):
        del result[name]
        key = path.partition("[")[0]
        found.append(
            f"{path}.{name}: found a credential (its value is not shown); no file holds one: give it in the"
            f" environment, in a profile (profile, config_file), or in the variable fleet_{key}, which Vault can hold"
        )
    found += _connection_problems(path, result)
    return _declarations(result, path, set(connection_options(family.endpoint)), found)


def _connection_problems(path: str, said: dict) -> list[str]:
    """Return what is wrong with the URLs of a set, such as a password in one."""
    role = said.get("assume_role")
    urls = {name: said.get(name) for name in ("api_url", "auth_url")}
    urls["assume_role.sts_url"] = role.get("sts_url") if isinstance(role, dict) else None
    return [
        f"{path}.{name}: {sentence.partition(': ')[2]}"
        for name, url in urls.items()
        if isinstance(url, str)
        for sentence in transport.url_problems(url)
    ]


def _declarations(said: dict, path: str, foreign: set[str], found: list[str]) -> dict:
    """Return entries, defaults and groups without options that belong beside them."""
    where = "it beside endpoints, for the whole set"
    result = dict(said)
    if isinstance(said.get("defaults"), dict):
        result["defaults"] = _without(said["defaults"], f"{path}.defaults", foreign, where, found)
    if isinstance(said.get("endpoints"), list):
        entries = enumerate(said["endpoints"])
        result["endpoints"] = [
            _without(entry, f"{path}.endpoints[{index}]", foreign, where, found) for index, entry in entries
        ]
    if isinstance(said.get("groups"), list):
        groups = [(f"{path}.groups[{index}]", group) for index, group in enumerate(said["groups"])]
        result["groups"] = [
            _declarations(_without(group, place, foreign, where, found), place, foreign, found)
            if isinstance(group, dict)
            else group
            for place, group in groups
        ]
    return result


def _without(said: Any, path: str, foreign: set[str], where: str, found: list[str]) -> Any:
    if not isinstance(said, dict):
        return said
    for name in sorted(foreign & said.keys()):
        found.append(
            f"{schema.dotted(path, [name])}: found a connection option (its value is not shown); expected {where}"
        )
    return {name: value for name, value in said.items() if name not in foreign}


def _worded(sentence: str) -> str:
    if sentence.startswith("options: "):
        sentence = "the manifest" + sentence.removeprefix("options")
    for word, better in _WORDS.items():
        if sentence.endswith(f"; {word}"):
            sentence = sentence.removesuffix(word) + better
    return sentence.replace(": found None; ", ": found nothing; ")
