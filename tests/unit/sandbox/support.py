# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests of the sandbox share."""

from __future__ import annotations

import calendar
from typing import Any

from cloud_sandbox.ark import ArkService
from cloud_sandbox.messages import Reply

START = float(calendar.timegm((2026, 1, 2, 3, 4, 5)))
MODEL = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: float = START) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def tick(self, seconds: float) -> None:
        self.at += seconds


class Account:
    """An Ark account with a clock, and short ways to use it."""

    def __init__(self, **switches: Any) -> None:
        self.clock = Clock()
        self.ark = ArkService(switches, now=self.clock, seed=7)

    def __call__(self, action: str, **body: Any) -> Reply:
        return self.ark.perform(action, body)

    def create(self, name: str = "one", **more: Any) -> str:
        """Id of a new endpoint that has become running."""
        reply = self("CreateEndpoint", **{"Name": name, "ModelReference": MODEL, **more})
        assert reply.code is None, reply.payload
        assert reply.endpoint_id
        self.clock.tick(1)
        return reply.endpoint_id

    def stopped(self, name: str = "one", **more: Any) -> str:
        """Id of a new endpoint that has been stopped."""
        endpoint_id = self.create(name, **more)
        assert self("StopEndpoint", Id=endpoint_id).code is None
        self.clock.tick(1)
        return endpoint_id

    def get(self, endpoint_id: str) -> dict[str, Any]:
        """What GetEndpoint shows, in either shape."""
        reply = self("GetEndpoint", Id=endpoint_id)
        assert reply.code is None, reply.payload
        return reply.result.get("Endpoint", reply.result)

    def items(self, **body: Any) -> list[dict[str, Any]]:
        """Items of the first page."""
        reply = self("ListEndpoints", **body)
        assert reply.code is None, reply.payload
        items: list[dict[str, Any]] = reply.result["Items"]
        return items

    def names(self, **body: Any) -> list[str]:
        """Names of the first page."""
        return [item["Name"] for item in self.items(**body)]

    def user_tags(self, endpoint_id: str) -> dict[str, str]:
        """Tags without those of the system."""
        tags = self.get(endpoint_id).get("Tags") or []
        return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("sys:")}
