# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of every service of Huawei Cloud: the gateway before it, and what is not asked of IAM."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import connection

from .questions import Answered, Finding, New, Question, Replies, Reply, Settings, Unasked, Untold, told

_PREFIXES = ("APIGW", "APIG")
_ENVELOPES = {"error_code": "flat", "errorCode": "camel", "code": "code_message"}
_LOCKS = "wrong credentials may lock the key"
_CREDENTIAL = "it would make a credential"

UNASKED = (
    Unasked(
        "How wrong may a clock be, and when does a key get locked?",
        ("huawei_clock_skew_seconds", "huawei_lock_after_failures", "huawei_lock_seconds"),
        _LOCKS,
    ),
    Unasked("Must writes have a Content-Type?", ("huawei_content_type",), "the collection always sends it"),
    Unasked(
        "How long is a token, and how long is it good? How does IAM refuse?",
        ("iam_token_seconds", "iam_token_length", "iam_error_shape"),
        _CREDENTIAL,
    ),
    Unasked("How many projects has a region?", ("iam_projects",), "a run that needs it, and finds not one, says so"),
)


def place(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what calls depend on of the connection options: the way to authenticate, and whether it has a project."""
    where = connection(params, os.environ)
    return {"way": where.way, "has_project": bool(where.project_id)}


def is_denied(reply: Reply) -> bool:
    """Tell that a reply is about the credentials, the account or the project, not about what is asked."""
    if reply.kind == "Unauthenticated" or reply.code.endswith((".0310", "ModelArts.8503")):
        return True
    return reply.status == 403 and reply.kind == "CallFailed"


def questions(listed: str, nowhere: str, *forbidden: str) -> tuple[Question, ...]:
    """Return the questions about the gateway.

    :param listed: the observation of a list.
    :param nowhere: the observation of a path that the service does not have.
    :param forbidden: observations that may be refused with 403.
    """
    return (
        Question("huawei_request_id", "Do answers have a request id?", (listed,), _request_id, ("present", "absent")),
        Question("huawei_gateway_prefix", "How do the gateway's codes begin?", (nowhere,), _prefix, _PREFIXES),
        Question(
            "huawei_envelope",
            "Which members has an error?",
            (nowhere,),
            _envelope,
            ("flat", "camel", "code_message", "nested"),
        ),
        *(
            Question(
                "huawei_forbidden_shape",
                "Which members has a refusal with 403?",
                (each,),
                _forbidden_shape,
                ("flat", "nested"),
                hears_denial=True,
            )
            for each in forbidden
        ),
    )


def _request_id(_settings: Settings, listed: Replies) -> Finding:
    return Answered("present" if listed[0].request_id else "absent")


def _prefix(_settings: Settings, nowhere: Replies) -> Finding:
    prefix, dot, _number = nowhere[0].code.partition(".")
    if not dot or not prefix.startswith("API"):
        return Untold("the gateway lets a path pass that the service does not have")
    return told(prefix, _PREFIXES)


def _envelope(_settings: Settings, nowhere: Replies) -> Finding:
    document = nowhere[0].document
    if not nowhere[0].code or not isinstance(document, dict):
        return Untold("nothing was refused")
    inner = document.get("error")
    if isinstance(inner, dict) and "error_code" in inner:
        return Answered("nested")
    form = next((form for member, form in _ENVELOPES.items() if member in document), None)
    return Answered(form) if form else New("errors have other members")


def _forbidden_shape(_settings: Settings, replies: Replies) -> Finding:
    for reply in replies:
        if reply.status == 403 and isinstance(reply.document, dict):
            return Answered("nested" if isinstance(reply.document.get("error_code"), int) else "flat")
    return Untold("nothing was refused with 403")
