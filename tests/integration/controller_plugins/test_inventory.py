# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin as ansible-inventory and ansible-playbook use it."""

from __future__ import annotations

import json
import os

import pytest

from .controller import MODEL, PLUGIN, put

SCRIPTS = ["智能客服", "نقطة", "обслуживание", "हिन्दी", "ไทย", "e\u0301", "👩\u200d💻"]
ODD = ["a b", "localhost", "all", "../../up", "{{ 1 + 1 }}", "x,y:z", "two\nlines", "\u202eabc"]
LISTED = ["ListEndpoints"]
#: A template that would leave a file behind.
TRAP = "{{ lookup('ansible.builtin.pipe', 'touch trapped') }}"


def test_endpoints_are_hosts_in_groups(sandbox, controller):
    chat, search = put(sandbox, "chat", Tags=[{"Key": "env", "Value": "prod"}]) + put(sandbox, "search")
    listing = controller.hosts(
        project_name="default",
        keyed_groups=[
            {"key": "ark_status", "prefix": "status"},
            {"key": "ark_tags | items2dict", "prefix": "tag"},
            {"key": "ark_region", "prefix": "region"},
        ],
        groups={"tagged": "ark_tags | length > 0"},
        compose={"model": "ark_model_reference.foundation_model.name"},
    )
    assert sandbox.calls() == LISTED
    assert listing.group("status_Running") == listing.group("region_cn_beijing") == {"chat", "search"}
    assert listing.group("tag_env_prod") == listing.group("tagged") == {"chat"}
    variables = listing.hosts["chat"]
    assert (variables["ark_endpoint_id"], listing.hosts["search"]["ark_endpoint_id"]) == (chat, search)
    assert variables["model"] == MODEL["FoundationModel"]["Name"]
    assert variables["ark_tags"] == [{"key": "env", "value": "prod"}]
    assert (variables["ark_site"], variables["ark_api_url"]) == ("volcengine", sandbox.url)
    assert [name for name in variables if not name.startswith("ark_")] == ["model"]
    assert listing.messages == ""


def test_a_graph(sandbox, controller):
    put(sandbox, "智能客服")
    path = controller.source(keyed_groups=[{"key": "ark_status", "prefix": "status"}])
    done = controller.command("ansible-inventory", "--graph", "-i", str(path))
    assert "|--@status_Running:\n  |  |--智能客服" in done.stdout


def test_filters_and_sources(sandbox, controller):
    """Each is a file of its own, whose hosts are in a group of its own; one command reads them all."""
    put(sandbox, "a", Tags=[{"Key": "env", "Value": "prod"}])
    put(sandbox, "b")
    put(sandbox, "c", ProjectName="search")
    cases = [
        ({"statuses": ["Stopped"]}, "", 1),
        ({"statuses": ["Running"], "name": "a"}, "a", 1),
        ({"tag_filters": [{"key": "env", "values": ["prod"]}]}, "a", 1),
        ({"project_name": "search"}, "c", 1),
        ({"details": True, "project_name": "default"}, "ab", 3),
        ({"sources": [{"project_name": "default"}, {"project_name": "search"}]}, "abc", 2),
        # What all sources have in common stands beside them; a source may say otherwise.
        ({"name": "a", "sources": [{}, {"name": "c"}]}, "ac", 2),
        # Two sources that show the same endpoints.
        ({"sources": [{"project_name": "default"}, {}]}, "abc", 2),
    ]
    paths = [
        controller.source(f"{number}.ark.yml", groups={f"case_{number}": "true"}, **filters)
        for number, (filters, _hosts, _requests) in enumerate(cases)
    ]
    groups = json.loads(controller.list_together(*paths).stdout)
    found = [set(groups.get(f"case_{number}", {}).get("hosts", ())) for number in range(len(cases))]
    assert found == [set(hosts) for _filters, hosts, _requests in cases]
    assert len(sandbox.calls()) == sum(requests for _filters, _hosts, requests in cases)


