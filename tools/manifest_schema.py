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
import json
import pathlib
import re
import sys
from typing import Any

import yaml
from link_tree import ROOT, link_tree

TARGET = ROOT / "docs" / "manifest.schema.json"
IDENTIFIER = "https://github.com/inference-endpoints/inference.endpoints/blob/main/docs/manifest.schema.json"

_MARKUP = re.compile(r"\b(?:B|C|E|I|M|O|P|RV|V)\(((?:[^()]|\([^()]*\))*)\)")

_OF_THE_MANIFEST = {
    "defaults": "What the endpoints beside it inherit. Tags are inherited by key, limits one by one; null in an entry"
    " takes an option back.",
    "endpoints": "The endpoints.",
    "groups": "Endpoints with defaults of their own, which are laid over those of the family.",
}

_ORIGIN = {"description": "Where the entry comes from, such as an address in a Terraform state. It is ignored."}


def published() -> dict[str, Any]:
    """The schema, in nothing but standard keywords."""
    package = "ansible_collections.inference.endpoints.plugins.plugin_utils._manifest"
    families = importlib.import_module(f"{package}.families").FAMILIES
    rules = importlib.import_module(f"{package}.schema")
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, family in families.items():
        options = options_of(family.module.rpartition(".")[2])
        nullable = rules.takes_null(family.endpoint)
        entry_docs = {**options["endpoints"]["suboptions"], "origin": _ORIGIN}
        one = standard(rules.set_schema(family.endpoint), options, defaults=True)
        definitions[f"{name}_endpoint"] = standard(rules.endpoint_schema(family.endpoint), entry_docs)
        definitions[f"{name}_defaults"] = standard(rules.defaults_schema(family.endpoint), entry_docs)
        definitions[f"{name}_set"] = one
        for definition in (f"{name}_endpoint", f"{name}_defaults"):
            allow_null(definitions[definition], nullable["endpoint"])
        allow_null(one, nullable["set"])
        for place in (one, one["properties"]["groups"]["items"]):
            place["properties"]["defaults"] = {"$ref": f"#/$defs/{name}_defaults"}
            place["properties"]["endpoints"]["items"] = {"$ref": f"#/$defs/{name}_endpoint"}
            for key, text in _OF_THE_MANIFEST.items():
                if key in place["properties"]:
                    place["properties"][key]["description"] = text
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


def standard(schema: Any, docs: dict[str, Any] | None = None, *, defaults: bool = False) -> Any:
    """``schema`` without this collection's own keywords; ``docs``: the documentation of its properties."""
    docs = docs or {}
    docs = {**docs, **{alias: doc for doc in docs.values() for alias in doc.get("aliases", ())}}
    if isinstance(schema, list):
        return [standard(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for word, rule in schema.items():
        if word in ("remedy", "blamed"):
            continue  # words for the role's messages; editors have their own
        if word == "uniqueKeys":
            result["uniqueItems"] = True  # the most that the standard can say; the role says the rest
        elif word == "properties":
            result[word] = {
                name: described(inner, docs.get(name, {}), defaults=defaults) for name, inner in rule.items()
            }
        else:
            result[word] = standard(rule, docs) if word == "items" else standard(rule)
    return result


def described(schema: dict, doc: dict, *, defaults: bool) -> dict:
    """One property in standard keywords, with what its option's documentation says."""
    inner = doc.get("suboptions")
    result = standard(schema, inner)
    sentences = doc.get("description", [])
    text = sentences if isinstance(sentences, str) else " ".join(sentences)
    if text:
        result["description"] = _MARKUP.sub(r"\1", text).replace("endpoints[].", "")
    if defaults and doc.get("default") is not None:
        result["default"] = doc["default"]
    return result


def allow_null(schema: dict, names: set[str]) -> None:
    """Let these properties be null as well."""
    for name, rule in schema.get("properties", {}).items():
        if name not in names:
            continue
        if "type" in rule:
            rule["type"] = [rule["type"], "null"]
        if "enum" in rule:
            rule["enum"] = [*rule["enum"], None]


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
