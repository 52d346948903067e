# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clouds that can be probed, one line each."""

from __future__ import annotations

from .ark import ARK
from .fabric import FABRIC
from .maas import MAAS
from .questions import Cloud

#: By family, as in manifests.
CLOUDS: dict[str, Cloud] = {"ark": ARK, "dataartsfabric": FABRIC, "maas": MAAS}
