# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module with options that nobody would write: refused with a sentence, or carried out as if they were usual."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .arguments import ODD, likely, spoilt, text_of, with_ids
from .figures import TIMES, count, examples
from .stand import Stand, dice
from .subjects import SUBJECTS, Subject
from .verdict import actions_of, check_form, check_report, writes

few = settings(**examples(3))
each_module = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.module)


@functools.cache
def usual_options(subject: Subject) -> st.SearchStrategy[dict]:
    return likely(subject.spec, subject.cloud)


def try_out(subject: Subject, opened: tuple[Stand, dict[str, str]], options: dict, *, twice: bool = False) -> None:
    """Check mode, the real run, and the same again."""
    stand, ids = opened
    options = with_ids({**subject.cloud.options, **options}, ids)
    told = {mode: stand.run(subject.main, text_of(options, twice=twice), check_mode=mode) for mode in (True, False)}
    count(f"argument cases, {subject.module}")
    if told[False].stumbled:
        # Half of a surrogate pair: Ansible cannot even read the options.
        assert "Failed to decode JSON" in str(told[False].stumbled)
        assert told[True].stumbled
        assert told[False].calls == []
        count("argument cases that Ansible cannot read")
        return
    for mode in (True, False):
        check_form(told[mode], subject.cloud.secrets)
    foretold, real = told[True], told[False]
    assert writes(foretold.calls) == foretold.effects == []
    if real.failed:
        if "errors" in real.result and not real.calls:
            assert foretold.result == real.result
        kind = "errors" if "errors" in real.result else "error_code" if "error_code" in real.result else "other"
        count(f"argument cases, refused with {kind}")
        return
    count("argument cases, carried out")
    check_report(real, subject.cloud.silent)
    assert not foretold.failed, foretold.result["msg"]
    for key in ("changed", "diff"):
        assert foretold.result.get(key) == real.result.get(key)
    assert actions_of(foretold) == actions_of(real)
    if any("previous_endpoint_id" in one for one in (real.result, *real.result.get("results", []))):
        return  # what the task may address by id has been replaced, as it wanted
    stand.settle()
    again = stand.run(subject.main, text_of(options))
    check_form(again, subject.cloud.secrets)
    assert not again.failed, again.result["msg"]
    assert (again.result["changed"], writes(again.calls), again.effects) == (False, [], [])


@each_module
@few
@given(data=st.data())
def test_likely_options(subject, data):
    try_out(subject, subject.cloud.opened(), data.draw(usual_options(subject)))


@each_module
@few
@given(data=st.data())
def test_spoilt_options(subject, data):
    options = data.draw(spoilt(usual_options(subject), sorted(subject.spec)))
    try_out(subject, subject.cloud.opened(), options, twice=data.draw(st.booleans()))


@each_module
def test_each_option_with_each_oddity(subject):
    """Every option of every module has odd values, and the others are as in a task; with FUZZ_TIMES every odd value."""
    usual = {"name": "chat"} if "name" in subject.spec else {}
    usual |= {name: [{"name": "chat"}] for name, option in subject.spec.items() if option.get("required")}
    opened = subject.cloud.opened()
    untouched = len(opened[0].effects)
    for name in sorted(subject.spec):
        for value in ODD if TIMES > 1 else dice(f"{subject.module} {name}").sample(ODD, 1):
            try_out(subject, opened, {**usual, name: value})
            if len(opened[0].effects) > untouched:
                opened = subject.cloud.opened()
