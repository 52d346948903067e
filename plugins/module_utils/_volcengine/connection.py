# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where Volcengine and BytePlus are and as whom to connect: options, the environment, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .._http.transport import url_problems


class Site(NamedTuple):
    """A brand of the platform: where it is, and where its users keep their keys (reference sections 1.2, 9.1)."""

    host: str
    region: str
    access_key: tuple[str, ...]
    secret_key: tuple[str, ...]
    session_token: tuple[str, ...]
    region_variables: tuple[str, ...]


SITES = {
    "volcengine": Site(
        "https://{service}.{region}.volcengineapi.com",
        "cn-beijing",
        ("VOLCENGINE_ACCESS_KEY", "VOLC_ACCESSKEY"),
        ("VOLCENGINE_SECRET_KEY", "VOLC_SECRETKEY"),
        ("VOLCENGINE_SESSION_TOKEN", "VOLC_SESSION_TOKEN"),
        ("VOLCENGINE_REGION",),
    ),
    "byteplus": Site(
        "https://{service}.{region}.byteplusapi.com",
        "ap-southeast-1",
        ("BYTEPLUS_ACCESS_KEY", "BYTEPLUS_ACCESSKEY"),
        ("BYTEPLUS_SECRET_KEY", "BYTEPLUS_SECRETKEY"),
        ("BYTEPLUS_SESSION_TOKEN",),
        ("BYTEPLUS_REGION",),
    ),
}

OPTIONS: dict[str, dict] = {
    "site": {"type": "str", "choices": list(SITES), "default": "volcengine"},
    "access_key": {"type": "str", "no_log": False},
    "secret_key": {"type": "str", "no_log": True},
    "session_token": {"type": "str", "no_log": True},
    "region": {"type": "str"},
    "api_url": {"type": "str"},
}


class Connection(NamedTuple):
    """Where to and as whom, with the environment taken into account."""

    access_key: str
    secret_key: str
    session_token: str | None
    region: str
    api_url: str | None


def connection(params: dict, environment: Mapping[str, str]) -> Connection:
    """An option counts before the environment; an empty text counts as not given. What is missing is ''."""
    site = SITES[params["site"]]

    def first(option: str, variables: tuple[str, ...]) -> str:
        given = [params[option], *(environment.get(variable) for variable in variables)]
        return next((value for value in given if value), "")

    return Connection(
        first("access_key", site.access_key),
        first("secret_key", site.secret_key),
        first("session_token", site.session_token) or None,
        first("region", site.region_variables) or site.region,
        first("api_url", ("ARK_API_URL",)) or None,
    )


def problems(params: dict, environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the connection options, as sentences ``path: found; allowed``."""
    site, found = SITES[params["site"]], connection(params, environment)
    result = []
    for option in ("access_key", "secret_key"):
        if not getattr(found, option):
            variables = " or ".join(getattr(site, option))
            result.append(f"{option}: missing; give the option {option} or set the environment variable {variables}")
    for option in ("access_key", "secret_key", "session_token", "region"):
        value = getattr(found, option) or ""
        if not value.isascii() or not value.isprintable() or value != value.strip():
            result.append(f"{option}: found characters that cannot be part of one; printable ASCII without blanks")
    if not re.fullmatch(r"[A-Za-z0-9-]+", found.region):
        result.append(f"region: found {found.region!r}; a region id such as {site.region}")
    if found.api_url:
        result.extend(url_problems(found.api_url))
    return result
