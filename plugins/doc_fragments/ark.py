# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How to reach Volcengine Ark or BytePlus ModelArk, and the group of the modules that do.
    DOCUMENTATION = r"""
options:
  site:
    description:
      - The platform of the endpoints. It decides the host, the default of O(region) and which environment variables
        count.
    type: str
    choices:
      volcengine: Volcengine Ark, the platform for mainland China.
      byteplus: BytePlus ModelArk, its international twin.
    default: volcengine
  access_key:
    description:
      - The access key id.
      - It goes together with O(secret_key) and O(session_token); keys of two sources are never mixed. The sources, in
        this order, are the options, O(profile), the environment, and a profile that the environment names.
      - Of the environment the first complete pair counts, with the token of its family, E(VOLCENGINE_ACCESS_KEY) with
        E(VOLCENGINE_SECRET_KEY) before E(VOLC_ACCESSKEY) with E(VOLC_SECRETKEY), and with O(site=byteplus)
        E(BYTEPLUS_ACCESS_KEY) with E(BYTEPLUS_SECRET_KEY) before E(BYTEPLUS_ACCESSKEY) with E(BYTEPLUS_SECRETKEY).
    type: str
  secret_key:
    description:
      - The secret access key that belongs to O(access_key).
      - If neither key is given, the environment variable E(VOLCENGINE_SECRET_KEY) or E(VOLC_SECRETKEY) is used, and
        with O(site=byteplus) E(BYTEPLUS_SECRET_KEY) or E(BYTEPLUS_SECRETKEY).
    type: str
  session_token:
    description:
      - The token of temporary keys. Long-term keys need none.
      - With keys from the environment it is E(VOLCENGINE_SESSION_TOKEN) or E(VOLC_SESSION_TOKEN), and with
        O(site=byteplus) E(BYTEPLUS_SESSION_TOKEN).
    type: str
  profile:
    description:
      - The name of a profile in O(config_file). It gives keys, their token and the region, each only where nothing else
        does. Keys among the options count before it, keys in the environment after it.
      - Profiles of mode C(AK) and C(StsToken) are taken. For C(RamRoleArn) and C(OIDC) see O(assume_role). The logins
        of the CLI (C(sso), C(console-login)) and the metadata of instances (C(EcsRole)) are not used.
      - If not given, and no keys are given either, the environment variable E(VOLCENGINE_PROFILE), with
        O(site=byteplus) E(BYTEPLUS_PROFILE), is used. Without a name no file is read.
    type: str
    version_added: 0.2.0
  config_file:
    description:
      - The configuration file of the vendor's CLI, or its folder.
      - If not given, the environment variable E(VOLCENGINE_CLI_CONFIG_FILE) or E(VOLCENGINE_FILE_PATH) is used, with
        O(site=byteplus) E(BYTEPLUS_CLI_CONFIG_FILE) or E(BYTEPLUS_FILE_PATH), and then C(~/.volcengine/config.json),
        with O(site=byteplus) C(~/.byteplus/config.json).
      - It should have mode 0600. If others may read it, it is used, and a warning says so.
    type: path
    version_added: 0.2.0
  assume_role:
    description:
      - A role whose temporary keys sign the requests. The keys that are found as said at O(access_key) sign the one
        request to STS. C({}) is enough if the environment gives the role.
      - A task asks STS once, however many endpoints it manages. Where a wait outlasts the temporary keys, they are
        renewed 60 seconds before they end. They are kept in memory alone.
    type: dict
    version_added: 0.2.0
    suboptions:
      role_trn:
        description:
          - The role, as in C(trn:iam::2100000000:role/deploy).
          - If not given, the environment variable E(VOLCENGINE_ASSUME_ROLE_TRN), with O(site=byteplus)
            E(BYTEPLUS_ASSUME_ROLE_TRN), is used.
        type: str
      session_name:
        description: A name for the session, which audit logs show. By default it begins with C(ansible-).
        type: str
      duration_seconds:
        description: For how many seconds the temporary keys are asked for, 900 to 43200. By default STS decides.
        type: int
      policy:
        description: A policy that narrows what the role may do, as a mapping or as JSON.
        type: json
      oidc_token_file:
        description:
          - A file with the OIDC token of a pipeline or a pod. With it no keys are needed (C(AssumeRoleWithOIDC)).
          - If not given, the environment variable E(VOLCENGINE_OIDC_TOKEN_FILE), with O(site=byteplus)
            E(BYTEPLUS_OIDC_TOKEN_FILE), is used. It is read again for each renewal.
        type: path
      sts_url:
        description: The base URL of STS. By default it is the site's own, also with O(api_url).
        type: str
  region:
    description:
      - The region of the service.
      - If not given, the environment variable E(VOLCENGINE_REGION), with O(site=byteplus) E(BYTEPLUS_REGION), is used,
        then the region of a profile, and then V(cn-beijing), with O(site=byteplus) V(ap-southeast-1).
    type: str
  api_url:
    description:
      - A base URL to use instead of the site's own host, for instance V(http://127.0.0.1:8181) for the sandbox of
        this collection.
      - If not given, the environment variable E(ARK_API_URL) is used.
      - The scheme must be C(http) or C(https). A URL with credentials is refused.
      - The services also answer at V(https://open.volcengineapi.com), V(https://open.ap-southeast-1.byteplusapi.com)
        and V(https://open.byteplusapi.com), if the site's own host cannot be reached.
    type: str
attributes:
  action_group:
    support: full
    description: Use C(group/inference.endpoints.ark) in C(module_defaults) to set defaults for this module.
    membership:
      - inference.endpoints.ark
seealso:
  - name: Volcengine Ark, managing inference endpoints
    description: API documentation of Volcengine (Chinese).
    link: https://www.volcengine.com/docs/82379/1261491
  - name: BytePlus ModelArk, managing inference endpoints
    description: API documentation of BytePlus (English).
    link: https://docs.byteplus.com/en/docs/ModelArk/1261491
"""
