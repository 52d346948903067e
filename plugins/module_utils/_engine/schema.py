# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options must fulfil beyond their types: JSON Schema made from the field table, and its findings as sentences."""

from __future__ import annotations

import itertools
import math
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Callable

from .compiled_schema import plainly
from .errors import MissingLibrary
from .fields import READ_ONLY, Field

#: Keyword of ours in a schema: what to say is allowed, where the standard keyword says it poorly.
REMEDY = "remedy"

#: And one for a rule about several options at once: the option to blame, since it has no path of its own.
BLAMED = "blamed"


def for_fields(fields: tuple[Field, ...]) -> dict:
    """The JSON Schema of a mapping with these fields; the same text serves editors and the task's own check."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            name: _for_field(field)
            for field in fields
            if field.role != READ_ONLY
            for name in (field.name, *field.aliases)
        },
        "additionalProperties": False,
    }
    once = under_one_name(fields)
    if once:
        schema["allOf"] = once
    for field in fields:
        if field.purge:
            schema["properties"][field.purge] = {"type": "boolean"}
    required = [field.name for field in fields if field.required]
    if required:
        schema["required"] = required
    return schema


def under_one_name(fields: tuple[Field, ...]) -> list[dict]:
    """The rules that an option is not given under its name and under an alias as well."""
    return [
        {
            "not": {"required": [name, alias]},
            BLAMED: [alias],
            REMEDY: f"only one of {name} and {alias}, which are two names of one option",
        }
        for field in fields
        for name, alias in itertools.combinations((field.name, *field.aliases), 2)
    ]


def _for_field(field: Field) -> dict:
    if field.choices:
        return {"enum": list(field.choices)}
    return {"type": _TYPES[field.kind], **_RULES.get(field.kind, _text)(field)}


_TYPES = {
    "str": "string",
    "path": "string",
    "json": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "dict": "object",
    "map": "object",
    "list": "array",
}


def _number(field: Field) -> dict:
    return _given({"minimum": field.minimum, "maximum": field.maximum, "exclusiveMinimum": field.above})


def _text(field: Field) -> dict:
    rules = _given({"minLength": field.least, "maxLength": field.most, "pattern": field.pattern, REMEDY: field.remedy})
    if field.filled:
        rules.update(pattern=r"\S", remedy="a text that is not empty")
    if field.identifier:
        rules.update(pattern=r"^\S([\s\S]*\S)?$", remedy="a text that is not empty")
    if field.reserved:
        prefixes = " or ".join(field.reserved)
        remedy = f"a key that does not begin with {prefixes}; those belong to the platform"
        # A schema of its own, so that its remedy does not displace the one above.
        rules["allOf"] = [{"not": {"pattern": f"^({'|'.join(field.reserved)})"}, REMEDY: remedy}]
    return rules


def _list(field: Field) -> dict:
    element = replace(field, kind=field.values, values=None, least=None, most=None) if field.values else None
    items = _for_field(element) if element else for_fields(field.members)
    return {"items": items, **_given({"uniqueKeys": field.key, "minItems": field.least, "maxItems": field.most})}


def _dict(field: Field) -> dict:
    schema = for_fields(field.members)
    if field.one_of:
        names = " and ".join(member.name for member in field.members)
        schema.update(minProperties=1, maxProperties=1, remedy=f"exactly one of {names}")
    elif field.any_of:
        schema.update(minProperties=1, remedy=f"at least one of {' and '.join(field.any_of)}")
    return schema


def _map(field: Field) -> dict:
    return {"additionalProperties": {"type": "string"}} if field.values else {}


_RULES: dict[str, Callable[[Field], dict]] = {
    "int": _number,
    "float": _number,
    "bool": lambda _field: {},
    "dict": _dict,
    "list": _list,
    "map": _map,
}


def _given(rules: dict) -> dict:
    return {word: rule for word, rule in rules.items() if rule is not None}


def problems(schema: dict, values: Any, place: str = "") -> list[str]:
    """Each way in which ``values`` breaks ``schema``, as ``path: what was found; what is allowed``.

    :raises MissingLibrary: jsonschema is needed to judge, and cannot be imported.
    """
    if plainly(schema)(values):
        return []
    try:
        from jsonschema import Draft202012Validator
        from jsonschema.validators import extend
    except ImportError:
        raise MissingLibrary("jsonschema", traceback.format_exc()) from None

    validator = extend(Draft202012Validator, {"uniqueKeys": _unique_keys})(schema)
    found = []
    for error in validator.iter_errors(values):
        if error.validator == "not" and "pattern" in error.validator_value and not isinstance(error.instance, str):
            continue  # no text at all, which the rule about its type tells
        if not isinstance(error.instance, float) or math.isfinite(error.instance):  # of those unwritable tells
            found.extend(_sentences(error, place))
    return sorted(set(found)) + unwritable(values, place)


def _unique_keys(validator: Any, key: str, elements: Any, schema: dict) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not isinstance(elements, list):
        return
    seen: dict[Any, int] = {}
    for index, element in enumerate(elements):
        value = element.get(key) if isinstance(element, dict) else None
        if isinstance(value, str) and seen.setdefault(value, index) != index:
            text = f"{value!r} again, as in [{seen[value]}]; each {key} at most once"
            yield ValidationError(text, path=[index, key], instance=value, validator="uniqueKeys")


def _sentences(error: Any, place: str) -> list[str]:
    if error.validator == "additionalProperties" and error.validator_value is False:
        known = sorted(error.schema["properties"])
        paths = [dotted(place, [*error.absolute_path, name]) for name in set(error.instance) - set(known)]
        return [f"{path}: found an unknown option; known are {', '.join(known)}" for path in paths]
    return [_sentence(error, place)]


def _sentence(error: Any, place: str) -> str:
    path = dotted(place, [*error.absolute_path, *error.schema.get(BLAMED, ())])
    if error.validator == "uniqueKeys":
        return f"{path}: {error.message}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"{dotted(path, missing[:1])}: missing; it is needed"
    if error.validator == "anyOf":
        return f"{path}: missing; {error.schema[REMEDY]}"
    if error.validator == "type" and isinstance(error.instance, dict):
        keys = ", ".join(sorted(map(str, error.instance)))
        return f"{path}: found {f'a mapping with {keys}' if keys else 'an empty mapping'}; {_allowed(error)}"
    return f"{path}: {_found(error.instance)}; {_allowed(error)}"


def _allowed(error: Any) -> str:
    schema, rule = error.schema, error.validator
    if rule in ("minimum", "maximum"):
        number = "a whole number" if schema.get("type") == "integer" else "a number"
        bounds = [f"at {word} {schema[key]}" for key, word in _BOUNDS if key in schema]
        return schema.get(REMEDY) or f"{number} of {' and '.join(bounds)}"
    if rule in ("minItems", "maxItems"):
        return f"a list of {_span(schema, 'Items')} elements"
    if rule in ("minLength", "maxLength"):
        return schema.get(REMEDY) or f"a text of {_span(schema, 'Length')} characters"
    if rule == "exclusiveMinimum":
        return f"a number above {error.validator_value}"
    if rule == "type":
        return f"a value of type {error.validator_value}"
    if rule == "enum":
        return f"one of {', '.join(error.validator_value)}"
    return schema.get(REMEDY) or error.message


_BOUNDS = (("minimum", "least"), ("maximum", "most"))


def _span(schema: dict, what: str) -> str:
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}")
    return f"at least {least}" if most is None else f"{least} to {most}"


def _found(value: Any) -> str:
    if isinstance(value, dict):
        given = ", ".join(sorted(map(str, value)))
        return f"found {given}" if given else "found nothing in it"
    text = repr(value)
    return "found " + (text if len(text) <= 80 else text[:77] + "...")


def dotted(place: str, path: Any) -> str:
    """``('tags', 2, 'key')`` -> ``tags[2].key``, below ``place``."""
    text = place
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text or "options"


def unwritable(value: Any, place: str, *, told: bool = True) -> list[str]:
    """What JSON cannot carry: half of a surrogate pair (as undecodable bytes become on their way here), no number.

    ``told``: the value itself may be shown.
    """
    if isinstance(value, dict):
        pairs = [(inner, dotted(place, [name])) for name, inner in value.items()]
        return [text for inner, path in pairs for text in unwritable(inner, path, told=told)]
    if isinstance(value, list):
        pairs = [(inner, dotted(place, [index])) for index, inner in enumerate(value)]
        return [text for inner, path in pairs for text in unwritable(inner, path, told=told)]
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return [f"{place}: found {ascii(value) if told else 'half a character'}; a text that is valid Unicode"]
    if isinstance(value, float) and not math.isfinite(value):
        return [f"{place}: found {value}; a finite number"]
    return []
