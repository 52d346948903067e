# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: which source of keys wins, what a profile gives, and what is wrong with either."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import (
    OPTIONS,
    connection,
    problems,
    secrets,
    warnings,
)

KEYS = {"access_key": "AK", "secret_key": "SK"}
OWN = {"VOLCENGINE_ACCESS_KEY": "AK-E", "VOLCENGINE_SECRET_KEY": "SK-E"}
OLD = {"VOLC_ACCESSKEY": "AK-O", "VOLC_SECRETKEY": "SK-O"}
OPTION, NEW_FAMILY, OLD_FAMILY = (
    "the options",
    "the environment (VOLCENGINE_ACCESS_KEY)",
    "the environment (VOLC_ACCESSKEY)",
)
ROLE = "trn:iam::2100000000:role/deploy"


def options(**given: Any) -> dict:
    return {**dict.fromkeys(field.name for field in OPTIONS), "site": "volcengine", **given}


def write(path: pathlib.Path, text: str | dict, mode: int = 0o600) -> str:
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    path.chmod(mode)
    return str(path)


@pytest.fixture
def stored(tmp_path: pathlib.Path) -> str:
    """A file with two profiles."""
    profiles = {
        "prod": {"mode": "AK", "access-key": "AK-P", "secret-key": "SK-P", "region": "cn-shanghai"},
        "short": {"mode": "StsToken", "access-key": "AK-S", "secret-key": "SK-S", "session-token": "T-S"},
    }
    return write(tmp_path / "config.json", {"current": "prod", "profiles": profiles})


# --- keys go together


@pytest.mark.parametrize(
    ("given", "environment", "keys"),
    [
        (KEYS, {**OWN, "VOLCENGINE_SESSION_TOKEN": "foreign"}, ("AK", "SK", "", OPTION)),
        ({**KEYS, "session_token": "T"}, OWN, ("AK", "SK", "T", OPTION)),
        ({**KEYS, "session_token": ""}, {"VOLC_SESSION_TOKEN": "foreign"}, ("AK", "SK", "", OPTION)),
        ({}, {**OWN, **OLD, "VOLC_SESSION_TOKEN": "foreign"}, ("AK-E", "SK-E", "", NEW_FAMILY)),
        ({}, {**OWN, "VOLCENGINE_SESSION_TOKEN": "T"}, ("AK-E", "SK-E", "T", NEW_FAMILY)),
        ({}, {**OLD, "VOLCENGINE_SESSION_TOKEN": "foreign"}, ("AK-O", "SK-O", "", OLD_FAMILY)),
        ({}, {**OLD, "VOLCENGINE_ACCESS_KEY": "half", "VOLC_SESSION_TOKEN": "T"}, ("AK-O", "SK-O", "T", OLD_FAMILY)),
        ({}, {**OWN, "VOLCENGINE_SECRET_KEY": "", **OLD}, ("AK-O", "SK-O", "", OLD_FAMILY)),
        ({"access_key": "", "secret_key": ""}, OWN, ("AK-E", "SK-E", "", NEW_FAMILY)),
        ({"site": "byteplus"}, OWN, ("", "", "", "")),
        (
            {"site": "byteplus"},
            {"BYTEPLUS_ACCESSKEY": "A", "BYTEPLUS_SECRETKEY": "S", "BYTEPLUS_SESSION_TOKEN": "T"},
            ("A", "S", "T", "the environment (BYTEPLUS_ACCESSKEY)"),
        ),
    ],
)
def test_keys_are_of_one_source(given: dict, environment: dict, keys: tuple) -> None:
    assert connection(options(**given), environment).keys == keys


BESIDE = "keys go together, so give it beside the others in"


