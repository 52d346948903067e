# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rolling updates, driven by the clock, and every switch about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloud_sandbox.ark import ROLLING_SWITCHES, ArkService
from cloud_sandbox.messages import Reply
from cloud_sandbox.record_store import StateFile

from .support import MODEL, Account, Clock

OLD = {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}
NEW = {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250220"}
OTHER = {"Name": "deepseek-v3", "ModelVersion": "250324"}


class Rolled(Account):
    """An account with one running endpoint, and short ways to roll it. A rolling takes 100 seconds in steps of 10."""

    def __init__(self, **switches: Any) -> None:
        super().__init__(**{"rolling_seconds": 100, "rolling_step": 10, "rolling_revert_seconds": 5, **switches})
        self.id = self.create()

    # pylint: disable-next=dangerous-default-value
    def roll(self, model: dict[str, str] = NEW, **more: Any) -> Reply:
        """Answer to CreateEndpointRolling."""
        return self(
            "CreateEndpointRolling", **{"EndpointId": self.id, "ModelReference": {"FoundationModel": model}, **more}
        )

    def start(self) -> str:
        """Id of a rolling that has begun."""
        reply = self.roll()
        assert reply.code is None, reply.payload
        return str(reply.result["Id"])

    def info(self, rolling_id: str) -> dict[str, Any]:
        """What GetEndpointRolling shows."""
        reply = self("GetEndpointRolling", Id=rolling_id)
        assert reply.code is None, reply.payload
        return dict(reply.result["RollingInfo"])

    def progress(self, rolling_id: str) -> tuple[str, int]:
        """Status and percentage."""
        info = self.info(rolling_id)
        return info["Status"], info["RollingGray"]

    @property
    def model(self) -> dict[str, Any]:
        """The endpoint's own model."""
        return dict(self.get(self.id)["ModelReference"]["FoundationModel"])


def test_a_rolling_from_beginning_to_end() -> None:
    account = Rolled()
    reply = account.roll(Description="d")
    rolling_id = reply.result["Id"]
    assert (reply.effect, reply.endpoint_id, rolling_id[:6]) == (True, account.id, "eprol-")
    assert account.get(account.id)["RollingId"] == rolling_id
    assert account.info(rolling_id) == {
        "Id": rolling_id,
        "EndpointId": account.id,
        "Status": "Running",
        "RollingIn": {"FoundationModel": NEW},
        "RollingOut": {"FoundationModel": OLD},
        "RollingGray": 0,
        "RollingStrategy": {"Step": 10, "WaitDuration": 1},
        "CreateTime": "2026-01-02T03:04:06Z",
        "UpdateTime": "2026-01-02T03:04:06Z",
    }
    account.clock.tick(35)
    assert (account.progress(rolling_id), account.model) == (("Running", 30), OLD)
    assert account.roll().code == "OperationDenied.InvalidState"
    account.clock.tick(65)
    assert (account.progress(rolling_id), account.model) == (("Succeeded", 100), NEW)
    assert account.get(account.id).get("RollingId") is None
    assert account.info(rolling_id)["UpdateTime"] == "2026-01-02T03:05:46Z"
    assert account.items()[0]["ModelReference"]["FoundationModel"] == NEW


def test_back_one_step_and_cancelled() -> None:
    account = Rolled()
    rolling_id = account.start()
    account.clock.tick(55)
    assert account("RollbackEndpointRolling", Id=rolling_id).result == {"Id": rolling_id}
    assert account.progress(rolling_id) == ("Running", 40)
    account.clock.tick(50)
    assert (account.progress(rolling_id), account.model) == (("Running", 90), OLD)
    assert account("CancelEndpointRolling", Id=rolling_id).result == {"Id": rolling_id}
    assert account.progress(rolling_id)[0] == "Reverting"
    assert account.get(account.id)["RollingId"] == rolling_id
    account.clock.tick(5)
    assert (account.progress(rolling_id), account.model) == (("Reverted", 0), OLD)
    assert account.get(account.id).get("RollingId") is None
    account.clock.tick(100)
    assert account.model == OLD
    for action in ("RollbackEndpointRolling", "CancelEndpointRolling"):
        assert account(action, Id=rolling_id).code == "OperationDenied.InvalidState"


def test_the_status_of_a_rolling_is_no_proof() -> None:
    """Cancelled after the end it reads Reverted, while the endpoint stays on the new model."""
    account = Rolled()
    rolling_id = account.start()
    account.clock.tick(100)
    assert account("CancelEndpointRolling", Id=rolling_id).code is None
    account.clock.tick(5)
    assert (account.progress(rolling_id), account.model) == (("Reverted", 0), NEW)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ModelReference": {"FoundationModel": NEW}}, "MissingParameter.EndpointId"),
        ({"EndpointId": "ep-1"}, "MissingParameter.ModelReference"),
        ({"EndpointId": "ep-1", "ModelReference": {"FoundationModel": NEW}}, "NotFound.Endpoint"),
        ({"ModelReference": {"CustomModelId": "cm-1"}}, "InvalidParameter.ModelReference"),
        ({"ModelReference": {"FoundationModel": NEW}, "DryRun": "yes"}, "InvalidParameter.DryRun"),
        ({"ModelReference": {"FoundationModel": NEW}, "Name": "n"}, "InvalidParameter.Name"),
    ],
)
def test_bad_requests(body: dict[str, Any], code: str) -> None:
    account = Rolled()
    complete = {"EndpointId": account.id} if code not in ("MissingParameter.EndpointId",) else {}
    assert account("CreateEndpointRolling", **{**complete, **body}).code == code


