# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module in a forked child, which is made to look like the process that Ansible would have started for it.

Its result comes as text over a pipe, as that of any module, so that Ansible reads it in its usual way. What a fork
inherits and a new process would not have (open files, handlers of signals and of logs, what Ansible keeps for its own
side) is put away before the module begins.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import io
import logging
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings


class Order(NamedTuple):
    """What to run.

    :ivar module: the full name of the Python module; its ``main()`` is called.
    :ivar params: its options as JSON, in the form that Ansible sends.
    :ivar profile: how that JSON says what JSON cannot; None before ansible-core 2.19.
    :ivar environment: is added to the environment.
    :ivar folder: the working directory.
    """

    module: str
    params: bytes
    profile: str | None
    environment: Mapping[str, Any]
    folder: str


class Outcome(NamedTuple):
    """What came of it: exit status (as subprocess has it) and what was written."""

    status: int
    output: bytes
    errors: bytes


def run(order: Order) -> Outcome:
    """Run a module to its end. When this is left early, the module learns that nobody listens any more."""
    output, errors = os.pipe(), os.pipe()
    # Until the child has handlers of its own, a signal must not run those that it inherits.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = os.fork()
        if pid == 0:
            _be_the_module(order, output[1], errors[1], mask)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    os.close(output[1])
    os.close(errors[1])
    try:
        texts = _read_all([output[0], errors[0]])
    finally:
        os.close(output[0])
        os.close(errors[0])
    _pid, status = os.waitpid(pid, 0)
    return Outcome(os.waitstatus_to_exitcode(status), *texts)


def _read_all(files: list[int]) -> list[bytes]:
    texts = {file: bytearray() for file in files}
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                piece = os.read(key.fd, 1 << 20)
                texts[key.fd] += piece
                if not piece:
                    selector.unregister(key.fd)
    return [bytes(texts[file]) for file in files]


# --- in the child


def _be_the_module(order: Order, output: int, errors: int, mask: set[Any]) -> None:
    """Does not return."""
    status = 1
    try:
        _set_up_files(output, errors)
        _set_up_signals(mask)
        _set_up_python(order)
        importlib.import_module(order.module).main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)


def _set_up_files(output: int, errors: int) -> None:
    """No input, the pipes as output, and nothing else that is open reaches anybody.

    Inherited descriptors are not closed: objects that own them may yet do that, and by then the number would be that
    of a new connection.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for inherited in map(int, os.listdir("/dev/fd")):
        if inherited > 2 and inherited not in (output, errors, nothing) and _is_open(inherited):
            os.dup2(nothing, inherited, inheritable=False)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    for spare in (nothing, output, errors):
        os.close(spare)
    # They last as long as the process, and os._exit closes them.
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding="utf-8", errors="backslashreplace")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", errors="backslashreplace")


def _is_open(file: int) -> bool:
    try:
        os.fstat(file)
    except OSError:  # it was that of the listing
        return False
    return True


def _set_up_signals(mask: set[Any]) -> None:
    """As a new Python has it: what was ignored stays ignored."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            fresh = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, fresh)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _set_up_python(order: Order) -> None:
    gc.freeze()  # the garbage of Ansible's side is not the module's to look through
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    os.chdir(order.folder)
    os.environ.update({str(name): str(value) for name, value in order.environment.items()})
    sys.argv = [order.module]
    sys.path = [folder for folder in sys.path if folder not in ("", ".")]
    basic._ANSIBLE_ARGS = order.params
    # So far what modules have collected may have come from Ansible's own side.
    module_warnings._global_warnings.clear()
    module_warnings._global_deprecations.clear()
    if order.profile is not None:
        _leave_the_controller(order.profile)
    sys.meta_path.insert(0, _Compiled(f"{order.module.partition('.plugins.')[0]}.plugins."))


def _leave_the_controller(profile: str) -> None:
    """From ansible-core 2.19 on the code of modules behaves otherwise on Ansible's own side."""
    internal: Any = importlib.import_module("ansible.module_utils._internal")
    tracebacks: Any = importlib.import_module("ansible.module_utils._internal._traceback")
    internal.is_controller = False
    internal.get_controller_serialize_map = dict
    internal.import_controller_module = _no_controller_module
    tracebacks._is_traceback_enabled = tracebacks._is_module_traceback_enabled
    tracebacks._module_tracebacks_enabled_events = None
    basic._ANSIBLE_PROFILE = profile


def _no_controller_module(_name: str) -> None:
    return None


class _Compiled(importlib.abc.MetaPathFinder):
    """Finds the collection's code as Python finds other code, so that it is compiled once, not in each run."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As the import system wants it."""
        if not fullname.startswith(self._prefix):
            return None
        loader = (importlib.machinery.SourceFileLoader, importlib.machinery.SOURCE_SUFFIXES)
        finders = [importlib.machinery.FileFinder(folder, loader) for folder in path or ()]
        return next(filter(None, (finder.find_spec(fullname, target) for finder in finders)), None)
