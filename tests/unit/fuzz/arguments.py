# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options made from a module's argument spec: likely ones, and the same with junk put in their places."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from .subjects import Cloud

#: All of Unicode, halves of surrogate pairs and control characters included.
any_text = st.text(st.characters(), max_size=20)


def nested(depth: int, kind: type) -> Any:
    """A list in a list, or a mapping in a mapping, so many times."""
    value: Any = 0
    for _level in range(depth):
        value = [value] if kind is list else {"a": value}
    return value


#: One value of each sort that has broken some program before.
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    10**30,
    0.0,
    -0.0,
    1.5,
    5e-324,
    1e308,
    10**400,
    -(10**400),
    math.nan,
    math.inf,
    -math.inf,
    "",
    " ",
    "\0",
    "\n",
    "\x7f",
    "\ud800",
    "a\udcffb",
    "\ufeff",
    "\u202e",
    "😀" * 3,
    "شبكة",
    "推理接入点",
    "e\u0301",
    "²",
    "٣",
    "1e3",
    "0x10",
    "null",
    "true",
    "[]",
    "{}",
    "{{ lookup('env', 'HOME') }}",
    "http://",
    "http://[::1",
    "http://a..b/",
    "https://user:pw@host",
    "../../etc/passwd",
    "%s%n{0}",
    "'\"`$(x)",
    "x" * 20_000,
    [],
    {},
    [[]],
    [None],
    [1, "a", {}],
    {"": None},
    {"key": {}},
    list(range(500)),
    [{"key": "a"}] * 300,
    {str(number): number for number in range(300)},
    nested(60, list),
    nested(60, dict),
]

junk = st.sampled_from(ODD) | any_text | st.integers() | st.floats(-1e6, 1e6) | st.just(math.nan)


def likely(spec: dict, cloud: Cloud, path: tuple[str, ...] = ()) -> st.SearchStrategy[dict]:
    """Options that a task could have: most are right, some contradict each other."""
    required = {}
    optional = {}
    for name, option in spec.items():
        place = (*path, name)
        if option.get("required"):
            required[name] = _one(option, cloud, place)
        elif name in cloud.seldom and not path:
            optional[name] = None
        else:
            optional[name] = _one(option, cloud, place)
    usual = {name: value for name, value in optional.items() if value is not None}
    seldom = {name: _one(spec[name], cloud, (*path, name)) for name in spec if name in cloud.seldom and not path}
    often = st.fixed_dictionaries(required, optional=usual)
    if not seldom:
        return often
    now_and_then = st.one_of(*[st.just({})] * 4, st.fixed_dictionaries({}, optional=seldom))
    return st.builds(lambda base, more: {**base, **more}, often, now_and_then)


def _one(option: dict, cloud: Cloud, path: tuple[str, ...]) -> st.SearchStrategy:
    kind = option.get("type", "str")
    words = next(
        (cloud.words[".".join(path[start:])] for start in range(len(path)) if ".".join(path[start:]) in cloud.words),
        None,
    )
    inner = option.get("options")
    if kind == "list":
        element = likely(inner, cloud, path) if inner else _scalar(option.get("elements", "str"), option, words)
        return st.lists(element, max_size=4)
    if kind == "dict" and inner:
        return likely(inner, cloud, path)
    return _scalar(kind, option, words)


def _scalar(kind: str, option: dict, words: list | None) -> st.SearchStrategy:
    if option.get("choices"):
        return st.sampled_from(option["choices"])
    if words is not None:
        return st.sampled_from(words)
    return {
        "bool": st.booleans(),
        "int": st.integers(0, 30),
        "float": st.floats(0.125, 30, width=16),
        "dict": st.dictionaries(any_text, any_text, max_size=2),
        "json": any_text,
        "path": st.just(None),
        "raw": any_text,
    }.get(kind, st.sampled_from(["", "a", "b", "推理"]))


def places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The path of every value inside ``value``."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from places(inner, (*path, step))


def put(value: Any, path: tuple, new: Any) -> Any:
    """``value`` with another value at that path."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict):
        return {**value, step: put(value.get(step), tuple(rest), new)}
    if not isinstance(value, list):
        return new
    return [put(inner, tuple(rest), new) if number == step else inner for number, inner in enumerate(value)]


@st.composite
def spoilt(draw: st.DrawFn, usual: st.SearchStrategy[dict], names: list[str]) -> dict:
    """Likely options in which some values are junk, at any depth; and now and then an option that does not exist."""
    options = draw(usual)
    for _time in range(draw(st.integers(1, 3))):
        found = [*places(options), *((name,) for name in names)]
        options = put(options, draw(st.sampled_from(found)), draw(junk))
    if draw(st.integers(0, 9)) == 0:
        found = [(), *(path for path in places(options) if isinstance(at(options, path), dict))]
        options = put(options, (*draw(st.sampled_from(found)), draw(any_text)), draw(junk))
    return options


def at(value: Any, path: tuple) -> Any:
    """The value at that path."""
    for step in path:
        value = value[step]
    return value


def with_ids(value: Any, ids: dict[str, str]) -> Any:
    """``value`` with what its placeholders stand for."""
    if isinstance(value, dict):
        return {name: with_ids(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_ids(inner, ids) for inner in value]
    return ids.get(value, value) if isinstance(value, str) else value


def text_of(value: Any, *, twice: bool = False) -> str:
    """``value`` as JSON; with ``twice`` each member also stands before itself with a value that is overruled."""
    if twice and isinstance(value, dict):
        members = []
        for name, inner in value.items():
            members += [f"{json.dumps(name)}: {{}}", f"{json.dumps(name)}: {text_of(inner, twice=True)}"]
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(text_of(inner, twice=twice) for inner in value) + "]"
    return json.dumps(value)
