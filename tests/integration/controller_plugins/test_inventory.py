# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin as ansible-inventory and ansible-playbook use it."""

from __future__ import annotations

import json
import os

from .controller import MODEL, PLUGIN, plain, put

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
    done = controller.list_together(controller.source("one.ark.yml", site="byteplus"), controller.source("two.ark.yml"))
    hosts = json.loads(done.stdout, object_hook=plain)["_meta"]["hostvars"]
    assert {each["ark_region"] for each in hosts.values()} <= {"ap-southeast-1"}
    assert sandbox.log()[0]["status"] == 200
    assert f"Unable to parse {controller.folder}/two.ark.yml" in " ".join(done.stderr.split())
    assert "SignatureDoesNotMatch" in done.stderr or "InvalidAccessKey" in done.stderr


def test_credentials_may_be_templates_and_missing_ones_are_named(sandbox, controller):
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
    without = controller.source("without.ark.yml")
    given = ["-e", f"the_access_key={sandbox.access_key}", "-i", str(without)]
    tolerant = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false"}
    listing = controller.list(controller.source(**options), *given, **tolerant, **environment)
    assert (listing.status, set(listing.hosts)) == (0, {"a"}), listing.messages
    missing = "access_key: missing; give the option access_key or set the environment variable VOLCENGINE_ACCESS_KEY or"
    assert missing in " ".join(listing.messages.split())


# --- names


def test_names_in_any_script_are_hosts_and_others_go_by_their_ids(sandbox, controller):
    """Others are those that cannot be a host's, and those that several endpoints bear."""
    put(sandbox, *SCRIPTS)
    odd = put(sandbox, *ODD)
    twins = put(sandbox, "twin") + put(sandbox, "twin", ProjectName="search")
    listing = controller.hosts(sources=[{"project_name": "default"}, {"project_name": "search"}])
    assert set(listing.hosts) == {*SCRIPTS, *odd, *twins}
    assert {each["ark_name"] for each in listing.hosts.values()} == {*SCRIPTS, *ODD, "twin"}
    said = " ".join(listing.messages.split())
    assert "names that cannot be a host's; their hosts are named by id:" in said
    assert f"names that several endpoints bear; their hosts are named by id: 'twin' of {twins[0]}, {twins[1]}" in said


def test_hosts_by_id_and_variables_without_a_prefix(sandbox, controller):
    (there,) = put(sandbox, "chat")
    listing = controller.hosts(hostname="endpoint_id", hostvars_prefix="")
    variables = listing.hosts[there]
    assert (variables["ark_name"], variables["endpoint_id"], variables["status"]) == ("chat", there, "Running")
    # Ansible warns of variables that are named as its own keywords are.
    assert listing.messages == ""


def test_texts_of_the_service_are_no_templates(sandbox, controller):
    """A play runs for each endpoint; neither variables are, nor what is made of them, nor names, nor the cache."""
    put(sandbox, "chat", "智能客服", Description=TRAP)
    put(sandbox, TRAP)
    cache = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(controller.folder / "c"),
    }
    path = controller.source(compose={"made": "'<' ~ ark_description ~ '>'"}, **cache)
    tasks = [
        {"ansible.builtin.debug": {"msg": "{{ inventory_hostname }} {{ ark_name }} {{ ark_description }} {{ made }}"}},
        {"ansible.builtin.assert": {"that": "ark_status == 'Running'"}},
    ]
    for _turn in range(2):
        done = controller.play_on(path, tasks)
        assert done.returncode == 0, done.stdout + done.stderr
        for name in ("chat", "智能客服"):
            assert f"{name} {name} {TRAP} <{TRAP}>" in done.stdout
        assert not (controller.folder / "trapped").exists()
    assert sandbox.calls() == LISTED


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
    stranger = cached(controller, access_key="somebody-else", secret_key="x")
    done = controller.list_together(*paths, controller.source("stranger.ark.yml", **stranger))
    assert "InvalidAccessKey" in done.stderr
    assert sandbox.calls(before) == [*LISTED * 3, "GetEndpoint", *LISTED * 2]
    before = sandbox.mark()
    for number, other in enumerate(others):
        controller.source(f"{number}.ark.yml", **cached(controller, **other, groups={"another": "true"}, max_retries=3))
    assert json.loads(controller.list_together(*paths).stdout)["another"]["hosts"] == ["chat"]
    assert sandbox.calls(before) == []


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


def test_failures_of_the_service_and_the_network(sandbox, controller):
    sandbox.fault(kind="error", status=403, code="AccessDenied", action="ListEndpoints")
    service, network = controller.refused_together({}, {"api_url": "http://127.0.0.1:9", "max_retries": 0})
    assert "ListEndpoints: the server refused with AccessDenied (HTTP 403" in service
    assert "ListEndpoints: no answer from http://127.0.0.1:9: [Errno 111] Connection refused" in network


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


def test_secrets_are_told_nowhere(sandbox, controller):
    """With wrong credentials and at the highest verbosity: as a text, in a mapping, in the environment."""
    canaries = {"secret_key": "Y2FuYXJ5LXNlY3JldA", "session_token": "Y2FuYXJ5LXRva2Vu"}
    keys = {"access_key": sandbox.access_key, "secret_key": sandbox.secret_key}
    kinds = [{**keys, option: given} for option, text in canaries.items() for given in (text, {"inner": [text]})]
    paths = [controller.source(f"{number}.ark.yml", **options) for number, options in enumerate([*kinds, {}])]
    everything = ["-vvvvv", *(f"--inventory={path}" for path in paths)]
    environment = {f"VOLCENGINE_{option.upper()}": text for option, text in canaries.items()}
    empty = str(controller.write("p.yml", []))
    for done in (
        controller.command("ansible-inventory", "--list", *everything, **environment),
        controller.command("ansible-playbook", *everything, empty, **environment),
    ):
        assert all(str(path) in done.stdout + done.stderr for path in paths)
        assert [text for text in canaries.values() if text in done.stdout + done.stderr] == []
    # A mapping is refused before anything is asked.
    assert sandbox.calls() == LISTED * 6


# --- the file


def test_names_of_files(sandbox, controller):
    put(sandbox, "chat")
    read = ["ark.yml", "prod.ark.yaml", "inference_endpoints.yml", "my_inference_endpoints.yaml"]
    not_read = ["ark.json", "hosts.yml"]
    controller.variables = {**controller.variables, "ANSIBLE_INVENTORY_ENABLED": PLUGIN}
    os.mkdir(controller.folder / "folder")
    in_folder = [controller.source(f"folder/{name}.ark.yml", groups={name: "true"}) for name in ("one", "two")]
    single = [controller.source(name) for name in (*read, *not_read)]
    done = controller.list_together(*single, in_folder[0].parent)
    assert [name for name in (*read, *not_read) if f"/{name} as an inventory source" in done.stderr] == not_read
    assert [json.loads(done.stdout)[name]["hosts"] for name in ("one", "two")] == [["chat"]] * 2
    assert sandbox.calls() == LISTED * (len(read) + 2)
