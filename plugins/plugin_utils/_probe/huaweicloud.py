# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all services of Huawei Cloud share: how calls are made, and the gateway before them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import connection

from .answers import first_told, told
from .questions import Answer, Level, New, ReadOff, Reply, Seen, Untold, leave

_PREFIXES = ("APIGW", "APIG")
_ENVELOPES = {"error_code": "flat", "errorCode": "camel", "code": "code_message"}
_LOCKS = "wrong credentials may lock the key"
_CREDENTIAL = "it would make a credential"

UNASKED = (
    leave("How wrong may a clock be, and when does a key get locked?", _LOCKS)(
        "huawei_clock_skew_seconds huawei_lock_after_failures huawei_lock_seconds"
    ),
    leave("Must writes have a Content-Type?", "the collection always sends it")("huawei_content_type"),
    leave("How long is a token, and how long is it good? How does IAM refuse?", _CREDENTIAL)(
        "iam_token_seconds iam_token_length iam_error_shape"
    ),
    leave("How many projects has a region?", "a run that needs it, and finds not one, says so")("iam_projects"),
)


class Api:
    """The calls of a service.

    :param actions: method and path of each action.
    :param usable: tells by action whether a result answers the call.
    :param name: the member of a body with the name of an endpoint.
    """

    def __init__(
        self, actions: Mapping[str, tuple[str, str]], usable: Mapping[str, Callable[[dict], bool]], name: str
    ) -> None:
        self._actions = actions
        self._usable = usable
        self._name = name

    def call(self, action: str, arguments: Mapping[str, Any]) -> Call:
        """Return the call of an action.

        :param arguments: what the path needs, and the rest for the body or the query.
        """
        method, path = self._actions[action]
        rest = dict(arguments)
        for member in re.findall("{([a-z_]+)}", path):
            if member in rest:  # the client knows the project
                path = path.replace(f"{{{member}}}", quote(str(rest.pop(member)), safe=""))
        sent: dict[str, Any] = {"method": method, "path": path}
        if rest:
            sent["body" if method in ("POST", "PUT") else "query"] = rest
        subject, about = str(arguments.get("id", "")), str(arguments.get(self._name, ""))
        return Call(action, sent, READ if method == "GET" else WRITE, subject, self._usable.get(action), about)


def place(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what calls depend on of the connection options: the way to authenticate, and whether it has a project."""
    where = connection(params, os.environ)
    return {"way": where.way, "has_project": bool(where.project_id)}


def is_denied(reply: Reply) -> bool:
    """Tell that a reply is about the credentials, the account or the project, not about what is asked."""
    if reply.kind == "Unauthenticated" or reply.code.endswith((".0310", "ModelArts.8503")):
        return True
    return reply.status == 403 and reply.kind == "CallFailed"


def ask_gateway(level: Level, *forbidden: str) -> None:
    """Ask about the gateway of a service with the observations ``list`` and ``nowhere``.

    :param forbidden: observations that may be refused with 403.
    """
    level.ask("huawei_request_id", "Do answers have a request id?")(_request_id)
    level.ask("huawei_gateway_prefix", "How do the gateway's codes begin?")(_prefix)
    level.ask("huawei_envelope", "Which members has an error?")(_envelope)
    for each in forbidden:
        level.ask("huawei_forbidden_shape", "Which members has a refusal with 403?")(_forbidden_shape(each))


def _request_id(seen: Seen) -> Answer:
    return "present" if seen.first("list").request_id else "absent"


def _prefix(seen: Seen) -> Answer:
    prefix, dot, _number = seen.first("nowhere").code.partition(".")
    if not dot or not prefix.startswith("API"):
        return Untold("the gateway lets a path pass that the service does not have")
    return told(prefix, _PREFIXES)


def _envelope(seen: Seen) -> Answer:
    nowhere = seen.first("nowhere")
    document = nowhere.document
    if not nowhere.code or not isinstance(document, dict):
        return Untold("nothing was refused")
    inner = document.get("error")
    if isinstance(inner, dict) and "error_code" in inner:
        return "nested"
    form = next((form for member, form in _ENVELOPES.items() if member in document), None)
    return form if form else New("errors have other members")


def _forbidden_shape(name: str) -> ReadOff:
    def tell(reply: Reply) -> str | None:
        if reply.status != 403 or not isinstance(reply.document, dict):
            return None
        return "nested" if isinstance(reply.document.get("error_code"), int) else "flat"

    return first_told(lambda seen: seen.even_denied(name), tell, "nothing was refused with 403")
