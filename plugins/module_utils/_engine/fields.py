# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field tables: one line for each attribute or option, from which options, checks, payloads and results follow."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable

#: How a field behaves in an update. A FIXED field is set by the create alone; a READ_ONLY one is never sent.
CHANGEABLE, FIXED, READ_ONLY = "changeable", "fixed", "read-only"


@dataclass(frozen=True, eq=False)
class Field:
    """One attribute of an endpoint, or one option of a task, and the rules that hold for it.

    :ivar name: option and attribute name.
    :ivar api: member name in the API's JSON; by default the same.
    :ivar kind: ``str``, ``int``, ``float``, ``bool``, ``path``, ``dict`` (with ``members``), ``list`` (with ``members``
        or ``values``), ``map`` (a dict whose keys are data, passed on as they are) or ``json`` (a text that is JSON).
    :ivar role: CHANGEABLE, FIXED or READ_ONLY.
    :ivar members: the fields inside a dict, or inside each element of a list.
    :ivar values: of a map or a list: the kind of its values, if they are all of one.
    :ivar required: must be given wherever its parent is.
    :ivar aliases: further names of the option, which is not a required one.
    :ivar secret: its value appears in no result and no log.
    :ivar also: further members under which an answer may show it.
    :ivar rivals: members beside it that say the same under another name, so that only one of them is ever sent.
    :ivar choices: of a text: the values that there are.
    :ivar minimum: least value of a number; ``maximum`` its greatest; ``above``: the number is greater than this.
    :ivar least: least length of a text or a list; ``most`` its greatest.
    :ivar pattern: of a text: the regular expression that it matches; ``remedy`` says in words what that allows.
    :ivar filled: of a text: neither empty nor blank.
    :ivar identifier: of a text: it names something, so it is filled, and blanks or line ends around it are a mistake.
    :ivar reserved: of a text: prefixes that belong to the platform.
    :ivar same: of a text: whether the desired text (first) and the observed one mean the same.
    :ivar one_of: of a dict: exactly one member is given. If an answer shows several, the first in ``members`` counts.
    :ivar any_of: of a dict: members of which at least one is given.
    :ivar whole: of a dict: an update must carry every member, so those not mentioned keep their present value.
    :ivar key: of a list: the member that identifies an element; elements are told apart by it, not by their place.
    :ivar purge: of a keyed list: the bool option that says whether elements not mentioned are removed.
    :ivar essential: every endpoint has it, so an answer that lacks it, or shows it empty, says nothing.
    :ivar volatile: any write changes it, in a way that cannot be predicted.
    :ivar to_create: a create cannot do without it.
    :ivar late: a create does not take it; an update sets it afterwards.
    :ivar listed: the list call returns it as well as the single read.
    :ivar unread: answers may leave it out, or show it empty, although it is set; then nothing is known of it.
    :ivar absent: what an answer means that leaves it out.
    :ivar initial: what a create sends when it is not mentioned.
    :ivar default: of an option, or of a member of a list element: what an omitted value stands for.
    """

    name: str
    api: str = ""
    kind: str = "str"
    role: str = CHANGEABLE
    members: tuple[Field, ...] = ()
    values: str | None = None
    required: bool = False
    aliases: tuple[str, ...] = ()
    secret: bool = False
    also: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    remedy: str | None = None
    filled: bool = False
    identifier: bool = False
    reserved: tuple[str, ...] = ()
    same: Callable[[str, str], bool] | None = None
    one_of: bool = False
    any_of: tuple[str, ...] = ()
    whole: bool = False
    key: str | None = None
    purge: str | None = None
    essential: bool = False
    to_create: bool = False
    volatile: bool = False
    late: bool = False
    listed: bool = True
    unread: bool = False
    absent: Any = None
    initial: Any = None
    default: Any = None

    def __post_init__(self) -> None:
        if not self.api:
            object.__setattr__(self, "api", self.name)


def dict_of(name: str, *members: Field, **rules: Any) -> Field:
    """Return the field of a dict with these members; the rules are those of Field."""
    return Field(name, kind="dict", members=members, **rules)


def list_of(name: str, *members: Field, **rules: Any) -> Field:
    """Return the field of a list whose elements have these members; the rules are those of Field."""
    return Field(name, kind="list", members=members, **rules)


@dataclass(frozen=True, eq=False)
class Filter(Field):
    """An option of an info module.

    :ivar sent: dotted path in the list request; empty when the service has no such filter.
    :ivar selects: dotted path of the attribute that equals the option, or is in its list; or a function of the
        attributes and the option, whose answer is None where they do not tell. Empty for what selects nothing.
    :ivar unread: what an answer does not show rules no endpoint out.
    """

    sent: str = ""
    selects: str | Callable[[dict, Any], bool | None] = ""


