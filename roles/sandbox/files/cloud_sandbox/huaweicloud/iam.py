# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM as far as the other services need it: tokens for a project, and the list of projects (Huawei reference 2.1, 2.4).

The one user is named by the authenticator key, with the secret key as password, in the domain of the settings.
"""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from typing import Any

from ..faults import Fault
from ..messages import ApiError, Call, HttpRequest, Reply
from ..routing import Route
from ..switch_values import SwitchValues
from . import envelope
from .api import HuaweiApi
from .authenticator import Authenticator
from .schema import AnyObject, Array, Boolean, Object, SchemaError, String

REGIONS = ("cn-north-4", "cn-southwest-2", "ap-southeast-1")

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+(_[\w-]+)?\Z")
_PROJECT_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_NAMED = Object({"name": String(), "id": String()})
_TOKEN_BODY = Object(
    {
        "auth": Object(
            {
                "identity": Object(
                    {
                        "methods": Array(String(), 1),
                        "password": Object(
                            {
                                "user": Object(
                                    {
                                        "name": String(),
                                        "password": String(),
                                        "domain": Object({"name": String()}, ("name",)),
                                        "force": Boolean(),
                                    },
                                    ("name", "password", "domain"),
                                )
                            },
                            ("user",),
                        ),
                        "token": AnyObject(),
                    },
                    ("methods", "password"),
                ),
                "scope": Object({"project": _NAMED, "domain": _NAMED}),
            },
            ("identity",),
        )
    },
    ("auth",),
)


def project_id_of(name: str) -> str:
    """Id of the project of that name: always the same, 32 hexadecimal digits."""
    return hashlib.md5(f"sandbox project {name}".encode(), usedforsecurity=False).hexdigest()


def _stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}Z"


class IamService:
    """The two IAM calls. Every region has one project that bears its name."""

    def __init__(self, authenticator: Authenticator) -> None:
        self.authenticator = authenticator
        self.switches: SwitchValues = authenticator.switches

    def perform(self, action: str, parameters: dict[str, Any], body: Any = None) -> Reply:
        """Do one action; errors are answers too."""
        try:
            return self._create_token(parameters, body) if action == "CreateToken" else self._list_projects(parameters)
        except ApiError as error:
            return self.error_reply(error)

    def error_reply(self, error: ApiError) -> Reply:
        """Return the answer for an error: the gateway's in its own envelope, IAM's own as the switch says."""
        request_id = uuid.uuid4().hex
        if error.code.startswith("APIG") or self.switches["iam_error_shape"] == "flat":
            return envelope.answer(error, self.switches, request_id)
        title = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden"}.get(error.status, "Error")
        told = {"code": error.status, "message": error.message, "title": title}
        headers = envelope.request_id_header(self.switches, request_id)
        return Reply(error.status, {"error": told}, error.code, request_id, headers=headers)

    def _create_token(self, parameters: dict[str, Any], body: Any) -> Reply:
        try:
            auth = _TOKEN_BODY.validate(body, "", allow_unknown=False)["auth"]
        except SchemaError as problem:
            raise ApiError("IAM.0011", 400, f"Request body is invalid: {problem.path}: {problem}.") from None
        user = auth["identity"]["password"]["user"]
        credentials = self.authenticator.credentials
        if "password" not in auth["identity"]["methods"]:
            raise ApiError("IAM.0011", 400, "Request body is invalid: methods must have password.")
        given = (user["name"], user["password"], user["domain"]["name"])
        if given != (credentials.access_key, credentials.secret_key, credentials.domain_name):
            raise ApiError("IAM.0001", 401, "The username or password is wrong.")
        project_id, project_name = self._scope(auth.get("scope") or {})
        token, grant = self.authenticator.issue(project_id, self.switches["iam_token_seconds"])
        domain = {"id": project_id_of(f"domain {credentials.domain_name}"), "name": credentials.domain_name}
        shown: dict[str, Any] = {
            "methods": ["password"],
            "expires_at": _stamp(grant.expires),
            "issued_at": _stamp(grant.issued),
            "user": {"id": project_id_of(f"user {user['name']}"), "name": user["name"], "domain": domain},
            "roles": [{"id": "0", "name": "te_admin"}],
        }
        if project_id is None:
            shown["domain"] = domain
        else:
            shown["project"] = {"id": project_id, "name": project_name, "domain": domain}
        if not parameters.get("nocatalog"):
            shown["catalog"] = [{"id": "0", "name": "iam", "type": "iam", "endpoints": []}]
        request_id = uuid.uuid4().hex
        headers = {"X-Subject-Token": token, **envelope.request_id_header(self.switches, request_id)}
        return Reply(201, {"token": shown}, None, request_id, effect=True, headers=headers)

    def _scope(self, scope: dict[str, Any]) -> tuple[str | None, str | None]:
        """Id and name of the project that is asked for; nothing for the account."""
        project = scope.get("project")
        if project is None:
            return None, None
        name, project_id = project.get("name"), project.get("id")
        if project_id is not None and _PROJECT_ID.match(project_id):
            known = next((region for region in REGIONS if project_id_of(region) == project_id), project_id)
            return project_id, known
        if name is not None and _REGION.match(name) and self.switches["iam_projects"] != "none":
            return project_id_of(name), name
        raise ApiError("IAM.0001", 401, f"The project {name or project_id or ''} does not exist.")

    def _list_projects(self, parameters: dict[str, Any]) -> Reply:
        sought, reading = parameters.get("name"), self.switches["iam_projects"]
        names = list(REGIONS)
        if sought is not None:
            names = [sought] if _REGION.match(sought) else []
        if reading == "several":
            # Projects of one region, told apart by id only.
            names = [one for name in names for one in (name, f"{name}_second")]
        projects = [
            {
                "id": project_id_of(name),
                "name": name if sought is None else sought,
                "domain_id": project_id_of(f"domain {self.authenticator.credentials.domain_name}"),
                "enabled": True,
            }
            for name in ([] if reading == "none" else names)
        ]
        request_id = uuid.uuid4().hex
        headers = envelope.request_id_header(self.switches, request_id)
        document = {"projects": projects, "links": {"next": None, "previous": None}}
        return Reply(200, document, None, request_id, headers=headers)


class IamApi(HuaweiApi):
    """``/v3/...``: creating a token is the one call that needs neither token nor signature."""

    name = "iam"
    prefix = re.compile(r"/v3/")
    routes = (Route("POST", "/v3/auth/tokens", "CreateToken"), Route("GET", "/v3/projects", "ListProjects"))

    def identify(self, request: HttpRequest) -> Call:
        """The body of a token request has a password and must not be logged."""
        call = super().identify(request)
        call.secret = True
        return call

    def _enter(self, request: HttpRequest, call: Call) -> str | None:
        return None if call.action == "CreateToken" else super()._enter(request, call)

    def _bad_json(self) -> ApiError:
        return ApiError("IAM.0011", 400, "Request body is invalid.")

    def fault_error(self, fault: Fault) -> ApiError:
        """IAM has words of its own for a server error."""
        if fault.code is None and fault.status >= 500:
            return ApiError("IAM.0002", fault.status, fault.message)
        return super().fault_error(fault)
