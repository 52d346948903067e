# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stored MaaS endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from ..record import Record


@dataclass(kw_only=True)
class MaasEndpoint(Record):
    """``word`` is a status set by hand, or that after a create; without one the switch says what is shown."""

    project_id: str
    source: str
    model_name: str | None = None
    region: str | None = None
    infer_service_id: str | None = None
    remark: str | None = None
    rpm: int | None = None
    tpm: int | None = None
    moderation: bool = True
    enabled: bool = True

    def changeable(self) -> tuple[object, ...]:
        """Return what an edit may change."""
        return (self.name, self.remark, self.rpm, self.tpm, self.moderation)
