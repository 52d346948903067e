# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which actions Ark knows, and how it refuses."""

from __future__ import annotations

from .ark_replies import exists
from .questions import NO_ENDPOINT, PRESENCE, Answered, Finding, New, Question, Replies, Settings, Untold, told

_NOT_FOUND = (
    "NotFound.Endpoint/404",
    "ResourceNotFound.Endpoint/404",
    "InvalidEndpointOrModel.NotFound/404",
    "InvalidEndpoint.NotFound/404",
    "NotFound.Endpoint/400",
)


_SITES = ("present", "volcengine", "absent")


def _not_found(_settings: Settings, unknown: Replies) -> Finding:
    if not unknown[0].code:
        return New("an endpoint, though the id is random")
    return told(f"{unknown[0].code}/{unknown[0].status}", _NOT_FOUND)


def _malformed_id(_settings: Settings, unknown: Replies, malformed: Replies) -> Finding:
    code = malformed[0].code
    if code and code == unknown[0].code:
        return Answered("not_found")
    return Answered("invalid_parameter") if code.startswith("InvalidParameter") else New(code or "a success")


def _certificate(settings: Settings, got: Replies, certificates: Replies) -> Finding:
    if any(reply.result.get("PCAInstanceCertificate") for reply in certificates):
        return Answered("all")
    absence = _certificate_absence(settings, got, certificates)
    return Answered("none") if isinstance(absence, Answered) else absence


def _certificate_absence(_settings: Settings, got: Replies, certificates: Replies) -> Finding:
    for endpoint, reply in zip(got, certificates):
        if endpoint.code or reply.result.get("PCAInstanceCertificate"):
            continue
        if not reply.code:
            return Answered("empty_members" if reply.result else "empty")
        if reply.code.startswith("OperationDenied."):
            return Answered("denied")
        return Answered("not_found") if "NotFound" in reply.code else New(f"refused with {reply.code}")
    return Untold("no endpoint without a certificate was seen")


def _by_site(settings: Settings, replies: Replies) -> Finding:
    """Return which sites know an action; the reply of one site leaves some of it open."""
    if not replies:
        return NO_ENDPOINT
    on_first = settings.options["site"] == "volcengine"
    if exists(replies[0]):
        return Untold("this site knows the action; BytePlus may not") if on_first else Answered("present")
    return Answered("absent") if on_first else Untold("this site does not know the action; Volcengine may")


def _rolling_permission(_settings: Settings, rolling: Replies) -> Finding:
    reply = rolling[0]
    if not exists(reply):
        return Untold("the action does not exist")
    if reply.code.startswith(("AccessDenied", "Lack")):
        return told(f"{reply.code}/{reply.status}", ("AccessDenied/403", "LackPolicy/403"))
    return Answered("granted")


def _presence(_settings: Settings, replies: Replies) -> Finding:
    return Answered("present" if exists(replies[0]) else "absent")


def _model_limit_members(_settings: Settings, shown: Replies) -> Finding:
    found = shown[0].result.get("Items") if shown else None
    if not found:
        return Untold("no limits of a model are shown")
    return Answered("all" if any("CurrentTpd" in item for item in found) else "first")


QUESTIONS = (
    Question(
        "not_found",
        "What is the answer for an id that does not exist?",
        ("get_unknown",),
        _not_found,
        _NOT_FOUND,
        open=(7,),
    ),
    Question(
        "malformed_id",
        "What is the answer for an id that cannot be one?",
        ("get_unknown", "get_malformed"),
        _malformed_id,
        ("not_found", "invalid_parameter"),
        open=(7,),
    ),
    Question(
        "certificate",
        "Do endpoints have certificates?",
        ("get", "certificate"),
        _certificate,
        ("all", "none"),
        open=(20,),
    ),
    Question(
        "certificate_absence",
        "What is the answer where there is no certificate?",
        ("get", "certificate"),
        _certificate_absence,
        ("not_found", "empty", "empty_members", "denied"),
        open=(20,),
    ),
    Question("rolling_actions", "Which sites know rolling updates?", ("get_rolling",), _by_site, _SITES, open=(17,)),
    Question(
        "rolling_permission",
        "May these credentials use rolling updates?",
        ("get_rolling",),
        _rolling_permission,
        ("granted", "AccessDenied/403", "LackPolicy/403"),
        hears_denial=True,
    ),
    Question("ark_key_list", "Does the action ListApiKeys exist?", ("list_keys",), _presence, PRESENCE),
    Question("activation_list", "Does ListModelActivations exist?", ("activations",), _presence, PRESENCE),
    Question("model_limits", "Which sites know ListModelRateLimit?", ("limits",), _by_site, _SITES),
    Question(
        "model_limit_members",
        "Which members have the limits of a model?",
        ("limits",),
        _model_limit_members,
        ("all", "first"),
    ),
)
