# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of MaaS endpoints under all pairs of readings of what the public record leaves open."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotConverged,
    Refused,
)
from cloud_sandbox.maas.switches import MAAS_SWITCHES

from ..support.huawei_world import Life, MaasWorld
from ..support.pairs import all_pairs

#: Readings that decide only whether one refusal or another is given, or what nobody does here.
APART = {
    "maas_agreement_id",
    "maas_items_cap",
    "maas_limit_maximum",
    "maas_modelarts_service",
    "maas_moderation_level",
    "maas_models",
    "maas_name_characters",
    "maas_null_limit",
    "maas_quota",
    "maas_signing",
    "maas_sources",
    "maas_stale_agreement",
    "maas_token_refusal",
}
VALUES = {
    # Words of which nobody knows that they are settled are waited for in vain; test_maas_stories.py has those.
    "maas_status_words": ("active", "enabled", "running", "digits", "numbers", "absent"),
    "maas_transient_status": ("none", "CREATING", "Deploying", "deploy_wait"),
    "maas_transient_seconds": (0.5, 4),
    "maas_list_lag_seconds": (0, 2, 5),
}


def domains() -> dict[str, tuple]:
    return {
        switch.name: VALUES.get(switch.name) or ((True, False) if switch.kind == "bool" else switch.choices)
        for switch in MAAS_SWITCHES
        if switch.name not in APART
    }


ROWS = all_pairs(domains())
AGREED = "af247c14-2bee-4d78-a5e8-a419ea62b6c6"


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_a_life_under_readings(row):
    readings = ROWS[row]
    life = Life(MaasWorld(**readings))
    told = readings["maas_status_words"] != "absent"
    life.step(name="chat", state="absent")

    wish = {"model_name": "deepseek-v3", "rpm": 60}
    for member, switch, value in (
        ("description", "maas_create_remark", "first"),
        ("tpm", "maas_create_tpm", 1000),
    ):
        if readings[switch] == "accepted" and not (
            member == "description" and readings["maas_list_remark"] == "absent"
        ):
            wish[member] = value
    life.step(name="chat", **wish)
    (ours,) = life.ours()
    assert (ours["rpm"], ours["moderation"], ours["enabled"]) == (60, True, True)
    blind = {} if readings["maas_list_moderation"] == "present" else {"moderation": True}
    if blind:
        life.fails(Refused, "Declare moderation as well", name="chat", rpm=70)

    # Changed in place; what is not mentioned stays.
    life.step(name="chat", rpm=70, **blind)
    (after,) = life.ours()
    changing = {"rpm": None, "status": None, "update_time": None}
    assert {**after, **changing} == {**ours, **changing}
    if readings["maas_list_remark"] == "present":
        life.step(name="chat", description="second", **blind)
        life.step(name="chat", description="", **blind)
    if readings["maas_zero_limit"] == "refused":
        life.fails(CallFailed, "tpm", name="chat", tpm=0, rpm=71, **blind)
    else:
        life.step(name="chat", tpm=0, rpm=71, **blind)
    life.step(name="chat", tpm=9, **blind)
    if readings["maas_served_model"] != "absent":
        life.fails(Refused, "expected 'qwen'", name="chat", model_name="qwen")
        life.fails(Refused, "stays taken for ever", name="chat", model_name="qwen", recreate="create_first")
    life.fails(Refused, "source: found 'custom_from_maas'", name="chat", source="custom_from_modelarts_v2")

    # The guard goes off only with a signature, and stays off.
    signed = life.step(name="chat", moderation=False, accept_agreement=True)
    if not blind:
        assert signed.actions == ["SignAgreement", "UpdateEndpoint"]
        assert life.ours()[0]["moderation"] is False
        life.step(name="chat", rpm=80, agreement_id=AGREED)
        if readings["maas_agreement_needed"] == "change":
            life.step(name="chat", rpm=81)
        else:
            life.fails(CallFailed, "Give agreement_id", name="chat", rpm=81)
        assert life.ours()[0]["moderation"] is False
        life.step(name="chat", moderation=True)

    # Renamed, by id.
    endpoint_id = life.ours()[0]["id"]
    life.step(endpoint_id=endpoint_id, name="talk", **blind)
    assert life.ours()[0]["endpoint_name"] == "talk"

    # Stopped and started.
    if told:
        assert life.step(name="talk", state="stopped").actions == ["DeactivateEndpoint"]
        assert life.ours()[0]["enabled"] is False
        if readings["maas_edit_disabled"] == "accepted":
            life.step(name="talk", rpm=90, **blind)
        else:
            life.fails(CallFailed, "status is", name="talk", rpm=90, **blind)
        life.step(name="talk", state="started", rpm=91, **blind)
        assert life.ours()[0]["enabled"] is True
    else:
        for state, enabled in (("stopped", False), ("started", True)):
            outcome = life.world.ok(name="talk", state=state)
            assert "does not tell" in outcome.warnings[0]
            assert life.ours()[0]["enabled"] is enabled

    # Gone.
    if told or readings["maas_delete_enabled"] == "accepted":
        expected = ["DeactivateEndpoint", "DeleteEndpoint"] if told else ["DeleteEndpoint"]
        assert life.step(name="talk", state="absent").actions == expected
    else:
        # Whether a stop was needed cannot be foretold where the status does not tell.
        assert life.world.ok(name="talk", state="absent").actions == ["DeactivateEndpoint", "DeleteEndpoint"]
    assert life.ours() == []
    life.step(endpoint_id=endpoint_id, state="absent")
    again = {"name": "talk", "model_name": "m"}
    if readings["maas_deleted_name"] == "burned":
        life.fails(CallFailed, "stay taken", **again)
        assert life.ours() == []
    else:
        life.step(**again)


def test_an_edit_that_a_server_ignores_is_told():
    life = Life(MaasWorld(maas_moderation_level="V1"))
    life.step(name="chat", model_name="m")
    life.fails((CallFailed, NotConverged), "moderation", name="chat", moderation=False, accept_agreement=True)
