# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of this name; its documentation is beside the modules."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.action import ProbeAction


class ActionModule(ProbeAction):
    """Asks clouds what they do."""