def test_each_site_has_its_own_environment(sandbox, controller):
    """Variables of one site do not count for the other."""
    put(sandbox, "a")
    controller.variables = {
        "ARK_API_URL": sandbox.url,
        "VOLCENGINE_ACCESS_KEY": "wrong",
        "VOLCENGINE_SECRET_KEY": "wrong",
        "BYTEPLUS_ACCESS_KEY": sandbox.access_key,
        "BYTEPLUS_SECRET_KEY": sandbox.secret_key,
        "BYTEPLUS_REGION": "ap-southeast-1",
    }
    listing = controller.hosts(site="byteplus")
    assert {each["ark_region"] for each in listing.hosts.values()} <= {"ap-southeast-1"}
    assert [entry["status"] for entry in sandbox.log()] == [200]
    assert "SignatureDoesNotMatch" in controller.refused() or "InvalidAccessKey" in controller.refused()


def test_credentials_may_be_templates(sandbox, controller):
    put(sandbox, "a")
    environment = {"MY_KEY": sandbox.secret_key}
    options = {
        "api_url": sandbox.url,
        "access_key": "{{ the_access_key }}",
        "secret_key": "{{ lookup('ansible.builtin.env', 'MY_KEY') }}",
        "request_timeout": "{{ 10 + 10 }}",
        "project_name": "{{ 'de' ~ 'fault' }}",
    }
    controller.variables = {}
    path = controller.source(**options)
    listing = controller.list(path, "-e", f"the_access_key={sandbox.access_key}", **environment)
    assert (listing.status, set(listing.hosts)) == (0, {"a"}), listing.messages


# --- names


def test_names_in_any_script_are_hosts_and_others_go_by_their_ids(sandbox, controller):
    put(sandbox, *SCRIPTS)
    odd = put(sandbox, *ODD)
    listing = controller.hosts()
    assert set(listing.hosts) == {*SCRIPTS, *odd}
    assert {each["ark_name"] for each in listing.hosts.values()} == {*SCRIPTS, *ODD}
    assert "names that cannot be a host's; their hosts are named by id:" in " ".join(listing.messages.split())


def test_a_name_that_several_bear_names_none(sandbox, controller):
    one, other = put(sandbox, "chat") + put(sandbox, "chat", ProjectName="search")
    put(sandbox, "lone")
    listing = controller.hosts(sources=[{"project_name": "default"}, {"project_name": "search"}])
    assert set(listing.hosts) == {one, other, "lone"}
    said = " ".join(listing.messages.split())
    assert f"names that several endpoints bear; their hosts are named by id: 'chat' of {one}, {other}" in said


def test_hosts_by_id_and_variables_without_a_prefix(sandbox, controller):
    (there,) = put(sandbox, "chat")
    listing = controller.hosts(hostname="endpoint_id", hostvars_prefix="")
    variables = listing.hosts[there]
    assert (variables["ark_name"], variables["endpoint_id"], variables["status"]) == ("chat", there, "Running")
    # Ansible warns of variables that are named as its own keywords are.
    assert listing.messages == ""


def test_texts_of_the_service_are_no_templates(sandbox, controller):
    """Neither in variables, nor in what is made of them, nor in names of hosts, nor out of the cache."""
    put(sandbox, "chat", Description=TRAP)
    put(sandbox, TRAP)
    cache = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(controller.folder / "c"),
    }
    path = controller.source(compose={"made": "'<' ~ ark_description ~ '>'"}, **cache)
    tasks = [
        {"ansible.builtin.debug": {"msg": "{{ inventory_hostname }} {{ ark_name }} {{ ark_description }} {{ made }}"}}
    ]
    for _turn in range(2):
        done = controller.play_on(path, tasks)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"chat chat {TRAP} <{TRAP}>" in done.stdout
        assert not (controller.folder / "trapped").exists()
    assert sandbox.calls() == LISTED


