# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a model answers. A sandbox repeats the last message, so that the length of an answer can be foretold."""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import Any

DIMENSIONS = 8


def words_of(content: Any) -> list[str]:
    """Return the words of a message: of a text, or of the texts among its parts."""
    if isinstance(content, str):
        return content.split()
    parts = content if isinstance(content, list) else []
    return [word for part in parts if isinstance(part, dict) for word in str(part.get("text", "")).split()]


def usage(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    """Return the member ``usage``. A word is a token."""
    total = prompt_tokens + completion_tokens
    return {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "total_tokens": total}


def chat(body: dict[str, Any], model: str, request_id: str, now: float) -> dict[str, Any]:
    """Return the answer to a chat."""
    messages = [words_of(message.get("content")) for message in body["messages"]]
    said = messages[-1] or ["..."]
    most = body.get("max_tokens") or body.get("max_completion_tokens") or len(said)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": " ".join(said[:most])},
        "finish_reason": "length" if most < len(said) else "stop",
    }
    return {
        "id": request_id,
        "object": "chat.completion",
        "created": int(now),
        "model": model,
        "choices": [choice],
        "usage": usage(sum(map(len, messages)), len(said[:most])),
    }


def chunks(answer: dict[str, Any], *, include_usage: bool) -> list[dict[str, Any]]:
    """Return the answer to a chat as the events of a stream, word by word."""
    (choice,) = answer["choices"]
    head = {**{key: answer[key] for key in ("id", "created", "model")}, "object": "chat.completion.chunk"}

    def event(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}

    words = choice["message"]["content"].split(" ")
    events = [event({"role": "assistant", "content": words[0]})]
    events += [event({"content": f" {word}"}) for word in words[1:]]
    events.append(event({}, choice["finish_reason"]))
    if include_usage:
        events.append({**head, "choices": [], "usage": answer["usage"]})
    return events


def embeddings(body: dict[str, Any], model: str, request_id: str, now: float) -> dict[str, Any]:
    """Return a vector for each input: the same for the same text, and of length about 1."""
    given = body["input"]
    inputs = given if isinstance(given, list) else [given]
    data = [
        {"object": "embedding", "index": place, "embedding": _vector(str(one), body.get("encoding_format"))}
        for place, one in enumerate(inputs)
    ]
    tokens = sum(len(str(one).split()) for one in inputs)
    return {
        "id": request_id,
        "object": "list",
        "created": int(now),
        "model": model,
        "data": data,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _vector(text: str, form: Any) -> Any:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    numbers = [(byte - 127.5) / 361 for byte in digest[:DIMENSIONS]]
    if form == "base64":
        return base64.b64encode(struct.pack(f"<{DIMENSIONS}f", *numbers)).decode()
    return numbers
