# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Types of failures. ``_task`` turns each into a failed result.

What the types of a failed call tell apart is whether the server may have acted: that decides what may be sent again.
"""

from __future__ import annotations


class EndpointError(Exception):
    """Any failure that a user, a server or a network can cause. ``str()`` is the sentence that the user reads."""

    def details(self) -> dict:
        """Return the further keys of the failed result."""
        return {}


class BadInput(EndpointError):
    """The task's options are wrong.

    :ivar errors: what is wrong, as sentences ``path: found X; expected Y``.
    """

    def __init__(self, errors: list[str]) -> None:
        count = f"{len(errors)} problem{'' if len(errors) == 1 else 's'}"
        super().__init__(f"{count} in the options: {' | '.join(errors)}")
        self.errors = errors

    def details(self) -> dict:
        return {"errors": self.errors}

    def below(self, place: str) -> BadInput:
        """Return the same failure, with ``place`` in front of each path."""
        return BadInput([f"{place}.{sentence}" for sentence in self.errors])


class MissingLibrary(EndpointError):
    """A Python library that the task needs cannot be imported on the target."""

    def __init__(self, library: str, reason: str) -> None:
        super().__init__(f"The Python library {library} cannot be imported")
        self.library = library
        self.reason = reason


class Ambiguous(EndpointError):
    """Several endpoints have the name.

    :ivar candidates: the attributes that tell them apart.
    """

    def __init__(self, message: str, candidates: list[dict]) -> None:
        super().__init__(message)
        self.candidates = candidates

    def details(self) -> dict:
        return {"candidates": self.candidates}


class Refused(EndpointError):
    """The collection itself declines: to go on would replace, lose or invent something that was not asked for."""


class NotConverged(EndpointError):
    """The server accepted a write, but what is read back is still not as declared.

    :ivar moved: something has changed all the same.
    """

    def __init__(self, message: str, moved: bool) -> None:
        super().__init__(message)
        self.moved = moved


class StoredOtherwise(NotConverged):
    """The service stored a new endpoint under another name, or with another value of what cannot be changed."""


class CallFailed(EndpointError):
    """A call failed, or the wait for what it began.

    :ivar code: the server's code, or one of ours if there was no answer.
    :ivar status: the HTTP status, None if there was no answer.
    :ivar request_id: the server's trace id, None if there was no answer.
    :ivar retry_after: seconds after which the server allows another attempt, None if it did not say.
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
        """Return the same failure with another sentence.

        :param kind: the type of the new failure, by default the same.
        """
        return (kind or type(self))(text, **vars(self))


class NotFound(CallFailed):
    """The endpoint that the call names does not exist, or does not exist for this caller."""


class WrongState(CallFailed):
    """The endpoint's present state does not allow the call."""


class Throttled(CallFailed):
    """The server rejected the call unread, because of its rate; it may be sent again later."""


class Unsent(CallFailed):
    """The call never reached a server, so it certainly had no effect."""


class Unclear(CallFailed):
    """The answer was lost, not the service's, or a server fault: a write may or may not have taken effect."""


class WaitFailed(CallFailed):
    """The endpoint did not reach the state that was waited for: it failed, it vanished, or time ran out."""
