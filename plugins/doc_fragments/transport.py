# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How requests are made, which is the same for every cloud.
    DOCUMENTATION = r"""
options:
  validate_certs:
    description:
      - Whether to verify the TLS certificate of the service. Turn this off for tests only.
    type: bool
    default: true
  ca_path:
    description:
      - Path of a file or directory with the CA certificates to trust.
      - If not given, the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) count, then the bundle that
        comes with the Python library requests.
    type: path
  request_timeout:
    description:
      - Seconds that one request may take to connect, and then to be answered.
    type: float
    default: 30.0
  max_retries:
    description:
      - Most retries of one call. A read is repeated after any temporary fault. A write is repeated only if the service
        has certainly not acted, for instance because of a rate limit. After an unclear answer to a write, the module
        first looks whether the write took effect.
      - The pauses grow exponentially, with jitter. A C(Retry-After) of the service counts.
    type: int
    default: 5
requirements:
  - python >= 3.9
  - requests
notes:
  - Proxies are taken from the usual environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY).
  - With C(-vvv) a module tells which source its credentials come from, and never a value.
  - Run these modules where the service can be reached, for instance on V(localhost). Environment variables are those of
    the host that the module runs on.
"""
