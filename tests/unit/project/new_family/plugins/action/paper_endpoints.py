# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.modules.paper_endpoints import TASK
from ansible_collections.inference.endpoints.plugins.plugin_utils._action.action import TaskAction


class ActionModule(TaskAction):
    """Does the task of the module of this name in Ansible's worker."""

    task = TASK