def test_a_play_runs_for_each_endpoint(sandbox, controller):
    put(sandbox, "chat", "智能客服")
    done = controller.play_on(
        controller.source(),
        [{"ansible.builtin.assert": {"that": ["ark_status == 'Running'", "ark_name == inventory_hostname"]}}],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "chat" in done.stdout
    assert "智能客服" in done.stdout


# --- the cache


def cached(controller, **options):
    keep = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(controller.folder / "cache"),
    }
    return {**keep, **options}


def test_a_second_run_makes_no_request(sandbox, controller):
    put(sandbox, "chat", Description=f"my key is {sandbox.secret_key}")
    options = cached(controller, groups={"made": "true"})
    first, second = controller.hosts(**options), controller.hosts(**options)
    assert first.document == second.document
    assert sandbox.calls() == LISTED
    empty = controller.write("empty.yml", [{"hosts": "all", "gather_facts": False}])
    controller.command("ansible-playbook", "-i", str(controller.source(**options)), "--flush-cache", str(empty))
    assert sandbox.calls() == LISTED * 2
    assert controller.hosts(**options).document == first.document
    assert sandbox.calls() == LISTED * 2
    kept = [path.read_text(encoding="utf-8") for path in (controller.folder / "cache").iterdir()]
    assert len(kept) == 1
    assert "chat" in kept[0]
    assert sandbox.secret_key not in kept[0]
    assert sandbox.access_key not in kept[0]


def test_what_is_asked_otherwise_is_read_anew(sandbox, controller):
    put(sandbox, "chat")
    controller.hosts(**cached(controller))
    others = [
        {"name": "chat"},
        {"statuses": ["Running"]},
        {"details": True},
        {"sources": [{"project_name": "default"}]},
    ]
    before = sandbox.mark()
    paths = [
        controller.source(f"{number}.ark.yml", **cached(controller, **other)) for number, other in enumerate(others)
    ]
    controller.list_together(*paths)
    assert sandbox.calls(before) == [*LISTED * 3, "GetEndpoint", *LISTED]
    before = sandbox.mark()
    for number, other in enumerate(others):
        controller.source(f"{number}.ark.yml", **cached(controller, **other, groups={"another": "true"}, max_retries=3))
    assert json.loads(controller.list_together(*paths).stdout)["another"]["hosts"] == ["chat"]
    assert sandbox.calls(before) == []


def test_another_account_does_not_see_the_cache_of_the_first(sandbox, controller):
    put(sandbox, "chat")
    controller.hosts(**cached(controller))
    assert "InvalidAccessKey" in controller.refused(**cached(controller, access_key="somebody-else", secret_key="x"))


# --- failures


WRONG = [
    ({"stauses": []}, "stauses: found options that this plugin does not have; it has access_key, api_url,"),
    ({"sources": [{"project": "a"}]}, "sources[0]: project: unknown option; did you mean project_name?"),
    ({"sources": []}, "sources: found no list with something in it; expected a list of sources, or nothing"),
    ({"sources": ["a"]}, "sources[0]: found no mapping; expected the options of one source"),
    ({"site": "mars"}, "site: found 'mars'; expected one of volcengine, byteplus"),
    ({"hostvars_prefix": "ansible_"}, "hostvars_prefix: found 'ansible_'; expected letters, digits and underscores"),
    ({"hostvars_prefix": "a-b"}, "hostvars_prefix: found 'a-b'"),
    ({"request_timeout": "soon"}, "request_timeout: found 'soon'; expected a number above 0"),
    ({"max_retries": -1}, "max_retries: found -1; expected a whole number of at least 0"),
    ({"name": "{{ nobody }}"}, "name: its template cannot be rendered: 'nobody' is undefined"),
    ({"api_url": "ftp://x"}, "api_url: found 'ftp://x'; expected a URL that begins with http:// or https://"),
]


