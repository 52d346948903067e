# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reads on the controller knows no family: here is one with other habits than Ark's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import READ_ONLY, Field, Filter
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import RUNNING, Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.changes import advanced, nothing_known
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.following import Times, Watch
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.ids import find
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import (
    Reader,
    reading_options,
)

SHELF: list[dict] = []


class Client:
    """Shows what is on the shelf."""

    def perform(self, call: Call) -> dict:
        assert call.action == "ShowAll"
        return {"all": [dict(each) for each in SHELF]}


class Lamp(Resource):
    """Endpoints in houses: there is no read of a single one, no filter but the name, and no details."""

    key = "lamp"
    fields = (Field("name", "name"), Field("endpoint_id", "id", role=READ_ONLY), Field("house", "house"))
    states = ("present", "absent")
    scope = {"house": None}
    reads_singly = False
    filters = (Filter("house", required=True, sent="house", selects="house"), Filter("name", selects="name"))

    @classmethod
    def connection_options(cls) -> tuple[Field, ...]:
        return (Field("token", secret=True),)

    @classmethod
    def connection_problems(cls, params: dict) -> list[str]:
        return []

    @classmethod
    def connection_place(cls, params: dict) -> dict:
        return {"house": params["house"]}

    @classmethod
    def connection_account(cls, params: dict) -> str:
        return "nobody"

    def connect(self, params: dict, hide: Callable[[str], Any], clock: Any, budget: float) -> Client:
        hide(params["token"])
        return Client()

    def list_scope(self, scope: dict, expected: int = 0):
        answer = yield Call("ShowAll", {}, READ)
        return [each for each in answer["all"] if each["house"] == scope["house"]]

    def find(self, name: str, scope: dict):
        return [each for each in (yield from self.list_scope(scope)) if each["name"] == name]

    def list_filtered(self, conditions: dict, sought: Any):
        return (yield from self.list_scope(conditions))

    def run_state(self, attributes: dict | None) -> str:
        return RUNNING if attributes else "gone"


def lamp(number: int, house: str = "h", **more: str) -> dict:
    return {"endpoint_id": str(number), "name": f"lamp {number}", "house": house, **more}


def test_its_options_are_those_of_the_family():
    assert [field.name for field in reading_options(Lamp)] == [
        *(field.name for field in argspec.connection(Lamp)),
        "house",
        "name",
    ]


def test_a_search_and_a_lookup():
    SHELF[:] = [lamp(1), lamp(2, note="the token is t0ken"), lamp(3, "other")]
    reader = Reader(Lamp, {"token": "t0ken", "house": "h"})
    assert reader.search() == [lamp(1), lamp(2, note="the token is ********")]
    found = find(Reader(Lamp, {"token": "x"}, options=argspec.connection(Lamp)), ["lamp 1", "lamp 3"], {"house": "h"})
    assert {name: len(matches) for name, matches in found.items()} == {"lamp 1": 1, "lamp 3": 0}


def test_a_watch_without_single_reads_believes_the_second_list():
    SHELF[:] = [lamp(1), lamp(2)]
    watch = Watch(Lamp, {"token": "t0ken", "house": "h"}, Times().clock)
    known = nothing_known("s")
    told = []
    for shelf in ([lamp(1), lamp(2)], [lamp(1)], [lamp(1)]):
        SHELF[:] = shelf
        known = watch.advanced(known, watch.look(frozenset(known["endpoints"] or ())))
        told.append([(event["type"], event["name"], event["house"], event["exists"]) for event in known["pending"]])
        known["pending"] = []
    assert told == [[], [], [("disappeared", "lamp 2", "h", None)]]
    assert advanced(watch.reader.family, known, watch.look(frozenset()), all_appear=True)["pending"] == []
