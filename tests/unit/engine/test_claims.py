# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several tasks on one machine that declare the same endpoint at the same time make one endpoint."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Claim, Claimed, NoClaims
from ansible_collections.inference.endpoints.plugins.module_utils._task import claims
from ansible_collections.inference.endpoints.plugins.module_utils._task.claims import FileClaims

from ..ark_endpoints.world import FleetWorld, entry
from ..support.moving import create
from ..support.world import MODEL, World

CHAT = {"name": "chat", "model_reference": MODEL}
SCOPE = {"project_name": "default"}


class Rival(NoClaims):
    """Another task that creates the same endpoint just before this one asks; and keeps the claim for so many tries."""

    def __init__(self, world: World, tries: int, *, creates: bool = True) -> None:
        self.world, self.tries, self.creates = world, tries, creates
        self.asked = 0

    def claim(self, owner: Any, effect: Claim) -> Claimed:
        assert (effect.name, effect.scope) == ("chat", SCOPE)
        self.asked += 1
        if self.asked == 1 and self.creates:
            create(self.world, "chat")
        return Claimed(is_busy=self.asked <= self.tries, was_taken=self.asked == self.tries + 1)


@pytest.mark.parametrize("tries", [0, 1, 3])
@pytest.mark.parametrize("lag", [0, 3])
def test_what_another_task_has_created_is_adopted(tries, lag):
    world = World(list_lag_seconds=lag, read_lag_seconds=lag)
    # A task gives its claim back when the list shows its endpoint.
    world.claims = Rival(world, tries if not lag else 10**6)
    done = world.ok(**CHAT)
    assert done.actions == []
    assert len(world.endpoints()) == 1


def test_where_the_other_task_creates_nothing_this_one_does():
    world = World()
    world.claims = Rival(world, 2, creates=False)
    assert world.ok(**CHAT).actions == ["CreateEndpoint"]


@pytest.mark.parametrize("wait_timeout", [10, 600])
def test_a_claim_that_is_never_given_back_is_no_reason_to_fail(wait_timeout):
    world = World()
    world.claims = Rival(world, 10**6, creates=False)
    start = world.time
    assert world.ok(wait_timeout=wait_timeout, **CHAT).actions == ["CreateEndpoint"]
    assert world.time - start < 75


def test_a_replacement_is_made_once_as_well():
    world = World()
    world.ok(**CHAT)
    replaced = {"name": "chat", "model_reference": {"custom_model_id": "cm-1"}, "recreate": "create_first"}

    class Replaces(NoClaims):
        def claim(self, owner: Any, effect: Claim) -> Claimed:
            world.claims = NoClaims()
            world.ok(**replaced)
            return Claimed(was_taken=True)

    world.claims = Replaces()
    assert world.ok(**replaced).actions == []
    assert len(world.endpoints()) == 1


def test_no_claim_is_asked_for_where_nothing_is_to_be_created():
    class Never(NoClaims):
        def claim(self, owner: Any, effect: Claim) -> Claimed:
            raise AssertionError(effect)

    world = World()
    world.ok(**CHAT)
    world.claims = Never()
    world.ok(**CHAT)
    world.ok(name="chat", description="new")
    world.ok(name="chat", state="absent")
    world.ok(name="nobody", state="absent")
    assert world.task(check_mode=True, **CHAT).actions == ["CreateEndpoint"]


def test_a_set_claims_each_endpoint_that_it_creates_and_gives_it_back():
    world = FleetWorld()
    world.good([entry("there")])
    taken: list[str] = []
    returned: list[Any] = []

    class Book(NoClaims):
        def claim(self, owner: Any, effect: Claim) -> Claimed:
            if effect.name == "rival" and "rival" not in taken:
                create(world, "rival")
            taken.append(effect.name)
            return Claimed(was_taken=taken.count("rival") == 1 and effect.name == "rival")

        def release(self, owner: Any) -> None:
            returned.append(owner)

    done = world.good([entry("there"), entry("new"), entry("rival")], claims=Book())
    assert done.outcomes == ["unchanged", "created", "unchanged"]
    assert set(taken) == {"new", "rival"}
    assert {0, 1, 2} <= set(returned)


# --- the locks themselves


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Claims in a folder of the test's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(claims.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(claims, "_RUNTIME", str(tmp_path / "nobody-{}"))
    return tmp_path / f"inference-endpoints-{os.geteuid()}"


def _in_another_process(*asked: tuple[str, str, dict]) -> list[Claimed]:
    """What a process of its own gets that claims these (account, name, scope)."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        sender.send([FileClaims(account).claim(0, Claim(name, scope)) for account, name, scope in asked])

    process = context.Process(target=work)
    process.start()
    found = receiver.recv()
    process.join()
    return found


def test_processes_keep_each_other_out_of_the_same_endpoint_only():
    mine = FileClaims("account")
    assert mine.claim("a", Claim("chat", SCOPE)) == Claimed()
    same, *others = _in_another_process(
        ("account", "chat", SCOPE),
        ("account", "talk", SCOPE),
        ("account", "chat", {"project_name": "other"}),
        ("other", "chat", SCOPE),
    )
    assert same.is_busy
    assert not any(other.is_busy for other in others)
    mine.release("a")
    assert _in_another_process(("account", "chat", SCOPE)) == [Claimed()]
    mine.close()


def test_who_comes_later_learns_that_the_claim_was_taken_meanwhile():
    late = FileClaims("account")
    assert _in_another_process(("account", "chat", SCOPE)) == [Claimed()]
    assert late.claim(0, Claim("chat", SCOPE)) == Claimed(was_taken=True)
    assert late.claim(0, Claim("chat", SCOPE)) == Claimed()
    late.close()
    after = FileClaims("account")
    assert after.claim(0, Claim("chat", SCOPE)) == Claimed()
    after.close()


def test_the_claims_of_one_task_are_not_taken_for_those_of_another(monkeypatch):
    monkeypatch.setattr(claims, "_MOMENTS", 1)  # all claims share one time
    mine = FileClaims("account")
    names = [f"e{number}" for number in range(5)]
    assert {mine.claim(name, Claim(name, SCOPE)) for name in names[:3]} == {Claimed()}
    mine.release(names[0])
    assert mine.claim(names[3], Claim(names[3], SCOPE)) == Claimed()
    assert _in_another_process(("account", names[0], SCOPE)) == [Claimed()]
    mine.release(names[1])  # overwrites what the other process wrote
    assert mine.claim(names[4], Claim(names[4], SCOPE)) == Claimed(was_taken=True)
    mine.close()


def test_the_folder_is_this_users_alone_and_names_nothing(folder):
    mine = FileClaims("AK-of-an-account")
    mine.claim(0, Claim("chat", SCOPE))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "AK-of" not in file.name
    assert file.stat().st_size <= 4096 * 8
    mine.close()


@pytest.mark.parametrize("trouble", ["foreign", "file", "link", "no fcntl"])
def test_where_no_claim_can_be_had_tasks_go_on(folder, monkeypatch, tmp_path, trouble):
    if trouble == "foreign":
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
    elif trouble == "file":
        folder.write_text("")
    elif trouble == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        monkeypatch.setattr(claims, "fcntl", None)
    mine = FileClaims("account")
    assert mine.claim(0, Claim("chat", SCOPE)) == Claimed()
    mine.release(0)
    mine.close()
