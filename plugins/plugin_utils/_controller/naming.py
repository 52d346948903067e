# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names for hosts and variables from what a service says, such that Ansible takes them for nothing else. Pure."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from ansible import constants
from ansible.vars.reserved import get_reserved_names

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused

#: What patterns of hosts, paths, templates and command lines read as more than a letter.
_SPECIAL = set(",:;[]{}()<>&!*?~/\\|\"'`$%@#=+^")

#: Words that stand for other hosts. Ansible's own names of this machine must not become an endpoint.
_TAKEN = frozenset(("all", "ungrouped", *constants.LOCALHOST))

#: Joiners that some scripts and pictures need within a word; other characters that are not seen are refused.
_JOINERS = "\u200c\u200d"

#: Of a long list, so many are named in a message.
_MOST_TOLD = 10


class Seen(NamedTuple):
    """An endpoint, and the number (from 0) of the source that shows it."""

    source: int
    attributes: dict


def host_names(seen: list[Seen], by: str) -> tuple[list[str], list[str]]:
    """A host name for each endpoint, no two alike, and sentences about those that are not named as asked for.

    An endpoint whose name is not its alone, or cannot be a host's, goes by its id; the order that endpoints come in
    decides nothing.

    :param by: ``name`` or ``endpoint_id``.
    :raises Refused: an id cannot be a host name either.
    """
    ids = Counter(each.attributes["endpoint_id"] for each in seen)
    by_id = [_name_by_id(each, ids) for each in seen]
    notes = []
    several = sorted(endpoint_id for endpoint_id, count in ids.items() if count > 1)
    if several:
        notes.append(
            f"several sources show endpoints with one id, whose hosts end in the source's number: {some(several)}"
        )
    if by == "endpoint_id":
        return by_id, notes
    names = Counter(each.attributes["name"] for each in seen)
    result = []
    shared: dict[str, list[str]] = {}
    unusable = []
    for each, fallback in zip(seen, by_id, strict=True):
        name = each.attributes["name"]
        if not is_usable(name) or name in ids:
            unusable.append(f"{name!r} of {fallback}")
        elif names[name] > 1:
            shared.setdefault(name, []).append(fallback)
        else:
            result.append(name)
            continue
        result.append(fallback)
    if shared:
        told = [f"{name!r} of {some(hosts)}" for name, hosts in shared.items()]
        notes.append(f"names that several endpoints bear; their hosts are named by id: {some(told)}")
    if unusable:
        notes.append(f"names that cannot be a host's; their hosts are named by id: {some(unusable)}")
    return result, notes


def _name_by_id(each: Seen, ids: Counter) -> str:
    endpoint_id = each.attributes["endpoint_id"]
    if not is_usable(endpoint_id):
        raise Refused(f"the service shows an endpoint whose id {endpoint_id!r} cannot be the name of a host")
    return endpoint_id if ids[endpoint_id] == 1 else f"{endpoint_id}_source{each.source + 1}"


def is_usable(name: object) -> bool:
    """Whether a text of any script is safe as the name of a host: in patterns, in paths, and seen as it is."""
    if not isinstance(name, str) or not name or name in _TAKEN or name[0] in "-.":
        return False
    return not any(character in _SPECIAL or _is_unseen(character) for character in name)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character)[0] in "CZ" and character not in _JOINERS


def variable_names(names: list[str], prefix: str, instead: str) -> dict[str, str]:
    """For each attribute the name of its variable; two attributes never share one, and none is Ansible's own.

    :param instead: the prefix where ``prefix`` would make a name that means something to Ansible.
    """
    taken = get_reserved_names() | _MAGIC
    result: dict[str, str] = {}
    for name in names:
        variable = re.sub(r"[^A-Za-z0-9_]", "_", f"{prefix}{name}")
        if (
            variable in taken
            or variable.startswith("ansible_")
            or not variable.isidentifier()
            or keyword.iskeyword(variable)
        ):
            variable = re.sub(r"[^A-Za-z0-9_]", "_", f"{instead}{name}")
        while variable in result.values():
            variable += "_"
        result[name] = variable
    return result


_MAGIC = frozenset(
    "environment group_names groups hostvars inventory_dir inventory_file inventory_hostname inventory_hostname_short"
    " omit play_hosts playbook_dir role_name role_names role_path vars".split()
)


def some(texts: list[str]) -> str:
    """A list of texts as one; of a long one the beginning."""
    more = len(texts) - _MOST_TOLD
    return ", ".join(texts[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
