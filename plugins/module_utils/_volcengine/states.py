# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status words of Ark, in lower case, and the states that they mean to the engine (Ark reference, section 6.1)."""

from __future__ import annotations

from .._engine.resource import FAILED, GONE, RUNNING, STOPPED

RUN_STATES = {
    "running": RUNNING,
    "stopped": STOPPED,
    "failed": FAILED,
    "abnormal": FAILED,
    "error": FAILED,
    "unhealthy": FAILED,
    "deleted": GONE,
}

#: How the status of an endpoint begins that is being deleted.
LEAVING_WORDS = ("delet", "terminat", "releas", "destroy", "remov")
