# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every result, whatever went in and whatever the server said."""

from __future__ import annotations

import re
from typing import Any

from .stand import TaskResult

READ_WORDS = ("Get", "List", "Show", "Query")

#: ``path: what was found; what is allowed``. The path of an unknown option has a name that may be anything.
_SENTENCE = re.compile(
    r"[a-z_]+(\[\d+\]|\.[a-z_]+)*: .+; .+|.*: unknown option(; (expected one of [a-z_, ]+|did you mean [a-z_]+\?))?",
    re.DOTALL,
)
#: Bad input that only the service's own lists bring to light.
_LATE = ("; it is needed to create", "; one entry for each", "; another name", "missing; ")


def _masked(value: Any) -> bool:
    return "*****" in str(value) or "NO_LOG_PARAMETER" in str(value)


def writes(calls: list[str]) -> list[str]:
    return [call for call in calls if not call.startswith(READ_WORDS)]


def check_form(told: TaskResult, secrets: tuple[str, ...]) -> None:
    """A result is one JSON document; a failure is a sentence with the facts, no traceback, no bug, no secret."""
    assert told.result is not None, f"no result: {told.output[:2000]}"
    assert not any(secret in told.output for secret in secrets)
    result = told.result
    if not told.failed:
        assert isinstance(result["changed"], bool)
        return
    msg = result.get("msg")
    assert isinstance(msg, str), msg
    assert msg.strip(), result
    assert "exception" not in result, result["exception"]
    assert "Traceback" not in told.output, told.output[-3000:]
    assert "This is a bug" not in msg, msg
    if "error_code" in result:
        assert isinstance(result["action"], str)
        assert isinstance(result["error_code"], str)
        # A secret that is a short number makes Ansible mask every number in which it occurs.
        assert result["http_status"] is None or isinstance(result["http_status"], int) or _masked(result["http_status"])
        assert result["request_id"] is None or isinstance(result["request_id"], str)
    if "errors" in result:
        check_errors(result["errors"], told.calls, of_entries="results" in result)


def check_errors(errors: Any, calls: list[str], *, of_entries: bool) -> None:
    """Bad input: each problem has a path, and nothing was sent that could have been spared.

    ``of_entries``: they are of entries whose fault came to light when others of the set were under way.
    """
    assert errors
    assert isinstance(errors, list)
    for error in errors:
        assert _SENTENCE.fullmatch(error) or _masked(error), error
    assert of_entries or writes(calls) == []
    if calls:
        assert all(any(words in error for words in _LATE) for error in errors), (calls, errors)


def actions_of(told: TaskResult) -> list[str]:
    return (told.result or {}).get("actions") or []


def check_report(told: TaskResult, silent: tuple[str, ...] = ()) -> None:
    """``actions`` are what the service has done, ``changed`` follows from them; ``silent`` ones are no calls."""
    assert told.result is not None
    actions, done = [action for action in actions_of(told) if action not in silent], told.effects
    assert told.result["changed"] == bool(actions), told.result
    if not told.failed:
        assert actions == done or sorted(actions) == sorted(done), (actions, done)
