# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers: who may import whom, no circle, no late import that hides one, and files and functions of a size to read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from .files import ROOT

PLUGINS = ROOT / "plugins"
PREFIX = "ansible_collections.inference.endpoints.plugins."

UTILS = "module_utils"
#: What a resource or a client may stand on.
BASE = (f"{UTILS}/_engine", f"{UTILS}/_http")
PROVIDERS = tuple(f"{UTILS}/{name}" for name in ("_volcengine", "_huaweicloud", "_data_plane"))

#: Each layer, and the layers below it that it may import. The engine stands on nothing of ours.
MAY_IMPORT = {
    f"{UTILS}/_engine": (),
    f"{UTILS}/_http": (f"{UTILS}/_engine",),
    **dict.fromkeys(PROVIDERS, BASE),
    f"{UTILS}/_task": BASE,
    f"{UTILS}/_module": (*BASE, f"{UTILS}/_task"),
    "modules": (f"{UTILS}/_module", f"{UTILS}/_task", *PROVIDERS),
    "plugin_utils": (UTILS,),
    "plugin_utils/_controller": (UTILS, "plugin_utils/_manifest"),
    "plugin_utils/_fleet": (UTILS, "modules", "filter", "plugin_utils"),
    "action": ("modules", "plugin_utils", UTILS),
    **dict.fromkeys(("filter", "inventory", "lookup"), ("plugin_utils", UTILS)),
    "doc_fragments": ("modules", "plugin_utils", UTILS),
}

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50


def sources() -> list[Path]:
    return sorted(path for path in PLUGINS.rglob("*.py") if path.stat().st_size)


def name_of(path: Path) -> str:
    """The dotted name below ``plugins``."""
    return ".".join(path.relative_to(PLUGINS).with_suffix("").parts)


def layer_of(name: str) -> str:
    """The longest key of MAY_IMPORT that a dotted name lies in."""
    path = name.replace(".", "/")
    return max((layer for layer in MAY_IMPORT if f"{path}/".startswith(f"{layer}/")), key=len)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names_imported(path: Path, node: ast.AST) -> Iterator[str]:
    """What of ours a statement imports, as dotted names below ``plugins``."""
    if isinstance(node, ast.Import):
        yield from (alias.name[len(PREFIX) :] for alias in node.names if alias.name.startswith(PREFIX))
    if not isinstance(node, ast.ImportFrom):
        return
    if node.level:
        parts = path.relative_to(PLUGINS).parts[: -node.level]
        base = ".".join((*parts, *(node.module or "").split("."))).rstrip(".")
    elif (node.module or "").startswith(PREFIX):
        base = node.module[len(PREFIX) :]
    else:
        return
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        yield inner if (PLUGINS / f"{inner.replace('.', '/')}.py").exists() else base


def imports_of(path: Path) -> set[str]:
    return {name for node in ast.walk(tree_of(path)) for name in names_imported(path, node)}


def offenders(paths: list[Path], wrong_in: Callable[[Path], Iterable[str]]) -> dict[str, list[str]]:
    """What is wrong in each file, without the files that are right."""
    found = {name_of(path): sorted(wrong_in(path)) for path in paths}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_arrows_point_down():
    def wrong_in(path: Path) -> set[str]:
        layer = layer_of(name_of(path))
        allowed = tuple(f"{each}/" for each in (layer, *MAY_IMPORT[layer]))
        return {name for name in imports_of(path) if not f"{name.replace('.', '/')}/".startswith(allowed)}

    assert offenders(sources(), wrong_in) == {}


def test_no_circle():
    imports = {name_of(path): imports_of(path) for path in sources()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for each in sorted(imports.get(name, ())):
                visit(each, (*trail, name))
            done.add(name)

    for name in imports:
        visit(name, ())


def test_what_is_ours_is_imported_at_the_top():
    def wrong_in(path: Path) -> set[str]:
        body = tree_of(path).body
        guarded = [node for node in body if isinstance(node, (ast.If, ast.Try))]
        at_the_top = {id(node) for node in body} | {id(inner) for node in guarded for inner in ast.walk(node)}
        late = [node for node in ast.walk(tree_of(path)) if id(node) not in at_the_top]
        return {name for node in late for name in names_imported(path, node)}

    assert offenders(sources(), wrong_in) == {}


def test_only_the_module_host_knows_ansible_module():
    def wrong_in(path: Path) -> set[str]:
        imports = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom)]
        return {"AnsibleModule"} & {alias.name for node in imports for alias in node.names}

    assert offenders(sources(), wrong_in).keys() == {"module_utils._module.host"}


def test_a_file_can_be_read_in_one_sitting():
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = {name: count for name, count in lines.items() if count > MOST_LINES_OF_A_FILE}
    assert {name: count for name, count in long.items() if name.startswith(UTILS)} == {}


def test_a_function_can_be_seen_at_once():
    def wrong_in(path: Path) -> set[str]:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        found = [node for node in ast.walk(tree_of(path)) if isinstance(node, functions)]
        lines = [(node.name, node.end_lineno - node.lineno + 1) for node in found]
        return {f"{name}: {count} lines" for name, count in lines if count > MOST_LINES_OF_A_FUNCTION}

    utils = [path for path in sources() if path.relative_to(PLUGINS).parts[0].endswith("_utils")]
    assert offenders(utils, wrong_in) == {}
