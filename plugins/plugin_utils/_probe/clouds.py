# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clouds that can be probed: what is asked of each if the probe may only read, and what if it may write."""

from __future__ import annotations

from . import ark, ark_reading, ark_writing, fabric, fabric_reading, fabric_writing, maas, maas_reading, maas_writing
from .questions import Cloud

#: By family, as in manifests.
CLOUDS: dict[str, Cloud] = {
    "ark": ark.cloud(reading=ark_reading.READING, writing=ark_writing.WRITING),
    "dataartsfabric": fabric.cloud(reading=fabric_reading.READING, writing=fabric_writing.WRITING),
    "maas": maas.cloud(reading=maas_reading.READING, writing=maas_writing.WRITING),
}
