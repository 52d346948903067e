# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's STS: who may assume which role, what temporary keys are good for, and for how long."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cloud_sandbox.cloud import Cloud
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

from .signing import sign_headers, signed
from .support import Clock

ROLE = "trn:iam::2100000000:role/deploy"
ASKED = {"RoleTrn": ROLE, "RoleSessionName": "tests"}
HOST = "127.0.0.1:8181"


class Account:
    """A cloud with a clock that is told the time."""

    def __init__(self, **switches: Any) -> None:
        self.clock = Clock()
        self.cloud = Cloud(Credentials("AK", "SK"), switches, now=self.clock, seed=7)

    def send(self, request: HttpRequest) -> tuple[int, dict]:
        """Status and document."""
        outcome = self.cloud.gateway.request(request)
        return outcome.status, outcome.document

    def assume(self, asked: dict[str, str] | None = None, **signing: Any) -> tuple[int, dict]:
        """A signed request with the parameters in its query."""
        pairs = {"Action": "AssumeRole", "Version": "2018-01-01", **(ASKED if asked is None else asked)}
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(pairs.items()))
        headers = sign_headers(b"", query, host=HOST, now=self.clock(), service="sts", **signing)
        return self.send(HttpRequest("POST", "/", query, headers, b""))

    def assume_with(self, token: str) -> tuple[int, dict]:
        """An unsigned request with an OIDC token in its body."""
        body = urlencode({**ASKED, "OIDCToken": token}).encode()
        query = "Action=AssumeRoleWithOIDC&Version=2018-01-01"
        return self.send(HttpRequest("POST", "/", query, {"host": HOST}, body))

    def list(self, keys: dict, **more: Any) -> tuple[int, str | None]:
        """Status and error code of a list call with temporary keys."""
        signing = {"access_key": keys["AccessKeyId"], "secret_key": keys["SecretAccessKey"], **more}
        status, document = self.send(
            signed("ListEndpoints", {}, now=self.clock(), **{"token": keys["SessionToken"], **signing})
        )
        return status, document["ResponseMetadata"].get("Error", {}).get("Code")


def code(answer: tuple[int, dict]) -> tuple[int, str | None]:
    return answer[0], answer[1]["ResponseMetadata"].get("Error", {}).get("Code")


def test_temporary_keys_are_good_until_they_end() -> None:
    account = Account()
    status, document = account.assume()
    assert (status, document["ResponseMetadata"]["Service"]) == (200, "sts")
    keys = document["Result"]["Credentials"]
    assert (keys["CurrentTime"], keys["ExpiredTime"]) == ("2026-01-02T11:04:05+08:00", "2026-01-02T12:04:05+08:00")
    assert account.list(keys) == (200, None)
    assert account.list(keys, token="other") == (401, "InvalidSecretToken")
    assert account.list(keys, secret_key="other") == (401, "SignatureDoesNotMatch")
    account.clock.tick(3599)
    assert account.list(keys) == (200, None)
    account.clock.tick(1)
    assert account.list(keys) == (401, "InvalidSecretToken")


@pytest.mark.parametrize(
    ("asked", "signing", "answer"),
    [
        ({"RoleTrn": ROLE}, {}, (400, "MissingParameter")),
        ({"RoleSessionName": "tests"}, {}, (400, "MissingParameter")),
        ({**ASKED, "RoleTrn": "deploy"}, {}, (400, "InvalidParameter.RoleTrn")),
        ({**ASKED, "DurationSeconds": "43201"}, {}, (400, "InvalidParameter.DurationSeconds")),
        (ASKED, {"secret_key": "other"}, (401, "SignatureDoesNotMatch")),
        (ASKED, {"access_key": "other"}, (401, "InvalidAccessKey")),
    ],
)
def test_what_sts_refuses(asked: dict, signing: dict, answer: tuple) -> None:
    assert code(Account().assume(asked, **signing)) == answer


def test_a_duration_that_is_too_short_counts_as_an_hour() -> None:
    for asked, end in (("899", "12:04:05"), ("900", "11:19:05"), ("43200", "23:04:05")):
        _status, document = Account().assume({**ASKED, "DurationSeconds": asked})
        assert document["Result"]["Credentials"]["ExpiredTime"] == f"2026-01-02T{end}+08:00"


def test_the_only_role() -> None:
    account = Account(sts_role=ROLE)
    assert code(account.assume()) == (200, None)
    assert code(account.assume({**ASKED, "RoleTrn": f"{ROLE}-2"})) == (403, "AccessDenied")


def test_an_oidc_token_needs_no_signature_and_is_not_logged() -> None:
    account = Account(sts_oidc_token="a.b.c")
    assert code(account.assume_with("other")) == (400, "InvalidParameter.OIDCToken")
    status, document = account.assume_with("a.b.c")
    assert status == 200
    keys = document["Result"]["Credentials"]
    assert keys["Expiration"] == "2026-01-02T12:04:05+08:00"
    assert account.list(keys) == (200, None)
    assert "a.b.c" not in json.dumps(list(account.cloud.gateway.log))


def test_how_long_keys_last_whatever_is_asked() -> None:
    account = Account(sts_seconds=90)
    keys = account.assume()[1]["Result"]["Credentials"]
    account.clock.tick(90)
    assert account.list(keys) == (401, "InvalidSecretToken")