@pytest.mark.parametrize(
    ("given", "environment", "sentences"),
    [
        (KEYS, {}, []),
        ({}, OLD, []),
        (
            {},
            {},
            [
                "access_key: missing; give the option access_key or set the environment variable VOLCENGINE_ACCESS_KEY"
                " or VOLC_ACCESSKEY, or name a profile",
                "secret_key: missing; give the option secret_key or set the environment variable VOLCENGINE_SECRET_KEY"
                " or VOLC_SECRETKEY, or name a profile",
            ],
        ),
        # Half a pair is never completed from elsewhere.
        ({"access_key": "AK"}, OWN, [f"secret_key: missing; {BESIDE} the options"]),
        ({"secret_key": "SK"}, OWN, [f"access_key: missing; {BESIDE} the options"]),
        (
            {"session_token": "T"},
            OWN,
            [f"{option}: missing; {BESIDE} the options" for option in ("access_key", "secret_key")],
        ),
        (
            {},
            {"VOLCENGINE_ACCESS_KEY": "A", "VOLC_SECRETKEY": "S"},
            [f"secret_key: missing; {BESIDE} {NEW_FAMILY}"],
        ),
    ],
)
def test_half_a_pair_is_refused(given: dict, environment: dict, sentences: list[str]) -> None:
    assert problems(options(**given), environment) == sentences


@pytest.mark.parametrize(
    ("given", "environment", "sentences"),
    [
        (
            {**KEYS, "secret_key": "S3CRET\n"},
            {},
            ["secret_key: found unusable characters; expected printable ASCII without blanks"],
        ),
        (
            {**KEYS, "access_key": " AK", "session_token": "密"},
            {},
            [
                "access_key: found unusable characters; expected printable ASCII without blanks",
                "session_token: found unusable characters; expected printable ASCII without blanks",
            ],
        ),
        ({**KEYS, "region": "cn/beijing"}, {}, ["region: found 'cn/beijing'; expected a region id such as cn-beijing"]),
        (
            {**KEYS, "region": "evil.example/x", "site": "byteplus"},
            {},
            ["region: found 'evil.example/x'; expected a region id such as ap-southeast-1"],
        ),
        (
            {**KEYS, "api_url": "127.0.0.1:8181"},
            {},
            ["api_url: found '127.0.0.1:8181'; expected a URL that begins with http:// or https:// and names a host"],
        ),
        (
            KEYS,
            {"ARK_API_URL": "http://u:p@h"},
            ["api_url: found a URL with credentials in it; expected those as access_key and secret_key"],
        ),
    ],
)
def test_what_else_is_wrong(given: dict, environment: dict, sentences: list[str]) -> None:
    assert problems(options(**given), environment) == sentences


# --- profiles


@pytest.mark.parametrize(
    ("given", "environment", "access_key"),
    [
        ({**KEYS, "profile": "prod"}, {}, "AK"),
        ({"profile": "prod"}, OWN, "AK-P"),
        ({"profile": "short"}, {**OWN, "VOLCENGINE_PROFILE": "prod"}, "AK-S"),
        ({}, {**OWN, "VOLCENGINE_PROFILE": "prod"}, "AK-E"),
        ({}, {"VOLCENGINE_ACCESS_KEY": "half", "VOLCENGINE_PROFILE": "prod"}, "AK-P"),
        ({}, {"VOLCENGINE_PROFILE": "short"}, "AK-S"),
        ({}, {"BYTEPLUS_PROFILE": "prod"}, ""),
        ({"site": "byteplus"}, {"BYTEPLUS_PROFILE": "prod"}, "AK-P"),
        ({}, {}, ""),  # the file's own "current" is not looked at
    ],
)
def test_the_order_of_the_sources(given: dict, environment: dict, access_key: str, stored: str) -> None:
    assert connection(options(config_file=stored, **given), environment).keys.access_key == access_key


def test_a_profile_of_temporary_keys_gives_its_token(stored: str) -> None:
    given = options(profile="short", config_file=stored)
    where = connection(given, {"VOLCENGINE_SESSION_TOKEN": "foreign"})
    assert where.keys == ("AK-S", "SK-S", "T-S", f"the profile 'short' of {stored}")
    assert set(secrets(given, {})) == {"SK-S", "T-S"}
    assert problems(given, {}) == []


