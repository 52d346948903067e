# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a run: written by the role, and in a real browser on a desk, on a phone, in the dark and on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..support.browser import PALE, Browser
from .report_samples import sample
from .support import MODEL, fleet

DESK, PHONE = 1280, 400

#: Elements that stick out of the window to the right or the left, or that stick out of their cell over the next one.
OUTSIDE = """[...document.body.querySelectorAll('*')].filter((each) => {
  const box = each.getBoundingClientRect();
  const inside = each.closest('caption, svg') || box.width === 0;
  const cell = each.closest('td, th')?.getBoundingClientRect();
  return !inside && (box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5
    || (cell && (box.right > cell.right + 0.5 || box.left < cell.left - 0.5))
    || (each.tagName === 'TD' && each.scrollWidth > each.clientWidth + 1));
}).map((each) => each.outerHTML.slice(0, 120))"""

VISIBLE = "[...document.querySelectorAll('#{table} tbody tr')].filter((row) => !row.hidden)"
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for the module."""
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes the page of a made-up run, and gives its path."""
    folder = tmp_path_factory.mktemp("pages")

    def write(size: int, **options: bool) -> Path:
        path = folder / f"{size}{'-'.join(options)}.html"
        path.write_text(sample(size, **options)["html"], encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def nothing_to_complain_of(request: pytest.FixtureRequest) -> Iterator[None]:
    """No script failed, and nothing was refused by the page's policy or asked for elsewhere."""
    yield
    if "browser" in request.fixturenames:
        assert request.getfixturevalue("browser").complaints == []


def outcomes(browser: Browser, table: str) -> list[str]:
    return browser.ask(f"{VISIBLE.format(table=table)}.map((row) => row.dataset.outcome)")


def names(browser: Browser) -> list[str]:
    return browser.ask(f"{VISIBLE.format(table='every')}.map((row) => row.querySelector('.name').textContent)")


def type_in(browser: Browser, text: str) -> None:
    """Filter by this text, and wait until the page has done so."""
    browser.ask(
        f"(() => {{ const find = document.getElementById('find'); find.value = {json.dumps(text)};"
        f" find.dispatchEvent(new Event('input')); return {SETTLED}; }})()"
    )


def pick(browser: Browser, by: str, value: str) -> None:
    browser.ask(
        f"(() => {{ const pick = document.getElementById('by-{by}'); pick.value = {json.dumps(value)};"
        f" pick.dispatchEvent(new Event('change')); return {SETTLED}; }})()"
    )


def test_the_role_writes_the_page_beside_the_other_reports(sandbox, playbooks):
    ark = {
        "endpoints": [
            {"name": "<script>x</script>", "model_reference": MODEL},
            {"name": "客服 مرحبا", "state": "absent"},
        ]
    }
    playbooks.run([fleet(ark=ark, report_dir="reports")], "--check", sandbox=sandbox)
    folder = playbooks.folder / "reports"
    assert sorted(path.name for path in folder.iterdir()) == [
        "fleet-report.html",
        "fleet-report.json",
        "fleet-report.md",
    ]
    page = (folder / "fleet-report.html").read_text(encoding="utf-8")
    report = json.loads((folder / "fleet-report.json").read_text(encoding="utf-8"))
    assert report["families"]["ark"]["summary"]["created"] == 1
    assert re.search(r'id="total-created"><b>1</b>', page)
    assert "Check mode: nothing was changed" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert "客服 مرحبا" in page


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("size", [0, 10, 1000])
def test_everything_is_in_the_window_and_can_be_read(browser, written, size, width, dark):
    options = {"check_mode": True, "never": True, "rich": True} if size == 10 else {"rich": size == 1000}
    browser.open(written(size, **options), width=width, dark=dark)
    browser.ask("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert browser.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.ask(OUTSIDE) == []
    read = browser.ask(PALE)
    assert read["seen"] >= 15 + 4 * size
    assert read["pale"] == []
    grounds = browser.ask("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(grounds) < 64) if dark else (min(grounds) > 192)


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, 800, PHONE])
def test_a_long_reason_leaves_the_name_beside_it_alone(browser, written, width):
    browser.open(written(100), width=width)
    reasons = browser.ask("[...document.querySelectorAll('#failures .badge')].map((each) => each.textContent)")
    assert "OperationDenied.ServiceNotOpen" in reasons
    covered = browser.ask(
        """[...document.querySelectorAll('#failures tbody tr')].filter((row) => {
          const badge = row.querySelector('.badge').getBoundingClientRect();
          const name = row.querySelector('.name').getBoundingClientRect();
          return badge.right > name.left && badge.left < name.right && badge.bottom > name.top
            && badge.top < name.bottom;
        }).map((row) => row.textContent)"""
    )
    assert covered == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_those_who_listen_find_their_way(browser, written, width):
    browser.open(written(10, check_mode=True, never=True), width=width)
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((each) => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    assert (
        browser.ask("[...document.querySelectorAll('input, select')].filter((each) => !each.labels.length).length") == 0
    )
    assert (
        browser.ask("[...document.querySelectorAll('table')].filter((each) => !each.caption?.textContent).length") == 0
    )
    assert browser.ask("[...document.querySelectorAll('th')].filter((each) => each.scope !== 'col').length") == 0
    assert browser.ask(
        "[...document.querySelectorAll('section')].every((each) => document.getElementById("
        "each.getAttribute('aria-labelledby')).tagName === 'H2')"
    )
    assert browser.ask("[...document.querySelectorAll('svg')].every((each) => each.ariaHidden === 'true')")
    assert browser.ask("document.documentElement.lang") == "en"
    # Colour is never alone: every badge says in words what it is about.
    assert browser.ask("[...document.querySelectorAll('.badge')].every((each) => each.textContent.trim())")
    assert browser.ask("[...document.querySelectorAll('table, tr, td')].every((each) => each.hasAttribute('role'))")


@pytest.mark.slow
def test_names_are_text_and_no_script_of_theirs_runs(browser, written):
    browser.open(written(10))
    assert browser.ask("document.scripts.length") == 1
    assert browser.ask("document.querySelectorAll('img, iframe, object, link, a').length") == 0
    assert "<script>alert(1)</script>-0005" in names(browser)
    # The policy itself, should a text ever get through: what is added now does not run.
    browser.ask(
        "(() => { const added = document.createElement('script'); added.textContent = 'window.ran = 1';"
        " document.body.append(added); })()"
    )
    assert browser.ask("window.ran") is None
    assert any("Content Security Policy" in each for each in browser.complaints)
    browser.complaints.clear()


@pytest.mark.slow
def test_the_filter_narrows_every_list(browser, written):
    browser.open(written(1000))
    assert len(outcomes(browser, "every")) == 1100
    assert browser.ask("document.getElementById('count').textContent") == "1,100 of 1,100 endpoints"

    type_in(browser, "客服助手 ep-20260102030405-00001")
    assert names(browser) == ["客服助手-0001"]
    assert browser.ask("document.getElementById('count').textContent") == "1 of 1,100 endpoints"
    assert outcomes(browser, "changes") == ["created"]
    assert outcomes(browser, "failures") == []
    assert browser.ask("document.getElementById('failures').checkVisibility()") is False
    assert browser.ask("document.querySelector('#failures + .unmatched').checkVisibility()") is True

    type_in(browser, "QUOTAexceeded")
    assert set(outcomes(browser, "failures")) == {"failed"}
    assert 0 < len(outcomes(browser, "failures")) < 110

    type_in(browser, "")
    pick(browser, "outcome", "deleted")
    assert outcomes(browser, "every") == ["deleted"] * 55
    pick(browser, "set", "maas")
    assert outcomes(browser, "every") == ["deleted"] * 5
    assert all(name.startswith("maas-") for name in names(browser))


@pytest.mark.slow
def test_a_filter_is_reached_and_left_by_keyboard(browser, written):
    browser.open(written(10))
    browser.press("/", "/")
    assert browser.ask("document.activeElement.id") == "find"
    assert browser.ask("document.getElementById('find').value") == ""
    browser.press("x", "x")
    browser.ask(SETTLED)
    assert all("x" in name for name in names(browser))
    assert len(names(browser)) < 11
    browser.press("Escape")
    assert len(names(browser)) == 11
    reached = []
    for _press in range(40):
        browser.press("Tab")
        reached.append(browser.ask("document.activeElement.tagName + ' ' + document.activeElement.textContent"))
    assert {"BUTTON reason", "BUTTON outcome", "BUTTON tpm"} <= set(reached)
    assert any(each.startswith("SUMMARY") for each in reached)


@pytest.mark.slow
def test_columns_are_sorted_by_what_they_mean(browser, written):
    browser.open(written(1000))
    assert browser.ask("document.querySelectorAll('th[aria-sort=ascending]').length") == 2
    values = f"{VISIBLE.format(table='every')}.map((row) => Number(row.cells[6].dataset.order))"
    browser.ask("document.querySelector('#every th:nth-child(7) button').focus()")
    browser.press("Enter", "\r")
    ascending = browser.ask(values)
    assert ascending == sorted(ascending)
    assert len(set(ascending)) > 10
    browser.press("Enter", "\r")
    assert browser.ask(values) == sorted(ascending, reverse=True)
    assert browser.ask("[...document.querySelectorAll('#every th')].map((head) => head.ariaSort)") == [
        *[None] * 6,
        "descending",
    ]
    type_in(browser, "maas")
    assert len(names(browser)) == 100


@pytest.mark.slow
def test_on_paper_there_is_everything_but_the_tools(browser, written):
    browser.open(written(10), dark=True)
    assert browser.printed().startswith(b"%PDF-")
    browser.ask("document.querySelector('details').open")
    browser.on_paper()
    assert browser.ask("document.getElementById('tools').checkVisibility()") is False
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.ask(PALE)["pale"] == []
    assert browser.ask("document.querySelector('details:not([open]) li').getBoundingClientRect().height") > 0
