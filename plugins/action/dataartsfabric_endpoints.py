# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module of this name without sending it to itself, where that makes no other difference."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.plugin_utils._embedded.action import EmbeddedAction


class ActionModule(EmbeddedAction):
    """What Ansible looks for in a file of this folder."""
