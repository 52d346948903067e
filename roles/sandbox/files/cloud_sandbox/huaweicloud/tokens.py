# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that the sandbox's IAM issues. They carry their own proof, so none has to be kept (Huawei reference 2.1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from ..signature import Credentials, header_bytes

_FILLING = "."


@dataclass(frozen=True)
class Grant:
    """What a token allows: one project, or none (the account as a whole). Times are UTC seconds."""

    project_id: str | None
    issued: float
    expires: float


class TokenError(Exception):
    """The token is not accepted; the text is a sentence without the token."""


def _proof(payload: str, credentials: Credentials) -> str:
    # Another password, which is the secret key, makes old tokens worthless.
    return hmac.new(header_bytes(credentials.secret_key), header_bytes(payload), hashlib.sha256).hexdigest()


def issue(grant: Grant, number: int, credentials: Credentials, length: int = 0) -> str:
    """Return a token for a grant, at least ``length`` characters long; ``number`` makes it unlike any other."""
    document = json.dumps([grant.project_id, grant.issued, grant.expires, number])
    payload = base64.urlsafe_b64encode(document.encode()).decode()
    token = f"{payload}{_FILLING}{_proof(payload, credentials)}"
    return token + _FILLING + "x" * (length - len(token) - 1) if len(token) < length else token


def accept(token: str, credentials: Credentials, now: float, revoked_before: float) -> Grant:
    """Return what the token allows; raises `TokenError`."""
    payload, _dot, rest = token.partition(_FILLING)
    proof = header_bytes(rest.partition(_FILLING)[0])
    if not hmac.compare_digest(proof, header_bytes(_proof(payload, credentials))):
        raise TokenError("The token cannot be decrypted.")
    grant = Grant(*json.loads(base64.urlsafe_b64decode(payload))[:3])
    if now >= grant.expires:
        raise TokenError("The token has expired.")
    if grant.issued < revoked_before:
        raise TokenError("The token must be refreshed.")
    return grant
