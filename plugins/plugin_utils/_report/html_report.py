# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as one HTML page that needs nothing beside it. Pure: the report of a run in, the text of the page out.

Text of manifests and services reaches the page through ``text`` alone. Should that fail one day, the page's own
policy still lets no other script run than the one in ``html_look``, and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from typing import Any

from .._manifest.families import FAMILIES
from . import report as facts
from .html_look import SCRIPT, STYLE

#: Outcomes whose differences are all attributes that there are.
_WHOLE = ("created", "deleted")

#: How run states are coloured: as the outcomes that they are like.
_STATE_LOOKS = {"running": "created", "failed": "failed", "stopped": "unchanged", "other": "unchanged"}


def page(report: dict) -> str:
    """The page. ``report``: as ``report_of`` returns it.

    Totals, limits and reasons are those of the report; nothing is counted here.
    """
    families = report["families"]
    told = [(name, entry) for name, family in families.items() for entry in family["results"]]
    told.sort(key=lambda each: (str(each[1]["name"] or ""), each[0], str(each[1]["endpoint_id"] or "")))
    outcome = facts.outcome_of(report)
    body = [
        *_head(report, outcome),
        *_totals(families),
        *(_tools(families) if told else ()),
        *_failed(families, told),
        *_changed(told, report["check_mode"]),
        *_limits(families, report["check_mode"]),
        *_every(told),
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>Fleet report: {text(outcome)}, {text(report['time'])}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            '<main class="wide">',
            *body,
            "<footer>Written by the role inference.endpoints.fleet; fleet-report.json beside it has the same for"
            " programs.</footer>",
            "</main>",
            f"<script>{SCRIPT}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def text(value: str) -> str:
    """``value`` as text of the page, in content and in quoted attributes; what is not seen is written out."""
    plain = value.replace("\r\n", "\n").replace("\t", " ")
    return "\n".join(html.escape(facts.with_unseen(line)) for line in plain.split("\n"))


def _policy() -> str:
    style, script = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (STYLE, SCRIPT))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}';"
        " base-uri 'none'; form-action 'none'"
    )


# --- the top


def _head(report: dict, outcome: str) -> Iterator[str]:
    look = {"failed": "failed", "changed": "updated", "drifted": "deleted"}.get(outcome, "created")
    mode = "Check mode: nothing was changed" if report["check_mode"] else "Real run"
    yield "<header>"
    yield "<h1>Fleet report</h1>"
    yield f'<span class="badge big {look}">{text(outcome.capitalize())}</span>'
    yield f'<span class="badge big">{mode}</span>'
    yield "</header>"
    yield f'<p class="facts">Ended at <time>{text(report["time"])}</time>.'
    if report["manifests"]:
        yield f" Manifests, in order: {', '.join(map(_isolated, report['manifests']))}."
    yield "</p>"
    if report["check_mode"]:
        yield '<p class="note">This was a check. What follows tells what a real run would do.</p>'


def _totals(families: dict) -> Iterator[str]:
    reached = {name: family["summary"] for name, family in families.items() if family["summary"]}
    whole = {word: sum(summary[word] for summary in reached.values()) for word in ("total", *facts.OUTCOMES)}
    yield '<ul class="tiles" aria-label="Totals of all families">'
    for word, number in whole.items():
        key = "" if word == "total" else f'<span class="key fill-{word}" aria-hidden="true"></span>'
        none = "" if number else ' class="none"'
        yield f'<li id="total-{word}"{none}><b>{_number(number)}</b>{key}{word}</li>'
    yield "</ul>"
    if whole["total"]:
        yield _share(whole)
    if len(families) > 1 or len(reached) < len(families):
        yield from _by_family(families)


def _share(whole: dict) -> str:
    start, parts = 0.0, []
    for word in facts.OUTCOMES:
        width = 100 * whole[word] / whole["total"]
        if width:
            parts.append(f'<rect class="fill-{word}" x="{start:.3f}" width="{width:.3f}" height="1"/>')
        start += width
    return (
        '<svg class="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        + "".join(parts)
        + "</svg>"
    )


