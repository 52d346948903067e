# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a run as text: whole HTML, the report's own numbers, and nothing of what it shows taken for markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.plugin_utils._report.documents import html_text
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.endpoint import WORDS, word_of

from .test_report import COUNTS, NASTY, RESULT, reports

#: Elements that have no end tag.
VOID = {"meta", "input"}

HOSTILE = (
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus=alert(1) x='",
    "</title></style><script>alert(1)</script>",
    "<!-- -->",
    "]]>",
    "{{ 1 }} {% raw %}",
    "&lt;b&gt; &amp;amp; &#60;",
    "javascript:alert(1)",
)


class Page(HTMLParser):
    """A page taken apart: every start tag has its end, and what is text is kept with where it stands."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.ids: dict[str, str] = {}
        self._within: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if "id" in given:
            assert given["id"] not in self.ids, f"two elements have the id {given['id']}"
            self.ids[given["id"]] = ""
        if tag not in VOID:
            self.open.append(tag)
            self._within.append(given.get("id", ""))

    def handle_startendtag(self, tag, attrs):
        assert "svg" in self.open, f"<{tag}/> outside a drawing"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()
        self._within.pop()

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))
        for identity in filter(None, self._within):
            self.ids[identity] += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def rows(self, within: str = "") -> list[dict[str, str]]:
        """Attributes of the rows that a filter may hide."""
        return [attributes for tag, attributes in self.tags if tag == "tr" and "data-outcome" in attributes]


def skeleton(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tags of a page with the names of their attributes: all that is not text."""
    return [(tag, tuple(attributes)) for tag, attributes in Page(markup).tags]


def html(check_mode: bool = False, **results: dict) -> str:
    return reports(check_mode, **results)["html"]


def with_name(name: str) -> dict:
    """The result of a run in which everything that may be text is ``name``."""
    results = [{**entry, "name": name, "msg": name if entry["failed"] else ""} for entry in RESULT["results"]]
    results = [{**entry, "error_code": name, "request_id": name} if entry["failed"] else entry for entry in results]
    described = {"name": name, "model_reference": {"custom_model_id": name}, "project_name": name, "status": name}
    results[3] = {**results[3], "endpoint": {**described, "rate_limit": {"rpm": 1, "tpm": 2}}}
    diffs = [dict(each) for each in RESULT["diff"]]
    diffs[1] = {**diffs[1], "before": {"description": "", "tags": [{"key": "k", "value": ""}]}}
    diffs[1]["after"] = {"description": name, "tags": [{"key": name, "value": name}]}
    return {**RESULT, "results": results, "diff": diffs}


def test_the_page_is_whole_and_needs_nothing_beside_it():
    parsed = Page(html())
    assert html().startswith("<!DOCTYPE html>\n")
    assert {name for _tag, attributes in parsed.tags for name in attributes} & {
        "src",
        "href",
        "style",
        "action",
    } == set()
    assert not re.search(r"url\(|@import|https?://", html(ark={**RESULT, "results": [], "diff": []}))
    assert not any(name.startswith("on") for _tag, attributes in parsed.tags for name in attributes)
    assert [tag for tag, _attributes in parsed.tags if tag in ("script", "style")] == ["style", "script"]


def test_the_policy_allows_the_page_its_own_script_and_style_and_nothing_else():
    (policy,) = [attributes["content"] for _tag, attributes in Page(html()).tags if attributes.get("http-equiv")]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}=';"
        r" base-uri 'none'; form-action 'none'",
        policy,
    )


def test_totals_are_those_of_the_report():
    told = reports()
    parsed = Page(told["html"])
    for word in ("total", *WORDS):
        assert parsed.ids[f"total-{word}"] == f"{COUNTS[word]}{word}"
    entries = told["report"]["families"]["ark"]["results"]
    shown = [row["data-outcome"] for row in parsed.rows()]
    failed, changed = (sum(entry[what] for entry in entries) for what in ("failed", "changed"))
    assert len(shown) == failed + changed + len(entries)
    assert sorted(shown[failed + changed :]) == sorted(map(word_of, entries))


@pytest.mark.parametrize("name", [*HOSTILE, NASTY])
def test_no_text_becomes_markup(name):
    tame = html(ark=with_name("tame"))
    wild = html(ark=with_name(name))
    assert skeleton(wild) == skeleton(tame)
    shown = name.replace("\r\n", "\n").replace("\t", " ")
    parsed = Page(wild)
    # Reason, twice the name (failed), what happened, and so on: wherever the tame name stands, the wild one does.
    wanted = sum(data == "tame" for _tag, data in Page(tame).texts)
    assert wanted > 15
    assert sum(data == shown for _tag, data in parsed.texts) == wanted


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_read_back_as_it_was_unless_it_is_not_seen(value):
    parsed = Page(f'<p>{html_text(value)}</p><p title="{html_text(value)}"></p>')
    assert [tag for tag, _attributes in parsed.tags] == ["p", "p"]
    read = "".join(data for _tag, data in parsed.texts)
    assert parsed.tags[1][1]["title"] == read
    if not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]", value):
        assert read == value


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("推理 · équipe · مرحبا · 👩‍👩‍👧 · e\u0301", "推理 · équipe · مرحبا · 👩‍👩‍👧 · e\u0301"),
        ("\u202eevil", "\\u202eevil"),
        ("\x00\x1b[31m\udc80", "\\u0000\\u001b[31m\\udc80"),
        ("a\r\nb\rc\td", "a\nb\\u000dc d"),
        ("<&\"'>", "&lt;&amp;&quot;&#x27;&gt;"),
    ],
)
def test_any_script_is_kept_and_what_is_not_seen_is_shown(value, escaped):
    assert html_text(value) == escaped