@pytest.mark.parametrize(
    ("given", "environment", "region"),
    [
        ({"profile": "prod", "region": "cn-o"}, {"VOLCENGINE_REGION": "cn-e"}, "cn-o"),
        ({"profile": "prod"}, {"VOLCENGINE_REGION": "cn-e"}, "cn-e"),
        ({"profile": "prod"}, {}, "cn-shanghai"),
        ({"profile": "prod", **KEYS}, {}, "cn-shanghai"),
        ({}, {**OWN, "VOLCENGINE_PROFILE": "prod"}, "cn-shanghai"),
        (KEYS, {"VOLCENGINE_PROFILE": "prod"}, "cn-beijing"),
        ({"profile": "short"}, {}, "cn-beijing"),
        ({**KEYS, "site": "byteplus"}, {"VOLCENGINE_REGION": "cn-e"}, "ap-southeast-1"),
    ],
)
def test_the_region(given: dict, environment: dict, region: str, stored: str) -> None:
    assert connection(options(config_file=stored, **given), environment).region == region


@pytest.mark.parametrize("as_folder", [False, True])
@pytest.mark.parametrize("variable", ["VOLCENGINE_CLI_CONFIG_FILE", "VOLCENGINE_FILE_PATH", None])
def test_where_the_file_is(variable: str | None, as_folder: bool, stored: str, tmp_path: pathlib.Path) -> None:
    place = str(tmp_path) if as_folder else stored
    assert connection(options(profile="prod"), {str(variable): place, "HOME": "/nowhere"}).keys.access_key == (
        "AK-P" if variable else ""
    )
    assert connection(options(profile="prod", config_file=place), {}).keys.access_key == "AK-P"


@pytest.mark.parametrize(("site", "folder"), [("volcengine", ".volcengine"), ("byteplus", ".byteplus")])
def test_the_default_file_is_in_the_home_folder(site: str, folder: str, stored: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / folder).mkdir()
    pathlib.Path(stored).rename(tmp_path / folder / "config.json")
    assert connection(options(site=site, profile="prod"), {"HOME": str(tmp_path)}).keys.access_key == "AK-P"


