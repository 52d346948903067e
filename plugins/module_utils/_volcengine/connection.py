# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How to connect to Volcengine and BytePlus: options, environment, profiles, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._engine.fields import Field, dict_of
from .._engine.wording import quoted
from .._http.credentials import Keys, Profile, ProfileSource, environment_keys, first_set, keys_of, read_profile
from .._http.transport import url_problems
from .assume_role import AssumeRole


class Site(NamedTuple):
    """A brand of the platform: its hosts, and the sources of keys that its users have (reference sections 1.2, 9).

    :ivar families: environment variables of an access key, its secret key and its token.
    """

    host: str
    sts_host: str
    region: str
    families: tuple[tuple[str, str, str], ...]
    region_variables: tuple[str, ...]
    profiles: ProfileSource
    role_variables: tuple[str, ...]
    oidc_variables: tuple[str, ...]


def _site(host: str, sts_host: str, region: str, prefix: str, families: tuple[tuple[str, str, str], ...]) -> Site:
    return Site(
        host,
        sts_host,
        region,
        families,
        (f"{prefix}_REGION",),
        ProfileSource(
            (f"{prefix}_PROFILE",),
            (f"{prefix}_CLI_CONFIG_FILE", f"{prefix}_FILE_PATH"),
            f".{prefix.lower()}/config.json",
        ),
        (f"{prefix}_ASSUME_ROLE_TRN",),
        (f"{prefix}_OIDC_TOKEN_FILE",),
    )


SITES = {
    "volcengine": _site(
        "https://{service}.{region}.volcengineapi.com",
        "https://sts.volcengineapi.com",
        "cn-beijing",
        "VOLCENGINE",
        (
            ("VOLCENGINE_ACCESS_KEY", "VOLCENGINE_SECRET_KEY", "VOLCENGINE_SESSION_TOKEN"),
            ("VOLC_ACCESSKEY", "VOLC_SECRETKEY", "VOLC_SESSION_TOKEN"),
        ),
    ),
    "byteplus": _site(
        "https://{service}.{region}.byteplusapi.com",
        "https://sts.ap-southeast-1.byteplusapi.com",
        "ap-southeast-1",
        "BYTEPLUS",
        (
            ("BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY", "BYTEPLUS_SESSION_TOKEN"),
            ("BYTEPLUS_ACCESSKEY", "BYTEPLUS_SECRETKEY", "BYTEPLUS_SESSION_TOKEN"),
        ),
    ),
}

OPTIONS = (
    Field("site", choices=tuple(SITES), default="volcengine"),
    Field("access_key"),
    Field("secret_key", secret=True),
    Field("session_token", secret=True),
    Field("profile"),
    Field("config_file", kind="path"),
    dict_of(
        "assume_role",
        Field("role_trn"),
        Field("session_name"),
        Field("duration_seconds", kind="int"),
        Field("policy", kind="json"),
        Field("oidc_token_file", kind="path"),
        Field("sts_url"),
    ),
    Field("region"),
    Field("api_url"),
)

_KEY_OPTIONS = ("access_key", "secret_key", "session_token")
_URL_VARIABLES = ("ARK_API_URL",)

#: Members of a profile (reference section 9.1).
_ACCESS_KEY, _SECRET_KEY, _TOKEN = "access-key", "secret-key", "session-token"

#: Modes of profiles that are refused, in lower case, with what to do instead.
_OTHER_MODES = {
    "ramrolearn": "Give the option assume_role, with the keys of a profile of mode AK",
    "oidc": "Give the option assume_role with role_trn and oidc_token_file",
    "ecsrole": "The metadata of an instance is not asked; give keys, or assume_role with an oidc_token_file",
    "sso": "A login of the CLI is not used; give keys, a profile of mode AK or StsToken, or assume_role",
    "console-login": "A login of the CLI is not used; give keys, a profile of mode AK or StsToken, or assume_role",
}
_ENCRYPTED = "Write the profile again without encryption, or give the keys in the environment"


class Connection(NamedTuple):
    """Where to connect and as whom. What is missing is ''.

    :ivar keys: the keys of one source. They sign requests, or with a role only the request that assumes it.
    :ivar profile: the profile that was read, if one was.
    """

    keys: Keys
    region: str
    api_url: str
    profile: Profile | None = None
    role: AssumeRole | None = None

    @property
    def account(self) -> str:
        """Return what tells accounts apart and is no secret."""
        return " ".join(filter(None, (self.keys.access_key, self.role and self.role.role_trn)))

    @property
    def source_in_words(self) -> str:
        """Return which source the keys come from, without a value of it."""
        if self.role is None:
            return f"keys from {self.keys.source or 'nowhere'}"
        return f"temporary keys of a role, assumed with {self.role.proof or f'keys from {self.keys.source}'}"