@pytest.mark.parametrize(
    ("check_mode", "failed", "words"),
    [
        (False, 0, ["Changed", "Real run"]),
        (True, 0, ["Drifted", "Check mode: nothing was changed"]),
        (True, 1, ["Failed", "Check mode: nothing was changed"]),
        (False, 1, ["Failed", "Real run"]),
    ],
)
def test_what_the_page_says_first(check_mode, failed, words):
    result = {**RESULT, "results": RESULT["results"][:1], "diff": RESULT["diff"][:1]}
    result["summary"] = {**RESULT["summary"], "failed": failed}
    parsed = Page(html(check_mode, ark=result))
    heard = [data for _tag, data in parsed.texts if data.strip()]
    start = heard.index("Fleet report")
    assert heard[start + 1 : start + 3] == words
    assert ("This was a check. What follows tells what a real run would do." in heard) is check_mode
    assert parsed.ids["changed"].startswith("Drifted: a real run would change it" if check_mode else "Changed")


def test_differences_are_told_to_the_attribute_that_differs():
    shown = Page(html(ark=with_name("n"))).ids["changes"]
    assert "description (empty) → n" in shown
    assert "tags − k= + n=n" in shown
    assert "rate_limit.tpm 2 → 3" in Page(html()).ids["changes"]
    assert "rpm" not in Page(html()).ids["changes"]


def test_a_family_that_never_came_to_its_entries():
    told = html(ark={"changed": False, "msg": "2 problems <b>", "errors": ["endpoints[0]: a", "endpoints[1]: <b>"]})
    parsed = Page(told)
    heard = [data for _tag, data in parsed.texts]
    assert "ark: nothing was done." in heard
    assert [each for each in heard if each.startswith(("2 problems", "endpoints["))] == [
        "2 problems <b>",
        "endpoints[0]: a",
        "endpoints[1]: <b>",
    ]
    assert "find" not in parsed.ids  # there is nothing to filter


def test_limits_are_added_up_for_each_project_and_model():
    model = {"foundation_model": {"name": "m", "model_version": "1"}}
    endpoints = [
        {"project_name": "p", "model_reference": model, "rate_limit": {"rpm": 10, "tpm": 100}},
        {"project_name": "p", "model_reference": model, "rate_limit": {"rpm": 30, "tpm": 0}},
        {"project_name": "p", "model_reference": model, "rate_limit": None},
        {"project_name": "q", "model_reference": {"custom_model_id": "cm-1"}, "rate_limit": {"rpm": 1234, "tpm": None}},
    ]
    entry = RESULT["results"][3]
    result = {"results": [{**entry, "endpoint": each} for each in endpoints], "diff": [], "changed": False}
    told = reports(ark={**result, "summary": {**RESULT["summary"], "failed": 0}})
    p = {"rpm": 40, "tpm": 100, "rpm_unset": 1, "tpm_unset": 2, "rpm_zero": 0, "tpm_zero": 1}
    q = {"rpm": 1234, "tpm": 0, "rpm_unset": 0, "tpm_unset": 1, "rpm_zero": 0, "tpm_zero": 0}
    assert told["report"]["families"]["ark"]["limits"] == [
        {"project": "p", "model": "m 1", "endpoints": 3, **p},
        {"project": "q", "model": "cm-1", "endpoints": 1, **q},
    ]
    assert "| p | m 1 | 3 | 40 | 100 | 1 | 1 |\n| q | cm-1 | 1 | 1234 | – | 0 | 1 |\n" in told["markdown"]
    parsed = Page(told["html"])
    cells = [data.strip() for _tag, data in parsed.texts]
    shown = [cell for cell in cells if cell == "–" or cell.endswith((" a minute", " not set"))]
    assert shown == ["40 a minute", "1 not set", "100 a minute", "1 not set", "1,234 a minute", "–"]
    bars = [attributes["width"] for tag, attributes in parsed.tags if tag == "rect" and "x" not in attributes]
    assert bars == ["3.24", "100.00", "100.00"]


def test_a_limit_of_zero_is_not_one_that_is_not_set():
    entry = RESULT["results"][3]
    limits = ({"rpm": 0, "tpm": None}, {"rpm": 0, "tpm": None}, {"rpm": None, "tpm": 0})
    endpoints = [{"name": "n", "rate_limit": limit, "project_name": f"p{n // 2}"} for n, limit in enumerate(limits)]
    result = {"results": [{**entry, "endpoint": each} for each in endpoints], "diff": [], "changed": False}
    told = reports(ark={**result, "summary": {**RESULT["summary"], "failed": 0}})
    assert "| p0 |  | 2 | 0 | – | 0 | 2 |\n| p1 |  | 1 | – | 0 | 1 | 0 |\n" in told["markdown"]
    cells = [data.strip() for _tag, data in Page(told["html"]).texts]
    assert [cell for cell in cells if cell in ("–", "0 a minute")] == ["0 a minute", "–", "–", "0 a minute"]
    assert "not set or 0" not in told["html"]


def test_what_is_gone_has_no_limits_and_what_would_come_has():
    model = {"custom_model_id": "cm-1"}
    after = {"name": "n", "project_name": "p", "model_reference": model, "rate_limit": {"rpm": 5, "tpm": 6}}
    result = {
        "results": [RESULT["results"][0], RESULT["results"][5]],
        "diff": [{**RESULT["diff"][0], "after": after}, {**RESULT["diff"][2], "before": after}],
        "summary": {**RESULT["summary"], "failed": 0},
        "changed": True,
    }
    told = reports(True, ark=result)
    (row,) = told["report"]["families"]["ark"]["limits"]
    assert (row["endpoints"], row["rpm"], row["tpm"]) == (1, 5, 6)
    assert "Limits as they would be" in Page(told["html"]).ids["limits"]