def _by_family(families: dict) -> Iterator[str]:
    yield '<section aria-labelledby="families">'
    yield '<h2 id="families">Families</h2>'
    yield "<table><caption>What became of the endpoints of each family</caption>"
    heads = "".join(f'<th scope="col" class="number">{word}</th>' for word in ("total", *facts.OUTCOMES))
    yield f'<thead><tr><th scope="col" class="w22">family</th>{heads}</tr></thead><tbody>'
    for name, family in families.items():
        numbers = [
            _cell(word, _number(family["summary"][word]) if family["summary"] else "–", "number")
            for word in ("total", *facts.OUTCOMES)
        ]
        yield f"<tr>{_cell('', text(name), 'name')}{''.join(numbers)}</tr>"
    yield "</tbody></table></section>"


def _tools(families: dict) -> Iterator[str]:
    yield '<div class="tools" id="tools" role="search" hidden>'
    yield '<div class="find"><label for="find">Filter (press / to come here)</label>'
    yield '<input id="find" type="search" autocomplete="off" placeholder="name, id, model, reason …"></div>'
    yield from _pick("outcome", facts.OUTCOMES)
    if len(families) > 1:
        yield from _pick("family", families)
    yield '<p class="count" id="count" role="status"></p>'
    yield "</div>"


def _pick(by: str, values: Iterable[str]) -> Iterator[str]:
    yield f'<div class="pick"><label for="by-{by}">{by.capitalize()}</label><select id="by-{by}" data-by="{by}">'
    yield '<option value="">all</option>'
    yield from (f'<option value="{text(value)}">{text(value)}</option>' for value in values)
    yield "</select></div>"


# --- the sections


def _failed(families: dict, told: list[tuple[str, dict]]) -> Iterator[str]:
    never = {name: family for name, family in families.items() if family["failed"] and family["summary"] is None}
    failed = sorted((each for each in told if each[1]["failed"]), key=lambda each: facts.reason(each[1]))
    if not never and not failed:
        return
    yield '<section aria-labelledby="failed">'
    yield f'<h2 id="failed">Failed <span class="soft">({_number(len(failed))})</span></h2>'
    for name, family in never.items():
        yield f'<div class="note failed"><strong>{text(name)}: nothing was done.</strong>'
        yield f' <span class="text" dir="auto">{text(family["msg"])}</span>'
        if family["errors"]:
            yield "<ul>" + "".join(f'<li class="text" dir="auto">{text(error)}</li>' for error in family["errors"])
            yield "</ul>"
        yield "</div>"
    if failed:
        heads = ("reason", "endpoint", "what happened", "declared in")
        rows = (_row(name, entry, _failed_cells(entry)) for name, entry in failed)
        yield from _table("failures", "Endpoints that failed", heads, "reason", rows)
    yield "</section>"


def _failed_cells(entry: dict) -> Iterator[str]:
    yield _cell("", f'<span class="badge failed">{text(facts.reason(entry))}</span>')
    yield _cell("", _who(entry))
    done = f"Done before: {text(', '.join(entry['actions']))}. " if entry["actions"] else ""
    request = f"Request {text(str(entry['request_id']))}" if entry.get("request_id") else ""
    status = f"HTTP {text(str(entry['http_status']))}" if entry.get("http_status") else ""
    call = f"At {text(str(entry['action']))}" if entry.get("action") else ""
    more = ", ".join(filter(None, (call, status, request)))
    small = f'<div class="soft small">{done}{more}</div>' if done or more else ""
    yield _cell("", f'<div class="text" dir="auto">{text(entry["msg"])}</div>{small}')
    yield _cell("declared in", f'<bdi class="small">{text(facts.where(entry))}</bdi>')


