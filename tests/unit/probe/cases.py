# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the probe try on each cloud."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.clouds import CLOUDS
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ledger import Cleaner, Ledger
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Answered, Cloud, New
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask, Outcome, probe
from cloud_sandbox.switch_values import Switch
from cloud_sandbox.switches import ALL_SWITCHES

from .support import Account, ArkAccount, FabricAccount, MaasAccount

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}

#: Values of switches that have no choices, or more than those.
SAMPLES: dict[str, tuple[Any, ...]] = {
    "page_size_cap": (1, 2, 10, 50, 100),
    "fabric_page_cap": (1, 2, 7, 100),
    "fabric_inference_name_length": (64, 100, 128),
    "maas_quota": (5, 10, 30),
    "maas_items_cap": ("none", 1, 2),
    "maas_limit_maximum": ("none", 100),
    "maas_agreement_id": ("af247c14-2bee-4d78-a5e8-a419ea62b6c6", "another"),
    "maas_transient_status": ("none", "CREATING", "deploy_wait"),
}

#: A word of an API that has others.
OTHER_WORD = "Rebooting"


def choices(name: str) -> tuple[Any, ...]:
    """The values of a switch that are tried."""
    switch: Switch = SWITCHES[name]
    if switch.kind == "bool":
        return (False, True)
    return SAMPLES.get(name) or (*switch.choices, *((OTHER_WORD,) if switch.kind == "word" else ()))


@dataclass
class Case:
    """A cloud and its account at the sandbox.

    :ivar ways: sites, or ways to prove who asks; the level ``write`` is tried with the first.
    :ivar shown_with: what other switches must be for a value of a switch to show.
    :ivar blind: by way, the switches whose values do not show to reading.
    :ivar together: values of further switches that come with others.
    :ivar hidden: switches under which replies do not tell what a creation made.
    :ivar open: the numbers of the open questions about the cloud.
    :ivar reads: what reading asks for.
    """

    cloud: Cloud
    account: type[Account]
    ways: tuple[str, ...]
    open: range
    reads: set[str]
    shown_with: dict[str, dict[str, Any]] = field(default_factory=dict)
    blind: dict[str, set[str]] = field(default_factory=dict)
    together: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)

    @property
    def read_switches(self) -> list[str]:
        return sorted({question.switch for question in self.cloud.reading.questions})

    @property
    def write_switches(self) -> list[str]:
        return sorted({question.switch for question in self.cloud.writing.questions})

    def switches(self, name: str, value: Any) -> dict[str, Any]:
        """What is set for a value to show."""
        return {**self.shown_with.get(name, {}), name: value}

    def some(self, chance: random.Random, names: list[str], **more: tuple[Any, ...]) -> dict[str, Any]:
        """Values that come together."""
        return {name: chance.choice(more.get(name) or choices(name)) for name in (*names, *more)}

    def new(self, switches: dict[str, Any] | None = None, *, populated: bool = True, way: str = "") -> Account:
        return self.account(switches, populated=populated, way=way or self.ways[0])

    def read(self, account: Account, retries: int = 0) -> Outcome:
        """A run that only reads."""
        return probe(self.cloud, account.settings, account.asker(retries))

    def write(self, account: Account, path: Path, ask: Ask | None = None) -> tuple[Outcome, list[str]]:
        """A run that writes, with its cleaning before and after; and what could not be deleted."""
        ask = ask or account.asker()
        ledger = Ledger(str(path), "account")
        cleaner = Cleaner(ledger, self.cloud.upkeep, ask, account.sleep)
        cleaner.clean()
        left: list[str] = []
        try:
            outcome = probe(self.cloud, account.settings, ask, account.clock, ledger)
        finally:
            left = cleaner.clean()
        return outcome, left

    def clean(self, account: Account, path: Path) -> list[str]:
        """What a second run begins with."""
        return Cleaner(Ledger(str(path), "account"), self.cloud.upkeep, account.asker(), account.sleep).clean()


def findings(outcome: Outcome) -> dict[str, Any]:
    return {question.switch: finding for question, finding in outcome.findings}


