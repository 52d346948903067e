# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a module runs in a child of Ansible's worker, and what it finds there."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._embedded import child
from ansible_collections.inference.endpoints.plugins.plugin_utils._embedded.conditions import (
    TESTED_CORES,
    Situation,
    is_likely,
    is_same_interpreter,
    obstacle,
)

PLAIN = Situation(
    wanted=True,
    core="2.21.5",
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
    threads=1,
    can_fork=True,
)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        *({"core": f"{core}.7"} for core in TESTED_CORES),
        {"environment": {"VOLCENGINE_ACCESS_KEY": "a", "HUAWEICLOUD_SDK_SK": "b", "ARK_API_URL": "http://a"}},
        {"environment": {"https_proxy": "http://a", "NO_PROXY": "b", "REQUESTS_CA_BUNDLE": "/c"}},
    ],
)
def test_it_runs_embedded(facts):
    assert obstacle(PLAIN._replace(**facts)) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"wanted": False}, "inference_endpoints_embedded is false"),
        ({"core": "2.17.9"}, "not been tested with ansible-core 2.17.9"),
        ({"core": "2.22.0"}, "not been tested with ansible-core 2.22.0"),
        ({"core": "2.2.1"}, "not been tested with ansible-core 2.2.1"),
        ({"connection": "ansible.plugins.connection.ssh"}, "not local"),
        ({"connection": "ansible_collections.a.b.plugins.connection.local"}, "not local"),
        ({"become": True}, "becomes another user"),
        ({"asynchronous": True}, "asynchronous"),
        ({"keeps_files": True}, "files are to be kept"),
        ({"interpreter": ""}, "its Python is another"),
        ({"interpreter": "python3"}, "its Python is another"),
        ({"interpreter": "/usr/bin/env python3"}, "its Python is another"),
        ({"own_interpreter": ""}, "its Python is another"),
        ({"own_flags": True}, "ignores its environment"),
        ({"environment": {"PYTHONPATH": "/a", "ARK_API_URL": "b"}}, "environment has PYTHONPATH"),
        ({"environment": {"LD_PRELOAD": "/a", "HOME": "/b"}}, "environment has HOME, LD_PRELOAD"),
        ({"environment": {"MY_VOLCENGINE_ACCESS_KEY": "a"}}, "environment has MY_VOLCENGINE_ACCESS_KEY"),
        ({"environment": {1: "a"}}, "environment has 1"),
        ({"controller_environment": {"_ANSIBLE_COVERAGE_CONFIG": "/a"}}, "_ANSIBLE_COVERAGE_CONFIG instruments"),
        ({"files_limit": 4096}, "limit of open files"),
        ({"threads": 2}, "several threads"),
        ({"can_fork": False}, "cannot fork"),
    ],
)
def test_it_runs_as_a_process_of_its_own(facts, words):
    assert words in (obstacle(PLAIN._replace(**facts)) or "embedded")


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


@pytest.mark.parametrize(
    ("variables", "likely"),
    [
        ({"ansible_connection": "local"}, True),
        ({"ansible_connection": "local", "inference_endpoints_embedded": True}, True),
        ({"ansible_connection": "local", "inference_endpoints_embedded": False}, False),
        ({"ansible_connection": "local", "inference_endpoints_embedded": "{{ a }}"}, False),
        ({"ansible_connection": "ssh"}, False),
        ({}, False),
    ],
)
def test_a_child_is_made_early_only_where_it_will_be_used(variables, likely):
    assert is_likely(variables) is likely


# --- in the child

PARAMS = b'{"ANSIBLE_MODULE_ARGS": {}}'

MODULE = """\
import json, logging, os, signal, sys, urllib.request

def main():
    {body}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the body of a module's ``main()`` in a child."""
    monkeypatch.syspath_prepend(tmp_path)

    def run_body(body, **environment):
        name = f"embedded_{abs(hash(body))}"
        (tmp_path / f"{name}.py").write_text(MODULE.format(body=body), encoding="utf-8")
        return child.Child(name, None).run(child.Order(PARAMS, environment, str(tmp_path)))

    return run_body


