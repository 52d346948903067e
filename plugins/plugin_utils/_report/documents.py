# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render a report for people: as Markdown, and as one HTML page that needs no other file. Pure.

Both are templates. Whatever a template prints is escaped, unless a macro of the template wrote it: text of manifests
and services stays text. If that should fail one day, the page's own policy still runs no script but its own and loads
nothing.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .._manifest.families import FAMILIES
from . import endpoint
from . import report as facts

_FOLDER = Path(__file__).parent

#: Characters with a meaning in Markdown (with tables, formulas and mentions). An underscore in a word is text.
_MARKS = re.compile(r"([\\`*\[\]|~$#@]|(?<!\w)_|_(?!\w))")

#: Characters that are invisible but change what is visible: controls, and those that turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

#: Run states have the colours of outcomes.
_STATE_LOOKS = {"running": "created", "failed": "failed", "stopped": "unchanged", "other": "unchanged"}


class Row(NamedTuple):
    """One endpoint in a document.

    :ivar title: of its set.
    :ivar now: its attributes after the run.
    :ivar rolling: the rolling update that is under way.
    """

    title: str
    entry: dict
    now: dict
    word: str
    project: str
    model: str
    state: str
    look: str
    rolling: dict | None


def markdown(report: dict) -> str:
    """Return the report as Markdown."""
    return _environment(markdown_text).get_template("report.md.j2").render(_view(report)).rstrip("\n") + "\n"


def page(report: dict) -> str:
    """Return the report as an HTML page, which shows the report's own numbers and counts nothing."""
    style, script = (_asset(f"report.{kind}") for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    template = _environment(html_text).get_template("report.html.j2")
    return template.render(_view(report), style=Markup(style), script=Markup(script), policy=Markup(policy))


@functools.cache
def _environment(escape: Callable[[str], str]) -> Environment:
    """Return an environment whose templates escape whatever they print with ``escape``."""

    @functools.lru_cache(maxsize=4096)
    def escaped(text: str) -> Markup:
        return Markup(escape(text))

    def finalize(value: Any) -> Markup:
        return value if isinstance(value, Markup) else escaped(_as_text(value))

    environment = Environment(
        autoescape=True,
        finalize=finalize,
        keep_trailing_newline=True,
        loader=FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(number="{:,}".format, wording=endpoint.wording)
    environment.globals.update(
        changes_of=endpoint.changes_of,
        limit_of=endpoint.limit_of,
        limit_sum=facts.limit_sum,
        left_out=left_out,
        notices=notices,
        reason=endpoint.reason,
        rolling_to=rolling_to,
        where=endpoint.where,
        words=endpoint.WORDS,
    )
    return environment


@functools.cache
def _asset(name: str) -> str:
    """Return a file without its first comment, which is the licence."""
    return (_FOLDER / name).read_text(encoding="utf-8").partition("*/")[2]


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _view(report: dict) -> dict[str, Any]:
    """Return the variables of the templates."""
    rows = list(_rows(report))
    failed = [row for row in rows if row.entry["failed"]]
    changed = [row for row in rows if row.entry["changed"]]
    return {
        "report": report,
        "sets": report["families"],
        "set_counts": [(title, each["counts"]) for title, each in report["families"].items()],
        "tag_counts": [(row["tag"], row) for row in report["tags"]],
        "outcome": facts.outcome_of(report),
        "facts": dict(_facts(report)),
        "rows": rows,
        "failed": sorted(failed, key=lambda row: endpoint.reason(row.entry)),
        "changed": sorted(changed, key=lambda row: endpoint.WORDS.index(row.word)),
        "attention": [row for row in rows if notices(row)],
        "checked": any(row.entry["check"] for row in rows),
    }


def _rows(report: dict) -> Iterator[Row]:
    for title, each in report["families"].items():
        family = each["family"]
        for entry in sorted(each["results"], key=lambda entry: (entry["name"] or "", entry["endpoint_id"] or "")):
            now = endpoint.attributes_of(entry)
            project, model = endpoint.project_of(family, now), endpoint.model_of(now)
            state = str(now.get("status") or "")
            word, look = endpoint.word_of(entry), _look(family, now)
            yield Row(title, entry, now, word, project, model, state, look, now.get("rolling"))


def _look(family: str, now: dict) -> str:
    if family not in FAMILIES or not now.get("status"):
        return ""
    return _STATE_LOOKS.get(FAMILIES[family]().run_state(now), "updated")


def _facts(report: dict) -> Iterator[tuple[str, str]]:
    """Yield the facts of the run, each with the words in front of it."""
    seconds = report["duration_seconds"]
    if seconds is not None:
        yield "took", f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    if report["host"]:
        yield "on", report["host"]
    if report["version"]:
        yield "inference.endpoints", report["version"]


def notices(row: Row) -> list[str]:
    """Return what an operator should look at although nothing failed."""
    rolling, check, retirement = row.rolling, row.entry["check"], row.entry["retirement"]
    found = []
    if rolling:
        found.append(f"rolls to {rolling_to(rolling)}: {rolling['percent'] or 0} %, {rolling['status']}")
    if check and check["verdict"] != "ok":
        found.append(f"check: {check['verdict']}. {check.get('msg') or ''}".rstrip(". "))
    if retirement:
        found.append(retirement["msg"])
    return found


def rolling_to(rolling: dict) -> str:
    """Return the model that a rolling update brings."""
    return endpoint.model_name(rolling["model_reference"] or {}) or "another model"


def left_out(each: dict) -> str:
    """Return the sentence about endpoints whose limits are unknown."""
    number = each["limits_unknown"]
    if number == 1:
        return "1 endpoint that failed is not counted: its limits are unknown."
    return f"{number} endpoints that failed are not counted: their limits are unknown."


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def markdown_text(value: str) -> str:
    """Return ``value`` escaped for Markdown, on one line, in a table or outside."""
    escaped = html.escape(value, quote=False)
    escaped = _MARKS.sub(r"\\\1", escaped)
    escaped = escaped.replace("\r\n", "\n").replace("\n", "<br>").replace("\t", " ")
    escaped = _with_unseen(escaped, "\\\\")
    return escaped.replace("://", ":&#47;/").replace("www.", "www&#46;")


def html_text(value: str) -> str:
    """Return ``value`` escaped for HTML, in content and in quoted attributes."""
    plain = value.replace("\r\n", "\n").replace("\t", " ")
    return "\n".join(html.escape(_with_unseen(line, "\\")) for line in plain.split("\n"))


def _with_unseen(value: str, mark: str) -> str:
    """Return ``value`` with invisible characters written as ``mark`` and their number."""
    return _UNSEEN.sub(lambda found: f"{mark}u{ord(found[0]):04x}", value)
