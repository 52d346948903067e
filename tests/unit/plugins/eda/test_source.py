# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the event source as ansible-rulebook loads it: by its path, in a process that knows no collections."""

from __future__ import annotations

import asyncio
import inspect
import os
import pathlib
import runpy
import subprocess
import sys

import pytest

from ansible_collections.inference.endpoints import plugins

from ..inventory.account import KEYS, account, fill

#: As the collection is found by its name, with ansible_collections in the path.
NAMED = pathlib.Path(next(iter(plugins.__path__))).parent
SOURCE = "extensions/eda/plugins/event_source/ark_endpoint.py"

#: Loads the file whose path is given, and calls it with an option that is wrong; twice, as for two sources.
SCRIPT = """
import asyncio, runpy, sys
for number in (0, -1):
    main = runpy.run_path(sys.argv[1])["main"]
    try:
        asyncio.run(main(asyncio.Queue(), {"interval": number, "access_key": "AK", "secret_key": "SK-canary"}))
    except Exception as error:
        print(error)
"""


@pytest.fixture
def main(tmp_path):
    """The entry point; from a copy, since the loader that tests run with keeps files of collections to itself."""
    path = tmp_path / "ark_endpoint.py"
    path.write_bytes((NAMED / SOURCE).read_bytes())
    return runpy.run_path(str(path))["main"]


def test_its_entry_point_is_what_ansible_rulebook_calls(main):
    assert asyncio.iscoroutinefunction(main)
    assert list(inspect.signature(main).parameters) == ["queue", "args"]


@pytest.mark.parametrize("way", ["installed", "as a folder of sources"])
def test_it_finds_the_collection_by_itself(way, tmp_path):
    """By its own path, or where Ansible looks for collections."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHONPATH"))}
    environment |= {"ANSIBLE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    path = NAMED / SOURCE
    if way == "as a folder of sources":
        environment["ANSIBLE_COLLECTIONS_PATH"] = str(NAMED.parents[2])
        path = tmp_path / path.name
        path.write_bytes((NAMED / SOURCE).read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    told = "1 problem in the options: interval: found {}; expected a number above 0\n"
    assert (done.stdout, done.stderr) == (told.format(0) + told.format(-1), "")


def test_events_come_out_of_it(main):
    """With its own clock; what ansible-rulebook adds to the options does no harm."""
    with account() as world:
        fill(world, "chat", "智能客服")
        args = {**KEYS, "initial_events": True, "eda_feedback_queue": asyncio.Queue}

        async def story() -> list[str]:
            queue: asyncio.Queue = asyncio.Queue(maxsize=1)
            task = asyncio.ensure_future(main(queue, args))
            names = [(await asyncio.wait_for(queue.get(), 240))["name"] for _each in range(2)]
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return names

        assert sorted(asyncio.run(story())) == ["chat", "智能客服"]