def _changed(told: list[tuple[str, dict]], check_mode: bool) -> Iterator[str]:
    changed = [each for each in told if each[1]["changed"]]
    if not changed:
        return
    changed.sort(key=lambda each: facts.OUTCOMES.index(each[1]["outcome"]))
    title = "Drifted: a real run would change it" if check_mode else "Changed"
    yield '<section aria-labelledby="changed">'
    yield f'<h2 id="changed">{title} <span class="soft">({_number(len(changed))})</span></h2>'
    heads = ("outcome", "endpoint", "what changes" if check_mode else "what changed")
    rows = (_row(name, entry, _changed_cells(entry)) for name, entry in changed)
    yield from _table("changes", title, heads, "outcome", rows)
    yield "</section>"


def _changed_cells(entry: dict) -> Iterator[str]:
    yield _outcome_cell(entry)
    yield _cell("", _who(entry))
    lines = list(_leaves(facts.differences(entry["before"], entry["after"])))
    items = "".join(f"<li>{_difference(*line)}</li>" for line in lines)
    listed = f'<ul class="difference">{items}</ul>'
    if entry["outcome"] in _WHOLE and len(lines) > 1:
        listed = f"<details><summary>{len(lines)} attributes</summary>{listed}</details>"
    if not lines:
        listed = f'<span class="soft">{text(", ".join(entry["actions"]))}</span>'
    yield _cell("", listed)


def _leaves(rows: Iterable[tuple]) -> Iterator[tuple]:
    """Differences inside dicts, each under its path, rather than the dicts as wholes."""
    for name, before, after in rows:
        if any(isinstance(side, dict) for side in (before, after)) and all(
            side is None or isinstance(side, dict) for side in (before, after)
        ):
            inner = facts.differences(before, after)
            yield from _leaves((f"{name}.{key}", was, will) for key, was, will in inner)
        else:
            yield name, before, after


def _difference(name: str, before: Any, after: Any) -> str:
    label = f"<b>{text(name)}</b> "
    if before is None:
        return label + _value(after)
    if after is None:
        return f"{label}<s>{_value(before)}</s> → not set"
    return f"{label}<s>{_value(before)}</s> → {_value(after)}"


def _value(value: Any) -> str:
    if value == "":
        return '<span class="soft">(empty)</span>'
    if isinstance(value, str):
        return f'<bdi class="text">{text(value)}</bdi>'
    if (
        isinstance(value, list)
        and value
        and all(isinstance(tag, dict) and set(tag) == {"key", "value"} for tag in value)
    ):
        return ", ".join(f"<bdi>{text(str(tag['key']))}={text(str(tag['value']))}</bdi>" for tag in value)
    return f"<bdi>{text(json.dumps(value, ensure_ascii=False, sort_keys=True))}</bdi>"


def _limits(families: dict, check_mode: bool) -> Iterator[str]:
    limited = {name: family["limits"] for name, family in families.items() if family["limits"]}
    if not limited:
        return
    yield '<section aria-labelledby="limits">'
    yield f'<h2 id="limits">Limits{" as they would be" if check_mode else ""}</h2>'
    yield '<p class="soft small">Requests and tokens a minute, added up over the endpoints of a model in a project.</p>'
    for name, rows in limited.items():
        yield f"<h3>{text(name)}</h3>"
        yield f"<table><caption>Limits of {text(name)} per project and model</caption><thead><tr>"
        heads = (("project", "w18"), ("model", "w26"), ("endpoints", "w12 number"), ("requests", ""), ("tokens", ""))
        yield "".join(f'<th scope="col" class="{look}">{word}</th>' for word, look in heads)
        yield "</tr></thead><tbody>"
        most = {limit: max(row[limit] for row in rows) for limit in ("rpm", "tpm")}
        for row in sorted(rows, key=lambda row: (-row["tpm"], -row["rpm"], row["project"], row["model"])):
            yield "<tr>" + "".join(_limit_cells(row, most)) + "</tr>"
        yield "</tbody></table>"
    yield "</section>"


