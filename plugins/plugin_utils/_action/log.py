# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the options of a task to the log of the system, as Ansible's modules do."""

from __future__ import annotations

import syslog
from typing import Any

from ansible.module_utils.basic import heuristic_log_sanitize
from ansible.module_utils.common.parameters import remove_values

try:
    from systemd import journal
except ImportError:
    journal = None


def invocation(spec: dict, params: dict, hidden: set[str]) -> str:
    """Return the sentence with which a module logs its options."""
    pairs = [f"{name}={_logged(spec.get(name, {}), value, hidden)}" for name, value in params.items()]
    return str(remove_values(f"Invoked with {' '.join(pairs)}", hidden))


def _logged(option: dict, value: Any, hidden: set[str]) -> str:
    return "NOT_LOGGING_PARAMETER" if option.get("no_log") else heuristic_log_sanitize(str(value), hidden)


def write(module: str, text: str, facility: str) -> None:
    """Write a sentence of a module to the journal, or to syslog where there is no journal."""
    code = getattr(syslog, facility, syslog.LOG_USER)
    if journal is not None:
        journal.send(f"ansible-{module} {text}", MODULE=module, SYSLOG_FACILITY=code >> 3)
        return
    syslog.openlog(f"ansible-{module}", 0, code)
    syslog.syslog(syslog.LOG_INFO, text)