def test_what_cannot_roll() -> None:
    account = Rolled()
    assert account("GetEndpointRolling", Id="eprol-1").code == "NotFound.EndpointRolling"
    assert account("CancelEndpointRolling").code == "MissingParameter.Id"
    account.ark.force(account.id, {"SupportRolling": False})
    assert account.roll().code == "OperationDenied.UnsupportedPhase"
    account.ark.force(account.id, {"SupportRolling": True, "ModelReference": {"CustomModelId": "cm-1"}})
    assert account.roll().code == "OperationDenied.UnsupportedPhase"


def test_a_rolling_survives_a_restart(tmp_path: Path) -> None:
    clock = Clock()

    def open_service() -> tuple[StateFile, ArkService]:
        file = StateFile(tmp_path / "state.sqlite")
        stores = {"store": file.records("ark"), "rollings": file.records("ark_rolling")}
        return file, ArkService({"rolling_seconds": 100}, now=clock, **stores)

    file, service = open_service()
    endpoint_id = service.perform("CreateEndpoint", {"Name": "n", "ModelReference": MODEL}).endpoint_id
    clock.tick(1)
    body = {"EndpointId": endpoint_id, "ModelReference": {"FoundationModel": NEW}}
    rolling_id = service.perform("CreateEndpointRolling", body).result["Id"]
    file.close()
    clock.tick(50)
    file, again = open_service()
    assert again.perform("GetEndpointRolling", {"Id": rolling_id}).result["RollingInfo"]["RollingGray"] == 50
    clock.tick(50)
    assert again.perform("GetEndpoint", {"Id": endpoint_id}).result["ModelReference"] == {"FoundationModel": NEW}
    again.reset()
    assert file.records("ark_rolling").load() == []
    file.close()


# ---- switches: what is seen with the default, and with each other value -----------------------------------------


def answer(reply: Reply) -> Any:
    return reply.code or ("Id" in reply.result)


def at(seconds: float, *look: str) -> Any:
    def probe(account: Rolled) -> Any:
        rolling_id = account.start()
        account.clock.tick(seconds)
        seen = {
            "progress": account.progress(rolling_id),
            "model": account.model["ModelVersion"],
            "id": bool(account.get(account.id).get("RollingId")),
        }
        return seen[look[0]]

    return probe


def cancelled(seconds: float, wait: float) -> Any:
    def probe(account: Rolled) -> Any:
        rolling_id = account.start()
        account.clock.tick(seconds)
        code = account("CancelEndpointRolling", Id=rolling_id).code
        account.clock.tick(wait)
        return code or account.progress(rolling_id)[0]

    return probe


def twice(account: Rolled) -> Any:
    account.start()
    return answer(account.roll(OTHER))


