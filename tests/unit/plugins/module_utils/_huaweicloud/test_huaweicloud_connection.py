# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: options before environment, which way to authenticate is taken, and what is wrong with what is given."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import (
    OPTIONS,
    connection,
    problems,
    secrets,
    warnings,
)

VARIABLES = {
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
SDK_KEYS = {"HUAWEICLOUD_SDK_AK": "A", "HUAWEICLOUD_SDK_SK": "S"}
ALL_PASSWORD = {"HW_USER_NAME": "u", "HW_USER_PASSWORD": "p", "HW_DOMAIN_NAME": "d"}


def options(**given: Any) -> dict:
    return {**dict.fromkeys(field.name for field in OPTIONS), **given}


def test_secrets_are_marked_as_such() -> None:
    assert {field.name for field in OPTIONS if field.secret} == {
        "secret_key",
        "security_token",
        "auth_token",
        "password",
    }


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
        # begun by options: keys are not completed by the environment, a user is
        ({"access_key": "AK"}, {"HW_SECRET_KEY": "SK", "HW_AUTH_TOKEN": "T"}, "keys"),
        ({"user_name": "u"}, {**ALL_PASSWORD, **ALL_KEYS}, "password"),
        # begun and not completed: what was meant is clear all the same
        ({"access_key": "AK"}, {"HW_AUTH_TOKEN": "T"}, "keys"),
        ({"security_token": "ST"}, ALL_KEYS, "keys"),
        ({}, {"HW_ACCESS_KEY": "AK", **ALL_PASSWORD}, "password"),
        ({}, {"HW_ACCESS_KEY": "AK"}, "keys"),
        ({}, {"HW_USER_NAME": "u"}, "password"),
    ],
)
def test_which_way_to_authenticate_is_taken(given: dict, environment: dict, way: str) -> None:
    assert connection(options(**given), environment).way == way


@pytest.mark.parametrize(
    ("given", "environment", "keys"),
    [
        (KEYS, {**ALL_KEYS, "HW_SECURITY_TOKEN": "foreign"}, ("AK", "SK", "", "the options")),
        ({**KEYS, "security_token": "ST"}, {}, ("AK", "SK", "ST", "the options")),
        ({}, {**ALL_KEYS, "HW_SECURITY_TOKEN": "ST"}, ("AK", "SK", "ST", "the environment (HW_ACCESS_KEY)")),
        (
            {},
            {**ALL_KEYS, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "foreign"},
            ("AK", "SK", "", "the environment (HW_ACCESS_KEY)"),
        ),
        (
            {},
            {"HW_ACCESS_KEY": "half", "HW_SECURITY_TOKEN": "foreign", **SDK_KEYS},
            ("A", "S", "", "the environment (HUAWEICLOUD_SDK_AK)"),
        ),
    ],
)
def test_keys_go_together(given: dict, environment: dict, keys: tuple) -> None:
    assert connection(options(**given, **REGION), environment).keys == keys


# --- profiles


def write(path: pathlib.Path, *profiles: dict, mode: int = 0o600, **more: Any) -> str:
    path.write_text(json.dumps({"current": "default", "profiles": list(profiles), **more}))
    path.chmod(mode)
    return str(path)


STORED = {
    "name": "prod",
    "mode": "AKSK",
    "accessKeyId": "AK-P",
    "secretAccessKey": "SK-P",
    "securityToken": "",
    "region": "cn-north-4",
    "projectId": "p-of-profile",
}


def test_a_profile_gives_what_nothing_else_does(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "config.json", STORED)
    given = options(profile="prod", config_file=path)
    found = connection(given, ALL_KEYS)
    assert found.keys[:3] == ("AK-P", "SK-P", "")
    assert (found.way, found.region, found.project_id) == ("keys", "cn-north-4", "p-of-profile")
    assert found.source == f"the profile 'prod' of {path}"
    assert problems(given, ALL_KEYS) == []
    assert set(secrets(given, ALL_KEYS)) == {"SK-P"}
    more = {"HW_REGION_NAME": "cn-southwest-2", "HW_PROJECT_ID": "p-of-environment"}
    found = connection(given, more)
    assert (found.region, found.project_id) == ("cn-southwest-2", "p-of-environment")


