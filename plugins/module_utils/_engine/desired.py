# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task, or one entry of a set, declares about one endpoint."""

from __future__ import annotations

from typing import NamedTuple

from .wording import as_text, quoted


class Desired(NamedTuple):
    """What a task, or one entry of a set, declares about one endpoint.

    :ivar state: ``present``, ``started``, ``stopped`` or ``absent``.
    :ivar endpoint_id: the address by id; without it the address is ``attributes["name"]`` in ``scope``.
    :ivar attributes: every writable attribute that is managed, without None; includes the scope of an address by name.
    :ivar scope: the scope of the address.
    :ivar purge: from a purge option's name to its value.
    :ivar recreate: ``never``, ``create_first`` or ``delete_first``.
    :ivar call_options: how to make calls (Resource.call_options).
    """

    state: str
    endpoint_id: str | None
    attributes: dict
    scope: dict
    purge: dict
    recreate: str = "never"
    call_options: dict = {}

    @property
    def label(self) -> str:
        """Return the endpoint as messages call it."""
        name = self.attributes.get("name")
        if self.endpoint_id:
            return f"endpoint {self.endpoint_id}" + (f" (to be named {quoted(name)})" if name else "")
        where = (f" in {field.rsplit('_', 1)[0]} {as_text(value)}" for field, value in self.scope.items())
        return f"endpoint {as_text(name)}" + "".join(where)
