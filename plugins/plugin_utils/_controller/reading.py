# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the endpoints of a family on the controller: check the options, connect, read. All plugins use this."""

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

#: Seconds that one call may spend on retries, as in the info modules.
BUDGET = 600.0


class ControllerError(Exception):
    """A failure as a sentence for the user, without secrets. ``cause`` is the engine's error, if there is one."""

    def __init__(self, text: str, cause: EndpointError | None = None) -> None:
        super().__init__(text)
        self.cause = cause


class TooManyCalls(EndpointError):
    """Reading takes more calls than allowed."""


def reading_options(family: type[Resource]) -> tuple[Field, ...]:
    """Return the options of the info module; details, which cost a call for each endpoint, are off by default."""
    filters = (replace(each, default=False) if each.name == "details" else each for each in family.filters)
    return (*argspec.connection(family), *filters, *argspec.extras(family))


def given_of(options: tuple[Field, ...], values: Mapping) -> dict:
    """Return what ``values`` give of these options."""
    return {field.name: values[field.name] for field in options if field.name in values}


class Reader:
    """A connection to one service as one account, which only reads.

    :ivar params: all options, checked and with their defaults; the family looks up environment variables.
    :ivar warnings: what is doubtful about the options, but no reason to refuse them.
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
        """Check the options; make no call.

        :param given: the options that the user gave, with templates rendered.
        :param place: where the options stand; problems begin with it.
        :param options: the options that there are; by default ``reading_options``.
        :raises ControllerError: with all that is wrong.
        """
        options = options or reading_options(family)
        self.secrets = Secrets(options, given)
        self.family = family()
        self._place = place
        self._clock = clock or Clock()
        self._client: Any = None
        with self.as_sentences():
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
    def as_sentences(self) -> Iterator[None]:
        """Turn failures that a user, a server or a network can cause into sentences.

        :raises ControllerError: with the sentence.
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

    @property
    def place(self) -> dict:
        """Return where the endpoints are, under the names of options; no secrets."""
        return self.family.connection_place(self.params)

    @property
    def account(self) -> str:
        """Return what tells accounts apart and is no secret."""
        return self.family.connection_account(self.params)

    def asked(self) -> list:
        """Return what is read, and where: the same for two readings that show the same to one account. No secrets."""
        names = (*(each.name for each in self.family.filters), *self.family.extras)
        return [self.place, {name: self.params.get(name) for name in names}]

    # --- reading

    def run(self, process: Process, *, perform: Callable[[Call], dict] | None = None, most: int | None = None) -> Any:
        """Return the result of a process that only reads, with secrets masked.

        :param perform: makes a call; by default ``call``.
        :param most: the number of calls that the process may take.
        :raises ControllerError: a call failed, or the process would take more calls; the cause is TooManyCalls then.
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

        with self.as_sentences():
            return self.secrets.masked(driver.drive(process, do))

    def call(self, call: Call) -> dict:
        """Return the result of one call; connect before the first.

        :raises EndpointError: the call failed.
        """
        if call.kind != READ:
            raise ValueError(f"{call.action} would change something")
        return self._connected().perform(call)

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self.family.connect(self.params, self.secrets.hide, self._clock, BUDGET)
        return self._client

    def bind(self, scope: dict) -> Resource:
        """Return the family, bound to a scope.

        :raises ControllerError: a library that connecting needs is missing.
        """
        with self.as_sentences():
            self._connected()
        return self.family.bind(scope, {})

    def search(self, perform: Callable[[Call], dict] | None = None) -> list[dict]:
        """Return the endpoints that the options of the info module select: attributes, oldest first.

        :raises ControllerError: a call failed.
        """
        return self.run(search(self.family, self.params), perform=perform)


def each_once(perform: Callable[[Call], dict]) -> Callable[[Call], dict]:
    """Return a ``perform`` that makes each call once and then repeats its answer.

    A call that looks for one name is made each time, since it completes what a list did not show.
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
