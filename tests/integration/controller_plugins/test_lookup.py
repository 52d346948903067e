# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup in playbooks."""

from __future__ import annotations

from .controller import LOOKUP, put


def show(title: str, template: str, **variables) -> dict:
    """A task that evaluates a template."""
    return {"name": title, "ansible.builtin.debug": {"msg": template}, "vars": variables, "ignore_errors": True}


def test_names_become_ids(sandbox, controller):
    """In one task; the requests are those of its templates, one after the other."""
    chat, odd = put(sandbox, "chat", "智能客服")
    (other,) = put(sandbox, "chat", ProjectName="search")
    expected = {
        f"lookup('{LOOKUP}', 'chat')": chat,
        f"lookup('{LOOKUP}', 'chat', names.odd)": f"{chat},{odd}",
        f"query('{LOOKUP}', 'chat', names.odd, 'chat')": [chat, odd, chat],
        f"lookup('{LOOKUP}', 'chat', wantlist=True)": [chat],
        f"lookup('{LOOKUP}', 'chat', project_name='search')": other,
        f"query('{LOOKUP}', 'nobody', 'chat', on_missing='empty')": ["", chat],
        f"query('{LOOKUP}', 'nobody', 'chat', on_missing='skip')": [chat],
        f"query('{LOOKUP}')": [],
        # The ways with errors that every lookup has.
        f"query('{LOOKUP}', 'nobody', errors='ignore')": [],
        f"query('{LOOKUP}', 'nobody', errors='warn')": [],
    }
    templates = "{{ [" + ", ".join(expected) + "] }}"
    run = controller.play([show("all", templates, names={"odd": "智能客服"})])
    assert dict(zip(expected, run["all"]["msg"], strict=True)) == expected
    bodies = [entry["body"] for entry in sandbox.log()]
    assert [body["ProjectName"] for body in bodies] == ["default"] * 4 + ["search"] + ["default"] * 4
    assert [body.get("Filter", {}).get("Name") for body in bodies] == [
        *("chat", None, None, "chat", "chat", None, None, "nobody", "nobody")
    ]


SECRET = "Y2FuYXJ5LXNlY3JldA"


def test_failures_are_sentences(sandbox, controller):
    one = put(sandbox, "twin")[0]
    other = put(sandbox, "other")[0]
    sandbox.control("PATCH", f"endpoints/{other}", {"Name": "twin"})
    keys = {"access_key": sandbox.access_key, "secret_key": SECRET}
    run = controller.play(
        [
            show("ambiguous", f"{{{{ lookup('{LOOKUP}', 'twin') }}}}"),
            show("missing", f"{{{{ lookup('{LOOKUP}', 'nobody', project_name='search') }}}}"),
            show("a wrong case", f"{{{{ lookup('{LOOKUP}', 'Twin') }}}}"),
            show("an empty name", f"{{{{ lookup('{LOOKUP}', ' ') }}}}"),
            show("an empty project", f"{{{{ lookup('{LOOKUP}', 'twin', project_name='') }}}}"),
            show("a wrong option", f"{{{{ lookup('{LOOKUP}', 'twin', project='x') }}}}"),
            show("a wrong choice", f"{{{{ lookup('{LOOKUP}', 'twin', on_missing='cry') }}}}"),
            show("a wrong site", f"{{{{ lookup('{LOOKUP}', 'twin', site='mars') }}}}"),
            show("a wrong key", f"{{{{ lookup('{LOOKUP}', 'twin', **keys) }}}}", keys=keys),
            show("a secret of a wrong kind", f"{{{{ lookup('{LOOKUP}', 'twin', secret_key=keys) }}}}", keys=keys),
            show("no server", f"{{{{ lookup('{LOOKUP}', 'twin', api_url='http://127.0.0.1:9', max_retries=0) }}}}"),
        ]
    )
    said = {task.name: " ".join(task.result["msg"].split()) for task in run.tasks if task.failed}
    assert len(said) == len(run.tasks), run.output
    assert "2 endpoints match endpoint 'twin' in project 'default': " in said["ambiguous"]
    assert one in said["ambiguous"]
    assert other in said["ambiguous"]
    assert "Say which one is meant with endpoint_id, in place of the lookup" in said["ambiguous"]
    assert "there is no endpoint 'nobody' in project 'search'; check the name" in said["missing"]
    assert "there is no endpoint 'Twin' in project 'default'" in said["a wrong case"]
    assert "terms[0]: found ' '; expected a text that is not empty" in said["an empty name"]
    assert "project_name: found ''; expected a text that is not empty" in said["an empty project"]
    assert "project: found options that this lookup does not have; it has access_key, api_url" in said["a wrong option"]
    assert "cry" in said["a wrong choice"]
    assert "site: found 'mars'; expected one of volcengine, byteplus" in said["a wrong site"]
    assert "SignatureDoesNotMatch" in said["a wrong key"]
    assert "no answer from http://127.0.0.1:9" in said["no server"]
    assert not [text for text in said.values() if SECRET in text or "Traceback" in text]
