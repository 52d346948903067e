# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Get temporary keys of a role from STS: once for all threads, and again before they expire (reference section 9.2)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from .._engine.clock import moment
from .._engine.effects import READ, Call
from .._engine.errors import CallFailed
from .._http import client
from .._http.client import Connector
from .._http.credentials import Keys, keys_of
from .answers import PlatformAnswers
from .assume_role import AssumeRole
from .sign import HmacAuth

VERSION = "2018-01-01"

#: Seconds before their end that temporary keys are renewed.
_MARGIN = 60.0
#: Seconds that temporary keys last if STS does not say.
_USUAL_DURATION = 3600.0


class Sts(client.Client):
    """Calls of STS."""

    def __init__(self, connector: Connector, role: AssumeRole, auth: HmacAuth | None) -> None:
        option = "assume_role.sts_url" if role.sts_url else "site"
        transport = connector.transport(role.sts_url or role.sts_host, auth, option)
        super().__init__(transport, connector.params["max_retries"], connector.budget, connector.clock)
        self._answers = PlatformAnswers("sts", connector.clock, transport.target)

    def attempt(self, call: Call) -> dict:
        query = {"Action": call.action, "Version": VERSION}
        if "OIDCToken" in call.arguments:
            # A token in a URL would end up in the logs of servers.
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            body = urlencode(call.arguments).encode()
            return self._exchange(call, "POST", "/", headers, query, body=body)
        headers = {"Content-Type": "text/plain", "Accept": "application/json"}
        pairs = sorted({**query, **call.arguments}.items())
        path = "/?" + "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in pairs)
        return self._exchange(call, "GET", path, headers)


class RoleKeys:
    """The temporary keys of a role, fetched when they are first needed.

    :param keys: the keys that sign the call of STS.
    """

    def __init__(self, role: AssumeRole, keys: Keys, region: str, connector: Connector) -> None:
        self._role = role
        sts_auth = HmacAuth(lambda: keys, region, "sts", wall=connector.clock.wall)
        self._auth = None if role.oidc_token_file else sts_auth
        self._connector = connector
        self._clock = connector.clock
        self._lock = threading.Lock()
        self._keys = Keys()
        self._renew_at = float("-inf")
        self._failure: CallFailed | None = None

    def __call__(self) -> Keys:
        """Return keys that are valid for the next request.

        :raises CallFailed: STS gives none. It is not asked again, so a set of many endpoints makes one such call.
        """
        with self._lock:
            if self._failure is not None:
                raise self._failure.saying(str(self._failure))
            if self._clock.now() >= self._renew_at:
                try:
                    self._keys, seconds = self._assume()
                except CallFailed as error:
                    self._failure = error
                    raise
                self._renew_at = self._clock.now() + seconds - min(_MARGIN, seconds / 2)
            return self._keys

    def _assume(self) -> tuple[Keys, float]:
        role = self._role
        arguments = {
            "RoleTrn": role.role_trn,
            "RoleSessionName": role.session_name or f"ansible-{uuid.uuid4().hex}",
            **({"DurationSeconds": str(role.duration_seconds)} if role.duration_seconds else {}),
            **({"Policy": role.policy} if role.policy else {}),
        }
        action = "AssumeRole"
        if role.oidc_token_file:
            action = "AssumeRoleWithOIDC"
            try:
                arguments["OIDCToken"] = role.oidc_token()
            except ValueError as error:
                text = f"{action}: assume_role.oidc_token_file is {role.oidc_token_file}, {error}"
                raise CallFailed(text, action=action, code="NoOidcToken") from None
            self._connector.hide(arguments["OIDCToken"])
        sts = Sts(self._connector, role, self._auth)
        try:
            result = sts.perform(Call(action, arguments, READ, usable=_has_credentials))
        except CallFailed as error:
            text = f"{error}. Check who may assume {role.role_trn}. Nothing else was sent"
            raise error.saying(text, CallFailed) from error
        finally:
            sts.close()
        found = client.as_mapping(result["Credentials"])
        keys = keys_of([found[name] for name in _MEMBERS], role.role_trn)
        for secret in (keys.secret_key, keys.token):
            self._connector.hide(secret)
        return keys, _lifetime(found, role.duration_seconds, self._clock.wall())


_MEMBERS = ("AccessKeyId", "SecretAccessKey", "SessionToken")


def _has_credentials(result: dict) -> bool:
    found = client.as_mapping(result.get("Credentials"))
    return all(isinstance(found.get(name), str) and found[name] for name in _MEMBERS)


def _lifetime(credentials: Mapping, asked: int | None, wall: float) -> float:
    """Return for how many seconds the keys are valid, by the server's clock if it shows that."""
    end = moment(credentials.get("ExpiredTime") or credentials.get("Expiration"))
    begin = moment(credentials.get("CurrentTime")) or wall
    if end is None:
        return float(asked or _USUAL_DURATION)
    return max(0.0, end - begin)
