# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site in a real browser: on a desk, on a tablet, on a phone, and in the dark. "make browser"."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator

import pytest

from .support.browser import PALE, Browser
from .support.paths import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SITE = ROOT / "build" / "docs" / "html"

DESK, TABLET, PHONE = 1440, 900, 400

#: A page of each kind: guides and references with wide tables, a role's README, modules, plugins, roles.
PAGES = (
    "index",
    "docsite/fleets",
    "docsite/credentials",
    "docsite/events",
    "docsite/role-sandbox",
    "ark_endpoint_module",
    "dataartsfabric_endpoint_info_module",
    "to_litellm_filter",
    "fleet_role",
)

#: Words that go over two lines, outside of code blocks, which scroll.
BROKEN = """(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const broken = new Set();
  let seen = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.checkVisibility() || node.parentElement.closest('pre, script, svg')) continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}_]{2,}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      const lines = new Set(boxes.map((box) => Math.round(box.top)));
      seen += 1;
      if (lines.size > 1) broken.add(word[0]);
    }
  }
  return { seen, broken: [...broken] };
})()"""


def texts(selector: str, condition: str = "true") -> str:
    """JavaScript for the texts of the elements that a selector and a condition choose."""
    chosen = f"[...document.querySelectorAll({selector!r})].filter((each) => {condition})"
    return f"{chosen}.map((each) => each.textContent.trim())"


def later(expression: str) -> str:
    """JavaScript that waits until an expression holds, and gives its value."""
    look = f"const value = {expression}; value ? done(value) : setTimeout(look, 50);"
    return f"new Promise((done) => {{ const look = () => {{ {look} }}; look(); }})"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for the module."""
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site, which a server of this machine gives out: a search loads further files."""
    assert (SITE / "index.html").exists(), "there is no site: make docs"
    handler = functools.partial(Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing of what it gives out. A browser asks for an icon by itself, and there is none."""

    def do_GET(self) -> None:
        """A file of the site."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """No log."""


@pytest.fixture(autouse=True)
def nothing_to_complain_of(browser: Browser) -> Iterator[None]:
    """No script failed, and nothing is missing."""
    yield
    complaints, browser.complaints = browser.complaints, []
    assert complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [DESK, TABLET, PHONE])
@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_broken_and_all_can_be_read(browser, site, page, width, dark):
    browser.open(f"{site}/{page}.html", width=width, dark=dark)
    assert browser.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    words = browser.ask(BROKEN)
    assert words["seen"] > 50
    assert words["broken"] == []
    assert browser.ask(PALE)["pale"] == []
    ground = browser.ask("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 64) if dark else (min(ground) > 192)


def test_the_sidebar_has_the_groups_and_fits_its_names(browser, site):
    browser.open(f"{site}/index.html", width=DESK)
    captions = browser.ask(
        "[...document.querySelectorAll('.sidebar-tree .caption-text')].map((each) => each.textContent)"
    )
    groups = re.findall(r"^## (.+)$", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert captions[: len(groups)] == groups
    assert captions[len(groups) :] == ["Modules", "Filters", "Inventory plugin", "Lookup plugin", "Variables of roles"]
    narrow = (
        "[...document.querySelectorAll('.sidebar-tree a')].filter((each) => each.scrollWidth > each.clientWidth + 1)"
    )
    assert browser.ask(f"{narrow}.map((each) => each.textContent)") == []


def test_the_sidebar_opens_on_a_phone(browser, site):
    browser.open(f"{site}/docsite/fleets.html", width=PHONE)
    left = "document.querySelector('.sidebar-drawer').getBoundingClientRect().left"
    assert browser.ask(left) < 0
    browser.ask("document.querySelector('.nav-overlay-icon').click()")
    assert browser.ask(later(f"{left} === 0"))
    assert browser.ask(BROKEN)["broken"] == []


def test_a_search_finds_options_and_guides(browser, site):
    browser.open(f"{site}/search.html?q=prune_tags", width=DESK)
    links = "[...document.querySelectorAll('#search-results li a')]"
    ended = "/finished/.test(document.querySelector('.search-summary')?.textContent)"
    found = browser.ask(later(f"{ended} && {links}.map((each) => each.getAttribute('href'))"))
    pages = {link.partition("#")[0].partition("?")[0] for link in found}
    assert {"ark_endpoints_module.html", "docsite/fleets.html", "docsite/role-fleet.html"} <= pages


def test_the_options_of_the_event_source_have_the_form_of_options(browser, site):
    """As those of modules: a table of names with types, defaults and meanings, and a link to each."""
    browser.open(f"{site}/docsite/events.html", width=DESK)
    assert browser.ask(texts("table.ansible-option-table thead th")) == ["Parameter", "Comments"]
    names = browser.ask(texts("table.ansible-option-table .ansible-option-title"))
    assert {"interval", "manifests", "state_file", "check_api_key"} <= set(names)
    assert browser.ask("document.getElementById('parameter-interval') !== null")