def has_free_maps(fields: tuple[Field, ...]) -> bool:
    """Return whether users may put data of their own under names of their own."""
    return any(field.kind == "map" or has_free_maps(field.members) for field in fields)


def may_be_unread(field: Field) -> bool:
    """Return whether the field, or a part of it, may be set although no answer shows it."""
    return field.role != READ_ONLY and (field.unread or any(map(may_be_unread, field.members)))


def options(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield the options of a table: its writable fields, and for each keyed list its purge option."""
    for field in fields:
        if field.role != READ_ONLY:
            yield field
            if field.purge:
                yield Field(field.purge, kind="bool", default=True)


#: Kinds of fields that Ansible knows under another name.
_OPTION_TYPES = {"map": "dict"}

#: Ansible guesses from such a name that the value is a secret, so the specification always says whether it is.
_SOUNDS_SECRET = re.compile("key|pass|secret|token")


def argument_spec(fields: tuple[Field, ...]) -> dict[str, dict]:
    """Return the options of a table as ``AnsibleModule`` wants them."""
    return {field.name: _option(field) for field in options(fields)}


def _option(field: Field) -> dict[str, Any]:
    option: dict[str, Any] = {"type": _OPTION_TYPES.get(field.kind, field.kind)}
    if field.required:
        option["required"] = True
    if field.aliases:
        option["aliases"] = list(field.aliases)
    if field.choices:
        option["choices"] = list(field.choices)
    if field.default is not None:
        option["default"] = field.default
    if field.kind == "list":
        option["elements"] = field.values or "dict"
    if field.members:
        option["options"] = argument_spec(field.members)
    if _SOUNDS_SECRET.search(field.name):
        option["no_log"] = field.secret
    return option


def by_name(fields: tuple[Field, ...], values: dict) -> dict:
    """Return ``values`` with each alias replaced by the option's name, at any depth.

    Ansible adds the name, but leaves the alias where it was.
    """
    result = dict(values)
    for field in fields:
        for alias in field.aliases:
            if alias in result:
                given = result.pop(alias)
                result[field.name] = given if result.get(field.name) is None else result[field.name]
        if _has_aliases(field.members) and field.name in result:
            result[field.name] = _by_name(field.members, result[field.name])
    return result


@functools.lru_cache(maxsize=256)
def _has_aliases(fields: tuple[Field, ...]) -> bool:
    return any(field.aliases or _has_aliases(field.members) for field in fields)


def _by_name(fields: tuple[Field, ...], value: Any) -> Any:
    if isinstance(value, list):
        return [_by_name(fields, element) for element in value]
    return by_name(fields, value) if isinstance(value, dict) else value


def mentioned(fields: tuple[Field, ...], params: dict) -> dict:
    """Return the writable attributes that ``params`` mentions, without the None that Ansible fills in."""
    return {
        field.name: _mentioned(field, params[field.name])
        for field in fields
        if field.role != READ_ONLY and params.get(field.name) is not None
    }


def _mentioned(field: Field, value: Any) -> Any:
    if field.kind == "map":
        data = json.loads(json.dumps(value))  # makes a text of each key
        # A null is data, unless the map says what kind its values have.
        return {name: inner for name, inner in data.items() if inner is not None} if field.values else data
    if field.members and isinstance(value, dict):
        return mentioned(field.members, value)
    if field.members and isinstance(value, list):
        return [mentioned(field.members, element) for element in value]
    return value


def without_none(value: Any) -> Any:
    """Return ``value`` without null members, at any depth."""
    if isinstance(value, dict):
        return {name: without_none(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_none(inner) for inner in value]
    return value


def to_api(fields: tuple[Field, ...], values: dict) -> dict:
    """Return ``values`` under the API's names."""
    return {field.api: _to_api(field, values[field.name]) for field in fields if values.get(field.name) is not None}


def _to_api(field: Field, value: Any) -> Any:
    if field.kind == "dict" and field.members:
        return to_api(field.members, value)
    if field.kind == "list" and field.members:
        return [to_api(field.members, element) for element in value]
    return value


def in_order(field: Field, elements: list[dict]) -> list[dict]:
    """Return the elements of a set (a keyed list that can be purged) by key, those of other lists as they are."""
    if field.key is None or field.purge is None:
        return elements
    return sorted(elements, key=lambda element: str(element.get(field.key)))
