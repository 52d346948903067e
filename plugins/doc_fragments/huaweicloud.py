# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How to reach a service of Huawei Cloud, and the group of the modules that do.
    DOCUMENTATION = r"""
options:
  access_key:
    description:
      - The access key id (AK). With O(secret_key) it is one of three ways to authenticate; the others are
        O(auth_token), and O(user_name) with O(password) and O(domain_name).
      - Of several ways that are given O(auth_token) counts first, then O(access_key). A way that is given by options
        counts first, then O(profile), then what the environment gives, and then a profile that the environment names.
      - It goes together with O(secret_key) and O(security_token); keys of two sources are never mixed. Of the
        environment the first complete pair counts, with the token of its family, E(HW_ACCESS_KEY) with
        E(HW_SECRET_KEY) before E(HUAWEICLOUD_SDK_AK) with E(HUAWEICLOUD_SDK_SK).
    type: str
  secret_key:
    description:
      - The secret access key (SK) that belongs to O(access_key). Requests are signed with it; it is not sent.
      - If neither key is given, the environment variable E(HW_SECRET_KEY) or E(HUAWEICLOUD_SDK_SK) is used.
    type: str
  security_token:
    description:
      - The token of a temporary access key. Long-term keys need none.
      - With keys from the environment it is E(HW_SECURITY_TOKEN) or E(HUAWEICLOUD_SDK_SECURITY_TOKEN).
    type: str
  profile:
    description:
      - The name of a profile in O(config_file). It gives keys, their token, the region and the id of the project, each
        only where nothing else does.
      - Only profiles with an access key (mode C(AKSK)) are taken; SSO, agencies and the metadata of instances are not.
      - If not given, and no credentials are given either, the environment variable E(HW_PROFILE) is used. Without a
        name no file is read.
    type: str
    version_added: 0.2.0
  config_file:
    description:
      - The configuration file of KooCLI, or its folder, with C(hcloud configure set --cli-auth-encrypt=false).
      - If not given, the environment variable E(HW_SHARED_CONFIG_FILE) is used, and then C(~/.hcloud/config.json).
      - It should have mode 0600. If others may read it, it is used, and a warning says so.
    type: path
    version_added: 0.2.0
  auth_token:
    description:
      - A token of IAM for the project of O(region), to be sent instead of a signature.
      - If not given, the environment variable E(HW_AUTH_TOKEN) is used.
    type: str
  user_name:
    description:
      - The name of an IAM user. With O(password) and O(domain_name) a token is fetched from IAM at the first request.
        It is kept in memory alone, and renewed when it is refused.
      - If not given, the environment variable E(HW_USER_NAME) is used.
    type: str
  password:
    description:
      - The password of O(user_name).
      - If not given, the environment variable E(HW_USER_PASSWORD) is used.
    type: str
  domain_name:
    description:
      - The name of the account that O(user_name) belongs to.
      - If not given, the environment variable E(HW_DOMAIN_NAME) is used.
    type: str
  auth_url:
    description:
      - The base URL of IAM, with or without C(/v3), for instance V(https://iam.myhuaweicloud.com/v3). IAM is asked for
        tokens, and for the id of the project if O(project_id) is not given and a request needs it.
      - If not given, the environment variable E(HW_AUTH_URL) is used, and then the IAM of O(region).
    type: str
  region:
    description:
      - The region of the service, such as V(cn-southwest-2). There is no default.
      - If not given, the environment variable E(HW_REGION_NAME) is used, and then the region of a profile. Only with
        O(api_url) it may be missing.
      - A region in which the service is not documented is no error but gives a warning.
    type: str
  project_id:
    description:
      - The id of the project. Every region has at least one.
      - If not given, the environment variable E(HW_PROJECT_ID) or E(HUAWEICLOUD_SDK_PROJECT_ID) is used, and then
        that of a profile. If a request needs it and it is not given, it is found by the name of the region.
    type: str
  api_url:
    description:
      - A base URL to use instead of the host of the service in O(region), for instance V(http://127.0.0.1:8181) for the
        sandbox of this collection.
      - If not given, the environment variable E(HUAWEICLOUD_API_URL) is used.
      - The scheme must be C(http) or C(https). A URL with credentials is refused.
    type: str
attributes:
  action_group:
    support: full
    description: Use C(group/inference.endpoints.huaweicloud) in C(module_defaults) to set defaults for this module.
    membership:
      - inference.endpoints.huaweicloud
"""
