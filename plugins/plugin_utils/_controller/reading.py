# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a family's endpoints on the controller, for every plugin that does: check the options, connect, read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver, fields, validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import (
    READ,
    Batch,
    Call,
    Process,
    Sleep,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    BadInput,
    EndpointError,
    MissingLibrary,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.search import search
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .secrets import Secrets

#: Seconds that may be spent on repeating one call, as in the info modules.
BUDGET = 600.0


class ControllerError(Exception):
    """A failure as a sentence for the user, without secrets. ``cause`` is what the engine raised, if it did."""

    def __init__(self, text: str, cause: EndpointError | None = None) -> None:
        super().__init__(text)
        self.cause = cause


class TooManyCalls(EndpointError):
    """Reading this way costs more calls than it may."""


def reading_options(family: type[Resource]) -> tuple[Field, ...]:
    """Return the options of the info module; what costs a call for each endpoint is off unless it is asked for."""
    filters = (replace(each, default=False) if each.name == "details" else each for each in family.filters)
    return (*argspec.connection(family), *filters, *argspec.extras(family))


def given_of(options: tuple[Field, ...], values: Mapping) -> dict:
    """Return what ``values`` give of these options."""
    return {field.name: values[field.name] for field in options if field.name in values}


class Reader:
    """A connection to one service as one account, which only reads.

    :ivar params: all options, checked and with their defaults; environment variables are looked up by the family.
    :ivar warnings: what is doubtful about the options.
    """

    def __init__(
        self,
        family: type[Resource],
        given: dict,
        *,
        place: str = "",
        options: tuple[Field, ...] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Checks, without reaching for the service.

        :param given: the options that the user gave, templates rendered. ``place``: where, to begin problems with.
        :param options: what may be given; by default ``reading_options``.
        :raises Told: the options are wrong, with all that is.
        """
        options = options or reading_options(family)
        self.secrets = Secrets(options, given)
        self.family = family()
        self._place = place
        self._clock = clock or Clock()
        self._client: Any = None
        with self.telling():
            self.params = self._checked(options, given)
            transport.hide_passwords(self.params.get("api_url"), self.secrets.hide)
            found = argspec.problems(self.params, options, family)
            if found:
                raise BadInput([self._placed(text) for text in found])
            self.warnings = [self.secrets.masked(text) for text in family.connection_warnings(self.params)]

    def _checked(self, options: tuple[Field, ...], given: dict) -> dict:
        given = {name: value for name, value in given.items() if value is not None}
        found = validation.problems(options, given, convert=argspec.as_ansible_takes)
        if found:
            raise BadInput([self._placed(text) for text in found])
        return ArgumentSpecValidator(fields.argument_spec(options)).validate(given).validated_parameters

    def _placed(self, sentence: str) -> str:
        return f"{self._place}: {sentence}" if self._place else sentence

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Failures that a user, a server or a network can cause become sentences.

        :raises Told: what went wrong.
        """
        try:
            yield
        except MissingLibrary as error:
            remedy = f"install it with: pip install {error.library}"
            raise ControllerError(
                f"the Python library {error.library} is needed on the controller; {remedy}", error
            ) from None
        except EndpointError as error:
            raise ControllerError(self.secrets.masked(str(error)), error) from None

    # --- reading

    def run(self, process: Process, *, perform: Callable[[Call], dict] | None = None, most: int | None = None) -> Any:
        """The result of a process that only reads, without secrets.

        :param perform: makes a call; by default ``call``.
        :param most: the number of calls that it may take.
        :raises Told: it failed; the cause is TooManyCalls when it would take more.
        """
        perform = perform or self.call
        left = float("inf") if most is None else most

        def do(effect: Any) -> Any:
            nonlocal left
            if isinstance(effect, Sleep):
                return self._clock.sleep(effect.seconds)
            calls = effect.calls if isinstance(effect, Batch) else [effect]
            left -= len(calls)
            if left < 0:
                raise TooManyCalls(f"this takes more than {most} calls")
            return effect.results(perform) if isinstance(effect, Batch) else perform(effect)

        with self.telling():
            return self.secrets.masked(driver.drive(process, do))

    def call(self, call: Call) -> dict:
        """The result of one call; connects before the first.

        :raises EndpointError: it failed.
        """
        if call.kind != READ:
            raise ValueError(f"{call.action} would change something")
        return self._connected().perform(call)

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self.family.connect(self.params, self.secrets.hide, self._clock, BUDGET)
        return self._client

    def bind(self, scope: dict) -> Resource:
        """The family as calls about one endpoint in this scope are made.

        :raises Told: connecting needs something that is missing.
        """
        with self.telling():
            self._connected()
        return self.family.bind(scope, {})

    def search(self, perform: Callable[[Call], dict] | None = None) -> list[dict]:
        """The endpoints that the options of the info module select: attributes, oldest first.

        :raises Told: it failed.
        """
        return self.run(self._search(), perform=perform)

    def _search(self) -> Process:
        found = yield from search(self.family, self.params)
        for extra in self.family.extras:
            for attributes in found if self.params.get(extra) else ():
                attributes[extra] = yield from self.family.read_extra(extra, attributes)
        return found


def each_once(perform: Callable[[Call], dict]) -> Callable[[Call], dict]:
    """``perform`` that makes each call once and then goes by its answer, for a look at one moment.

    A call that looks for one name is made each time: it is there to complete what a list did not show.
    """
    answers: dict[tuple[str, str], dict] = {}

    def once(call: Call) -> dict:
        if call.about:
            return perform(call)
        key = (call.action, json.dumps(call.arguments, sort_keys=True, default=str))
        if key not in answers:
            answers[key] = perform(call)
        return answers[key]

    return once
