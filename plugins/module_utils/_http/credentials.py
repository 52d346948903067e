# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sources of keys that all clouds share: options, the environment, and profiles in the files of vendors' CLIs.

The keys of two sources are never mixed. A file is read only if a profile is named and needed.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .._engine.wording import quoted

#: Values of a switch of a profile that is off.
_OFF = (False, None, "", "false")

#: Permissions that nobody but the owner needs on a file with keys.
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Keys(NamedTuple):
    """The keys of one source. A key that is not given is ''.

    :ivar source: names the source, for messages.
    """

    access_key: str = ""
    secret_key: str = ""
    token: str = ""
    source: str = ""

    @property
    def is_pair(self) -> bool:
        """Return whether both keys are given."""
        return bool(self.access_key and self.secret_key)

    @property
    def is_begun(self) -> bool:
        """Return whether any of the three is given."""
        return bool(self.access_key or self.secret_key or self.token)


def keys_of(values: Sequence[str], source: str) -> Keys:
    """Return access key, secret key and token, in this order, as the keys of a source."""
    access_key, secret_key, token = values
    return Keys(access_key, secret_key, token, source)


class Profile(NamedTuple):
    """A profile of a file.

    :ivar members: its members that are texts.
    :ivar problems: why it cannot be used, as sentences.
    :ivar warnings: what is doubtful about it, as sentences.
    """

    name: str
    path: str
    members: Mapping[str, str] = {}
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Return the profile for messages."""
        return f"profile {quoted(self.name)} of {self.path}"


class ProfileSource(NamedTuple):
    """Where a cloud's profiles are.

    :ivar name_variables: environment variables with the name of a profile.
    :ivar file_variables: environment variables with the path of the file, or of its folder.
    :ivar default: the path below the home folder.
    """

    name_variables: tuple[str, ...]
    file_variables: tuple[str, ...]
    default: str

    def name(self, params: Mapping, environment: Mapping[str, str], *, options_only: bool = False) -> str:
        """Return the name of the profile to use, or ''."""
        return params["profile"] or ("" if options_only else first_set(environment, self.name_variables))

    def path(self, params: Mapping, environment: Mapping[str, str]) -> str:
        """Return the path of the file."""
        home = environment.get("HOME") or os.path.expanduser("~")
        path = params["config_file"] or first_set(environment, self.file_variables) or os.path.join(home, self.default)
        if path == "~" or path.startswith("~/"):
            path = home + path[1:]
        return os.path.join(path, os.path.basename(self.default)) if os.path.isdir(path) else path


def first_set(environment: Mapping[str, str], variables: tuple[str, ...]) -> str:
    """Return the first of these variables that is set and not empty, or ''."""
    return next((environment[name] for name in variables if environment.get(name)), "")


def environment_keys(families: tuple[tuple[str, str, str], ...], environment: Mapping[str, str]) -> Keys:
    """Return the first complete pair of the environment, with the token of its family; else the first incomplete one.

    :param families: names of variables: access key, secret key, token.
    """
    found = [
        keys_of([environment.get(name, "") for name in family], f"the environment ({family[0]})") for family in families
    ]
    # A token alone does not count, since another tool may use it.
    begun = [keys for keys in found if keys.access_key or keys.secret_key]
    return next((keys for keys in begun if keys.is_pair), begun[0] if begun else Keys())


def read_profile(name: str, path: str, decryption: str) -> Profile:
    """Return a profile of a file, with its problems.

    :param decryption: what to do about an encrypted file, as a sentence.
    """
    expected = "expected the configuration file of the CLI"
    try:
        with open(path, "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "which does not exist" if missing else f"which cannot be read ({error.strerror})"
        return _broken(name, path, f"config_file: found '{path}', {reason}; {expected}")
    try:
        profiles = _by_name(json.loads(text))
    except (ValueError, RecursionError):
        wrong = f"config_file: found '{path}', which is encrypted or no JSON; {expected}. {decryption}"
        return _broken(name, path, wrong)
    if profiles is None:
        return _broken(name, path, f"config_file: found '{path}', which has no profiles; {expected}")
    found = f"profile: found {quoted(name)}"
    members = profiles.get(name)
    if not isinstance(members, dict):
        known = ", ".join(sorted(profiles)) or "none"
        return _broken(name, path, f"{found}, which {path} does not have; expected one of: {known}")
    if any("encrypt" in str(member).lower() and value not in _OFF for member, value in members.items()):
        wrong = f"{found} with encrypted keys in {path}; expected keys in plain text. {decryption}"
        return _broken(name, path, wrong)
    texts = {member: value.strip() for member, value in members.items() if isinstance(value, str)}
    doubt = f"{path} holds keys, and its mode {mode:04o} lets others read or change it. Run: chmod 600 {path}"
    return Profile(name, path, texts, (), (doubt,) if mode & _OTHERS else ())


def _broken(name: str, path: str, problem: str) -> Profile:
    return Profile(name, path, {}, (problem,))


def _by_name(document: object) -> dict | None:
    """Return the profiles of a file by name: it has a mapping of them, or a list of profiles with names."""
    profiles = document.get("profiles") if isinstance(document, dict) else None
    if isinstance(profiles, list):
        return {str(each.get("name")): each for each in profiles if isinstance(each, dict)}
    return {str(name): each for name, each in profiles.items()} if isinstance(profiles, dict) else None
