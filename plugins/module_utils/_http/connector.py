# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all connections of one task have in common."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from .._engine.clock import Clock
from .transport import Transport


class Connector(NamedTuple):
    """Makes the connections of one task.

    :ivar params: the options of the task.
    :ivar hide: told every secret, so that no result or log shows it.
    :ivar budget: seconds that one call may spend on retries.
    :ivar environment: the variables that stand in for options.
    """

    params: dict
    hide: Callable[[str], Any]
    clock: Clock
    budget: float
    environment: Mapping[str, str] = os.environ

    def transport(self, base_url: str, auth: Any, url_option: str) -> Transport:
        """Return a connection to a base URL.

        :param auth: signs each request; None for requests without a signature.
        :param url_option: the option that sets the base URL, for messages.
        """
        return Transport(base_url.rstrip("/"), auth, self.params, self.hide, self.clock, self.environment, url_option)
