# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module as the host of a task."""

from __future__ import annotations

from unittest import mock

from ansible_collections.inference.endpoints.plugins.module_utils._module.host import ModuleHost


def test_a_warning_that_repeats_a_secret_is_masked():
    module = mock.Mock(no_log_values={"hunter2-secret"})
    host = ModuleHost(module)
    host.warn("the server says: hunter2-secret is wrong")
    host.warn("nothing secret")
    told = [call.args[0] for call in module.warn.call_args_list]
    assert "hunter2-secret" not in told[0]
    assert told[0].startswith("the server says: ")
    assert told[1] == "nothing secret"
