# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another family, as docs/extending.md says: the Paper cloud of that page becomes one in a copy of the collection.

``new_family`` beside this file holds what the page lists under "Inside the collection".
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Mapping

import pytest
import yaml

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

from .files import ROOT

COPIED = ("galaxy.yml", "meta", "plugins", "roles/fleet", "tools/link_tree.py", "tools/manifest_schema.py")

#: The one list of families: file, and texts with what takes their places.
REGISTERED = (
    "plugins/plugin_utils/_manifest/families.py",
    ("FabricEndpoint, MaasEndpoint)", "FabricEndpoint, MaasEndpoint, PaperEndpoint)"),
    (
        "from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec\n",
        "from ansible_collections.inference.endpoints.plugins.module_utils._paper.paper import PaperEndpoint\n"
        "from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec\n",
    ),
)
#: Entries in lists that Ansible reads as data.
ENTRIES = (
    (
        "meta/runtime.yml",
        ("action_groups:\n", "action_groups:\n  paper: [paper_endpoint, paper_endpoint_info, paper_endpoints]\n"),
    ),
    ("roles/fleet/defaults/main.yml", ("fleet_maas: {}\n", "fleet_maas: {}\nfleet_paper: {}\n")),
    (
        "roles/fleet/meta/argument_specs.yml",
        (
            "      fleet_maas:\n",
            "      fleet_paper:\n        description: Endpoints of the Paper cloud.\n        type: raw\n"
            "        default: {}\n      fleet_maas:\n",
        ),
    ),
    ("roles/fleet/README.md", ("| `fleet_maas` |", "| `fleet_paper` | the same for `paper` |\n| `fleet_maas` |")),
    ("plugins/filter/to_manifest.yml", ("[ark, dataartsfabric, maas]", "[ark, dataartsfabric, maas, paper]")),
)


def lacking(root: pathlib.Path, clouds: Mapping[str, str]) -> list[str]:
    """Return what the lists that Ansible reads as data lack of the families.

    :param clouds: the cloud of each family by its key.
    """

    def load(name: str) -> dict:
        return yaml.safe_load((root / name).read_text(encoding="utf-8"))

    groups = load("meta/runtime.yml")["action_groups"]
    variables = {
        "roles/fleet/defaults/main.yml": load("roles/fleet/defaults/main.yml"),
        "roles/fleet/meta/argument_specs.yml": load("roles/fleet/meta/argument_specs.yml")["argument_specs"]["main"][
            "options"
        ],
        "roles/fleet/README.md": (root / "roles/fleet/README.md").read_text(encoding="utf-8"),
    }
    choices = load("plugins/filter/to_manifest.yml")["DOCUMENTATION"]["options"]["family"]["choices"]
    found = []
    for key, cloud in clouds.items():
        modules = {f"{key}_endpoint", f"{key}_endpoint_info", f"{key}_endpoints"}
        found += ["meta/runtime.yml"] * (not modules <= set(groups.get(cloud, ())))
        found += [name for name, content in variables.items() if f"fleet_{key}" not in content]
        found += ["plugins/filter/to_manifest.yml"] * (key not in choices)
    return found


def test_every_family_is_in_every_list():
    assert lacking(ROOT, {key: family.cloud for key, family in FAMILIES.items()}) == []


def edit(tree: pathlib.Path, name: str, *replacements: tuple[str, str]) -> None:
    """Replace texts in a file of the copy; each must be there."""
    text = (tree / name).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, f"{name} has no {old}"
        text = text.replace(old, new, 1)
    (tree / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A copy of the collection with the files of the new family and all its entries."""
    copy = tmp_path_factory.mktemp("copy") / "ansible_collections" / "inference" / "endpoints"
    for name in COPIED:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copytree(pathlib.Path(__file__).parent / "new_family", copy, dirs_exist_ok=True)
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    family = page.split("<!-- file: module_utils/paper.py -->\n```python\n")[1].split("\n```\n")[0]
    package = copy / "plugins" / "module_utils" / "_paper"
    package.mkdir()
    (package / "paper.py").write_text(f"{family}\n", encoding="utf-8")
    edit(copy, *REGISTERED)
    assert lacking(copy, {"paper": "paper"}) == [name for name, *_texts in ENTRIES]
    for entry in ENTRIES:
        edit(copy, *entry)
    assert lacking(copy, {"paper": "paper"}) == []
    return copy


def run(tree: pathlib.Path, *command: str) -> None:
    folder = tree.parents[2]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_HOME": str(folder / "home")}
    ended = subprocess.run(
        command, cwd=tree, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert ended.returncode == 0, ended.stdout


PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/inference.endpoints.paper:
      file: "{{ playbook_dir }}/paper.json"
  vars:
    fleet_paper: {endpoints: [{name: search, model: large-2, replicas: 3}]}
    search: {name: search, model: large-2, replicas: 3}
  tasks:
    - inference.endpoints.paper_endpoint: {name: chat, model: small-1, replicas: 2}
      register: one
    - inference.endpoints.paper_endpoints:
        endpoints: [{name: chat, model: small-1, description: d}, {name: search, model: large-2}]
      register: both
    - inference.endpoints.fleet:
      register: fleet
    - inference.endpoints.paper_endpoint_info: {name: search}
      register: found
    - ansible.builtin.assert:
        that:
          - one.actions == ["CreateEndpoint"]
          - both.results | map(attribute="outcome") == ["updated", "created"]
          - fleet.summary[0] is search("1 updated")
          - (found.endpoints | inference.endpoints.to_manifest("paper")).paper.endpoints == [search]
"""


def test_modules_fleet_and_filter_manage_its_endpoints(tree):
    (tree / "paper.yml").write_text(PLAYBOOK, encoding="utf-8")
    run(tree, "ansible-playbook", "paper.yml")


def test_the_schema_of_manifests_has_it(tree):
    run(tree, sys.executable, "tools/manifest_schema.py", "--target", "schema.json")
    schema = json.loads((tree / "schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["paper"]["else"] == {"$ref": "#/$defs/paper_set"}
    replicas = schema["$defs"]["paper_endpoint"]["properties"]["replicas"]
    assert replicas == {
        "type": ["integer", "null"],
        "minimum": 1,
        "description": "How many replicas there are, 1 or more.",
    }
