# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options must fulfil beyond their types: JSON Schema made from the field table, and its findings as sentences."""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterator
from typing import Any

from .errors import MissingLibrary
from .fields import READ_ONLY, Field
from .plainly import plainly

#: Keyword of ours in a schema: what to say is allowed, where the standard keyword says it poorly.
REMEDY = "remedy"


def for_fields(fields: tuple[Field, ...]) -> dict:
    """The JSON Schema of a mapping with these fields; the same text serves editors and the task's own check."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _for_field(field) for field in fields if field.role != READ_ONLY},
        "additionalProperties": False,
    }
    for field in fields:
        if field.purge:
            schema["properties"][field.purge] = {"type": "boolean"}
    required = [field.name for field in fields if field.required]
    if required:
        schema["required"] = required
    return schema


def _for_field(field: Field) -> dict:
    if field.kind in _NUMBERS:
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        return {"type": _NUMBERS[field.kind], **_given(bounds)}
    if field.kind == "bool":
        return {"type": "boolean"}
    if field.kind == "dict":
        return _for_dict(field)
    if field.kind == "map":
        values = {"additionalProperties": {"type": "string"}} if field.values == "str" else {}
        return {"type": "object", **values}
    if field.kind == "list":
        schema: dict[str, Any] = {"type": "array", "items": for_fields(field.members)}
        schema.update(_given({"uniqueKeys": field.key, "minItems": field.least, "maxItems": field.most}))
        return schema
    if field.choices:
        return {"enum": list(field.choices)}
    schema = {"type": "string", **_given({"minLength": field.least, "maxLength": field.most})}
    if field.pattern:
        schema.update(_given({"pattern": field.pattern, REMEDY: field.remedy}))
    if field.filled:
        schema.update(pattern=r"\S", remedy="a text that is not empty")
    if field.reserved:
        prefixes = " or ".join(field.reserved)
        remedy = f"a key that does not begin with {prefixes}; those belong to the platform"
        # A schema of its own, so that its remedy does not displace the one above.
        schema["allOf"] = [{"not": {"pattern": f"^({'|'.join(field.reserved)})"}, REMEDY: remedy}]
    return schema


_NUMBERS = {"int": "integer", "float": "number"}


def _given(rules: dict) -> dict:
    return {word: rule for word, rule in rules.items() if rule is not None}


def _for_dict(field: Field) -> dict:
    schema = for_fields(field.members)
    names = [member.name for member in field.members]
    if field.one_of:
        schema.update(minProperties=1, maxProperties=1, remedy=f"exactly one of {' and '.join(names)}")
    elif field.any_of:
        schema.update(minProperties=1, remedy=f"at least one of {' and '.join(names)}")
    return schema


#: A rule about several options at once names the option to blame, since it has no path of its own.
BLAMED = "blamed"


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
        if not isinstance(error.instance, float) or math.isfinite(error.instance):  # of those _unwritable tells
            found.append(_sentence(error, place))
    return sorted(set(found)) + _unwritable(values, place)


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


def _sentence(error: Any, place: str) -> str:
    path = dotted(place, [*error.absolute_path, *error.schema.get(BLAMED, ())])
    if error.validator == "uniqueKeys":
        return f"{path}: {error.message}"
    if error.validator == "additionalProperties" and error.validator_value is False:
        unknown = sorted(set(error.instance) - set(error.schema["properties"]), key=str)
        allowed = ", ".join(sorted(error.schema["properties"]))
        return f"{path}: unknown {', '.join(map(repr, unknown))}; known are {allowed}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"{dotted(path, missing[:1])}: missing; it is needed"
    if error.validator == "anyOf":
        return f"{path}: missing; {error.schema[REMEDY]}"
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


def _unwritable(value: Any, place: str) -> list[str]:
    """What JSON cannot carry: half of a surrogate pair (as undecodable bytes become on their way here), no number."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in _unwritable(inner, dotted(place, [name]))]
    if isinstance(value, list):
        return [text for index, inner in enumerate(value) for text in _unwritable(inner, dotted(place, [index]))]
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return [f"{place}: found {value!a}; a text that is valid Unicode"]
    if isinstance(value, float) and not math.isfinite(value):
        return [f"{place}: found {value}; a finite number"]
    return []
