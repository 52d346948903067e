# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How to reach Volcengine Ark or BytePlus ModelArk.
    DOCUMENTATION = r"""
options:
  site:
    description:
      - The platform that the endpoints are on. It decides the host, the default of O(region) and which environment
        variables are looked at.
    type: str
    choices:
      volcengine: Volcengine Ark, the platform for mainland China.
      byteplus: BytePlus ModelArk, its international twin.
    default: volcengine
  access_key:
    description:
      - The access key id.
      - If not given, the environment variable E(VOLCENGINE_ACCESS_KEY) or E(VOLC_ACCESSKEY) is used, and with
        O(site=byteplus) E(BYTEPLUS_ACCESS_KEY) or E(BYTEPLUS_ACCESSKEY).
    type: str
  secret_key:
    description:
      - The secret access key that belongs to O(access_key).
      - If not given, the environment variable E(VOLCENGINE_SECRET_KEY) or E(VOLC_SECRETKEY) is used, and with
        O(site=byteplus) E(BYTEPLUS_SECRET_KEY) or E(BYTEPLUS_SECRETKEY).
    type: str
  session_token:
    description:
      - The token of temporary credentials.
      - If not given, the environment variable E(VOLCENGINE_SESSION_TOKEN) or E(VOLC_SESSION_TOKEN) is used, and with
        O(site=byteplus) E(BYTEPLUS_SESSION_TOKEN). Long-term keys need none.
    type: str
  region:
    description:
      - The region of the service.
      - If not given, the environment variable E(VOLCENGINE_REGION), with O(site=byteplus) E(BYTEPLUS_REGION), is used,
        and then V(cn-beijing), with O(site=byteplus) V(ap-southeast-1).
    type: str
  api_url:
    description:
      - A base URL to use instead of the site's own host, for instance V(http://127.0.0.1:8181) for the sandbox of
        this collection.
      - If not given, the environment variable E(ARK_API_URL) is used.
      - The scheme must be C(http) or C(https). Credentials do not belong into it.
    type: str
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
      - Seconds that one request may take to connect, and to be answered.
    type: float
    default: 30.0
  max_retries:
    description:
      - How often one call is repeated at most. Reads are repeated after any passing fault; a write only when the
        service has certainly not acted, for instance since it throttles. After an unclear answer to a write the
        module looks first at what has come of it.
      - The pauses grow exponentially, with jitter, and a C(Retry-After) of the service is honoured.
    type: int
    default: 5
requirements:
  - python >= 3.9
  - requests
  - jsonschema
notes:
  - Proxies are taken from the usual environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY).
  - Run these modules where the service can be reached, for instance on V(localhost). Environment variables are those of
    the host that the module runs on.
seealso:
  - name: Volcengine Ark, managing inference endpoints
    description: API documentation of Volcengine (Chinese).
    link: https://www.volcengine.com/docs/82379/1261491
  - name: BytePlus ModelArk, managing inference endpoints
    description: API documentation of BytePlus (English).
    link: https://docs.byteplus.com/en/docs/ModelArk/1261491
"""
