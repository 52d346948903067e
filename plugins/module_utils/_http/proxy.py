# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the proxy for a URL, and where it was configured."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Callable, NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies


class Proxy(NamedTuple):
    """A proxy and where it was configured: the name of an environment variable, or the system's settings."""

    url: str
    source: str

    @property
    def shown(self) -> str:
        """Return the proxy for messages: host and source, without credentials."""
        host = self.url.rpartition("@")[2]
        return f"the proxy {re.sub(r'^[A-Za-z][A-Za-z0-9+.-]*://', '', host)} (from {self.source})"


def find_proxy(url: str, environment: Mapping[str, str], is_exempt: Callable[..., bool]) -> Proxy | None:
    """Return the proxy for requests to ``url``, or None for a direct connection.

    :param is_exempt: ``requests.utils.should_bypass_proxies``, which reads ``NO_PROXY`` as requests does.
    """
    scheme = urlsplit(url).scheme
    variables = [name for base in (scheme, "all") for name in (f"{base}_proxy", f"{base.upper()}_PROXY")]
    # As in Python's own lookup, an empty lower-case variable disables its upper-case twin.
    found = {name.lower(): Proxy(environment[name], name) for name in reversed(variables) if name in environment}
    proxies = [found[name] for name in (f"{scheme}_proxy", "all_proxy") if name in found and found[name].url]
    own_environment = environment is os.environ
    if not proxies and own_environment:
        system = getproxies()
        proxies = [Proxy(system[name], "the system's settings") for name in (scheme, "all") if name in system]
    no_proxy = None if own_environment else environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    return proxies[0] if proxies and not is_exempt(url, no_proxy) else None


def hide_passwords(url: str | None, hide: Callable[[str], object]) -> None:
    """Hide the password in a URL, if there is one: as written and decoded.

    :param url: may lack its scheme or be malformed.
    :param hide: takes each text to hide.
    """
    credentials, at, _host = (url or "").rpartition("@")
    password = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", credentials).partition(":")[2]
    for text in {password, unquote(password)} if at and password else ():
        hide(text)
