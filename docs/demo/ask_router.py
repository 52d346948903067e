# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask each model of a LiteLLM configuration once; print the answers by model as JSON.

The arguments are the configuration, and the folder with the keys. Keys are not given in the environment, since Ansible
shows at high verbosity what it puts there.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import yaml
from litellm import Router

for key in Path(sys.argv[2]).glob("*.key"):
    os.environ[f"{key.stem.upper()}_API_KEY"] = key.read_text(encoding="utf-8")

models = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))["model_list"]
router = Router(model_list=models, num_retries=0)
question = [{"role": "user", "content": "one two three"}]
answers = {
    name: router.completion(model=name, messages=question).choices[0].message.content
    for name in sorted({model["model_name"] for model in models})
}
print(json.dumps(answers))
