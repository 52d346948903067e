# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How to connect to Huawei Cloud: options, the environment, profiles, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._engine.fields import Field
from .._engine.wording import quoted
from .._http.credentials import Keys, Profile, ProfileSource, environment_keys, first_set, keys_of, read_profile
from .._http.proxy import hide_passwords
from .._http.transport import url_problems

OPTIONS = (
    Field("access_key"),
    Field("secret_key", secret=True),
    Field("security_token", secret=True),
    Field("profile"),
    Field("config_file", kind="path"),
    Field("auth_token", secret=True),
    Field("user_name"),
    Field("password", secret=True),
    Field("domain_name"),
    Field("auth_url"),
    Field("region"),
    Field("project_id"),
    Field("api_url"),
)

#: Environment variables of an access key, its secret key and its token (Huawei reference, sections 3.1, 3.2).
FAMILIES = (
    ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"),
    ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
)

#: Environment variables that stand in for the other options; the first that is set counts.
VARIABLES = {
    "auth_token": ("HW_AUTH_TOKEN",),
    "user_name": ("HW_USER_NAME",),
    "password": ("HW_USER_PASSWORD",),
    "domain_name": ("HW_DOMAIN_NAME",),
    "auth_url": ("HW_AUTH_URL",),
    "region": ("HW_REGION_NAME",),
    "project_id": ("HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"),
    "api_url": ("HUAWEICLOUD_API_URL",),
}

PROFILES = ProfileSource(("HW_PROFILE",), ("HW_SHARED_CONFIG_FILE",), ".hcloud/config.json")

#: The ways to authenticate, by precedence, each with the options that it needs.
TOKEN, KEYS, PASSWORD = "token", "keys", "password"
WAYS = {
    TOKEN: ("auth_token",),
    KEYS: ("access_key", "secret_key"),
    PASSWORD: ("user_name", "password", "domain_name"),
}
#: The options that show which way is meant; a domain alone says nothing.
_MARKS = {**WAYS, KEYS: ("access_key", "secret_key", "security_token"), PASSWORD: ("user_name", "password")}

_KEY_OPTIONS = ("access_key", "secret_key", "security_token")
_IN_HEADERS = (*_KEY_OPTIONS, "auth_token")
_IN_BODIES = ("user_name", "password", "domain_name")

#: Members of a profile of KooCLI (section 3.2).
_MEMBERS = ("accessKeyId", "secretAccessKey", "securityToken")
_KEY_MODES = ("", "aksk", "ak", "ststoken", "securitytoken", "temporaryaksk")
_DECRYPT = "Run: hcloud configure set --cli-auth-encrypt=false"


class Connection(NamedTuple):
    """Where to connect and as whom, with environment and profile taken into account. What is not given is ''.

    :ivar keys: the keys of one source, if they are the way to authenticate.
    :ivar way: one of WAYS, or '' if no option of any way is given.
    :ivar source: where the options of the way come from.
    :ivar profile: the profile that was read, if one was.
    """

    keys: Keys
    auth_token: str
    user_name: str
    password: str
    domain_name: str
    auth_url: str
    region: str
    project_id: str
    api_url: str
    way: str
    source: str
    profile: Profile | None = None

    @property
    def iam_url(self) -> str:
        """Return the base URL of IAM with its version (reference section 1.4)."""
        url = (self.auth_url or f"https://iam.{self.region}.myhuaweicloud.com").rstrip("/")
        return url if url.endswith("/v3") else f"{url}/v3"

    @property
    def account(self) -> str:
        """Return what tells accounts apart and is no secret."""
        return f"{self.project_id} {self.keys.access_key} {self.domain_name} {self.user_name}"

    @property
    def source_in_words(self) -> str:
        """Return which source the credentials come from, without a value of it."""
        return f"{self.way or 'nothing'} from {self.source or 'nowhere'}"

    def value(self, option: str) -> str:
        """Return what is known of an option."""
        return self.keys[_KEY_OPTIONS.index(option)] if option in _KEY_OPTIONS else getattr(self, option)


_OPTIONS, _PROFILE, _ENVIRONMENT = "the options", "a profile", "the environment"


def connection(params: Mapping, environment: Mapping[str, str]) -> Connection:
    """Return where to connect and as whom. Options count before the environment; '' counts as not given."""
    options = {option: params[option] or "" for option in (*_KEY_OPTIONS, *VARIABLES)}
    own = environment_keys(FAMILIES, environment)
    found = {option: options[option] or first_set(environment, VARIABLES[option]) for option in VARIABLES}
    way, source = _choose(params, environment, options, {**found, **dict(zip(_KEY_OPTIONS, own))})
    by_options = source == _OPTIONS
    name = PROFILES.name(params, environment, options_only=by_options)
    needs_keys = source == _PROFILE
    profile = None
    if name and (needs_keys or not found["region"] or not found["project_id"]):
        profile = _profile(name, PROFILES.path(params, environment), needs_keys=needs_keys)
        found["region"] = found["region"] or profile.members.get("region", "")
        found["project_id"] = found["project_id"] or profile.members.get("projectId", "")
    keys = Keys()
    if needs_keys and profile is not None:
        source = f"the {profile.shown}"
        keys = keys_of([profile.members.get(member, "") for member in _MEMBERS], source)
    elif way == KEYS:
        keys = keys_of([options[option] for option in _KEY_OPTIONS], _OPTIONS) if by_options else own
        source = keys.source
    return Connection(keys, **found, way=way, source=source, profile=profile)


