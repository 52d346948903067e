# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make names of hosts and variables that mean nothing else to Ansible. Pure."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from ansible import constants
from ansible.vars.reserved import get_reserved_names

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import as_text, shortened

#: Characters with a meaning in host patterns, paths, templates or command lines.
_SPECIAL = set(",:;[]{}()<>&!*?~/\\|\"'`$%@#=+^")

#: Names of groups and of this machine.
_TAKEN = frozenset(("all", "ungrouped", *constants.LOCALHOST))

#: Invisible characters that some scripts and emoji need within a word; all others are refused.
_JOINERS = {"\u200c", "\u200d"}


class Seen(NamedTuple):
    """An endpoint, and the number (from 0) of the source that shows it."""

    source: int
    attributes: dict


def host_names(seen: list[Seen], by: str) -> tuple[list[str], list[str]]:
    """Return a unique host name for each endpoint, and sentences about those that are not named as asked for.

    An endpoint whose name is not unique, or cannot be the name of a host, is named by its id. The order of the
    endpoints decides nothing.

    :param by: ``name`` or ``endpoint_id``.
    :raises Refused: an id cannot be a host name either.
    """
    ids = Counter(each.attributes["endpoint_id"] for each in seen)
    by_id = [_name_by_id(each, ids) for each in seen]
    notes = []
    several = sorted(endpoint_id for endpoint_id, count in ids.items() if count > 1)
    if several:
        notes.append(
            f"several sources show endpoints with one id, whose hosts end in the source's number: {shortened(several)}"
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
            unusable.append(f"{as_text(name)} of {fallback}")
        elif names[name] > 1:
            shared.setdefault(name, []).append(fallback)
        else:
            result.append(name)
            continue
        result.append(fallback)
    if shared:
        sentences = [f"{as_text(name)} of {shortened(hosts)}" for name, hosts in shared.items()]
        notes.append(f"names that several endpoints bear; their hosts are named by id: {shortened(sentences)}")
    if unusable:
        notes.append(f"names that cannot be a host's; their hosts are named by id: {shortened(unusable)}")
    return result, notes


def _name_by_id(each: Seen, ids: Counter) -> str:
    endpoint_id = each.attributes["endpoint_id"]
    if not is_usable(endpoint_id):
        raise Refused(f"the service shows an endpoint whose id {as_text(endpoint_id)} cannot be the name of a host")
    return endpoint_id if ids[endpoint_id] == 1 else f"{endpoint_id}_source{each.source + 1}"


def is_usable(name: object) -> bool:
    """Return whether a text of any script is safe as the name of a host: in patterns, in paths, and without
    invisible characters.
    """
    if not isinstance(name, str) or not name or name in _TAKEN or name[0] in "-.":
        return False
    unseen = {character for character in name if unicodedata.category(character)[0] in "CZ"}
    return _SPECIAL.isdisjoint(name) and unseen <= _JOINERS


def variable_names(names: list[str], prefix: str, instead: str) -> dict[str, str]:
    """Return for each attribute the name of its variable: unique, and none of Ansible's own names.

    :param instead: the prefix for names that mean something to Ansible with ``prefix``.
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
