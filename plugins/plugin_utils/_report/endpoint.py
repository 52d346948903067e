# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of one endpoint in a report: its attributes after the run, what it serves, what changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .._manifest.families import FAMILIES

#: The outcomes of endpoints in the order of reports, which count pruned endpoints apart from deleted ones.
WORDS = ("created", "updated", "recreated", "deleted", "pruned", "unchanged", "failed")

#: Attributes that name what an endpoint serves; the first that is set counts.
_MODELS = ("model_name", "served_model_name", "infer_service_id")


class Change(NamedTuple):
    """One attribute that differs. For tags, ``removed`` and ``added`` replace the lists."""

    path: str
    before: Any
    after: Any
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def is_pruned(entry: dict) -> bool:
    """Return whether an endpoint is in the results because no manifest declares it."""
    return bool(entry["place"] == "pruned")


def word_of(entry: dict) -> str:
    """Return the outcome of an entry, one of WORDS."""
    return "pruned" if is_pruned(entry) and entry["outcome"] == "deleted" else str(entry["outcome"])


def wording(word: str, check_mode: bool) -> str:
    """Return an outcome in the words of a check, or of a run."""
    return f"would be {word}" if check_mode and word not in ("unchanged", "failed") else word


def reason(entry: dict) -> str:
    """Return why an entry failed, in a word or two, by which failures are grouped."""
    return entry.get("error_code") or ("ambiguous name" if entry.get("candidates") else "refused")


def where(entry: dict) -> str:
    """Return where the manifests declare an entry."""
    return ", ".join(entry["origins"]) or "pruned"


def attributes_of(entry: dict) -> dict:
    """Return the known attributes of an endpoint after the run, in a check the predicted ones; empty if it is gone."""
    if entry["outcome"] == "deleted":
        return {}
    return {**(entry["endpoint"] or {}), **(entry["after"] or {})}


def project_of(family: str, endpoint: dict) -> str:
    """Return the project or workspace of an endpoint; empty if the family has none."""
    names = FAMILIES[family].scope if family in FAMILIES else ()
    return " ".join(str(endpoint[name]) for name in names if endpoint.get(name))


def model_of(endpoint: dict) -> str:
    """Return the name of what an endpoint serves; empty if it is unknown."""
    reference = endpoint.get("model_reference")
    if isinstance(reference, dict):
        return model_name(reference)
    return next((str(endpoint[name]) for name in _MODELS if endpoint.get(name)), "")


def model_name(reference: dict) -> str:
    """Return the name of the model in a ``model_reference`` of Ark."""
    model = reference.get("foundation_model") or {}
    return str(reference.get("custom_model_id") or " ".join(str(part) for part in model.values() if part))


def limit_of(endpoint: dict, name: str) -> int | None:
    """Return the limit ``rpm`` or ``tpm`` of an endpoint; None if it has none."""
    limit = (endpoint.get("rate_limit") or endpoint).get(name)
    return limit if isinstance(limit, int) else None


def tags_of(endpoint: dict) -> list[str]:
    """Return the tags of an endpoint, each as one text."""
    return _tag_texts(endpoint.get("tags"))


def changes_of(entry: dict) -> list[Change]:
    """Return what changes. If the endpoint is created or deleted, that is every attribute."""
    return list(_changes("", entry["before"] or {}, entry["after"] or {}))


def _changes(path: str, before: dict, after: dict) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        was, will = before.get(name), after.get(name)
        if was == will:
            continue
        sides = [side for side in (was, will) if side is not None]
        if all(isinstance(side, dict) for side in sides):
            yield from _changes(f"{path}{name}.", was or {}, will or {})
        elif name == "tags" and all(map(_are_tags, sides)):
            old, new = _tag_texts(was), _tag_texts(will)
            yield Change(path + name, was, will, _without(old, new), _without(new, old))
        else:
            yield Change(path + name, was, will)


def _are_tags(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(tag, dict) and set(tag) == {"key", "value"} for tag in value)


def _tag_texts(tags: Any) -> list[str]:
    return [f"{tag['key']}={tag['value']}" for tag in tags or ()]


def _without(texts: Iterable[str], others: list[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text not in others)
