# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a module may run in a child of Ansible's worker: where a process of its own would be the same process. Pure."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

#: A variable that a user may set to false, so that modules always run as processes of their own.
VARIABLE = "inference_endpoints_embedded"

#: Releases of ansible-core whose ways this has been tested with.
TESTED_CORES = ("2.18", "2.19", "2.20", "2.21")

#: Environment variables that the modules and requests read when they connect. Others may be read when a process
#: starts (PYTHONPATH, LD_PRELOAD, OPENSSL_CONF), or by somebody of whom nothing is known here.
_READ_LATE = re.compile(
    r"(VOLCENGINE|VOLC|BYTEPLUS|HW|HUAWEICLOUD(_SDK)?|ARK)_[A-Z_]+"
    r"|((HTTP|HTTPS|ALL|NO)_PROXY|(http|https|all|no)_proxy)"
    r"|(REQUESTS|CURL)_CA_BUNDLE"
)


class Situation(NamedTuple):
    """What is known of a task that is about to run a module.

    :ivar wanted: what the user says in VARIABLE.
    :ivar core: the release of ansible-core.
    :ivar connection: the Python module that the connection plugin comes from.
    :ivar interpreter: what Ansible would start the module with; empty when it would first have to look for one.
    :ivar own_interpreter: what Ansible itself runs with.
    :ivar own_flags: whether Ansible's Python was told to ignore its environment or the user's packages.
    :ivar environment: what the task adds to the environment.
    :ivar controller_environment: Ansible's own.
    :ivar files_limit: the limit of open files that modules are to have; 0 for no limit of their own.
    :ivar threads: threads of this process.
    """

    wanted: bool
    core: str
    connection: str
    become: bool
    asynchronous: bool
    keeps_files: bool
    interpreter: str
    own_interpreter: str
    own_flags: bool
    environment: Mapping[str, Any]
    controller_environment: Mapping[str, str]
    files_limit: int
    threads: int
    can_fork: bool


def is_likely(variables: Mapping[str, Any]) -> bool:
    """Whether a task with these variables, not all of them templated yet, looks like one without an obstacle."""
    return variables.get("ansible_connection") == "local" and variables.get(VARIABLE, True) is True


def obstacle(situation: Situation) -> str | None:
    """Why the module must be a process of its own, or None."""
    s = situation
    strange = sorted(name for name in s.environment if not _READ_LATE.fullmatch(str(name)))
    instrumented = sorted(name for name in s.controller_environment if name.startswith("_ANSIBLE_"))
    found = {
        f"{VARIABLE} is false": not s.wanted,
        f"this has not been tested with ansible-core {s.core}": ".".join(s.core.split(".")[:2]) not in TESTED_CORES,
        "the connection is not local": s.connection != "ansible.plugins.connection.local",
        "it becomes another user": s.become,
        "it is asynchronous": s.asynchronous,
        "its files are to be kept": s.keeps_files,
        "its Python is another than Ansible's": not is_same_interpreter(s.interpreter, s.own_interpreter),
        "Ansible's Python ignores its environment": s.own_flags,
        f"the task's environment has {', '.join(map(str, strange))}": bool(strange),
        f"{', '.join(instrumented)} instruments modules": bool(instrumented),
        "it has a limit of open files": s.files_limit != 0,
        "Ansible's worker has several threads": s.threads != 1,
        "this platform cannot fork": not s.can_fork,
    }
    return next((sentence for sentence, holds in found.items() if holds), None)


def is_same_interpreter(given: str, own: str) -> bool:
    """Whether both paths start the same Python with the same packages.

    A virtual environment's Python is a link to another, so links to the file alone do not count: what lies in one
    folder and is one file, such as ``bin/python`` and ``bin/python3``, does.
    """
    if not os.path.isabs(given or "") or not os.path.isabs(own or ""):
        return False
    folders = {os.path.realpath(os.path.dirname(path)) for path in (given, own)}
    return len(folders) == 1 and os.path.realpath(given) == os.path.realpath(own)
