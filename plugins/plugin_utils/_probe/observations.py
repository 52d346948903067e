# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What observations ask for, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .questions import Observation, Reply, Requests, Seen


def always(*requests: dict[str, Any]) -> Requests:
    """Return requests that depend on nothing."""
    return lambda _seen: [dict(request) for request in requests]


def only_if(condition: Callable[[Seen], Any], requests: Requests) -> Requests:
    """Return requests that are only made if earlier replies allow it."""
    return lambda seen: requests(seen) if condition(seen) else []


def if_accepted(names: str, requests: Requests) -> Requests:
    """Return requests that are only made if one of these earlier ones was accepted."""
    return only_if(lambda seen: seen.accepted(*names.split()), requests)


def change_and_look(
    name: str,
    change: Requests,
    action: str,
    look: Requests,
    shows: Callable[[Seen, Reply], bool],
    hears: tuple[str, ...] = (),
    **more: Any,
) -> tuple[Observation, Observation]:
    """Return an update of an endpoint, and the reads until one shows it, as reads may lag.

    :param action: reads the endpoint, with ``look`` as its arguments.
    :param shows: tells whether a read shows the update.
    """
    return (
        Observation(name, "UpdateEndpoint", change, writes=True, hears=hears),
        Observation(f"{name}_read", action, if_accepted(name, look), until=shows, **more),
    )
