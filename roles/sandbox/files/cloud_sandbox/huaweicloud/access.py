# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in: a signature or a token, checked before a request is looked at (Huawei reference 2)."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from ..answers import HttpRequest, Refused
from ..readings import Readings
from ..signature import Credentials, header_bytes
from . import tokens
from .envelope import gateway_refusal
from .signature import SignatureRefused, verify


class Access:
    """The gate of one account. ``credentials`` may be exchanged while it runs; ``now`` gives UTC seconds."""

    def __init__(self, credentials: Credentials, readings: Readings, *, now: Callable[[], float]) -> None:
        self.credentials = credentials
        self.readings = readings
        self.revoked_before = 0.0
        self._now = now
        self._issued = 0
        self._failures = 0
        self._locked_until = 0.0

    def issue(self, project_id: str | None, seconds: float) -> tuple[str, tokens.Grant]:
        """A new token for a project, or for the account as a whole."""
        self._issued += 1
        grant = tokens.Grant(project_id, self._now(), self._now() + seconds)
        token = tokens.issue(grant, self._issued, self.credentials, self.readings["iam_token_length"])
        return token, grant

    def revoke(self) -> None:
        """Make every token issued up to now worthless."""
        self.revoked_before = self._now() + 1e-6

    def check(self, request: HttpRequest, bad_token: Callable[[str], Refused]) -> str | None:
        """Check a request; the project that its token is for, if it came with one that has a project.

        Raises `Refused`; ``bad_token`` makes the service's own refusal of a token from a sentence.
        """
        token = request.headers.get("x-auth-token")
        if token is not None:
            return self._by_token(token, bad_token)
        if request.headers.get("authorization"):
            self._by_signature(request)
            return None
        raise gateway_refusal("0301", "Incorrect IAM authentication information: x-auth-token not found.")

    def _by_token(self, token: str, bad_token: Callable[[str], Refused]) -> str | None:
        static = self.credentials.auth_token
        if static and hmac.compare_digest(header_bytes(token), header_bytes(static)):
            return None
        try:
            grant = tokens.accept(token, self.credentials, self._now(), self.revoked_before)
        except tokens.TokenRefused as refusal:
            raise bad_token(f"Incorrect IAM authentication information: {refusal}") from None
        if grant.project_id is None:
            raise gateway_refusal("0301", "The token is for the account; a token for a project is needed.")
        return grant.project_id

    def _by_signature(self, request: HttpRequest) -> None:
        now, most = self._now(), self.readings["huawei_lock_after_failures"]
        if now < self._locked_until:
            raise gateway_refusal("0301", "The access key is locked after too many wrong signatures.")
        try:
            verify(request, self.credentials, now, skew_seconds=self.readings["huawei_clock_skew_seconds"])
        except SignatureRefused as refusal:
            self._failures += 1
            if most is not None and self._failures > most:
                self._failures, self._locked_until = 0, now + self.readings["huawei_lock_seconds"]
            raise gateway_refusal(refusal.number, refusal.message) from None
        self._failures = 0