def connection(params: Mapping, environment: Mapping[str, str]) -> Connection:
    """Return where to connect and as whom.

    Keys come from the first of these sources: options, a profile that the options name, the environment, a profile
    that the environment names. An empty text counts as not given.
    """
    site = SITES[params["site"]]
    role = _role(params, site, environment)
    options = keys_of([params[name] or "" for name in _KEY_OPTIONS], "the options")
    own = environment_keys(site.families, environment)
    region = params["region"] or first_set(environment, site.region_variables)
    name = site.profiles.name(params, environment, options_only=options.is_begun)
    lacks_keys = (
        not options.is_begun and (bool(params["profile"]) or not own.is_pair) and not (role and role.oidc_token_file)
    )
    profile = None
    if name and (lacks_keys or not region):
        profile = _profile(name, site.profiles.path(params, environment), lacks_keys=lacks_keys)
    keys = options if options.is_begun else own
    if profile is not None and lacks_keys:
        members = (_ACCESS_KEY, _SECRET_KEY, _TOKEN)
        keys = keys_of([profile.members.get(member, "") for member in members], f"the {profile.shown}")
    region = region or (profile.members.get("region", "") if profile else "") or site.region
    return Connection(keys, region, params["api_url"] or first_set(environment, _URL_VARIABLES), profile, role)


def _role(params: Mapping, site: Site, environment: Mapping[str, str]) -> AssumeRole | None:
    given = params["assume_role"]
    if given is None:
        return None
    return AssumeRole(
        given.get("role_trn") or first_set(environment, site.role_variables),
        given.get("session_name") or "",
        given.get("duration_seconds"),
        given.get("policy") or "",
        given.get("oidc_token_file") or first_set(environment, site.oidc_variables),
        given.get("sts_url") or "",
        site.sts_host,
        site.role_variables[0],
    )


def _profile(name: str, path: str, *, lacks_keys: bool) -> Profile:
    """Return a profile with all that is wrong with it; its keys are checked only if they are needed."""
    profile = read_profile(name, path, _ENCRYPTED)
    if profile.problems or not lacks_keys:
        return profile
    members = profile.members
    mode = members.get("mode", "") or "AK"
    if mode.lower() not in ("ak", "ststoken"):
        remedy = _OTHER_MODES.get(mode.lower(), "Give keys, or a profile of such a mode")
        wrong = f"profile: found {quoted(name)} of mode {mode} in {path}; expected mode AK or StsToken. {remedy}"
        return profile._replace(problems=(wrong,))
    needed = (_ACCESS_KEY, _SECRET_KEY, *((_TOKEN,) if mode.lower() == "ststoken" else ()))
    missing = [member for member in needed if not members.get(member)]
    if missing:
        wrong = f"profile: found {quoted(name)} without {' and '.join(missing)} in {path}; expected {', '.join(needed)}"
        return profile._replace(problems=(wrong,))
    return profile


def secrets(params: Mapping, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the secrets in the options, and in what stands in for them."""
    where = connection(params, environment)
    return filter(None, (where.keys.secret_key, where.keys.token))


def warnings(params: Mapping, environment: Mapping[str, str]) -> list[str]:
    """Return what is doubtful about the connection."""
    profile = connection(params, environment).profile
    return list(profile.warnings) if profile else []


def problems(params: Mapping, environment: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the connection options, as sentences ``path: found; expected``."""
    site, where = SITES[params["site"]], connection(params, environment)
    result = list(where.profile.problems) if where.profile else []
    if not result and not (where.role and where.role.oidc_token_file):
        result.extend(_missing(where.keys, site))
    for option, value in zip(_KEY_OPTIONS, where.keys):
        if not value.isascii() or not value.isprintable() or value != value.strip():
            result.append(f"{option}: found unusable characters; expected printable ASCII without blanks")
    if not re.fullmatch(r"[A-Za-z0-9-]+", where.region):
        result.append(f"region: found {quoted(where.region)}; expected a region id such as {site.region}")
    if where.api_url:
        result.extend(url_problems(where.api_url))
    if where.role is not None:
        result.extend(where.role.problems())
    return result


def _missing(keys: Keys, site: Site) -> Iterator[str]:
    names = dict(zip(_KEY_OPTIONS[:2], keys))
    for number, (option, value) in enumerate(names.items()):
        variables = " or ".join(family[number] for family in site.families)
        remedy = f"give the option {option} or set the environment variable {variables}"
        if keys.is_begun and not value:
            remedy = f"keys go together, so give it beside the others in {keys.source}"
        if not value:
            result = f"{option}: missing; {remedy}"
            yield result if keys.is_begun else f"{result}, or name a profile"
