# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask a data plane whether an endpoint answers, or whether a key is valid."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .._engine import validation
from .._engine.clock import Clock
from .._engine.effects import READ, Call
from .._engine.errors import BadInput, EndpointError
from .._engine.fields import Field
from .._http import transport
from .providers import CONTROL_PLANE_VARIABLES, NO_TASK, PROVIDERS, is_access_key
from .verdicts import AUTH, CHAT, EMBEDDINGS, VERDICTS, Judgement, judge

OPTIONS = (
    Field("provider", choices=tuple(PROVIDERS), default="ark"),
    Field("model", identifier=True, pattern=r"^[^\x00-\x1f\x7f]*$", remedy="the id or the name of an endpoint"),
    Field("base_url"),
    Field("api_key", secret=True),
    Field("kind", choices=(CHAT, EMBEDDINGS, AUTH), default=CHAT),
    Field("prompt", default="Hi"),
    Field("max_tokens", kind="int", default=1, minimum=1),
    Field("timeout", kind="float", default=60.0, above=0, maximum=transport.LONGEST),
    Field("attempts", kind="int", default=1, minimum=1),
    Field("interval", kind="float", default=10.0, above=0, maximum=transport.LONGEST),
    Field("accept", kind="list", values="str", choices=tuple(VERDICTS), default=["ok"], least=1),
    transport.VALIDATE_CERTS,
    transport.CA_PATH,
)

#: The id of an endpoint of Ark, also of a preset one.
_ARK_ID = re.compile(r"ep-(m-)?[0-9]{14}-[0-9a-z]+")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Bearer:
    """Adds the key to each request."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._api_key}"
        return request


def api_key(params: dict, environment: Mapping[str, str]) -> str:
    """Return the key from the option or the provider's environment variable; empty if there is none."""
    return params["api_key"] or environment.get(PROVIDERS[params["provider"]].api_key_env) or ""


def secrets(params: dict) -> list[str]:
    """Return what no result may show of checked options and of the environment."""
    key = api_key(params, os.environ)
    return [key] if key else []


def secrets_in(given: Any) -> list[str]:
    """Return what no result may show of options that are not checked yet."""
    found: list[str] = []
    transport.hide_passwords(str(given.get("base_url") or ""), found.append)
    return found


def problems(params: dict, environment: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the options, as sentences ``path: found X; expected Y``."""
    return [
        *validation.problems(OPTIONS, {field.name: params[field.name] for field in OPTIONS}),
        *_problems_of_key(api_key(params, environment), PROVIDERS[params["provider"]].api_key_env, environment),
        *_problems_of_model(params),
        *_problems_of_url(params),
        *transport.problems(params),
    ]


def _problems_of_key(key: str, variable: str, environment: Mapping[str, str]) -> Iterator[str]:
    if not key:
        yield f"api_key: missing; expected the option api_key or the environment variable {variable}"
    elif is_access_key(key) or key in {environment.get(name) for name in CONTROL_PLANE_VARIABLES}:
        yield "api_key: found a key of the control plane; expected an API key of the data plane"
    elif not key.isascii() or not key.isprintable() or " " in key:
        yield "api_key: found characters that cannot be part of one; expected printable ASCII without blanks"


def _problems_of_model(params: dict) -> Iterator[str]:
    model = params["model"]
    if params["kind"] != AUTH and model is None:
        yield "model: missing; expected the endpoint's id (Ark) or its name (MaaS)"
    elif model and params["provider"] == "maas" and (_ARK_ID.fullmatch(model) or _UUID.fullmatch(model)):
        yield f"model: found {model}, the id of an endpoint; expected its name, which is what callers of MaaS give"


def _problems_of_url(params: dict) -> Iterator[str]:
    url = params["base_url"]
    if not url and not PROVIDERS[params["provider"]].base_url:
        yield f"base_url: missing; expected the URL of the data plane, {params['provider']} has no default"
    for problem in transport.url_problems(url, "base_url") if url else ():
        yield problem.replace("access_key and secret_key", "api_key")


def run(host: Any) -> dict:
    """Ask until the verdict is accepted or the attempts are used up, and return the result of the task.

    :param host: where the task runs (``_task.host.Host``).
    :raises BadInput: the options are wrong; nothing was asked.
    :raises MissingLibrary: requests cannot be imported.
    """
    params, clock = host.params, host.clock()
    if found := problems(params, os.environ):
        raise BadInput(found)
    kind = AUTH if host.check_mode else params["kind"]
    # In check mode, a valid key is all that can be found out, so it is accepted.
    accepted = {*params["accept"], *(["ok"] if kind != params["kind"] else [])}
    base_url = (params["base_url"] or PROVIDERS[params["provider"]].base_url).rstrip("/")
    settings = {**params, "request_timeout": params["timeout"]}
    bearer = _Bearer(api_key(params, os.environ))
    connection = transport.Transport(base_url, bearer, settings, host.hide, clock, url_option="base_url")
    try:
        for attempt in range(1, params["attempts"] + 1):
            result = _ask(connection, kind, params, clock)
            if result["verdict"] in accepted:
                return result
            if attempt < params["attempts"]:
                clock.sleep(params["interval"])
    finally:
        connection.close()
    return {**result, "failed": True}


def _ask(connection: transport.Transport, kind: str, params: dict, clock: Clock) -> dict:
    started = clock.now()
    status: int | None = None
    try:
        answer = connection.send(Call(f"Check {kind}", {}, READ), *_request(kind, params))
    except EndpointError as error:
        judgement = Judgement("unreachable", error.details().get("error_code"), message=str(error))
    else:
        status = answer.status
        free_check = PROVIDERS[params["provider"]].key_check == NO_TASK
        judgement = judge(kind, status, answer.headers, answer.body, absence_is_good=free_check)
    latency = round(clock.now() - started, 3)
    return {
        "changed": False,
        "verdict": judgement.verdict,
        "latency_seconds": latency,
        "usage": judgement.usage,
        "error_code": judgement.error_code,
        "http_status": status,
        "request_id": judgement.request_id,
        "msg": _message(kind, params, judgement, status, latency),
    }


def _request(kind: str, params: dict) -> tuple[str, str, dict, dict, bytes]:
    """Return method, path, headers, query and body of a question."""
    headers = {"Accept": "application/json"}
    if kind == AUTH:
        return "GET", PROVIDERS[params["provider"]].key_check, headers, {}, b""
    model, prompt = params["model"], params["prompt"]
    if kind == CHAT:
        path = "/chat/completions"
        body = {
            "model": model,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": params["max_tokens"],
        }
    else:
        path = "/embeddings"
        body = {"model": model, "input": [prompt]}
    return "POST", path, {**headers, "Content-Type": "application/json"}, {}, json.dumps(body).encode()


def _message(kind: str, params: dict, judgement: Judgement, status: int | None, latency: float) -> str:
    asked = "the API key" if kind == AUTH else f"{kind} with {params['model']}"
    if judgement.verdict == "ok":
        return f"{asked}: ok after {latency:g} s"
    details = [f"HTTP {status}"] if status else []
    details += [judgement.error_code] if judgement.error_code else []
    details += [f"request id {judgement.request_id}"] if judgement.request_id else []
    text = f"{asked}: {judgement.verdict} ({', '.join(details)})" if details else f"{asked}: {judgement.verdict}"
    # A server may repeat a part of a wrong key.
    message = "" if judgement.verdict == "bad_key" else judgement.message.rstrip(".")
    return ". ".join(part for part in (f"{text}: {message}" if message else text, VERDICTS[judgement.verdict]) if part)