def test_the_order_of_the_sources(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "config.json", STORED)
    environment = {**ALL_KEYS, "HW_PROFILE": "prod", "HW_SHARED_CONFIG_FILE": path}
    assert connection(options(access_key="A", secret_key="S", profile="prod"), environment).keys.access_key == "A"
    assert connection(options(profile="prod"), environment).keys.access_key == "AK-P"
    assert connection(options(), environment).keys.access_key == "AK"
    del environment["HW_SECRET_KEY"]
    assert connection(options(), environment).keys.access_key == "AK-P"
    # What the environment names is not read beside keys among the options; without a name nothing is read.
    found = connection(options(access_key="A", secret_key="S"), environment)
    assert (found.region, found.profile) == ("", None)
    assert connection(options(config_file=path), ALL_KEYS).profile is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mode": "SSO"}, "of mode SSO in "),
        ({"mode": "ecsAgency"}, "of mode ecsAgency in "),
        ({"agencyName": "deploy"}, "with an agency in "),
        ({"secretAccessKey": ""}, "without secretAccessKey in "),
        ({"accessKeyId": "Zm9vYmFy/+=="}, "Run: hcloud configure set --cli-auth-encrypt=false"),
        ({"accessKeyId": "6a" * 32}, "Run: hcloud configure set --cli-auth-encrypt=false"),
        ({"authEncrypt": True}, "Run: hcloud configure set --cli-auth-encrypt=false"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_with_the_remedy(
    changes: dict, words: str, tmp_path: pathlib.Path
) -> None:
    path = write(tmp_path / "config.json", {**STORED, **changes})
    (sentence,) = problems(options(profile="prod", config_file=path, **REGION), {})
    assert sentence.startswith("profile: found 'prod' ")
    assert words in sentence
    assert "SK-P" not in sentence


NO_WAY = (
    "access_key: found no way to authenticate; expected auth_token (HW_AUTH_TOKEN), or access_key (HW_ACCESS_KEY or"
    " HUAWEICLOUD_SDK_AK) and secret_key (HW_SECRET_KEY or HUAWEICLOUD_SDK_SK), or user_name (HW_USER_NAME) and"
    " password (HW_USER_PASSWORD) and domain_name (HW_DOMAIN_NAME)"
)
IN_HEADERS = "found unusable characters; expected printable ASCII without blanks"
IN_BODIES = "found blanks around it or control characters; expected a text without those"
NO_REGION = "expected the option region or the environment variable HW_REGION_NAME"


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
            {"HW_AUTH_TOKEN": "T", **ALL_KEYS},
            ["secret_key: missing beside access_key; keys go together, so give it beside the others in the options"],
        ),
        (
            REGION,
            {"HW_SECRET_KEY": "SK"},
            [
                "access_key: missing beside secret_key; keys go together, so give it beside the others in the"
                " environment (HW_ACCESS_KEY)"
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
            ["region: found 'evil.example/x'; expected a region id such as cn-southwest-2"],
        ),
        # characters
        ({**KEYS, **REGION, "secret_key": "S3CRET\n"}, {}, [f"secret_key: {IN_HEADERS}"]),
        (
            {**KEYS, **REGION, "access_key": " AK"},
            {"HW_SECURITY_TOKEN": "of another pair", "HW_AUTH_TOKEN": "a b"},
            [f"access_key: {IN_HEADERS}", f"auth_token: {IN_HEADERS}"],
        ),
        ({"user_name": "用户 1", "password": "pass wörd", "domain_name": "公司", **REGION}, {}, []),
        ({**PASSWORD, **REGION, "password": "p\n"}, {}, [f"password: {IN_BODIES}"]),
        ({**PASSWORD, **REGION, "user_name": "a\x00b"}, {}, [f"user_name: {IN_BODIES}"]),
        ({**PASSWORD, **REGION, "domain_name": " d"}, {}, [f"domain_name: {IN_BODIES}"]),
        (
            {**KEYS, **REGION, "project_id": "../x"},
            {},
            ["project_id: found '../x'; expected letters, digits, hyphens and underscores"],
        ),
        # URLs
        (
            {**KEYS, **REGION, "api_url": "127.0.0.1:8181", "auth_url": "ftp://h"},
            {},
            [
                "auth_url: found 'ftp://h'; expected a URL that begins with http:// or https:// and names a host",
                "api_url: found '127.0.0.1:8181'; expected a URL that begins with http:// or https:// and names a host",
            ],
        ),
        (
            {**KEYS, **REGION},
            {"HUAWEICLOUD_API_URL": "http://u:p@h"},
            ["api_url: found a URL with credentials in it; expected those as access_key and secret_key"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_option_and_variables(given: dict, environment: dict, sentences: list[str]) -> None:
    assert problems(options(**given), environment) == sentences


def test_no_sentence_repeats_a_secret() -> None:
    hidden = ("access_key", "secret_key", "security_token", "auth_token", "password")
    secrets = {name: f"S3CRET-{name}\n" for name in hidden}
    told = "".join(problems(options(**secrets), {}) + problems(options(**{**secrets, "auth_token": None}), {}))
    assert all(f"{name}: found" in told for name in hidden)
    assert "S3CRET" not in told


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
    sentence = "region: found 'eu-west-0'; expected cn-north-4 or cn-southwest-2, where this service is documented"
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
