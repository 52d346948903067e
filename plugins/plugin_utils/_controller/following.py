# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An event source: look at the service, put events into the queue, wait, look again. A failure loses no event."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import threading
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from functools import partial
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine import errors
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import GONE, Resource

from .changes import Look, advanced, nothing_known
from .drift import Declared, Drift, declared, drifts, stamp
from .health import OPTIONS as HEALTH_OPTIONS
from .health import Health
from .memory import Memory
from .reading import ControllerError, Reader, each_once, reading_options

OPTIONS = (
    Field("interval", kind="float", default=60.0, above=0),
    Field("longest_pause", kind="float", default=600.0, above=0),
    Field("initial_events", kind="bool", default=False),
    Field("manifests", kind="list", values="str"),
    Field("state_file", kind="path"),
    *HEALTH_OPTIONS,
)

#: Most single reads in one look, of endpoints that the list no longer shows. The next list decides about the others.
_MOST_READ = 20


class Times(NamedTuple):
    """Time and chance; tests give their own.

    :ivar sleep: waits between looks.
    :ivar doze: waits before a call is repeated; ends early when the event is set.
    """

    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    doze: Callable[[threading.Event, float], Any] = threading.Event.wait
    clock: Clock = Clock()
    uniform: Callable[[float, float], float] = random.uniform


class Stopped(errors.EndpointError):
    """The source was cancelled while it read."""


async def follow(queue: Any, args: dict, family: type[Resource], times: Times | None = None) -> None:
    """Put an event into ``queue`` for each change, until cancelled.

    Each event is put exactly once, since events that are pending are part of what is known. A look that fails changes
    nothing of what is known.

    :param args: the options of the source.
    :raises ControllerError: the options are wrong, or the first look fails and a retry cannot help.
    """
    times = times or Times()
    stop = threading.Event()
    watch = Watch(family, args, times.clock._replace(sleep=partial(_doze, times, stop)))
    known = watch.remembered()
    try:
        watch.memory.save(known)
        await _hand_over(queue, known)
        looked, failures = False, 0
        while True:
            try:
                look = await _off_the_loop(partial(watch.look, frozenset(known["endpoints"] or ())))
            except ControllerError as error:
                if not looked and _is_lasting(error.cause):
                    raise
                failures += 1
                pause = watch.pause_after(failures, error.cause, times.uniform)
                watch.log.warning("%s. Next look in %.0f s (failure %d in a row)", error, pause, failures)
                await times.sleep(pause)
                continue
            looked, failures = True, 0
            # No await within, so that a cancellation finds either what was known before or what is known now.
            known = watch.advanced(known, look)
            watch.memory.save(known)
            await _hand_over(queue, known)
            watch.memory.save(known)
            await times.sleep(watch.interval)
    except asyncio.CancelledError:
        watch.memory.save(known)
        raise
    finally:
        stop.set()


async def _hand_over(queue: Any, known: dict) -> None:
    while known["pending"]:
        await queue.put(known["pending"][0])
        del known["pending"][0]


def _is_lasting(cause: errors.EndpointError | None) -> bool:
    if isinstance(cause, errors.CallFailed):
        return not isinstance(cause, (errors.Throttled, errors.Unclear, errors.Unsent))
    return isinstance(cause, (errors.BadInput, errors.MissingLibrary))


class Watch:
    """What is watched: the options, the connection, the manifests."""

    def __init__(self, family: type[Resource], args: dict, clock: Clock) -> None:
        options = (*reading_options(family), *OPTIONS)
        given = {name: value for name, value in args.items() if name != "eda_feedback_queue"}
        self._wall = clock.wall
        self.reader = Reader(family, given, options=options, clock=clock)
        self._params = self.reader.params
        self._health = Health(self.reader, clock)
        self.log = logging.getLogger(f"inference.endpoints.{family.key}_endpoint")
        self.interval: float = self._params["interval"]
        for text in self.reader.warnings:
            self.log.warning("%s", text)
        self.memory = Memory(self._params["state_file"], self.reader.asked())
        self._declared: list[Declared] | None = None
        self._stamp: tuple = ()

    def remembered(self) -> dict:
        """Return what was known when the source ended last, or what is known before a first look.

        :raises ControllerError: the state file cannot be read.
        """
        known, is_foreign = self.memory.load()
        if is_foreign:
            self.log.warning("state_file: it is about other endpoints than those watched now, so it is begun anew")
        return known or nothing_known(uuid.uuid4().hex)

    def advanced(self, known: dict, look: Look) -> dict:
        """Return what is known after a look."""
        return advanced(self.reader.family, known, look, all_appear=self._params["initial_events"])

    def pause_after(
        self, failures: int, cause: errors.EndpointError | None, uniform: Callable[[float, float], float]
    ) -> float:
        """Return the seconds to wait after failures in a row: exponential backoff with jitter, at least Retry-After."""
        longest = self._params["longest_pause"]
        pause = min(longest, self.interval * 2 ** min(failures - 1, 16)) * uniform(0.5, 1.0)
        return max(pause, getattr(cause, "retry_after", None) or 0.0)

    def look(self, known_ids: frozenset[str]) -> Look:
        """Look at the service; each call is made once. Blocks.

        :raises ControllerError: the look failed.
        """
        perform = each_once(self.reader.call)
        endpoints = {each["endpoint_id"]: each for each in self.reader.search(perform)}
        family = self.reader.bind({name: self._params.get(name) for name in self.reader.family.scope})
        missing = sorted(known_ids - endpoints.keys())[:_MOST_READ] if family.reads_singly else []
        exist = {
            each: family.run_state(self.reader.run(family.read(each), perform=perform)) != GONE for each in missing
        }
        at = datetime.fromtimestamp(self._wall(), timezone.utc).isoformat(timespec="seconds")
        return Look(endpoints, exist, self._drifts(perform), at, *self._health.look(endpoints, perform))

    # --- manifests

    def _drifts(self, perform: Callable[[Any], dict]) -> list[Drift] | None:
        if not self._params["manifests"]:
            return None
        try:
            # Taking secrets out makes lists of tuples.
            return [
                Drift(*each)
                for declaration in self._read_manifests()
                for each in self.reader.run(drifts(self.reader.family, declaration), perform=perform)
            ]
        except ControllerError as error:
            # A manifest that becomes invalid while the source runs stops only the events about drift.
            if self._declared is None or not isinstance(error.cause, (errors.BadInput, errors.MissingLibrary)):
                raise
            self.log.warning("manifests: %s", error)
            return None

    def _read_manifests(self) -> list[Declared]:
        """Return what the manifests declare for this connection; files are read again when one has changed."""
        paths, folder = self._params["manifests"], os.getcwd()
        now = stamp(paths, folder)
        if self._declared is None or now != self._stamp:
            with self.reader.as_sentences():
                connection = {**self._params, **self.reader.place}
                self._declared = declared(type(self.reader.family), paths, folder, connection)
            self._stamp = now
        return self._declared


def _doze(times: Times, stop: threading.Event, seconds: float) -> None:
    times.doze(stop, seconds)
    if stop.is_set():
        raise Stopped("the source has ended")


async def _off_the_loop(function: Callable[[], Any]) -> Any:
    """Return the result of a function that blocks, run in a thread. A cancellation does not wait for the thread."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is None:
            outcome.set_result(result)
        else:
            outcome.set_exception(error)

    def work() -> None:
        result, failed = None, None
        try:
            result = function()
        except BaseException as error:  # raised again where the result is awaited
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop is closed, so nothing waits for the result
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=work, name="inference.endpoints", daemon=True).start()
    return await outcome
