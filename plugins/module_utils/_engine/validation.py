# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check options against the rules of a field table; report each breach as one sentence.

A library for JSON Schema takes half a second for a thousand entries, and its findings are not sentences.
"""

from __future__ import annotations

import difflib
import functools
import math
import re
from collections.abc import Iterator
from typing import Any, Callable

from .expected import choice, expected
from .fields import Field, options
from .wording import dotted, joined, quoted, summary

#: Converts a value to the kind of its field, one level deep. Raises ValueError if it cannot, with a remedy.
Convert = Callable[[Field, Any], Any]

#: Beyond this, a number is a mistake.
_HUGE = 1e18

#: What Ansible puts in place of a secret: a text of its own, or eight stars inside of a text.
_MASKED = re.compile(r"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER|(?<!\*)(?:\*{8})+(?!\*)")

_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "path": (str,),
    "json": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "dict": (dict,),
    "map": (dict,),
    "list": (list,),
}


def as_it_is(field: Field, value: Any) -> Any:
    """Return a value that has the kind of ``field`` already; 3.0 is a whole number, as in JSON.

    :raises ValueError: it has another kind.
    """
    if field.kind == "int" and isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, _KINDS[field.kind]) or (isinstance(value, bool) and field.kind != "bool"):
        raise ValueError
    return value


def problems(fields: tuple[Field, ...], values: dict, place: str = "", convert: Convert = as_it_is) -> list[str]:
    """Return each way in which ``values`` break the rules of ``fields``, as ``path: found X; expected Y``.

    :param values: options; null is the same as not given.
    :param place: path of ``values``, with which the paths of problems begin.
    :param convert: converts each value to the kind of its field, as the caller's input allows.
    """
    return list(_in_mapping(fields, values, place, convert))


@functools.lru_cache(maxsize=256)
def _known(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {name: field for field in options(fields) for name in (field.name, *field.aliases)}


def _in_mapping(fields: tuple[Field, ...], values: dict, place: str, convert: Convert) -> Iterator[str]:
    known = _known(fields)
    if not values.keys() <= known.keys():
        yield from _unknown(known, values, place)
    for name, field in known.items():
        value = values.get(name)
        if value is not None:
            yield from _in_value(field, value, dotted(place, [name]), convert)
        elif field.required and name == field.name:
            yield f"{dotted(place, [name])}: missing; expected {expected(field)}"
        if field.aliases and name == field.name:
            given = [each for each in (name, *field.aliases) if values.get(each) is not None]
            if len(given) > 1:
                path = dotted(place, given[1:2])
                yield f"{path}: found {joined(given)}; expected only one of them, for they are names of one option"


def _unknown(known: dict[str, Field], values: dict, place: str) -> Iterator[str]:
    listed = False
    for name in values:
        if name in known:
            continue
        near = difflib.get_close_matches(str(name), known, 1, 0.65)
        remedy = f"; did you mean {near[0]}?" if near else ""
        if not near and not listed:
            listed = True
            remedy = f"; expected one of {', '.join(sorted(known))}"
        yield f"{dotted(place, [str(name)])}: unknown option{remedy}"


def _in_value(field: Field, value: Any, path: str, convert: Convert) -> Iterator[str]:
    try:
        value = convert(field, value)
    except ValueError as error:
        yield ", ".join((_refusal(field, value, path), *map(str, error.args)))
        return
    yield from _IN_KIND.get(field.kind, _in_text)(field, value, path, convert)


def _refusal(field: Field, value: Any, path: str) -> str:
    return f"{path}: found {'what is not shown' if field.secret else summary(value)}; expected {expected(field)}"


def _in_text(field: Field, value: str, path: str, _convert: Convert) -> Iterator[str]:
    unusual = next(unusable(value, path, secret=field.secret), None)
    if unusual:
        yield unusual
    elif (field.filled or field.identifier) and not value.strip():
        yield _refusal(field, value, path)
    elif (field.identifier or field.pattern) and value != value.strip():
        yield f"{path}: found {quoted(value)}; expected no blanks or line ends around it, which the filter trim removes"
    elif value.startswith(field.reserved) if field.reserved else False:
        prefixes = joined(field.reserved, "or")
        yield f"{path}: found {quoted(value)}; expected no {prefixes} at its beginning, which belongs to the platform"
    elif not _fits(field, value):
        yield _refusal(field, value, path)


def _fits(field: Field, text: str) -> bool:
    if field.choices and text not in field.choices:
        return False
    return _has_length(field, text) and (field.pattern is None or re.search(field.pattern, text) is not None)


def _has_length(field: Field, value: Any) -> bool:
    return (field.least or 0) <= len(value) <= (math.inf if field.most is None else field.most)


def _in_number(field: Field, value: float, path: str, _convert: Convert) -> Iterator[str]:
    if not -_HUGE < value < _HUGE:  # nor is a NaN
        yield f"{path}: found a number that is too large or none at all; expected {expected(field)}"
    elif (
        (field.minimum is not None and value < field.minimum)
        or (field.maximum is not None and value > field.maximum)
        or (field.above is not None and value <= field.above)
    ):
        yield _refusal(field, value, path)


def _in_dict(field: Field, value: dict, path: str, convert: Convert) -> Iterator[str]:
    given = [name for name, inner in value.items() if inner is not None]
    if field.one_of and len(given) != 1:
        yield f"{path}: found {joined(given) if given else 'nothing in it'}; expected {choice(field)}"
    elif field.any_of and not set(given).intersection(field.any_of):
        yield f"{path}: found none of {joined(field.any_of)}; expected at least one of them"
    yield from _in_mapping(field.members, value, path, convert)


def _in_list(field: Field, value: list, path: str, convert: Convert) -> Iterator[str]:
    if not _has_length(field, value):
        yield _refusal(field, value, path)
    element = _element(field)
    first: dict[Any, int] = {}
    for index, each in enumerate(value):
        yield from _in_value(element, each, f"{path}[{index}]", convert)
        name = each.get(field.key) if field.key and isinstance(each, dict) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            earlier = f"{path}[{first[name]}]"
            yield f"{path}[{index}].{field.key}: found {quoted(name)} again, as in {earlier}; expected each only once"


@functools.lru_cache(maxsize=256)
def _element(field: Field) -> Field:
    kind = field.values or "dict"
    return Field(
        field.name,
        kind=kind,
        members=field.members,
        filled=field.filled,
        identifier=field.identifier,
        choices=field.choices,
    )


def structured_texts(fields: tuple[Field, ...], values: dict, place: str = "") -> Iterator[str]:
    """Yield where a list or a mapping stands for a text; Ansible would send its Python notation."""
    known = _known(fields)
    for name, value in values.items():
        if name in known:
            yield from _structured_in(known[name], value, dotted(place, [name]))


def _structured_in(field: Field, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and field.members:
        yield from structured_texts(field.members, value, path)
    elif isinstance(value, list) and field.kind == "list":
        for index, each in enumerate(value):
            yield from _structured_in(_element(field), each, f"{path}[{index}]")
    elif is_structured_text(field, value):
        yield _refusal(field, value, path)


def is_structured_text(field: Field, value: Any) -> bool:
    """Return whether a list or a mapping stands for a text."""
    return field.kind in ("str", "path") and isinstance(value, (dict, list))


def _in_map(field: Field, value: dict, path: str, convert: Convert) -> Iterator[str]:
    yield from unusable(value, path)
    if field.values:
        element = Field(field.name, kind=field.values)
        for name, inner in value.items():
            if inner is not None and not isinstance(inner, str):
                yield from _in_value(element, inner, dotted(path, [str(name)]), convert)


_IN_KIND: dict[str, Callable[[Field, Any, str, Convert], Iterator[str]]] = {
    "int": _in_number,
    "float": _in_number,
    "bool": lambda *_arguments: iter(()),
    "dict": _in_dict,
    "list": _in_list,
    "map": _in_map,
}


def unusable(value: Any, path: str, *, secret: bool = False) -> Iterator[str]:
    """Yield problems with what no request may carry, at any depth: masked texts, broken Unicode, infinite numbers."""
    if isinstance(value, str):
        if _MASKED.search(value):
            yield f"{path}: found a text that Ansible has masked; expected the text itself"
        elif not value.isascii() and not _is_unicode(value):
            found = "half a character" if secret else quoted(value)
            yield f"{path}: found {found}; expected a text that is valid Unicode"
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from unusable(str(name), path)
            yield from unusable(inner, dotted(path, [str(name)]))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from unusable(inner, f"{path}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{path}: found {value}; expected a finite number"


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, which Python makes of bytes that it cannot decode
        return False
    return True
