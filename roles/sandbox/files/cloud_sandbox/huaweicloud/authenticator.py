# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in: a signature or a token, checked before a request is looked at (Huawei reference 2)."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from ..messages import ApiError, HttpRequest
from ..signature import Credentials, header_bytes
from ..switch_values import SwitchValues
from . import tokens
from .envelope import gateway_error
from .signature import SignatureError, verify


class Authenticator:
    """The gate of one account. ``credentials`` may be exchanged while it runs; ``now`` gives UTC seconds."""

    def __init__(self, credentials: Credentials, switches: SwitchValues, *, now: Callable[[], float]) -> None:
        self.credentials = credentials
        self.switches = switches
        self.revoked_before = 0.0
        self._now = now
        self._issued = 0
        self._failures = 0
        self._locked_until = 0.0

    def issue(self, project_id: str | None, seconds: float) -> tuple[str, tokens.Grant]:
        """Return a new token for a project, or for the account as a whole."""
        self._issued += 1
        grant = tokens.Grant(project_id, self._now(), self._now() + seconds)
        token = tokens.issue(grant, self._issued, self.credentials, self.switches["iam_token_length"])
        return token, grant

    def revoke(self) -> None:
        """Make every token issued up to now worthless."""
        self.revoked_before = self._now() + 1e-6

    def check(self, request: HttpRequest, bad_token: Callable[[str], ApiError]) -> str | None:
        """Check a request; the project that its token is for, if it came with one that has a project.

        Raises `ApiError`; ``bad_token`` makes the service's own error of a token from a sentence.
        """
        token = request.headers.get("x-auth-token")
        if token is not None:
            return self._by_token(token, bad_token)
        if request.headers.get("authorization"):
            self._by_signature(request)
            return None
        raise gateway_error("0301", "Incorrect IAM authentication information: x-auth-token not found.")

    def _by_token(self, token: str, bad_token: Callable[[str], ApiError]) -> str | None:
        static = self.credentials.auth_token
        if static and hmac.compare_digest(header_bytes(token), header_bytes(static)):
            return None
        try:
            grant = tokens.accept(token, self.credentials, self._now(), self.revoked_before)
        except tokens.TokenError as error:
            raise bad_token(f"Incorrect IAM authentication information: {error}") from None
        if grant.project_id is None:
            raise gateway_error("0301", "The token is for the account; a token for a project is needed.")
        return grant.project_id

    def _by_signature(self, request: HttpRequest) -> None:
        now, most = self._now(), self.switches["huawei_lock_after_failures"]
        if now < self._locked_until:
            raise gateway_error("0301", "The access key is locked after too many wrong signatures.")
        try:
            verify(request, self.credentials, now, skew_seconds=self.switches["huawei_clock_skew_seconds"])
        except SignatureError as error:
            self._failures += 1
            if most is not None and self._failures > most:
                self._failures, self._locked_until = 0, now + self.switches["huawei_lock_seconds"]
            raise gateway_error(error.number, error.message) from None
        self._failures = 0
