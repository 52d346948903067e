# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Warn of what a plan does not say: what a successor lacks, who must know a new name, a state that tells nothing."""

from __future__ import annotations

from collections.abc import Iterator

from . import compare
from .desired import Desired
from .resource import FAILED, OTHER, Resource
from .wording import as_text


def of_change(resource: Resource, desired: Desired, observed: dict, before: dict, after: dict) -> Iterator[str]:
    """Yield the warnings about a change in place.

    :param before: the managed attributes as they are, with ``run_state``; ``after`` as they will be.
    """
    state = before["run_state"]
    if state == OTHER and desired.state in ("started", "stopped"):
        yield (
            f"{desired.label}: the status {as_text(observed.get('status'))} does not tell whether it is started or"
            " stopped, so each run asks for it again"
        )
    elif state == FAILED and desired.state == "present":
        reason = observed.get("status_reason") or "the server gives no reason"
        yield f"{desired.label} has failed (status {observed.get('status')}): {reason}"
    yield from _of_new_address(resource, desired, before, after)


def of_replacement(
    resource: Resource, desired: Desired, observed: dict, before: dict, carried: dict, values: dict
) -> Iterator[str]:
    """Yield the warnings about a replacement.

    :param before: the managed attributes as they are.
    :param carried: those that the successor should get; ``values`` what it does get.
    """
    hidden = (field.name for field in resource.fields if compare.is_unread(field, observed.get(field.name)))
    unread = [name for name in hidden if name not in carried]
    if unread:
        yield (
            f"{desired.label} is replaced. Whether it had {', '.join(unread)} cannot be read, so its successor has of"
            " them only what the task declares"
        )
    left_out = _missing(carried, values)
    if left_out:
        yield (
            f"{desired.label} is replaced. Its successor does not get {', '.join(left_out)}, which may not fit its"
            " other attributes. To keep it, declare it"
        )
    yield from _of_new_address(resource, desired, before, values)


def _missing(whole: dict, part: dict, place: str = "") -> list[str]:
    """Return the paths of what ``part`` lacks of ``whole``."""
    found = []
    for name, value in whole.items():
        if name not in part:
            found.append(f"{place}{name}")
        elif isinstance(value, dict) and isinstance(part[name], dict):
            found.extend(_missing(value, part[name], f"{place}{name}."))
    return found


def _of_new_address(resource: Resource, desired: Desired, before: dict, after: dict) -> Iterator[str]:
    """Warn if the attribute changes by which callers reach the endpoint."""
    given = resource.callers_give
    old, new = before.get(given), after.get(given)
    if given != "endpoint_id" and old != new:
        yield (
            f"{desired.label}: its {given} changes from {as_text(old)} to {as_text(new)}. Callers give the {given} as"
            " the model, so requests with the old one fail: tell them"
        )