AK = {"access-key": "AK-P", "secret-key": "S3CRET"}


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (
            {**AK, "mode": "RamRoleArn"},
            "of mode RamRoleArn in {path}; {modes}. Give the option assume_role",
        ),
        (
            {"mode": "OIDC"},
            "of mode OIDC in {path}; {modes}. Give the option assume_role with role_trn",
        ),
        (
            {"mode": "EcsRole"},
            "of mode EcsRole in {path}; {modes}. The metadata of an instance is not",
        ),
        ({"mode": "sso"}, "of mode sso in {path}; {modes}. A login of the CLI is not used; give keys"),
        ({"mode": "console-login"}, "of mode console-login in {path}; {modes}. A login of the CLI"),
        ({**AK, "mode": "Fancy"}, "of mode Fancy in {path}; {modes}. Give keys"),
        ({"access-key": "AK-P"}, "without secret-key in {path}; expected access-key, secret-key"),
        ({**AK, "mode": "StsToken"}, "without session-token in {path}; expected access-key, secret-key, session-token"),
        (
            {**AK, "encrypted": True},
            "with encrypted keys in {path}; expected keys in plain text. Write the profile",
        ),
        ({"access-key": 5, "secret-key": None}, "without access-key and secret-key in {path}"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_by_its_mode_with_the_remedy(
    profile: dict, words: str, tmp_path: pathlib.Path
) -> None:
    path = write(tmp_path / "config.json", {"profiles": {"prod": profile}})
    (sentence,) = problems(options(profile="prod", config_file=path), {})
    words = words.format(path=path, modes="expected mode AK or StsToken")
    assert sentence.startswith(f"profile: found 'prod' {words}")
    assert "S3CRET" not in sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("U2FsdGVkX1+encrypted", "config_file: found '{}', which is encrypted or no JSON; expected"),
        ("[" * 100_000, "config_file: found '{}', which is encrypted or no JSON; expected"),
        ("[]", "config_file: found '{}', which has no profiles; expected"),
        ({"profiles": {"b": {}, "a": {}}}, "profile: found 'prod', which {} does not have; expected one of: a, b"),
        ({"profiles": {}}, "profile: found 'prod', which {} does not have; expected one of: none"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: Any, sentence: str, tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "config.json", text)
    (found,) = problems(options(profile="prod", config_file=path), {})
    assert found.startswith(sentence.format(path))


def test_a_file_that_is_not_there_is_named(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "none.json")
    (found,) = problems(options(profile="prod", config_file=path), OWN)
    assert found == f"config_file: found '{path}', which does not exist; expected the configuration file of the CLI"


def test_a_file_that_others_may_read_is_used_with_a_warning(stored: str) -> None:
    given = options(profile="prod", config_file=stored)
    assert warnings(given, {}) == []
    pathlib.Path(stored).chmod(0o644)
    assert problems(given, {}) == []
    assert warnings(given, {}) == [
        f"{stored} holds keys, and its mode 0644 lets others read or change it. Run: chmod 600 {stored}"
    ]


# --- roles


def test_a_role_is_assumed_only_where_the_option_is_given() -> None:
    environment = {**OWN, "VOLCENGINE_ASSUME_ROLE_TRN": ROLE, "VOLCENGINE_OIDC_TOKEN_FILE": "/token"}
    assert connection(options(), environment).role is None
    role = connection(options(assume_role={}), environment).role
    assert role is not None
    assert (role.role_trn, role.oidc_token_file) == (ROLE, "/token")
    role = connection(options(assume_role={"role_trn": "R", "oidc_token_file": "/own"}), environment).role
    assert role is not None
    assert (role.role_trn, role.oidc_token_file) == ("R", "/own")
    twins = {"BYTEPLUS_ASSUME_ROLE_TRN": ROLE, "BYTEPLUS_OIDC_TOKEN_FILE": "/token"}
    role = connection(options(assume_role={}, site="byteplus"), {**environment, **twins}).role
    assert role is not None
    assert role.sts_host == "https://sts.ap-southeast-1.byteplusapi.com"


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        (
            {"role_trn": None},
            "role_trn: missing; give it or set the environment variable VOLCENGINE_ASSUME_ROLE_TRN",
        ),
        ({"role_trn": "deploy"}, "role_trn: found 'deploy'; expected trn:iam::<account id>:role/<role name>"),
        ({"session_name": " a"}, "session_name: found blanks around it or control characters; expected none"),
        ({"duration_seconds": 899}, "duration_seconds: found 899; expected 900 to 43200"),
        ({"duration_seconds": 43_201}, "duration_seconds: found 43201; expected 900 to 43200"),
        ({"policy": "allow all"}, "policy: found no JSON object; expected a policy document"),
        (
            {"oidc_token_file": "/no/such"},
            "oidc_token_file: found '/no/such', which cannot be read (No such file or directory); expected the file of"
            " an OIDC token",
        ),
        (
            {"sts_url": "sts.example"},
            "sts_url: found 'sts.example'; expected a URL that begins with http:// or https:// and names a host",
        ),
    ],
)
def test_what_is_wrong_with_a_role(member: dict, sentence: str) -> None:
    given = {"role_trn": ROLE, **member}
    assert problems(options(assume_role=given, **KEYS), {}) == [f"assume_role.{sentence}"]


def test_an_oidc_token_needs_no_keys(tmp_path: pathlib.Path) -> None:
    token = write(tmp_path / "token", "a.b.c\n")
    given = options(assume_role={"role_trn": ROLE, "oidc_token_file": token})
    assert problems(given, {}) == []
    role = connection(given, {}).role
    assert role is not None
    assert role.oidc_token() == "a.b.c"
    write(tmp_path / "token", "\n")
    (sentence,) = problems(given, {})
    assert sentence.endswith("which holds no token; expected one line without blanks")


# --- what is told


def test_the_source_is_told_and_no_value(stored: str, tmp_path: pathlib.Path) -> None:
    token = write(tmp_path / "token", "a.b.c\n")
    told = [
        connection(options(**KEYS), {}).source_in_words,
        connection(options(), OLD).source_in_words,
        connection(options(profile="prod", config_file=stored), {}).source_in_words,
        connection(options(assume_role={"role_trn": ROLE}), OWN).source_in_words,
        connection(options(assume_role={"role_trn": ROLE, "oidc_token_file": token}), {}).source_in_words,
    ]
    assert told == [
        "keys from the options",
        "keys from the environment (VOLC_ACCESSKEY)",
        f"keys from the profile 'prod' of {stored}",
        "temporary keys of a role, assumed with keys from the environment (VOLCENGINE_ACCESS_KEY)",
        f"temporary keys of a role, assumed with the OIDC token of {token}",
    ]
