# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An event source: look, tell what has happened, wait, look again. What is known outlives every failure."""

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

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    BadInput,
    CallFailed,
    EndpointError,
    MissingLibrary,
    Throttled,
    Unclear,
    Unsent,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import GONE

from .changes import Look, advanced, nothing_known
from .drift import Declared, Drift, declared, drifts, stamp
from .families import ControllerSource
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

#: Endpoints that a list does not show any more are read singly, so many in one look; the others wait for a second list.
_MOST_READ = 20


class Times(NamedTuple):
    """Time and chance, so that tests need neither.

    :ivar sleep: between looks, ``doze`` while a call waits to be repeated, which ends when the event is set.
    """

    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    doze: Callable[[threading.Event, float], Any] = threading.Event.wait
    clock: Clock = Clock()
    uniform: Callable[[float, float], float] = random.uniform


class Stopped(EndpointError):
    """The source has been cancelled, and nobody waits for what is being read."""


async def follow(queue: Any, args: dict, readable: ControllerSource, times: Times | None = None) -> None:
    """Put an event into ``queue`` for whatever happens, until cancelled.

    An event that has been put is not put again, and one that has not been is not forgotten: what is pending is a part
    of what is known. A look that fails changes nothing that is known.

    :param args: the options of the source.
    :raises Told: the options are wrong, or the first look fails in a way that waiting does not mend.
    """
    times = times or Times()
    stop = threading.Event()
    watch = Watch(readable, args, times.clock._replace(sleep=partial(_doze, times, stop)))
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
            # One assignment, no await within: a cancellation finds either what was known before or what is known now.
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


def _is_lasting(cause: EndpointError | None) -> bool:
    if isinstance(cause, CallFailed):
        return not isinstance(cause, (Throttled, Unclear, Unsent))
    return isinstance(cause, (BadInput, MissingLibrary))


class Watch:
    """What is watched and how: the options, the connection, the manifests."""

    def __init__(self, readable: ControllerSource, args: dict, clock: Clock) -> None:
        options = (*reading_options(readable.endpoint), *OPTIONS)
        given = {name: value for name, value in args.items() if name != "eda_feedback_queue"}
        self._readable = readable
        self._wall = clock.wall
        self.reader = Reader(readable.endpoint, given, options=options, clock=clock)
        self._params = self.reader.params
        self._health = Health(self.reader, clock)
        self.log = logging.getLogger(f"inference.endpoints.{readable.name}_endpoint")
        self.interval: float = self._params["interval"]
        for text in self.reader.warnings:
            self.log.warning("%s", text)
        self.memory = Memory(self._params["state_file"], readable.asked(self._params))
        self._declared: list[Declared] | None = None
        self._stamp: tuple = ()

    def remembered(self) -> dict:
        """What was known when the source ended; otherwise nothing.

        :raises Told: the state file cannot be read.
        """
        known, is_foreign = self.memory.load()
        if is_foreign:
            self.log.warning("state_file: it is about other endpoints than those watched now, so it is begun anew")
        return known or nothing_known(uuid.uuid4().hex)

    def advanced(self, known: dict, look: Look) -> dict:
        """What is known after a look."""
        name, all_appear = self._readable.name, self._params["initial_events"]
        return advanced(self.reader.family, name, known, look, all_appear=all_appear)

    def pause_after(
        self, failures: int, cause: EndpointError | None, uniform: Callable[[float, float], float]
    ) -> float:
        """Seconds to wait after so many failures in a row: exponential, with jitter, not below the server's wish."""
        longest = self._params["longest_pause"]
        pause = min(longest, self.interval * 2 ** min(failures - 1, 16)) * uniform(0.5, 1.0)
        return max(pause, getattr(cause, "retry_after", None) or 0.0)

    def look(self, known_ids: frozenset[str]) -> Look:
        """One look at the service, which blocks; each call is made once.

        :raises Told: it failed.
        """
        perform = each_once(self.reader.call)
        endpoints = {each["endpoint_id"]: each for each in self.reader.search(perform)}
        family = self.reader.bind({name: self._params.get(name) for name in self._readable.endpoint.scope})
        missing = sorted(known_ids - endpoints.keys())[:_MOST_READ] if family.reads_singly else []
        exist = {each: not self._is_gone(self.reader.run(family.read(each), perform=perform)) for each in missing}
        at = datetime.fromtimestamp(self._wall(), timezone.utc).isoformat(timespec="seconds")
        return Look(endpoints, exist, self._drifts(perform), at, *self._health.look(endpoints, perform))

    def _is_gone(self, attributes: dict | None) -> bool:
        return self.reader.family.run_state(attributes) == GONE

    # --- manifests

    def _drifts(self, perform: Callable[[Any], dict]) -> list[Drift] | None:
        if not self._params["manifests"]:
            return None
        try:
            # Taking secrets out makes lists of tuples.
            return [
                Drift(*each)
                for wanted in self._wanted()
                for each in self.reader.run(drifts(self.reader.family, wanted), perform=perform)
            ]
        except ControllerError as error:
            # A manifest that is broken while we watch stops nothing but the judging.
            if self._declared is None or not isinstance(error.cause, (BadInput, MissingLibrary)):
                raise
            self.log.warning("manifests: %s", error)
            return None

    def _wanted(self) -> list[Declared]:
        """What the manifests declare here, set by set, read anew when one has changed; the last that could be read."""
        paths, folder = self._params["manifests"], os.getcwd()
        now = stamp(paths, folder)
        if self._declared is None or now != self._stamp:
            with self.reader.telling():
                connection = {**self._params, **self._readable.place(self._params)}
                self._declared = declared(self._readable.name, self._readable.endpoint, paths, folder, connection)
            self._stamp = now
        return self._declared


def _doze(times: Times, stop: threading.Event, seconds: float) -> None:
    times.doze(stop, seconds)
    if stop.is_set():
        raise Stopped("the source has ended")


async def _off_the_loop(function: Callable[[], Any]) -> Any:
    """The result of something that blocks. Nobody waits for its thread when the source is cancelled meanwhile."""
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
        except BaseException as error:  # it is raised where it is awaited
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop has been closed, so that nobody waits
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=work, name="inference.endpoints", daemon=True).start()
    return await outcome