def _choose(
    params: Mapping, environment: Mapping[str, str], options: Mapping[str, str], found: Mapping[str, str]
) -> tuple[str, str]:
    """Return the way to authenticate, and the source of what it needs.

    Sources, by precedence: options, a profile that the options name, the environment, a profile that the environment
    names. Within a source, a complete way counts before an incomplete one.

    :param found: the options, with the environment in place of those that are not given.
    """
    for way in WAYS:
        if all(options[option] for option in WAYS[way]):
            return way, _OPTIONS
    for way in WAYS:
        if any(options[option] for option in _MARKS[way]):
            return way, _OPTIONS
    if params["profile"]:
        return KEYS, _PROFILE
    for way in WAYS:
        if all(found[option] for option in WAYS[way]):
            return way, _ENVIRONMENT
    if PROFILES.name(params, environment):
        return KEYS, _PROFILE
    begun = (way for way in WAYS if any(found[option] for option in WAYS[way] if option != "domain_name"))
    return next(begun, ""), _ENVIRONMENT


def _profile(name: str, path: str, *, needs_keys: bool) -> Profile:
    """Return a profile with all that is wrong with it; its keys are checked only if they are needed."""
    profile = read_profile(name, path, _DECRYPT)
    if profile.problems or not needs_keys:
        return profile
    members = profile.members
    mode = members.get("mode", "")
    wrong = ""
    if re.sub(r"[^a-z]", "", mode.lower()) not in _KEY_MODES:
        wrong = f"of mode {mode} in {path}; expected mode AKSK. Give keys, an auth_token, or a profile of that mode"
    elif members.get("agencyName"):
        wrong = f"with an agency in {path}; expected keys of its own. Give the agency's temporary keys or an auth_token"
    else:
        missing = [member for member in _MEMBERS[:2] if not members.get(member)]
        if missing:
            wrong = f"without {' and '.join(missing)} in {path}; expected both keys"
        elif re.search(r"[+/=]|.{41}", members[_MEMBERS[0]]):  # an access key is shorter than 41
            wrong = f"with encrypted keys in {path}; expected keys in plain text. {_DECRYPT}"
    return profile._replace(problems=(f"profile: found {quoted(name)} {wrong}",)) if wrong else profile


def problems(params: Mapping, environment: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the connection options, as sentences ``path: found; expected``."""
    where = connection(params, environment)
    result = list(where.profile.problems) if where.profile else []
    result = result or _missing(where)
    for option in _IN_HEADERS:
        if not re.fullmatch(r"[!-~]*", where.value(option)):
            result.append(f"{option}: found unusable characters; expected printable ASCII without blanks")
    for option in _IN_BODIES:
        value = where.value(option)
        if not value.isprintable() or value != value.strip():
            result.append(f"{option}: found blanks around it or control characters; expected a text without those")
    if not re.fullmatch(r"[A-Za-z0-9-]*", where.region):
        result.append(f"region: found {quoted(where.region)}; expected a region id such as cn-southwest-2")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", where.project_id):
        result.append(
            f"project_id: found {quoted(where.project_id)}; expected letters, digits, hyphens and underscores"
        )
    for option in ("auth_url", "api_url"):
        value = where.value(option)
        if value:
            result.extend(url_problems(value, option))
    return result


def _missing(where: Connection) -> list[str]:
    result = []
    if not where.way:
        ways = ", or ".join(
            " and ".join(f"{option} ({_variables(option)})" for option in options) for options in WAYS.values()
        )
        result.append(f"access_key: found no way to authenticate; expected {ways}")
    else:
        lacking = [option for option in WAYS[where.way] if not where.value(option)]
        given = " and ".join(option for option in WAYS[where.way] if option not in lacking)
        result.extend(f"{option}: missing beside {given}; {_remedy(option, where)}" for option in lacking)
    if not where.region:
        remedy = "expected the option region or the environment variable HW_REGION_NAME"
        if not where.api_url:
            result.append(f"region: missing, and no api_url is given; {remedy}")
        elif where.way == PASSWORD and not (where.auth_url and where.project_id):
            result.append(f"region: missing, and a token from IAM is for the project of a region; {remedy}")
    return result


def _variables(option: str) -> str:
    if option in _KEY_OPTIONS:
        return " or ".join(family[_KEY_OPTIONS.index(option)] for family in FAMILIES)
    return " or ".join(VARIABLES[option])


def _remedy(option: str, where: Connection) -> str:
    if where.way == KEYS:
        return f"keys go together, so give it beside the others in {where.source}"
    return f"give the option {option} or set the environment variable {_variables(option)}"


def warnings(params: Mapping, environment: Mapping[str, str], regions: tuple[str, ...]) -> list[str]:
    """Return what is doubtful about the connection options, but no reason to refuse them.

    :param regions: the regions in which the service is documented.
    """
    where = connection(params, environment)
    result = list(where.profile.warnings) if where.profile else []
    if not where.region or where.api_url or where.region in regions:
        return result
    return [
        *result,
        f"region: found {quoted(where.region)}; expected {' or '.join(regions)}, where this service is documented",
    ]


def secrets(params: Mapping, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the secrets in the options, and in the environment that stands in for them."""
    where = connection(params, environment)
    found = [where.keys.secret_key, where.keys.token, where.auth_token, where.password]
    # Credentials in a URL are refused, but Ansible shows the options of a task with its result.
    for url in (where.auth_url, where.api_url):
        hide_passwords(url, found.append)
    return filter(None, found)