def wrong(outcome: Outcome, switches: dict[str, Any]) -> dict[str, Any]:
    """The answers that are not what the sandbox plays, and the findings that no reading foresees."""
    found = {}
    for name, finding in findings(outcome).items():
        switch = SWITCHES[name]
        played = switch.accept(switches.get(name, switch.default))
        if isinstance(finding, New) or (isinstance(finding, Answered) and switch.accept(finding.value) != played):
            found[name] = (finding, played)
    return found


def verbs(form: str, *of: str, **value: Any) -> dict[str, dict[str, Any]]:
    return {form.format(verb): value for verb in of}


CASES = {
    "ark": Case(
        CLOUDS["ark"],
        ArkAccount,
        ways=("volcengine", "byteplus"),
        open=range(1, 23),
        reads={
            "GetEndpoint",
            "GetEndpointCertificate",
            "GetEndpointRolling",
            "ListApiKeys",
            "ListEndpoints",
            "ListModelActivations",
            "ListModelRateLimit",
        },
        shown_with={
            "certificate_absence": {"certificate": "none"},
            "list_content_generation": {"content_generation": "member"},
            "updating_status": {"update_seconds": 5},
            "deleted_record": {"deleted_record_seconds": 30},
        },
        together={"update_seconds": (0, 5), "deleted_record_seconds": (1, 30), "page_size_cap": (100,)},
        hidden={"dry_run": "empty"},
    ),
    "dataartsfabric": Case(
        CLOUDS["dataartsfabric"],
        FabricAccount,
        ways=("token", "keys"),
        open=range(1, 11),
        reads={"ListEndpoints", "ShowEndpoint", ""},
        shown_with={
            "fabric_create_log_config": {"fabric_show_log_config": "present"},
            "fabric_block_types": {"fabric_create_log_config": "ignored", "fabric_sdk_members": "ignored"},
            "fabric_lag_scope": {"fabric_read_lag_seconds": 3},
            "fabric_deleted_record": {"fabric_deleted_record_seconds": 30},
            **verbs("fabric_{}_failed", "update", "delete", fabric_create_outcome="failed"),
            **verbs("fabric_{}_stalled", "update", "delete", fabric_create_outcome="frozen"),
        },
        # Requests with a token need no project. What is refused with 403 has a test of its own.
        blind={"token": {"fabric_project_header", "huawei_forbidden_shape"}, "keys": {"huawei_forbidden_shape"}},
        together={
            # What cannot be deleted, or not be found, is another matter.
            "fabric_delete_failed": ("accepted",),
            "fabric_delete_stalled": ("accepted",),
            "fabric_page_cap": (100,),
            "fabric_create_outcome": ("running", "running", "failed", "frozen"),
            "fabric_update_outcome": ("running", "running", "failed"),
            "fabric_create_seconds": (0, 0.2, 5),
            "fabric_update_seconds": (0, 0.2, 5),
            "fabric_delete_seconds": (0, 0.2, 5),
            "fabric_deleted_record_seconds": (1, 30),
            "fabric_read_lag_seconds": (0, 0, 3),
        },
        hidden={"fabric_create_reply": "empty"},
    ),
    "maas": Case(
        CLOUDS["maas"],
        MaasAccount,
        ways=("password", "token", "keys"),
        open=range(11, 22),
        reads={"ListEndpoints", "ShowAgreement", "ListApiKeys", ""},
        shown_with={
            "maas_list_order": {"maas_list_times": "present"},
            "maas_lag_scope": {"maas_list_lag_seconds": 3},
            "maas_transient_status": {"maas_transient_seconds": 2},
            "maas_wrong_state": {"maas_control_repeat": "refused"},
        },
        # Another project is refused to a token for one, and its list is empty to others. What requests that are not
        # signed leave open, signed ones tell.
        blind={
            "password": {"maas_signing", "maas_empty_list"},
            "token": {"maas_signing", "huawei_forbidden_shape"},
            "keys": {"huawei_forbidden_shape"},
        },
        together={
            "maas_signing": ("accepted",),
            "maas_quota": (10, 30),
            "maas_list_lag_seconds": (0, 0, 3, 12),
            "maas_transient_seconds": (0.5, 2, 12, 40),
        },
        hidden={"maas_create_reply": "none", "maas_list_lag_seconds": 4},
    ),
}
