# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where manifests come from: YAML files, read so that nothing in them changes silently, or variables of the role."""

from __future__ import annotations

import datetime
import functools
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import yaml

from .families import FAMILIES, family_schema

_VAULT_HEADER = "$ANSIBLE_VAULT"

#: What is said where a template stands; in quotes it is a text like any other.
_NO_TEMPLATE = (
    "manifests are not templates; where one is needed, use a variable of the role such as fleet_ark, and where the text"
    " is meant, put it in quotes"
)


class Source(NamedTuple):
    """One manifest.

    :ivar name: what a problem in it is told with: the path as it was given, or nothing for variables of the role.
    :ivar document: what it says.
    :ivar text: the YAML text, to find lines in; empty for variables.
    :ivar prefix: what stands before a family's key in paths: ``fleet_`` for variables.
    :ivar unreadable: why it is no manifest at all; then it says nothing.
    """

    name: str
    document: Any
    text: str = ""
    prefix: str = ""
    unreadable: str = ""

    def place(self, path: str) -> str:
        """Where a path is, with the file but without the line."""
        return f"{self.name}: {self.prefix}{path}" if self.name else f"{self.prefix}{path}"

    def problem(self, sentence: str) -> str:
        """A sentence ``path: found; allowed`` with the file and the line before it."""
        if not self.name:
            return f"{self.prefix}{sentence}"
        path = sentence.split(": ", 1)[0]
        return f"{self.name}, line {line_of(self.text, path)}: {self.prefix}{sentence}"

    def in_order(self, sentences: Iterable[str]) -> list[str]:
        """Sentences ``path: found; allowed`` as one reads the manifest: by line, and within a line by path."""

        def key(sentence: str) -> tuple:
            path = sentence.split(": ", 1)[0]
            counted = [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path)]
            return (line_of(self.text, path) if self.text else 0), counted

        return sorted(sentences, key=key)


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
                    problem=f"found the key {key_node.value!r} again, as in line {seen[key_node.value]}; each key once",
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
    """The manifest in a file; ``path`` is relative to ``folder``.

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
    return Source(path, parse(text, path), text)


def parse(text: str, name: str) -> Any:
    """The document in a YAML text.

    :raises Unreadable: with the line.
    """
    if text.startswith(_VAULT_HEADER):
        raise Unreadable(f"{name}: found a file that is encrypted with Ansible Vault; a manifest holds no secrets")
    try:
        document = yaml.load(text, Loader=_Loader)  # a subclass of the safe loader
    except yaml.YAMLError as error:
        raise Unreadable(f"{name}{_line_of_error(error)}: {_what_is_wrong(error, text)}") from None
    except RecursionError:
        raise Unreadable(f"{name}: it is nested too deeply to be a manifest") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"{name}: {error}") from None
    if _contains_itself(document, set(), set()):
        raise Unreadable(f"{name}: an alias stands inside of what it stands for, so that there is no end of it")
    return document


def _contains_itself(value: Any, above: set[int], seen: set[int]) -> bool:
    """Whether a mapping or list is one of its own members, at any depth; each is looked into once."""
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


def line_of(text: str, path: str) -> int:
    """The line in which the deepest existing part of a path such as ``ark.endpoints[3].name`` begins."""
    node, line = _nodes(text), 1
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


@functools.lru_cache(maxsize=1)
def _nodes(text: str) -> Any:
    return yaml.compose(text, Loader=_Loader)


def inline(variables: Mapping[str, Any]) -> list[Source]:
    """The manifest that variables of the role make up, if any of them is set. ``variables``: by family."""
    document = {name: plain(value) for name, value in variables.items() if value}
    for name, family in FAMILIES.items():
        if name in document:
            document[name] = _typed(family_schema(family.endpoint), document[name])
    return [Source("", document, prefix="fleet_")] if document else []


def plain(value: Any) -> Any:
    """``value`` of the types that JSON has, whatever Ansible wraps variables in."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def _typed(rule: dict, value: Any) -> Any:
    """Texts that say a number or a truth value where one is wanted become it: what a template yields may be a text."""
    if isinstance(value, dict):
        known = rule.get("properties", {})
        return {key: _typed(known.get(key, {}), inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(rule.get("items", {}), inner) for inner in value]
    if isinstance(value, str):
        kind = rule.get("type")
        if kind == "integer" and re.fullmatch(r"-?[0-9]{1,18}", value):
            return int(value)
        if kind == "number" and re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]+)?", value):
            return float(value)
        if kind == "boolean" and value.lower() in ("true", "false", "yes", "no"):
            return value.lower() in ("true", "yes")
    return value