@pytest.mark.parametrize(
    ("body", "status", "output"),
    [
        ("print('a', end=''); sys.exit(0)", 0, "a"),
        ("print('思', end='')", 1, "思"),  # a module has to say that it ends
        ("sys.exit(7)", 7, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit('sentence')", 1, ""),
        (
            "os.write(1, b'x' * 300000); os.write(2, b'y' * 300000); print('z', end=''); sys.exit(0)",
            0,
            "x" * 300000 + "z",
        ),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9, ""),
        ("os.kill(os.getpid(), signal.SIGTERM)", -15, ""),
    ],
)
def test_its_end_is_that_of_a_process(run, body, status, output):
    outcome = run(body)
    assert (outcome.status, outcome.output.decode()) == (status, output)


def test_a_fault_of_the_module_is_told_as_python_tells_it(run):
    outcome = run("raise ValueError('broken')")
    assert outcome.status == 1
    assert outcome.errors.decode().startswith("Traceback (most recent call last):")
    assert outcome.errors.decode().rstrip().endswith("ValueError: broken")


def test_it_has_the_environment_and_folder_of_the_task_and_nothing_else_changes(run, tmp_path):
    outcome = run("print(json.dumps([os.getcwd(), os.environ['ARK_API_URL']]))", ARK_API_URL="http://a")
    assert json.loads(outcome.output) == [str(tmp_path), "http://a"]
    assert "ARK_API_URL" not in os.environ
    assert os.getcwd() != str(tmp_path)


def test_it_inherits_no_handlers_no_input_and_no_open_files(run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("never")
    kept = signal.signal(signal.SIGTERM, lambda *_given: None)
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with secret.open() as file:
            outcome = run(
                f"print(json.dumps([os.read({file.fileno()}, 9).decode(), sys.stdin.read(),"
                " signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,"
                " signal.getsignal(signal.SIGHUP) == signal.SIG_IGN,"
                " signal.getsignal(signal.SIGINT) == signal.default_int_handler,"
                " len(signal.pthread_sigmask(signal.SIG_BLOCK, ())), len(logging.root.handlers)]))"
            )
    finally:
        signal.signal(signal.SIGTERM, kept)
        signal.signal(signal.SIGHUP, ignored)
    assert json.loads(outcome.output) == ["", "", True, True, True, 0, 0]


def test_it_leaves_nothing_open_and_nobody_behind(run):
    before = sorted(os.listdir("/dev/fd"))
    pid = int(run("print(os.getpid())").output)
    assert sorted(os.listdir("/dev/fd")) == before
    assert not Path(f"/proc/{pid}").exists()


def test_one_that_is_not_needed_after_all_leaves_nothing_open_and_nobody_behind(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "never_run.py").write_text(MODULE.format(body="open('run', 'w').close()"), encoding="utf-8")
    before = sorted(os.listdir("/dev/fd"))
    spare = child.Child("never_run", None)
    spare.dismiss()
    assert sorted(os.listdir("/dev/fd")) == before
    assert list(tmp_path.glob("run")) == []
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_module_that_cannot_be_imported_tells_why_however_large_its_options_are(tmp_path):
    outcome = child.Child("no_module_of_this_name", None).run(child.Order(b" " * 3_000_000, {}, str(tmp_path)))
    assert outcome.status == 1
    assert outcome.errors.decode().rstrip().endswith("No module named 'no_module_of_this_name'")


def test_options_of_any_size_arrive(run, monkeypatch):
    monkeypatch.setitem(globals(), "PARAMS", b"x" * 3_000_000)
    outcome = run("from ansible.module_utils import basic; print(len(basic._ANSIBLE_ARGS))")
    assert int(outcome.output) == 3_000_000