def _limit_cells(row: dict, most: dict[str, int]) -> Iterator[str]:
    yield _cell("project", _isolated(row["project"]))
    yield _cell("model", _isolated(row["model"] or "not known"))
    yield _cell("endpoints", _number(row["endpoints"]), "number")
    for label, limit in (("requests", "rpm"), ("tokens", "tpm")):
        number, unset = facts.limit_sum(row, limit)
        if number is None:
            yield _cell(label, '<span class="soft">–</span>')
            continue
        length = 100 * number / most[limit] if most[limit] else 0
        without = f' <span class="soft small">{_number(unset)} not set</span>' if unset else ""
        drawn = (
            '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{length:.2f}" height="1"/></svg>'
        )
        yield _cell(label, f"{_number(number)} a minute{without}{drawn}")


def _every(told: list[tuple[str, dict]]) -> Iterator[str]:
    yield '<section aria-labelledby="endpoints">'
    yield f'<h2 id="endpoints">All endpoints <span class="soft">({_number(len(told))})</span></h2>'
    if told:
        heads = ("endpoint", "outcome", "state", "project", "model", "rpm", "tpm")
        rows = (_row(name, entry, _every_cells(name, entry)) for name, entry in told)
        yield from _table("every", "All endpoints", heads, "endpoint", rows)
    else:
        yield '<p class="soft">No endpoint was looked at.</p>'
    yield "</section>"


def _every_cells(family: str, entry: dict) -> Iterator[str]:
    endpoint = facts.attributes_of(entry)
    yield _cell("", _who(entry))
    yield _outcome_cell(entry)
    yield _cell("state", _state(family, endpoint))
    yield _cell("project", _isolated(facts.project_of(family, endpoint)))
    yield _cell("model", _isolated(facts.model_of(endpoint)))
    for limit in ("rpm", "tpm"):
        number = facts.limit_of(endpoint, limit)
        shown = "" if number is None else _number(number)
        exact = ' data-order="-1"' if number is None else f' data-value="{number}" data-order="{number}"'
        yield _cell(limit, shown, "number", exact)


def _state(family: str, endpoint: dict) -> str:
    status = endpoint.get("status")
    if not status or family not in FAMILIES:
        return ""
    look = _STATE_LOOKS.get(FAMILIES[family].endpoint().run_state(endpoint), "updated")
    return f'<span class="badge {look}">{text(str(status))}</span>'


# --- parts


def _table(identity: str, caption: str, heads: Iterable[str], ordered: str, rows: Iterable[str]) -> Iterator[str]:
    yield f'<table class="rows" id="{identity}"><caption>{caption}</caption><thead><tr>'
    for word in heads:
        look = ' class="number"' if word in ("rpm", "tpm") else ""
        order = ' aria-sort="ascending"' if word == ordered else ""
        yield f'<th scope="col"{look}{order}>{word}</th>'
    yield "</tr></thead><tbody>"
    yield from rows
    yield '</tbody></table><p class="unmatched soft" hidden>Nothing here fits the filter.</p>'


def _row(family: str, entry: dict, cells: Iterable[str]) -> str:
    return f'<tr data-family="{text(family)}" data-outcome="{text(entry["outcome"])}">{"".join(cells)}</tr>'


def _cell(label: str, content: str, look: str = "", more: str = "") -> str:
    named = f' data-label="{label}"' if label else ""
    looks = " ".join(filter(None, (look, "" if content else "void")))
    styled = f' class="{looks}"' if looks else ""
    return f"<td{named}{styled}{more}>{content}</td>"


def _who(entry: dict) -> str:
    name, endpoint_id = entry["name"], entry["endpoint_id"]
    first = f'<bdi class="name">{text(name)}</bdi>' if name else ""
    second = f'<div class="code soft">{text(endpoint_id)}</div>' if endpoint_id else ""
    return first + second or f'<span class="soft">{text(entry["place"])}</span>'


def _outcome_cell(entry: dict) -> str:
    outcome = entry["outcome"]
    badge = f'<span class="badge {text(outcome)}">{text(outcome)}</span>'
    return _cell("", badge, more=f' data-order="{facts.OUTCOMES.index(outcome)}"')


def _isolated(value: str) -> str:
    return f"<bdi>{text(value)}</bdi>" if value else ""


def _number(number: int) -> str:
    return f"{number:,}"
