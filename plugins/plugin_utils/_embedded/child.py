# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module in a forked child, which is made to look like the process that Ansible would have started for it.

Its result comes as text over a pipe, as that of any module, so that Ansible reads it in its usual way. What a fork
inherits and a new process would not have (open files, handlers of signals and of logs, what Ansible keeps for its own
side) is put away before the module begins.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import io
import logging
import os
import pickle
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings

#: Objects made since Python last looked for garbage; its own number is 700, or 2000.
GARBAGE_LOOKED_FOR_AFTER = 50_000


class Order(NamedTuple):
    """What to run.

    :ivar params: the module's options as JSON, in the form that Ansible sends.
    :ivar environment: is added to the environment.
    :ivar folder: the working directory.
    """

    params: bytes
    environment: dict[str, str]
    folder: str


class Outcome(NamedTuple):
    """What came of it: exit status (as subprocess has it) and what was written."""

    status: int
    output: bytes
    errors: bytes


class Child:
    """A forked child that gets ready to run a module, and runs it when it is told with what.

    It ends by itself when whoever forked it ends.

    :param module: the full name of the Python module; its ``main()`` is called.
    :param profile: how the JSON of its options says what JSON cannot; None before ansible-core 2.19.
    """

    def __init__(self, module: str, profile: str | None) -> None:
        orders, output, errors = os.pipe(), os.pipe(), os.pipe()
        # Until the child has handlers of its own, a signal must not run those that it inherits.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            self._pid = os.fork()
            if self._pid == 0:
                _be_the_module(module, profile, _Ends(orders[0], output[1], errors[1]), mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for theirs in (orders[0], output[1], errors[1]):
            os.close(theirs)
        self._orders, self._texts = orders[1], [output[0], errors[0]]

    def run(self, order: Order) -> Outcome:
        """Run the module to its end. When this is left early, the module learns that nobody listens any more."""
        try:
            self._tell(pickle.dumps(tuple(order)))
            output, errors = _read_all(self._texts)
        finally:
            for file in self._texts:
                os.close(file)
        _pid, status = os.waitpid(self._pid, 0)
        return Outcome(os.waitstatus_to_exitcode(status), output, errors)

    def dismiss(self) -> None:
        """There is nothing to run after all."""
        os.close(self._orders)
        os.waitpid(self._pid, 0)
        for file in self._texts:
            os.close(file)

    def _tell(self, order: bytes) -> None:
        # A child that has failed already does not read; what it has written tells why.
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._orders, "wb") as orders:
            orders.write(order)


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


class _Ends(NamedTuple):
    """The child's ends of the pipes."""

    orders: int
    output: int
    errors: int


def _be_the_module(module: str, profile: str | None, ends: _Ends, mask: set[Any]) -> None:
    """Does not return."""
    status = 1
    try:
        orders = _set_up_files(ends)
        _set_up_signals(mask)
        _set_up_python(module, profile)
        main = importlib.import_module(module).main
        with contextlib.suppress(ImportError):
            # The module imports it late, and here that costs nobody any time: the order is yet to come.
            importlib.import_module("requests")
        given = orders.read()
        if not given:
            status = 0
        else:
            _carry_out(Order(*pickle.loads(given)), main)
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


def _carry_out(order: Order, main: Callable[[], Any]) -> None:
    os.chdir(order.folder)
    os.environ.update(order.environment)
    basic._ANSIBLE_ARGS = order.params
    main()


def _set_up_files(ends: _Ends) -> io.FileIO:
    """No input, the pipes as output, and nothing else that is open reaches anybody; gives the orders.

    Inherited descriptors are not closed: objects that own them may yet do that, and by then the number would be that
    of a new connection.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for inherited in map(int, os.listdir("/dev/fd")):
        if inherited > 2 and inherited not in (*ends, nothing) and _is_open(inherited):
            os.dup2(nothing, inherited, inheritable=False)
    os.dup2(nothing, 0)
    os.dup2(ends.output, 1)
    os.dup2(ends.errors, 2)
    for spare in (nothing, ends.output, ends.errors):
        os.close(spare)
    # They last as long as the process, and os._exit closes them.
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding="utf-8", errors="backslashreplace")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", errors="backslashreplace")
    return io.FileIO(ends.orders, "r")


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


def _set_up_python(module: str, profile: str | None) -> None:
    # The garbage of Ansible's side is not the module's to look through, and its own is soon made.
    gc.freeze()
    gc.set_threshold(GARBAGE_LOOKED_FOR_AFTER)
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    sys.argv = [module]
    sys.path = [folder for folder in sys.path if folder not in ("", ".")]
    # So far what modules have collected may have come from Ansible's own side.
    module_warnings._global_warnings.clear()
    module_warnings._global_deprecations.clear()
    if profile is not None:
        _leave_the_controller(profile)
    sys.meta_path.insert(0, _Compiled(f"{module.partition('.plugins.')[0]}.plugins."))


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
