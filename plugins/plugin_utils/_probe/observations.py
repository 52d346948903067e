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


def change(name: str, action: str, requests: Requests, follows: str = "", **more: Any) -> Observation:
    """Return a call that changes an endpoint that the probe made."""
    return Observation(name, action, requests, follows, writes=True, **more)


def change_and_look(
    name: str,
    update: Requests,
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
        change(name, "UpdateEndpoint", update, hears=hears),
        Observation(f"{name}_read", action, look, name, until=shows, **more),
    )
