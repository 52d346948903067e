# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a task runs in Ansible's worker, and when as a process."""

from __future__ import annotations

import sys

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._action.conditions import (
    Situation,
    is_same_interpreter,
    obstacle,
)

PLAIN = Situation(
    enabled=True,
    connection="ansible.plugins.connection.local",
    become=False,
    asynchronous=False,
    keeps_files=False,
    interpreter=sys.executable,
    own_interpreter=sys.executable,
    own_flags=False,
    environment={},
    controller_environment={"HOME": "/", "ANSIBLE_FORKS": "5"},
    files_limit=0,
    platform="linux",
)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"environment": {"VOLCENGINE_ACCESS_KEY": "a", "HUAWEICLOUD_SDK_SK": "b", "ARK_API_URL": "http://a"}},
        {"environment": {"MAAS_API_KEY": "a", "OPENAI_API_KEY": "b", "BYTEPLUS_API_KEY": "c"}},
        {"environment": {"https_proxy": "http://a", "NO_PROXY": "b", "REQUESTS_CA_BUNDLE": "/c"}},
    ],
)
def test_it_runs_in_the_worker(facts):
    assert obstacle(PLAIN._replace(**facts)) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"enabled": False}, "inference_endpoints_embedded is false"),
        ({"connection": "ansible.plugins.connection.ssh"}, "not local"),
        ({"connection": "ansible_collections.a.b.plugins.connection.local"}, "not local"),
        ({"become": True}, "becomes another user"),
        ({"asynchronous": True}, "asynchronous"),
        ({"keeps_files": True}, "keeps the files"),
        ({"interpreter": ""}, "its Python is another"),
        ({"interpreter": "python3"}, "its Python is another"),
        ({"interpreter": "/usr/bin/env python3"}, "its Python is another"),
        ({"own_interpreter": ""}, "its Python is another"),
        ({"own_flags": True}, "ignores its environment"),
        ({"environment": None}, "environment is no mapping"),
        ({"environment": {"PYTHONPATH": "/a", "ARK_API_URL": "b"}}, "environment has PYTHONPATH"),
        ({"environment": {"LD_PRELOAD": "/a", "HOME": "/b"}}, "environment has HOME, LD_PRELOAD"),
        ({"environment": {"MY_VOLCENGINE_ACCESS_KEY": "a"}}, "environment has MY_VOLCENGINE_ACCESS_KEY"),
        ({"controller_environment": {"_ANSIBLE_COVERAGE_CONFIG": "/a"}}, "_ANSIBLE_COVERAGE_CONFIG instruments"),
        ({"files_limit": 4096}, "limit of open files"),
        ({"platform": "darwin"}, "unsafe in a forked process"),
    ],
)
def test_it_runs_as_a_process(facts, words):
    assert words in (obstacle(PLAIN._replace(**facts)) or "in the worker")


def test_an_interpreter_is_the_same_by_another_name_in_its_folder_but_not_in_another_environment(tmp_path):
    base, venv = tmp_path / "base", tmp_path / "venv" / "bin"
    for folder in (base, venv):
        folder.mkdir(parents=True)
    (base / "python3.12").touch()
    (venv / "python").symlink_to(base / "python3.12")
    (venv / "python3").symlink_to("python")
    (tmp_path / "link").symlink_to(venv)
    assert is_same_interpreter(str(venv / "python3"), str(venv / "python"))
    assert is_same_interpreter(str(tmp_path / "link" / "python"), str(venv / "python"))
    assert not is_same_interpreter(str(base / "python3.12"), str(venv / "python"))
    assert not is_same_interpreter(str(venv / "gone"), str(venv / "python"))
