# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: options before environment, which way to authenticate is taken, and what is wrong with what is given."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import (
    OPTIONS,
    connection,
    problems,
    warnings,
)

VARIABLES = {
    "access_key": ["HW_ACCESS_KEY", "HUAWEICLOUD_SDK_AK"],
    "secret_key": ["HW_SECRET_KEY", "HUAWEICLOUD_SDK_SK"],
    "security_token": ["HW_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SECURITY_TOKEN"],
    "auth_token": ["HW_AUTH_TOKEN"],
    "user_name": ["HW_USER_NAME"],
    "password": ["HW_USER_PASSWORD"],
    "domain_name": ["HW_DOMAIN_NAME"],
    "auth_url": ["HW_AUTH_URL"],
    "region": ["HW_REGION_NAME"],
    "project_id": ["HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"],
    "api_url": ["HUAWEICLOUD_API_URL"],
}
KEYS = {"access_key": "AK", "secret_key": "SK"}
PASSWORD = {"user_name": "u", "password": "p", "domain_name": "d"}
REGION = {"region": "cn-north-4"}
ALL_KEYS = {"HW_ACCESS_KEY": "AK", "HW_SECRET_KEY": "SK"}
ALL_PASSWORD = {"HW_USER_NAME": "u", "HW_USER_PASSWORD": "p", "HW_DOMAIN_NAME": "d"}


def options(**given: Any) -> dict:
    return {**dict.fromkeys(VARIABLES), **given}


def test_secrets_are_marked_as_such() -> None:
    assert set(OPTIONS) == set(VARIABLES)
    assert {name for name, spec in OPTIONS.items() if spec.get("no_log")} == {
        "secret_key",
        "security_token",
        "auth_token",
        "password",
    }
    assert OPTIONS["access_key"]["no_log"] is False


@pytest.mark.parametrize("option", VARIABLES)
def test_the_option_counts_first_and_then_each_variable_in_its_order(option: str) -> None:
    variables = list(VARIABLES[option])
    environment = {variable: f"from-{variable}" for variable in variables}
    assert getattr(connection(options(**{option: "given"}), environment), option) == "given"
    while variables:
        for empty in (None, ""):
            assert getattr(connection(options(**{option: empty}), environment), option) == f"from-{variables[0]}"
        # An empty variable counts as one that is not set.
        environment[variables.pop(0)] = ""
    assert getattr(connection(options(), environment), option) == ""


@pytest.mark.parametrize(
    ("given", "environment", "way"),
    [
        ({}, {}, ""),
        ({"domain_name": "d"}, {"HW_DOMAIN_NAME": "d"}, ""),
        ({"auth_token": "T"}, {}, "token"),
        (KEYS, {}, "keys"),
        (PASSWORD, {}, "password"),
        # all at once: by precedence
        ({"auth_token": "T", **KEYS, **PASSWORD}, {}, "token"),
        ({**KEYS, **PASSWORD}, {}, "keys"),
        ({}, {"HW_AUTH_TOKEN": "T", **ALL_KEYS, **ALL_PASSWORD}, "token"),
        ({}, {**ALL_KEYS, **ALL_PASSWORD}, "keys"),
        ({}, ALL_PASSWORD, "password"),
        # options before the environment
        (KEYS, {"HW_AUTH_TOKEN": "T"}, "keys"),
        (PASSWORD, {"HW_AUTH_TOKEN": "T", **ALL_KEYS}, "password"),
        # begun by options, completed by the environment
        ({"access_key": "AK"}, {"HW_SECRET_KEY": "SK", "HW_AUTH_TOKEN": "T"}, "keys"),
        ({"user_name": "u"}, {**ALL_PASSWORD, **ALL_KEYS}, "password"),
        # begun and not completed: what was meant is clear all the same
        ({"access_key": "AK"}, {"HW_AUTH_TOKEN": "T"}, "keys"),
        ({}, {"HW_ACCESS_KEY": "AK", **ALL_PASSWORD}, "password"),
        ({}, {"HW_ACCESS_KEY": "AK"}, "keys"),
        ({}, {"HW_USER_NAME": "u"}, "password"),
    ],
)
def test_which_way_to_authenticate_is_taken(given: dict, environment: dict, way: str) -> None:
    assert connection(options(**given), environment).way == way


NO_WAY = (
    "access_key: found no way to authenticate; auth_token (HW_AUTH_TOKEN), or access_key (HW_ACCESS_KEY or"
    " HUAWEICLOUD_SDK_AK) and secret_key (HW_SECRET_KEY or HUAWEICLOUD_SDK_SK), or user_name (HW_USER_NAME) and"
    " password (HW_USER_PASSWORD) and domain_name (HW_DOMAIN_NAME)"
)
IN_HEADERS = "found characters that cannot be part of one; printable ASCII without blanks"
IN_BODIES = "found blanks around it or control characters; a text without those"
NO_REGION = "give the option region or set the environment variable HW_REGION_NAME"


