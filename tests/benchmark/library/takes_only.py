# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes what ark_endpoints takes and returns as much, but asks nobody: what Ansible alone needs for such a task."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint


def main() -> None:
    options = fields.argument_spec(argspec.declaration(ArkEndpoint))
    entries = {"type": "list", "elements": "dict", "required": True, "options": options}
    module = AnsibleModule(argument_spec={"endpoints": entries}, supports_check_mode=True)
    family = ArkEndpoint()
    results = [
        {
            "name": entry["name"],
            "endpoint_id": "ep-20260102030405-abcde",
            "outcome": "unchanged",
            "changed": False,
            "actions": [],
            "failed": False,
            "msg": "",
            "endpoint": family.finish({**family.shape({}), **entry}),
            "place": "endpoints[0]",
        }
        for entry in module.params["endpoints"]
    ]
    module.exit_json(changed=False, results=results)


if __name__ == "__main__":
    main()
