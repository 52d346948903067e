# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where Huawei Cloud is and as whom to connect: options, the environment, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._http.proxy import hide_passwords
from .._http.transport import url_problems

OPTIONS: dict[str, dict] = {
    "access_key": {"type": "str", "no_log": False},
    "secret_key": {"type": "str", "no_log": True},
    "security_token": {"type": "str", "no_log": True},
    "auth_token": {"type": "str", "no_log": True},
    "user_name": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "domain_name": {"type": "str"},
    "auth_url": {"type": "str"},
    "region": {"type": "str"},
    "project_id": {"type": "str"},
    "api_url": {"type": "str"},
}

#: Where an option that is not given comes from, the first that is set (Huawei reference, sections 3.1, 3.2).
VARIABLES = {
    "access_key": ("HW_ACCESS_KEY", "HUAWEICLOUD_SDK_AK"),
    "secret_key": ("HW_SECRET_KEY", "HUAWEICLOUD_SDK_SK"),
    "security_token": ("HW_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    "auth_token": ("HW_AUTH_TOKEN",),
    "user_name": ("HW_USER_NAME",),
    "password": ("HW_USER_PASSWORD",),
    "domain_name": ("HW_DOMAIN_NAME",),
    "auth_url": ("HW_AUTH_URL",),
    "region": ("HW_REGION_NAME",),
    "project_id": ("HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"),
    "api_url": ("HUAWEICLOUD_API_URL",),
}

#: The ways to authenticate, by precedence, each with the options that it cannot do without.
TOKEN, KEYS, PASSWORD = "token", "keys", "password"
WAYS = {
    TOKEN: ("auth_token",),
    KEYS: ("access_key", "secret_key"),
    PASSWORD: ("user_name", "password", "domain_name"),
}
#: The options that show which way is meant; a domain alone says nothing.
_MARKS = {**WAYS, PASSWORD: ("user_name", "password")}

_IN_HEADERS = ("access_key", "secret_key", "security_token", "auth_token")
_IN_BODIES = ("user_name", "password", "domain_name")


class Connection(NamedTuple):
    """Where to and as whom, with the environment taken into account. What is not given is ''."""

    access_key: str
    secret_key: str
    security_token: str
    auth_token: str
    user_name: str
    password: str
    domain_name: str
    auth_url: str
    region: str
    project_id: str
    api_url: str
    #: One of WAYS, or '' when none is even begun.
    way: str

    @property
    def iam_url(self) -> str:
        """The base URL of IAM with its version (reference section 1.4)."""
        url = (self.auth_url or f"https://iam.{self.region}.myhuaweicloud.com").rstrip("/")
        return url if url.endswith("/v3") else f"{url}/v3"


def connection(params: dict, environment: Mapping[str, str]) -> Connection:
    """An option counts before the environment; an empty text counts as not given."""
    found = {option: params[option] or _from(environment, option) for option in VARIABLES}
    return Connection(**found, way=_way({option for option in VARIABLES if params[option]}, found))


def _from(environment: Mapping[str, str], option: str) -> str:
    return next((environment[name] for name in VARIABLES[option] if environment.get(name)), "")


def _way(options: set[str], found: Mapping[str, str]) -> str:
    """The way to authenticate: one given by options before one that the environment completes or gives alone."""
    tests = (
        lambda way: options.issuperset(WAYS[way]),
        lambda way: options.intersection(_MARKS[way]),
        lambda way: all(found[option] for option in WAYS[way]),
        lambda way: any(found[option] for option in _MARKS[way]),
    )
    return next((way for test in tests for way in WAYS if test(way)), "")


def problems(params: dict, environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the connection options, as sentences ``path: found; allowed``."""
    where = connection(params, environment)
    result = _missing(where)
    for option in _IN_HEADERS:
        if not re.fullmatch(r"[!-~]*", getattr(where, option)):
            result.append(f"{option}: found characters that cannot be part of one; printable ASCII without blanks")
    for option in _IN_BODIES:
        value = getattr(where, option)
        if not value.isprintable() or value != value.strip():
            result.append(f"{option}: found blanks around it or control characters; a text without those")
    if not re.fullmatch(r"[A-Za-z0-9-]*", where.region):
        result.append(f"region: found {where.region!r}; a region id such as cn-southwest-2")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", where.project_id):
        result.append(f"project_id: found {where.project_id!r}; letters, digits, hyphens and underscores")
    for option in ("auth_url", "api_url"):
        value = getattr(where, option)
        if value:
            result.extend(sentence.replace("api_url", option, 1) for sentence in url_problems(value))
    return result


def _missing(where: Connection) -> list[str]:
    result = []
    if not where.way:
        ways = ", or ".join(" and ".join(_named(option) for option in options) for options in WAYS.values())
        result.append(f"access_key: found no way to authenticate; {ways}")
    else:
        lacking = [option for option in WAYS[where.way] if not getattr(where, option)]
        given = " and ".join(option for option in WAYS[where.way] if option not in lacking)
        result.extend(
            f"{option}: missing beside {given}; give the option {option} or set the environment variable"
            f" {' or '.join(VARIABLES[option])}"
            for option in lacking
        )
    if not where.region:
        remedy = "give the option region or set the environment variable HW_REGION_NAME"
        if not where.api_url:
            result.append(f"region: missing, and no api_url is given; {remedy}")
        elif where.way == PASSWORD and not (where.auth_url and where.project_id):
            result.append(f"region: missing, and a token from IAM is for the project of a region; {remedy}")
    return result


def _named(option: str) -> str:
    return f"{option} ({' or '.join(VARIABLES[option])})"


def warnings(params: dict, environment: Mapping[str, str], regions: tuple[str, ...]) -> list[str]:
    """What is doubtful about the connection options. ``regions``: those in which the service is documented."""
    where = connection(params, environment)
    if not where.region or where.api_url or where.region in regions:
        return []
    return [f"region: found {where.region!r}; this service is documented in {' and '.join(regions)} only"]


def secrets(params: dict, environment: Mapping[str, str]) -> Iterator[str]:
    """What no result may show of the options, and of the environment that stands in for them."""
    where = connection(params, environment)
    found = [where.secret_key, where.security_token, where.auth_token, where.password]
    # Credentials in a URL are refused, but Ansible repeats the options of a task with its result.
    for url in (where.auth_url, where.api_url):
        hide_passwords(url, found.append)
    return filter(None, found)
