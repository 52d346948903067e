# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that can be assumed, and the temporary keys of those that were (Ark reference 9.2). In memory alone."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import Any

from ..ark.errors import gateway_error
from ..messages import ApiError
from ..signature import Credentials, SignatureError
from ..switch_values import SwitchValues

VERSION = "2018-01-01"
SHORTEST, USUAL, LONGEST = 900, 3600, 43_200

_TRN = re.compile(r"trn:iam::[^:\s]+:role/(\S+)\Z")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class StsService:
    """Issues temporary keys and knows them again. ``now`` gives UTC seconds; ``seed`` makes keys reproducible."""

    def __init__(
        self, switches: SwitchValues, *, now: Callable[[], float] = time.time, seed: int | None = None
    ) -> None:
        self.switches = switches
        self._now = now
        self._random = random.Random(seed)
        self._issued: dict[str, tuple[Credentials, float]] = {}

    def temporary(self, access_key: str) -> Credentials | None:
        """Return the temporary keys with this id, or nothing if it is another kind of key; raises `SignatureError`."""
        credentials, expires = self._issued.get(access_key, (None, 0.0))
        if credentials is not None and self._now() >= expires:
            raise SignatureError("InvalidSecretToken", "The security token has expired.")
        return credentials

    def assume(self, asked: dict[str, str], *, oidc: bool) -> dict[str, Any]:
        """Return the Result of a call; raises `ApiError`."""
        for member in ("RoleTrn", "RoleSessionName"):
            if not asked.get(member):
                raise gateway_error("MissingParameter", f"The parameter {member} is missing.")
        role = _TRN.match(asked["RoleTrn"])
        if role is None:
            raise ApiError("InvalidParameter.RoleTrn", 400, "RoleTrn must be trn:iam::<account id>:role/<name>.")
        if self.switches["sts_role"] not in ("any", asked["RoleTrn"]):
            raise ApiError("AccessDenied", 403, f"The caller is not allowed to assume the role {asked['RoleTrn']}.")
        seconds = self.switches["sts_seconds"] or self._duration(asked.get("DurationSeconds"))
        access_key = "AKTP" + self._text(28)
        credentials = Credentials(access_key, self._text(40), "STS" + self._text(60))
        begin, end = self._now(), self._now() + seconds
        self._issued[access_key] = (credentials, end)
        times = {"Expiration": _stamp(end)} if oidc else {"CurrentTime": _stamp(begin), "ExpiredTime": _stamp(end)}
        return {
            "Credentials": {
                **times,
                "AccessKeyId": access_key,
                "SecretAccessKey": credentials.secret_key,
                "SessionToken": credentials.session_token,
            },
            "AssumedRoleUser": {
                "Trn": asked["RoleTrn"].replace(":iam:", ":sts:").replace("role/", "assumed-role/"),
                "AssumedRoleId": f"{role.group(1)}:{asked['RoleSessionName']}",
            },
        }

    def check_oidc_token(self, token: str) -> None:
        """Raises `ApiError`."""
        if not token:
            raise gateway_error("MissingParameter", "The parameter OIDCToken is missing.")
        if self.switches["sts_oidc_token"] not in ("any", token):
            raise ApiError("InvalidParameter.OIDCToken", 400, "The OIDC token cannot be verified.")

    def _duration(self, asked: str | None) -> float:
        seconds = int(asked) if asked and asked.isdecimal() else 0
        if seconds > LONGEST:
            raise ApiError("InvalidParameter.DurationSeconds", 400, f"DurationSeconds is at most {LONGEST}.")
        return seconds if seconds >= SHORTEST else USUAL

    def _text(self, length: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=length))


def _stamp(seconds: float) -> str:
    """Return a time as STS writes it, in the time zone of Beijing."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(seconds + 8 * 3600))
