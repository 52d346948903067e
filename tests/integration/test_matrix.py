# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One life cycle under every pair of readings that the public record of the Ark control plane leaves open.

Each row of the matrix is a host with a sandbox of its own, switched to that row. What a task reports must be the same
in all of them, save where a row's service cannot do what is asked; then the task must fail and say so.
"""

from __future__ import annotations

import contextlib
from typing import Any, NamedTuple

import pytest
from unit.support.pairs import all_pairs, uncovered

from .support.playbook import GROUP, Task, info, task
from .support.sandbox import ACCESS_KEY, SECRET_KEY, Sandbox

#: Four lives of half a minute each. tests/unit/engine/test_readings.py goes through more readings in less time.
pytestmark = pytest.mark.slow

#: Values whose pairs are tried here, where each row costs seconds; tests/unit/engine/test_readings.py has more of them.
READINGS: dict[str, tuple[Any, ...]] = {
    "get_shape": ("flat", "nested"),
    "get_newer_members": ("present", "absent"),
    "unset_members": ("null", "empty"),
    "unknown_members": (False, True),
    "time_form": ("utc", "offset"),
    "tag_order": ("given", "reversed"),
    "system_tags": ("present", "absent"),
    "shown_default_moderation": ("none", "Default"),
    "read_lag_seconds": (0, 0.4),
    "lag_scope": ("create", "writes"),
    "name_filter": ("exact", "case_insensitive", "ignored"),
    "project_filter": ("applied", "ignored"),
    "list_scope_without_project": ("account", "default"),
    "list_rate_limit": ("present", "absent"),
    "list_rolling_fields": ("present", "absent"),
    "list_sort": ("applied", "ignored"),
    "list_order": ("newest_first", "oldest_first"),
    "page_size_cap": (100, 1),
    "page_size_over_100": ("refused", "capped"),
    "starting_status": ("Deploying", "unchanged"),
    "stopping_status": ("none", "unchanged"),
    "updating_status": ("none", "Updating"),
    "update_seconds": (0, 0.3),
    "deleting_status": ("none", "unchanged"),
    "deleted_record": ("gone", "kept"),
    "delete_running": ("refused", "allowed"),
    "delete_transitional": ("refused", "allowed"),
    "start_running": ("error", "noop"),
    "start_transitional": ("refused", "accepted"),
    "stop_stopped": ("error", "noop"),
    "stop_transitional": ("refused", "accepted"),
    "update_stopped": ("accepted", "refused"),
    "update_transitional": ("refused", "accepted"),
    "wrong_state_code": ("OperationDenied.EndpointStatus", "OperationDenied.UnsupportedPhase"),
    "wrong_state_status": ("403", "400"),
    "update_tags": ("replaced", "merged", "ignored"),
    "update_moderation": ("applied", "ignored", "rejected"),
    "partial_rate_limit": ("merged", "resets", "rejected"),
    "names_unique": ("no", "account"),
    "not_found": ("InvalidEndpointOrModel.NotFound/404", "NotFound.Endpoint/400"),
    "certificate": ("all", "none"),
    "certificate_absence": ("empty_members", "denied"),
    "throttle_style": ("429", "flow_limit"),
    "requests_per_second": ("none", 12),
}
#: What is the same in every row.
QUICK = {"start_seconds": 0.1, "stop_seconds": 0.1, "delete_seconds": 0.1, "deleted_record_seconds": 0.5}

ROWS = all_pairs(READINGS, tries=60)
PARTS = 4

MODEL = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}}
CREATE = {
    "name": "matrix",
    "description": "first",
    "model_reference": MODEL,
    "rate_limit": {"rpm": 10, "tpm": 5},
    "tags": [{"key": "env", "value": "test"}, {"key": "old", "value": "1"}],
}
CHANGE = {"name": "matrix", "description": "second", "rate_limit": {"rpm": 20}}
#: A change that does not show is looked for as long as reads may lag behind writes, and no longer than this. It leaves
#: a busy machine and a server that throttles the time to do what they can.
MAY_FAIL = {"wait_timeout": 5}
TASKS = [
    task("create", **CREATE) | {"register": "created"},
    task("foretell", **CHANGE) | {"check_mode": True},
    task("change", **CHANGE),
    task("tags", name="matrix", tags=[{"key": "env", "value": "prod"}], **MAY_FAIL) | {"ignore_errors": True},
    task("moderation", name="matrix", moderation={"strategy": "Basic"}, **MAY_FAIL) | {"ignore_errors": True},
    task("again", **CREATE | CHANGE | {"rate_limit": {"rpm": 20, "tpm": 5}, "tags": []}, purge_tags=False),
    task("stop", name="matrix", state="stopped"),
    task("change the stopped one", endpoint_id="{{ created.endpoint_id }}", description="third", **MAY_FAIL)
    | {"ignore_errors": True},
    task("start", name="matrix", state="started"),
    info("read", name="matrix", certificate=True),
    task("delete", name="matrix", state="absent"),
]


#: The task that a fact is about, where it is one.
_SUBJECT = {"change in place": "change", "nothing to do": "again", "one endpoint is read": "read"} | {
    name: name for name in ("create", "stop", "start", "delete")
}


class Witness(NamedTuple):
    """What happened on one host: the readings, the task's results, the server's log and what is left there."""

    readings: dict[str, Any]
    tasks: dict[str, Task]
    log: list[dict[str, Any]]
    left: list[dict[str, Any]]


def test_matrix_covers_all_pairs():
    assert uncovered(READINGS, ROWS) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_life_cycle(part, tmp_path, playbooks):
    rows = {f"row{number}": row for number, row in enumerate(ROWS) if number % PARTS == part}
    with contextlib.ExitStack() as stack:
        sandboxes = {
            host: stack.enter_context(Sandbox(tmp_path / host, switches={**QUICK, **row})) for host, row in rows.items()
        }
        run = playbooks.run(
            TASKS,
            "--forks=4",
            hosts={host: {"url": sandbox.url} for host, sandbox in sandboxes.items()},
            play={
                "strategy": "ansible.builtin.free",
                "module_defaults": {
                    GROUP: {"api_url": "{{ url }}", "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
                },
            },
        )
        witnesses = [
            Witness(row, run.on(host), sandboxes[host].log(), sandboxes[host].endpoints()) for host, row in rows.items()
        ]
    problems = [f"{text}\n    under {witness.readings}" for witness in witnesses for text in judge(witness)]
    assert not problems, "\n\n".join(problems)


def judge(witness: Witness) -> list[str]:
    """What is not as it must be under these readings, as sentences."""
    result = {name: task.result for name, task in witness.tasks.items()}
    facts = {
        "create": result["create"].get("actions") == ["CreateEndpoint"]
        and _limits(result["create"]) == (10, 5)
        and result["create"]["endpoint"]["status"] == "Running",
        "check mode equals the real run": all(
            result["foretell"].get(key) == result["change"].get(key) for key in ("changed", "actions", "diff")
        ),
        "change in place": result["change"].get("actions") == ["UpdateEndpoint"]
        and _limits(result["change"]) == (20, 5)
        and result["change"]["endpoint"]["description"] == "second"
        and result["change"]["endpoint_id"] == result["create"]["endpoint_id"],
        "nothing to do": result["again"].get("changed") is False and result["again"]["actions"] == [],
        "stop": result["stop"].get("actions") == ["StopEndpoint"] and result["stop"]["endpoint"]["status"] == "Stopped",
        "start": result["start"].get("actions") == ["StartEndpoint"]
        and result["start"]["endpoint"]["status"] == "Running",
        "one endpoint is read": [one["endpoint_id"] for one in result["read"].get("endpoints", [])]
        == [result["create"]["endpoint_id"]],
        "delete": result["delete"].get("actions") == ["StopEndpoint", "DeleteEndpoint"],
        "nothing is left": witness.left == [],
        "one create": [entry["action"] for entry in witness.log if entry["effect"]].count("CreateEndpoint") == 1,
    }
    wrong = [f"{name}: {_told(result, _SUBJECT.get(name))}" for name, holds in facts.items() if not holds]
    return wrong + _refusals(witness, result) + _certificate(witness, result)


def _limits(result: dict[str, Any]) -> tuple[int, int]:
    """The two limits; members that no document names may stand beside them."""
    return result["endpoint"]["rate_limit"]["rpm"], result["endpoint"]["rate_limit"]["tpm"]


def _refusals(witness: Witness, result: dict[str, dict]) -> list[str]:
    """Where the service cannot do it the task fails and says what did not come about; elsewhere it must not fail."""
    row = witness.readings
    wrong = []
    for name, possible, words in (
        ("tags", row["update_tags"] == "replaced", "tags"),
        ("moderation", row["update_moderation"] == "applied", "moderation"),
        ("change the stopped one", row["update_stopped"] == "accepted", row["wrong_state_code"]),
    ):
        if name == "moderation" and row["get_newer_members"] == "absent":
            continue  # what cannot be read back is another test's matter
        failed = witness.tasks[name].failed
        told = str(result[name].get("msg", "")) + str(result[name].get("error_code", ""))
        if failed == possible or (failed and words.lower() not in told.lower()):
            wrong.append(f"{name} (possible: {possible}): {_told(result, name)}")
        if name == "change the stopped one" and "StartEndpoint" in result[name].get("actions", []):
            wrong.append("something was started for an update")
    return wrong


def _certificate(witness: Witness, result: dict[str, dict]) -> list[str]:
    shown = [one["certificate"] for one in result["read"].get("endpoints", [])]
    expected = witness.readings["certificate"] == "all"
    return [] if [one is not None for one in shown] == [expected] else [f"certificate: {shown}"]


def _told(result: dict[str, dict], name: str | None = None) -> str:
    keys = ("changed", "failed", "actions", "msg", "error_code", "diff")
    told = {task: {key: one[key] for key in keys if key in one} for task, one in result.items() if name in (None, task)}
    return "; ".join(f"{task}: {said}" for task, said in told.items())
