# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task in the worker writes to the log of the system."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.plugin_utils._action import log

SPEC = {"name": {"type": "str"}, "secret_key": {"type": "str", "no_log": True}, "rpm": {"type": "int"}}


def test_it_tells_the_options_as_a_module_does_and_no_secret():
    params = {"name": "one holds s3cret-s3cret", "secret_key": "s3cret-s3cret", "rpm": None}
    told = log.invocation(SPEC, params, {"s3cret-s3cret"})
    assert told == "Invoked with name=one holds ******** secret_key=NOT_LOGGING_PARAMETER rpm=None"


def test_a_password_in_a_url_is_masked():
    told = log.invocation(SPEC, {"name": "https://me:opensesame@host/"}, set())
    assert "opensesame" not in told
