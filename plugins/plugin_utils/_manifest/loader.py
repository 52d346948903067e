# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""YAML files as manifests, read so that nothing in them changes silently and every path has a line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import quoted

_VAULT_HEADER = "$ANSIBLE_VAULT"

#: A manifest is not nested more deeply.
_DEEPEST = 100

#: The problem of a template in a manifest; in quotes it is a text like any other.
_NO_TEMPLATE = (
    "manifests are not templates; where one is needed, use a variable of the role such as fleet_ark, and where the text"
    " is meant, put it in quotes"
)


class Source(NamedTuple):
    """One manifest.

    :ivar name: what a problem in it is told with: the path as it was given, or nothing for variables of the role.
    :ivar document: what it says.
    :ivar root: the YAML node of the document, to find lines in; None for variables.
    :ivar prefix: what stands before a family's key in paths: ``fleet_`` for variables.
    :ivar unreadable: why it is no manifest at all; then it says nothing.
    """

    name: str
    document: Any
    root: Any = None
    prefix: str = ""
    unreadable: str = ""

    def place(self, path: str) -> str:
        """Return where a path is: file, line and path, or the path in the variables."""
        return f"{self.name}, line {line_of(self.root, path)}: {path}" if self.name else f"{self.prefix}{path}"

    def problem(self, sentence: str) -> str:
        """Return a sentence ``path: found; expected`` with the file and the line before it."""
        path = sentence.split(": ", 1)[0]
        return self.place(path) + sentence[len(path) :]

    def in_order(self, sentences: Iterable[str]) -> list[str]:
        """Return sentences ``path: found; expected`` in reading order: by line, and within a line by path."""

        def key(sentence: str) -> tuple:
            path = sentence.split(": ", 1)[0]
            counted = [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path)]
            return line_of(self.root, path), counted

        return sorted(dict.fromkeys(sentences), key=key)


class Unreadable(Exception):
    """A file that is no manifest at all; the text is a sentence with the file and, where there is one, the line."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # chosen at run time
    """YAML in which 2026-01-01, 0123, 1:30 and 1_000 are texts, and where a key stands once."""

    yaml_implicit_resolvers: dict = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen: dict[str, int] = {}
        for key_node, _value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            if key_node.tag != "tag:yaml.org,2002:str" or not isinstance(key_node, yaml.ScalarNode):
                found = key_node.value if isinstance(key_node, yaml.ScalarNode) else "a key that is no text"
                raise yaml.constructor.ConstructorError(
                    problem=f"found the key {found}; a key that is a text, in quotes if need be",
                    problem_mark=key_node.start_mark,
                )
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"found the key {quoted(key_node.value)} again, as in line {seen[key_node.value]};"
                    " each key once",
                    problem_mark=key_node.start_mark,
                )
            seen[key_node.value] = key_node.start_mark.line + 1
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF", list("yYnNtTfFoO")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def _encrypted(loader: Any, node: Any) -> None:
    raise yaml.constructor.ConstructorError(
        problem="found a value that is encrypted with Ansible Vault; a manifest holds no secrets, so write it plainly",
        problem_mark=node.start_mark,
    )


_Loader.add_constructor("!vault", _encrypted)


def read(path: str, folder: str) -> Source:
    """Return the manifest in a file.

    :param path: relative to ``folder``.
    :raises Unreadable: with the reason.
    """
    full = os.path.join(folder, os.path.expanduser(path))
    try:
        with open(full, encoding="utf-8-sig") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: byte {error.start} is not valid UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror} (looked for {full})") from None
    except ValueError:
        raise Unreadable(f"{quoted(path)}: found a character that no path has") from None
    return parse(text, path)


def read_all(paths: Iterable[str], folder: str) -> list[Source]:
    """Return the manifests in files, those that cannot be read included."""
    sources = []
    for path in paths:
        try:
            sources.append(read(path, folder))
        except Unreadable as error:
            sources.append(Source(path, None, unreadable=str(error)))
    return sources


def parse(text: str, name: str) -> Source:
    """Return the manifest in a YAML text.

    :raises Unreadable: with the line.
    """
    if text.startswith(_VAULT_HEADER):
        raise Unreadable(f"{name}: found a file that is encrypted with Ansible Vault; a manifest holds no secrets")
    text = _as_yaml(text)
    try:
        if _depth(text) > _DEEPEST:
            raise Unreadable(f"{name}: it is nested more than {_DEEPEST} levels deep, so it is no manifest")
        loader = _Loader(text)  # a subclass of the safe loader
        root = loader.get_single_node()
        document = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise Unreadable(f"{name}{_line_of_error(error)}: {_what_is_wrong(error, text)}") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"{name}: {error}") from None
    if _contains_itself(document, set(), set()):
        raise Unreadable(f"{name}: an alias stands inside of what it stands for, so that there is no end of it")
    return Source(name, document, root)


#: In JSON, a character beyond the first plane as two escapes, after an even number of backslashes.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")

#: What JSON takes as it is and YAML does not: controls, line ends of other systems, the mark of byte order.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _as_yaml(text: str) -> str:
    """Return JSON such that YAML reads the same from it, with the same lines; other text as it is."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        json.loads(text)
    except (RecursionError, ValueError):
        return text
    text = _PAIR.sub(lambda found: f"{found[1]}\\U{_code_point(found[2], found[3]):08x}", text)
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _code_point(high: str, low: str) -> int:
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00


def _depth(text: str) -> int:
    """Return how deeply lists and mappings stand in each other, up to one beyond what is allowed.

    The parser of C recurses, and ends the process where its stack does; its events do not.
    """
    depth = deepest = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            break
    return deepest


def _contains_itself(value: Any, above: set[int], seen: set[int]) -> bool:
    """Return whether a mapping or list contains itself, at any depth; each is checked once."""
    if not isinstance(value, (dict, list)) or id(value) in seen:
        return False
    if id(value) in above:
        return True
    above.add(id(value))
    inner = value.values() if isinstance(value, dict) else value
    found = any(_contains_itself(each, above, seen) for each in inner)
    above.remove(id(value))
    seen.add(id(value))
    return found


def _mark(error: yaml.YAMLError) -> Any:
    return getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)


def _line_of_error(error: yaml.YAMLError) -> str:
    mark = _mark(error)
    return f", line {mark.line + 1}" if mark else ""


def _what_is_wrong(error: yaml.YAMLError, text: str) -> str:
    mark = _mark(error)
    line = "".join(text.splitlines()[mark.line : mark.line + 1]) if mark else ""
    template = re.search(r"\{[{%]", re.sub(r"""\"[^"]*"|'[^']*'""", "", line))
    problem = str(getattr(error, "problem", ""))
    if template and ("found the key" not in problem or "no text" in problem):
        return f"found {template[0]}, which begins a template; {_NO_TEMPLATE}"
    if isinstance(error, yaml.constructor.ConstructorError) and problem.startswith("found the key"):
        return problem
    parts = [getattr(error, "context", None), getattr(error, "problem", None) or getattr(error, "reason", None)]
    return "this is not valid YAML: " + (", ".join(str(part) for part in parts if part) or "it cannot be read")


def line_of(root: Any, path: str) -> int:
    """Return the line in which the deepest existing part of a path such as ``ark.endpoints[3].name`` begins.

    :param root: the YAML node of the document; None for no lines.
    """
    node, line = root, 0 if root is None else 1
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node = node.value[int(index)]
            line = node.start_mark.line + 1
        elif key and isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == key), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        else:
            break
    return line