def test_wrong_options_are_told_before_the_first_request(sandbox, controller):
    told = controller.refused_together(*(options for options, _sentence in WRONG))
    for said, (_options, sentence) in zip(told, WRONG, strict=True):
        assert sentence in said
    assert sandbox.calls() == []


def test_missing_credentials_name_the_variables(controller):
    controller.variables = {}
    said = controller.refused()
    assert (
        "access_key: missing; give the option access_key or set the environment variable VOLCENGINE_ACCESS_KEY or"
        in said
    )


def test_failures_of_the_service_and_the_network(sandbox, controller):
    sandbox.fault(kind="error", status=403, code="AccessDenied", action="ListEndpoints")
    assert "ListEndpoints: the server refused with AccessDenied (HTTP 403" in controller.refused()
    said = controller.refused(api_url="http://127.0.0.1:9", max_retries=0)
    assert "ListEndpoints: no answer from http://127.0.0.1:9: [Errno 111] Connection refused" in said


def test_strict(sandbox, controller):
    put(sandbox, "chat")
    constructs = [
        ({"compose": {"x": "nobody.there"}}, "Could not set x for host chat: 'nobody' is undefined"),
        ({"groups": {"x": "nobody.there"}}, "Could not add host chat to group x: "),
        ({"keyed_groups": [{"key": "nobody.there"}]}, "Could not generate group for host chat from nobody.there entry"),
    ]
    told = controller.refused_together(*({"strict": True, **construct} for construct, _sentence in constructs))
    for said, (_construct, sentence) in zip(told, constructs, strict=True):
        assert sentence in said
    lenient = {name: value for construct, _sentence in constructs for name, value in construct.items()}
    assert set(controller.hosts(**lenient).hosts) == {"chat"}


@pytest.mark.parametrize("option", ["secret_key", "session_token"])
def test_secrets_are_told_nowhere(sandbox, controller, option):
    """With wrong credentials and at the highest verbosity: as a text, in a mapping, in the environment."""
    canary = "Y2FuYXJ5LXNlY3JldA"
    keys = {"access_key": sandbox.access_key, "secret_key": sandbox.secret_key}
    kinds = [{**keys, option: canary}, {**keys, option: {"inner": [canary]}}, {}]
    paths = [controller.source(f"{number}.ark.yml", **options) for number, options in enumerate(kinds)]
    everything = ["-vvvvv", *(f"--inventory={path}" for path in paths)]
    environment = {f"VOLCENGINE_{option.upper()}": canary}
    empty = str(controller.write("p.yml", []))
    for done in (
        controller.command("ansible-inventory", "--list", *everything, **environment),
        controller.command("ansible-playbook", *everything, empty, **environment),
    ):
        assert all(str(path) in done.stdout + done.stderr for path in paths)
        assert canary not in done.stdout + done.stderr
    assert sandbox.calls() == LISTED * 6


# --- the file


def test_names_of_files(sandbox, controller):
    put(sandbox, "chat")
    read = ["ark.yml", "prod.ark.yaml", "inference_endpoints.yml", "my_inference_endpoints.yaml"]
    not_read = ["ark.json", "hosts.yml"]
    controller.variables = {**controller.variables, "ANSIBLE_INVENTORY_ENABLED": PLUGIN}
    said = controller.list_together(*(controller.source(name) for name in (*read, *not_read))).stderr
    assert [name for name in (*read, *not_read) if f"/{name} as an inventory source" in said] == not_read
    assert sandbox.calls() == LISTED * len(read)


def test_a_folder_of_sources(sandbox, controller):
    put(sandbox, "a")
    put(sandbox, "b", ProjectName="search")
    os.mkdir(controller.folder / "sources")
    controller.source("sources/one.ark.yml", project_name="default")
    controller.source("sources/two.ark.yml", project_name="search")
    assert set(controller.list(controller.folder / "sources").hosts) == {"a", "b"}