def stopped(account: Rolled) -> Any:
    account("StopEndpoint", Id=account.id)
    account.clock.tick(1)
    return answer(account.roll())


def permitted(account: Rolled) -> Any:
    reply = account.roll()
    return reply.code, reply.http_status


def abroad(account: Rolled) -> Any:
    home = account.roll().code
    return home, account.ark.perform("GetEndpointRolling", {"Id": "eprol-1"}, site="byteplus").code


def shape(account: Rolled) -> Any:
    return sorted(account("GetEndpointRolling", Id=account.start()).result)[0]


def model_shape(account: Rolled) -> Any:
    return sorted(account.info(account.start())["RollingIn"])


DENIED = "OperationDenied.InvalidState"
#: By switch: the probe, and what it sees under each value, the default first.
CASES: dict[str, tuple[Any, dict[Any, Any]]] = {
    "rolling_seconds": (at(50, "progress"), {100: ("Running", 50), 40: ("Succeeded", 100)}),
    "rolling_step": (at(55, "progress"), {10: ("Running", 50), 2: ("Running", 54)}),
    "rolling_outcome": (at(100, "progress"), {"completed": ("Succeeded", 100), "reverted": ("Reverted", 0)}),
    "rolling_revert_seconds": (cancelled(10, 6), {5: "Reverted", 9: "Reverting"}),
    "rolling_model_lag_seconds": (at(103, "model"), {0: "250220", 9: "250115"}),
    "rolling_status": (at(1, "progress"), {"Running": ("Running", 0), "Rolling": ("Rolling", 0)}),
    "rolling_reverting_status": (cancelled(10, 1), {"Reverting": "Reverting", "GoingBack": "GoingBack"}),
    "rolling_reverted_status": (cancelled(10, 9), {"Reverted": "Reverted", "Back": "Back"}),
    "rolling_done_status": (at(100, "progress"), {"Succeeded": ("Succeeded", 100), "Running": ("Running", 100)}),
    "rolling_cancel_done": (cancelled(100, 9), {"reverted": "Reverted", "refused": DENIED}),
    "rolling_id_when_done": (at(100, "id"), {"cleared": False, "kept": True}),
    "rolling_dry_run": (
        lambda account: answer(account.roll(DryRun=True)),
        {"error": "DryRunOperation", "empty": False, "with_id": True},
    ),
    "rolling_other_model": (
        lambda account: answer(account.roll(OTHER)),
        {"accepted": True, "refused": "InvalidParameter.ModelReference"},
    ),
    "rolling_same_model": (
        lambda account: answer(account.roll(OLD)),
        {"refused": "InvalidParameter.ModelReference", "accepted": True},
    ),
    "rolling_second": (twice, {"refused": DENIED, "accepted": True}),
    "rolling_stopped": (stopped, {"refused": "OperationDenied.EndpointStatus", "accepted": True}),
    "rolling_actions": (
        abroad,
        {
            "present": (None, "NotFound.EndpointRolling"),
            "volcengine": (None, "InvalidActionOrVersion"),
            "absent": ("InvalidActionOrVersion", "InvalidActionOrVersion"),
        },
    ),
    "rolling_permission": (
        permitted,
        {"granted": (None, 200), "AccessDenied/403": ("AccessDenied", 403), "LackPolicy/403": ("LackPolicy", 403)},
    ),
    "rolling_model_shape": (model_shape, {"foundation_model": ["FoundationModel"], "flat": ["ModelVersion", "Name"]}),
    "rolling_shape": (shape, {"nested": "RollingInfo", "flat": "CreateTime"}),
}


@pytest.mark.parametrize(("switch", "value"), [(name, value) for name, (_t, seen) in CASES.items() for value in seen])
def test_switch_has_its_effect(switch: str, value: Any) -> None:
    probe, seen = CASES[switch]
    assert probe(Rolled(**{switch: value})) == seen[value]


def test_every_switch_has_a_case() -> None:
    assert list(CASES) == [switch.name for switch in ROLLING_SWITCHES]
    for switch in ROLLING_SWITCHES:
        assert switch.kind != "choice" or set(CASES[switch.name][1]) == set(switch.choices)
