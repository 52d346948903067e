# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/manifest.schema.json, with which editors complete and check manifests of the role fleet.

Usage: python tools/manifest_schema.py [--check]

It follows from the field tables, as the role's own check does; descriptions are those of the modules. With --check
nothing is written, and the exit status is 1 if the file is not up to date.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import itertools
import json
import pathlib
import re
import sys
from dataclasses import replace
from typing import Any

import yaml
from link_tree import ROOT, link_tree

TARGET = ROOT / "docs" / "manifest.schema.json"
IDENTIFIER = "https://github.com/inference-endpoints/inference.endpoints/blob/main/docs/manifest.schema.json"

_MARKUP = re.compile(r"\b(?:B|C|E|I|M|O|P|RV|V)\(((?:[^()]|\([^()]*\))*)\)")

_PLUGINS = "ansible_collections.inference.endpoints.plugins"

#: A text that has something in it and no blanks around it.
_TRIMMED = r"^\S([\s\S]*\S)?$"

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

_OF_THE_MANIFEST = {
    "defaults": "What the endpoints beside it inherit. Tags are inherited by key, limits one by one; null in an entry"
    " takes an option back.",
    "endpoints": "The endpoints.",
    "groups": "Endpoints with defaults of their own, which are laid over those of the family.",
}

_ORIGIN = {"description": "Where the entry comes from, such as an address in a Terraform state. It is ignored."}


def published() -> dict[str, Any]:
    """The schema, in nothing but standard keywords."""
    families = importlib.import_module(f"{_PLUGINS}.plugin_utils._manifest.families")
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, family in families.FAMILIES.items():
        options = options_of(f"{name}_endpoints")
        entry_docs = {**options["endpoints"]["suboptions"], "origin": _ORIGIN}
        entry = mapping(families.entry_fields(family), entry_docs)
        entry.setdefault("allOf", []).append({"anyOf": [given(option) for option in ("name", "endpoint_id")]})
        definitions[f"{name}_endpoint"] = entry
        definitions[f"{name}_defaults"] = mapping(families.defaults_fields(family), entry_docs)
        one = mapping(families.set_fields(family, secrets=False), options, defaults=True)
        definitions[f"{name}_set"] = one
        for place in (one, one["properties"]["groups"]["items"]):
            place["properties"].update(
                defaults={"$ref": f"#/$defs/{name}_defaults"},
                endpoints={"type": "array", "items": {"$ref": f"#/$defs/{name}_endpoint"}},
            )
            for part in _OF_THE_MANIFEST.keys() & place["properties"].keys():
                place["properties"][part]["description"] = _OF_THE_MANIFEST[part]
        one["properties"]["groups"]["type"] = "array"
        reference = {"$ref": f"#/$defs/{name}_set"}
        properties[name] = {
            "description": "One set of endpoints, or a list of sets, each with connection options of its own.",
            "if": {"type": "array"},
            "then": {"items": reference, "minItems": 1},
            "else": reference,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "$comment": "Made by tools/manifest_schema.py. SPDX-License-Identifier: GPL-3.0-or-later",
        "title": "Manifest of inference endpoints",
        "description": "What the Ansible role inference.endpoints.fleet makes true.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "$defs": definitions,
    }


def mapping(fields: Any, docs: dict[str, Any], *, defaults: bool = False) -> dict:
    """The schema of a mapping with these fields. Null is the same as not given.

    :param docs: the documentation of the options.
    :param defaults: tell the defaults of the options too.
    """
    table = list(importlib.import_module(f"{_PLUGINS}.module_utils._engine.fields").options(fields))
    result: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    for field in table:
        for name in (field.name, *field.aliases):
            rules = value(field, docs)
            rules = not_null(rules) if field.required else rules
            result["properties"][name] = described(rules, docs.get(field.name, {}), defaults=defaults)
        pairs = itertools.combinations((field.name, *field.aliases), 2)
        once = [{"not": {"allOf": [given(name) for name in pair]}} for pair in pairs]
        if once:
            result["allOf"] = [*result.get("allOf", ()), *once]
    required = [field.name for field in table if field.required]
    if required:
        result["required"] = required
    return result


