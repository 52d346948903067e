# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask IAM for a token of a user, and for the id of a region's project (Huawei reference 2.1, 2.4).

Each is fetched when it is first needed, once for all threads, and kept in memory only.
"""

from __future__ import annotations

import threading
from typing import Callable

from .._engine.effects import READ, Call
from .._engine.errors import CallFailed, Unclear
from .._http.client import Connector, as_mapping, json_body
from .._http.retry import with_retries
from .._http.transport import Answer
from .answers import ServiceAnswers
from .connection import KEYS, PASSWORD, TOKEN, Connection
from .sign import SdkHmacAuth, encode_query

#: What to check when the credentials of a way are refused.
ADVICE = {
    TOKEN: "Check auth_token: it may have expired, or be for another project or region",
    KEYS: "Check access_key, secret_key and security_token; wrong signatures lock a key for a while",
    PASSWORD: "Check user_name, password and domain_name: an IAM user is needed, and its rights for this project",
}


class Once:
    """A value that the first thread fetches and all other threads wait for.

    A failure is kept as well, so that no other thread tries a refused password again.
    """

    def __init__(self, fetch: Callable[[], str]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._value = ""
        self._failure: CallFailed | None = None
        self._doubtful = False

    def get(self) -> str:
        """Return the value.

        :raises CallFailed: it could not be fetched.
        """
        with self._lock:
            return self._get()

    def again(self, stale: str) -> str | None:
        """Return a newer value than ``stale``, or None if ``stale`` is such a value already and never worked."""
        with self._lock:
            if self._value == stale:
                if self._doubtful:
                    return None
                self._value, self._doubtful = "", True
            return self._get()

    def proved(self, value: str) -> None:
        """Note that ``value`` works, so that it may be replaced once it does not."""
        if self._doubtful:
            with self._lock:
                self._doubtful = self._doubtful and value != self._value

    def _get(self) -> str:
        if self._failure is not None:
            raise self._failure.saying(str(self._failure))
        if not self._value:
            try:
                self._value = self._fetch()
            except CallFailed as error:
                self._failure = error
                raise
        return self._value


class Iam:
    """Calls of IAM.

    :param auth: signs requests, when that is the way to authenticate.
    """

    def __init__(self, where: Connection, auth: SdkHmacAuth | None, connector: Connector) -> None:
        self._where = where
        self._auth = auth
        self._connector = connector
        self._fetched = Once(self._create_token)
        self._project = Once(self._find_project)
        self._project_of_token = ""

    def token(self) -> str:
        """Return the token to send, or '' if requests are signed.

        :raises CallFailed: IAM gives none.
        """
        if self._where.way == PASSWORD:
            return self._fetched.get()
        return self._where.auth_token if self._where.way == TOKEN else ""

    def other_token(self, refused: str) -> str | None:
        """Return a token to try in place of a refused one, or None if a new one would be refused as well.

        :raises CallFailed: IAM gives none.
        """
        return self._fetched.again(refused) if self._where.way == PASSWORD else None

    def accepted(self, token: str) -> None:
        """Note that the service accepted a token."""
        if self._where.way == PASSWORD:
            self._fetched.proved(token)

    def project_id(self) -> str:
        """Return the id of the project: the given one, else that of the token, else that of the region's project.

        :raises CallFailed: there is none, or there are several.
        """
        return self._where.project_id or self._project.get()

    def _create_token(self) -> str:
        where = self._where
        user = {"name": where.user_name, "password": where.password, "domain": {"name": where.domain_name}}
        scope = {"project": {"id": where.project_id} if where.project_id else {"name": where.region}}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
        call = Call("CreateToken", body, READ)

        def read(answer: Answer, answers: ServiceAnswers) -> str:
            result = answers.result_of(call, answer)
            token = answer.headers.get("X-Subject-Token") or ""
            if not token:
                raise _no_use(call, answer, answers, "no X-Subject-Token")
            self._connector.hide(token)
            project = as_mapping(as_mapping(result.get("token")).get("project"))
            self._project_of_token = str(project.get("id") or "")
            return token

        return self._ask(call, PASSWORD, "POST", "/auth/tokens?nocatalog=true", {}, read)

    def _find_project(self) -> str:
        region = self._where.region
        call = Call("ListProjects", {}, READ)
        token = self.token()
        if self._project_of_token:
            return self._project_of_token
        if not region:
            raise _undecided(call, "without a region it cannot be found", "NoRegion", None)

        def read(answer: Answer, answers: ServiceAnswers) -> str:
            projects = answers.result_of(call, answer).get("projects")
            if not isinstance(projects, list):
                raise _no_use(call, answer, answers, "no projects")
            # The server may ignore the filter by name.
            ids = [
                str(project["id"])
                for project in projects
                if isinstance(project, dict) and project.get("id") and project.get("name", region) == region
            ]
            if len(ids) != 1:
                found = f"has the projects {', '.join(ids)}" if ids else "has none for these credentials"
                raise _undecided(call, f"the region {region} {found}", "NoProject", answer.status)
            return ids[0]

        path = f"/projects?{encode_query([('name', region)])}"
        headers = {"X-Auth-Token": token} if token else {}
        return self._ask(call, self._where.way, "GET", path, headers, read)

    def _ask(
        self, call: Call, way: str, method: str, path: str, headers: dict, read: Callable[[Answer, ServiceAnswers], str]
    ) -> str:
        """Make a call and return what ``read`` finds in its answer.

        :raises CallFailed: never a subclass, so that an unclear answer of IAM does not count as one of the service.
        """
        body = json_body(call.arguments) if method == "POST" else b""
        headers = {"Content-Type": "application/json;charset=utf8", "Accept": "application/json", **headers}
        connector = self._connector
        transport = connector.transport(self._where.iam_url, self._auth, "auth_url")
        answers = ServiceAnswers("iam", connector.clock, transport.target, credentials=ADVICE[way], signed=way == KEYS)
        try:
            return with_retries(
                lambda: read(transport.send(call, method, path, headers, body=body), answers),
                READ,
                retries=connector.params["max_retries"],
                budget=connector.budget,
                clock=connector.clock,
            )
        except CallFailed as error:
            raise error.saying(f"{error}. What the task is about was not sent", CallFailed) from error
        finally:
            transport.close()


def _no_use(call: Call, answer: Answer, answers: ServiceAnswers, lacks: str) -> CallFailed:
    text = f"the answer (HTTP {answer.status}) has {lacks}. Check auth_url"
    return answers.failure(Unclear, call, answer, "ForeignAnswer", text)


def _undecided(call: Call, reason: str, code: str, status: int | None) -> CallFailed:
    return CallFailed(
        f"{call.action}: project_id is not given, and {reason}. Give the option project_id",
        action=call.action,
        code=code,
        status=status,
    )
