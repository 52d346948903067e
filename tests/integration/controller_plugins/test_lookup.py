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
    """Each task names how many requests it costs."""
    chat, odd = put(sandbox, "chat", "智能客服")
    (other,) = put(sandbox, "chat", ProjectName="search")
    run = controller.play(
        [
            show("one", f"{{{{ lookup('{LOOKUP}', 'chat') }}}}"),
            show("two, joined", f"{{{{ lookup('{LOOKUP}', 'chat', names.odd) }}}}", names=NAMES),
            show("two, as a list", f"{{{{ query('{LOOKUP}', 'chat', names.odd, 'chat') }}}}", names=NAMES),
            show("one, as a list", f"{{{{ lookup('{LOOKUP}', 'chat', wantlist=True) }}}}"),
            show("another project", f"{{{{ lookup('{LOOKUP}', 'chat', project_name='search') }}}}"),
            show("missing, empty", f"{{{{ query('{LOOKUP}', 'nobody', 'chat', on_missing='empty') }}}}"),
            show("missing, skipped", f"{{{{ query('{LOOKUP}', 'nobody', 'chat', on_missing='skip') }}}}"),
            show("no names", f"{{{{ query('{LOOKUP}') }}}}"),
            # The ways with errors that every lookup has.
            *(show(error, f"{{{{ query('{LOOKUP}', 'nobody', errors='{error}') }}}}") for error in ("ignore", "warn")),
        ]
    )
    assert {task.name: task.result["msg"] for task in run.tasks} == {
        "one": chat,
        "two, joined": f"{chat},{odd}",
        "two, as a list": [chat, odd, chat],
        "one, as a list": [chat],
        "another project": other,
        "missing, empty": ["", chat],
        "missing, skipped": [chat],
        "no names": [],
        "ignore": [],
        "warn": [],
    }
    bodies = [entry["body"] for entry in sandbox.log()]
    assert [body["ProjectName"] for body in bodies] == ["default"] * 4 + ["search"] + ["default"] * 4
    assert [body.get("Filter", {}).get("Name") for body in bodies] == [
        *("chat", None, None, "chat", "chat", None, None, "nobody", "nobody")
    ]


NAMES = {"odd": "智能客服"}
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
