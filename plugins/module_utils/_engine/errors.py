# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, as types. Raised where the fact is known, turned into a failure of the task in ``_task``."""

from __future__ import annotations


class EndpointError(Exception):
    """Any failure that a user, a server or a network can cause. ``str()`` is the sentence that the user reads."""

    def details(self) -> dict:
        """Further keys of the failed result."""
        return {}


class BadInput(EndpointError):
    """The task's options contradict themselves or the contract. ``errors`` are sentences ``path: found; expected``."""

    def __init__(self, errors: list[str]) -> None:
        count = f"{len(errors)} problem{'' if len(errors) == 1 else 's'}"
        super().__init__(f"{count} in the options: {' | '.join(errors)}")
        self.errors = errors

    def details(self) -> dict:
        return {"errors": self.errors}

    def below(self, place: str) -> BadInput:
        """The same, of a declaration that stands there."""
        return BadInput([f"{place}.{sentence}" for sentence in self.errors])


class MissingLibrary(EndpointError):
    """A Python library that the task needs cannot be imported on the target."""

    def __init__(self, library: str, reason: str) -> None:
        super().__init__(f"The Python library {library} cannot be imported")
        self.library = library
        self.reason = reason


class Ambiguous(EndpointError):
    """A name that several endpoints bear. ``candidates`` are the endpoints' attributes."""

    def __init__(self, message: str, candidates: list[dict]) -> None:
        super().__init__(message)
        self.candidates = candidates

    def details(self) -> dict:
        return {"candidates": self.candidates}


class Refused(EndpointError):
    """The collection itself declines: going on would replace, lose or invent something that was not asked for."""


class NotConverged(EndpointError):
    """The server accepted a write, and what is read back is still not what was declared."""

    def __init__(self, message: str, moved: bool) -> None:
        super().__init__(message)
        self.moved = moved


class StoredOtherwise(NotConverged):
    """The service has stored a new endpoint with another name, or otherwise in what cannot be changed."""


class CallFailed(EndpointError):
    """A call that failed, or a wait for one.

    ``code`` is the server's code, or ours where there was no answer; ``status`` the HTTP status; ``request_id`` the
    server's trace id; the last two are None when there was no answer.
    """

    def __init__(
        self,
        message: str,
        *,
        action: str,
        code: str,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.action = action
        self.code = code
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after

    def details(self) -> dict:
        return {
            "action": self.action,
            "error_code": self.code,
            "http_status": self.status,
            "request_id": self.request_id,
        }

    def saying(self, text: str, kind: type[CallFailed] | None = None) -> CallFailed:
        """The same failure with another sentence; as another ``kind`` of failure, if that is given."""
        return (kind or type(self))(
            text,
            action=self.action,
            code=self.code,
            status=self.status,
            request_id=self.request_id,
            retry_after=self.retry_after,
        )


class NotFound(CallFailed):
    """The endpoint that the call names does not exist (any more, or for this caller)."""


class WrongState(CallFailed):
    """The endpoint's present state does not allow the call."""


class Throttled(CallFailed):
    """The server turned the call away unread; it may be sent again later. ``retry_after`` is in seconds, or None."""


class Unsent(CallFailed):
    """The call never reached a server, so it certainly had no effect."""


class Unclear(CallFailed):
    """The answer was lost, foreign or a server fault: a write may or may not have taken effect."""


class WaitFailed(CallFailed):
    """The endpoint did not reach the state that was waited for: it failed, it vanished, or the time was up."""
