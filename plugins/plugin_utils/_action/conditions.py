# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide where a task runs: in Ansible's worker, or as a process if that could make a difference. Pure."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

#: A variable that a user may set to false, so that every module runs as a process.
VARIABLE = "inference_endpoints_embedded"

#: Environment variables that tasks and requests read when they connect. Others may be read when a process starts
#: (PYTHONPATH, LD_PRELOAD, OPENSSL_CONF), or by a library that this collection does not know.
_READ_LATE = re.compile(
    r"(VOLCENGINE|VOLC|BYTEPLUS|HW|HUAWEICLOUD(_SDK)?|ARK|MAAS|OPENAI)_[A-Z_]+"
    r"|((HTTP|HTTPS|ALL|NO)_PROXY|(http|https|all|no)_proxy)"
    r"|(REQUESTS|CURL)_CA_BUNDLE"
)


class Situation(NamedTuple):
    """What is known of a task that is about to run.

    :ivar enabled: the value of VARIABLE.
    :ivar connection: the Python module that the connection plugin comes from.
    :ivar interpreter: the Python that Ansible would run the module with; empty if that is not known yet.
    :ivar own_interpreter: the Python that runs Ansible itself.
    :ivar own_flags: whether Ansible's Python ignores its environment or the user's packages.
    :ivar environment: what the task adds to the environment; None if it is no mapping.
    :ivar controller_environment: Ansible's own.
    :ivar files_limit: the limit of open files for modules; 0 for no limit of their own.
    :ivar platform: Python's name of the platform.
    """

    enabled: bool
    connection: str
    become: bool
    asynchronous: bool
    keeps_files: bool
    interpreter: str
    own_interpreter: str
    own_flags: bool
    environment: Mapping[str, Any] | None
    controller_environment: Mapping[str, str]
    files_limit: int
    platform: str


def obstacle(situation: Situation) -> str | None:
    """Return why the task must be a process, or None."""
    s = situation
    foreign = sorted(str(name) for name in s.environment or () if not _READ_LATE.fullmatch(str(name)))
    instrumented = sorted(name for name in s.controller_environment if name.startswith("_ANSIBLE_"))
    obstacles = {
        f"{VARIABLE} is false": not s.enabled,
        "the connection is not local": s.connection != "ansible.plugins.connection.local",
        "it becomes another user": s.become,
        "it is asynchronous": s.asynchronous,
        "Ansible keeps the files of modules": s.keeps_files,
        "its Python is another than Ansible's": not is_same_interpreter(s.interpreter, s.own_interpreter),
        "Ansible's Python ignores its environment": s.own_flags,
        "the task's environment is no mapping": s.environment is None,
        f"the task's environment has {', '.join(foreign)}": bool(foreign),
        f"{', '.join(instrumented)} instruments modules": bool(instrumented),
        "modules have a limit of open files": s.files_limit != 0,
        "threads and proxies are unsafe in a forked process of this platform": s.platform == "darwin",
    }
    return next((sentence for sentence, holds in obstacles.items() if holds), None)


@functools.cache
def is_same_interpreter(given: str, own: str) -> bool:
    """Return whether both paths start the same Python with the same packages.

    A virtual environment's Python is a link to another, so a link to the same file is not enough. Two paths in one
    folder that lead to one file, such as ``bin/python`` and ``bin/python3``, are the same.
    """
    if not os.path.isabs(given or "") or not os.path.isabs(own or ""):
        return False
    folders = {os.path.realpath(os.path.dirname(path)) for path in (given, own)}
    return len(folders) == 1 and os.path.realpath(given) == os.path.realpath(own)