def given(name: str) -> dict:
    """The rule that an option has a value other than null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


def value(field: Any, docs: dict[str, Any]) -> dict:
    """The schema of one option's value, null included."""
    inner = docs.get(field.name, {}).get("suboptions") or {}
    if field.choices and field.kind != "list":
        return {"enum": [*field.choices, None]}
    rules: dict[str, Any] = {"type": [_TYPES[field.kind], "null"]}
    if field.kind == "dict":
        rules.update(mapping(field.members, inner), type=rules["type"])
        if field.one_of:
            rules["oneOf"] = [given(member.name) for member in field.members]
        if field.any_of:
            rules["anyOf"] = [given(name) for name in field.any_of]
    elif field.kind == "list":
        element = replace(field, kind=field.values, least=None, most=None) if field.values else None
        rules["items"] = not_null(value(element, {})) if element else mapping(field.members, inner)
        rules.update(present({"minItems": field.least, "maxItems": field.most}))
        if field.key:
            rules["uniqueItems"] = True  # the most that the standard can say; the role says the rest
    elif field.kind == "map":
        rules.update({"additionalProperties": {"type": ["string", "null"]}} if field.values else {})
    elif field.kind in ("int", "float"):
        bounds = {"minimum": field.minimum, "maximum": field.maximum, "exclusiveMinimum": field.above}
        rules.update(present(bounds))
    else:
        rules.update(text(field))
    return rules


def not_null(rules: dict) -> dict:
    """The same rules for a value that must be there."""
    return {**rules, "type": rules["type"][0]} if "type" in rules else {"enum": rules["enum"][:-1]}


def text(field: Any) -> dict:
    """The rules of a text."""
    rules = present({"minLength": field.least, "maxLength": field.most})
    patterns = [field.pattern] if field.pattern else []
    if field.identifier or field.pattern:
        patterns.append(_TRIMMED if field.identifier else f"^$|{_TRIMMED}")
    elif field.filled:
        patterns.append(r"\S")
    if field.reserved:
        rules["not"] = {"pattern": f"^({'|'.join(field.reserved)})"}
    if len(patterns) == 1:
        return {**rules, "pattern": patterns[0]}
    return {**rules, "allOf": [{"pattern": pattern} for pattern in patterns]} if patterns else rules


def present(rules: dict) -> dict:
    """The rules that there are."""
    return {word: rule for word, rule in rules.items() if rule is not None}


def described(schema: dict, doc: dict, *, defaults: bool) -> dict:
    """One property with what its option's documentation says."""
    sentences = doc.get("description", [])
    told = sentences if isinstance(sentences, str) else " ".join(sentences)
    if told:
        schema = {**schema, "description": _MARKUP.sub(r"\1", told).replace("endpoints[].", "")}
    if defaults and doc.get("default") is not None:
        schema = {**schema, "default": doc["default"]}
    return schema


def options_of(module: str) -> dict[str, Any]:
    """The documentation of a module's options, that of its fragments included."""
    source = (ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    documentation = next(
        statement.value.value
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign)
        and getattr(statement.targets[0], "id", "") == "DOCUMENTATION"
        and isinstance(statement.value, ast.Constant)
    )
    content = yaml.safe_load(str(documentation))
    options = dict(content.get("options", {}))
    for name in content["extends_documentation_fragment"]:
        file, _dot, part = name.removeprefix("inference.endpoints.").partition(".")
        fragments = importlib.import_module(f"ansible_collections.inference.endpoints.plugins.doc_fragments.{file}")
        text = getattr(fragments.ModuleDocFragment, part.upper() or "DOCUMENTATION")
        options.update(yaml.safe_load(text).get("options") or {})
    return options


def main(arguments: list[str]) -> int:
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(description="Writes docs/manifest.schema.json.")
    parser.add_argument("--check", action="store_true", help="only tell whether the file is up to date")
    parser.add_argument("--target", type=pathlib.Path, default=TARGET, help="another file")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(link_tree()))
    wanted = json.dumps(published(), indent=2, ensure_ascii=False) + "\n"
    present = options.target.read_text(encoding="utf-8") if options.target.exists() else ""
    if not options.check:
        options.target.write_text(wanted, encoding="utf-8")
        return 0
    if present != wanted:
        print(f"{options.target} is not up to date; run: python tools/manifest_schema.py", file=sys.stderr)
    return int(present != wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