@pytest.mark.parametrize(
    ("given", "environment", "sentences"),
    [
        ({**KEYS, **REGION}, {}, []),
        ({**PASSWORD, **REGION}, {}, []),
        ({"auth_token": "T", "api_url": "http://127.0.0.1:8181"}, {}, []),
        ({}, {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HW_REGION_NAME": "cn-north-4"}, []),
        (REGION, {}, [NO_WAY]),
        ({}, {}, [NO_WAY, f"region: missing, and no api_url is given; {NO_REGION}"]),
        (
            {"access_key": "AK", **REGION},
            {"HW_AUTH_TOKEN": "T"},
            [
                "secret_key: missing beside access_key; give the option secret_key or set the environment variable"
                " HW_SECRET_KEY or HUAWEICLOUD_SDK_SK"
            ],
        ),
        (
            REGION,
            {"HW_SECRET_KEY": "SK"},
            [
                "access_key: missing beside secret_key; give the option access_key or set the environment variable"
                " HW_ACCESS_KEY or HUAWEICLOUD_SDK_AK"
            ],
        ),
        (
            {"user_name": "u", **REGION},
            {},
            [
                "password: missing beside user_name; give the option password or set the environment variable"
                " HW_USER_PASSWORD",
                "domain_name: missing beside user_name; give the option domain_name or set the environment variable"
                " HW_DOMAIN_NAME",
            ],
        ),
        # the region
        ({**KEYS, "api_url": "http://h"}, {}, []),
        (
            {**PASSWORD, "api_url": "http://h", "auth_url": "http://h"},
            {},
            [f"region: missing, and a token from IAM is for the project of a region; {NO_REGION}"],
        ),
        (
            {**PASSWORD, "api_url": "http://h", "project_id": "p1"},
            {},
            [f"region: missing, and a token from IAM is for the project of a region; {NO_REGION}"],
        ),
        ({**PASSWORD, "api_url": "http://h", "auth_url": "http://h", "project_id": "p1"}, {}, []),
        (
            {**KEYS, "region": "evil.example/x"},
            {},
            ["region: found 'evil.example/x'; a region id such as cn-southwest-2"],
        ),
        # characters
        ({**KEYS, **REGION, "secret_key": "S3CRET\n"}, {}, [f"secret_key: {IN_HEADERS}"]),
        (
            {**KEYS, **REGION, "access_key": " AK"},
            {"HW_SECURITY_TOKEN": "密", "HW_AUTH_TOKEN": "a b"},
            [f"access_key: {IN_HEADERS}", f"security_token: {IN_HEADERS}", f"auth_token: {IN_HEADERS}"],
        ),
        ({"user_name": "用户 1", "password": "pass wörd", "domain_name": "公司", **REGION}, {}, []),
        ({**PASSWORD, **REGION, "password": "p\n"}, {}, [f"password: {IN_BODIES}"]),
        ({**PASSWORD, **REGION, "user_name": "a\x00b"}, {}, [f"user_name: {IN_BODIES}"]),
        ({**PASSWORD, **REGION, "domain_name": " d"}, {}, [f"domain_name: {IN_BODIES}"]),
        (
            {**KEYS, **REGION, "project_id": "../x"},
            {},
            ["project_id: found '../x'; letters, digits, hyphens and underscores"],
        ),
        # URLs
        (
            {**KEYS, **REGION, "api_url": "127.0.0.1:8181", "auth_url": "ftp://h"},
            {},
            [
                "auth_url: found 'ftp://h'; a URL that begins with http:// or https:// and names a host",
                "api_url: found '127.0.0.1:8181'; a URL that begins with http:// or https:// and names a host",
            ],
        ),
        (
            {**KEYS, **REGION},
            {"HUAWEICLOUD_API_URL": "http://u:p@h"},
            ["api_url: found a URL with credentials in it; give them as access_key and secret_key"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_option_and_variables(given: dict, environment: dict, sentences: list[str]) -> None:
    assert problems(options(**given), environment) == sentences


def test_no_sentence_repeats_a_secret() -> None:
    secrets = {name: f"S3CRET-{name}\n" for name in ("secret_key", "security_token", "auth_token", "password")}
    found = problems(options(**secrets), {})
    assert len(found) >= 4
    assert "S3CRET" not in "".join(found)


@pytest.mark.parametrize(
    ("given", "environment", "doubts"),
    [
        ({"region": "cn-north-4"}, {}, 0),
        ({"region": "cn-southwest-2"}, {"HW_REGION_NAME": "eu-west-0"}, 0),
        ({"region": "eu-west-0", "api_url": "http://h"}, {}, 0),
        ({"region": "eu-west-0"}, {"HUAWEICLOUD_API_URL": "http://h"}, 0),
        ({}, {}, 0),
        ({"region": "eu-west-0"}, {}, 1),
        ({}, {"HW_REGION_NAME": "eu-west-0"}, 1),
    ],
)
def test_a_region_without_the_service_is_a_warning(given: dict, environment: dict, doubts: int) -> None:
    sentence = "region: found 'eu-west-0'; this service is documented in cn-north-4 and cn-southwest-2 only"
    assert warnings(options(**given), environment, ("cn-north-4", "cn-southwest-2")) == [sentence] * doubts


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"region": "cn-north-4"}, "https://iam.cn-north-4.myhuaweicloud.com/v3"),
        ({"auth_url": "https://iam.example"}, "https://iam.example/v3"),
        ({"auth_url": "https://iam.example/"}, "https://iam.example/v3"),
        ({"auth_url": "https://iam.example/v3"}, "https://iam.example/v3"),
        ({"auth_url": "http://127.0.0.1:8181/iam/v3/"}, "http://127.0.0.1:8181/iam/v3"),
    ],
)
def test_where_iam_is(given: dict, url: str) -> None:
    assert connection(options(**given), {}).iam_url == url
