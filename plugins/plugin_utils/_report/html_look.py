# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the page of a run looks, and what it does when somebody filters or sorts. Constants that no run changes."""

from __future__ import annotations

#: Every pair of text and ground has a contrast of at least 4.5; the browser test computes it for what is shown.
STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f6f7f8; --sheet: #ffffff; --ink: #1c232a; --soft: #55606b; --line: #dfe3e7; --edge: #7b8792;
  --accent: #285a8c; --bar: #5b8fc4; --track: #e8ecf0;
  --created: #1a6335; --created-ground: #e1f3e7; --created-fill: #4fa86c;
  --updated: #1d4f91; --updated-ground: #e3eefb; --updated-fill: #5b8fd6;
  --recreated: #5b3794; --recreated-ground: #efe8fa; --recreated-fill: #9a78d2;
  --deleted: #7d4306; --deleted-ground: #fbeedb; --deleted-fill: #d99a45;
  --unchanged: #4a5560; --unchanged-ground: #ebeef1; --unchanged-fill: #b4bdc6;
  --failed: #9c1c27; --failed-ground: #fde7e8; --failed-fill: #d4525c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #13171b; --sheet: #1a2026; --ink: #e3e8ec; --soft: #a3aeb9; --line: #2d363e; --edge: #76828d;
    --accent: #8fbdec; --bar: #5f94c9; --track: #283038;
    --created: #8fdca8; --created-ground: #1a3525; --created-fill: #4c9a66;
    --updated: #a0caf8; --updated-ground: #1b2f48; --updated-fill: #4f83c6;
    --recreated: #cdb7f4; --recreated-ground: #2f2649; --recreated-fill: #8565bd;
    --deleted: #f2c187; --deleted-ground: #3b2c17; --deleted-fill: #b87c30;
    --unchanged: #b7c1cb; --unchanged-ground: #28313a; --unchanged-fill: #596673;
    --failed: #ffa5aa; --failed-ground: #431f24; --failed-fill: #c2464f;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5.5rem; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic",
    sans-serif; }
.wide { max-width: 76rem; margin: 0 auto; padding: 2rem clamp(0.75rem, 3vw, 2rem) 4rem; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 0 0 0.75rem; font-size: 1.15rem; font-weight: 650; }
h3 { margin: 1.25rem 0 0.5rem; font-size: 1rem; font-weight: 600; }
p { margin: 0.25rem 0; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.soft { color: var(--soft); }
.small { font-size: 0.86rem; }
.facts { margin: 0.75rem 0 0; color: var(--soft); overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0.05rem 0.6rem; border-radius: 1rem; font-size: 0.82rem; font-weight: 600;
  white-space: nowrap; background: var(--unchanged-ground); color: var(--unchanged); }
/* A code of an error may be long; it must not cover what stands beside it. */
#failures .badge { white-space: normal; }
.badge.big { font-size: 0.95rem; padding: 0.2rem 0.85rem; }
.badge.created { background: var(--created-ground); color: var(--created); }
.badge.updated { background: var(--updated-ground); color: var(--updated); }
.badge.recreated { background: var(--recreated-ground); color: var(--recreated); }
.badge.deleted { background: var(--deleted-ground); color: var(--deleted); }
.badge.failed { background: var(--failed-ground); color: var(--failed); }
.note { margin: 1rem 0 0; padding: 0.6rem 0.9rem; border-radius: 0.5rem; background: var(--updated-ground);
  color: var(--updated); }
.note.failed { background: var(--failed-ground); color: var(--failed); }
.note + table { margin-top: 1rem; }
.note ul { margin: 0.25rem 0 0; padding-inline-start: 1.2rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 0.6rem; padding: 0;
  margin: 1.5rem 0 0.75rem; list-style: none; }
.tiles li { padding: 0.7rem 0.9rem; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--sheet); }
.tiles b { display: block; font-size: 1.55rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles .none b { color: var(--soft); font-weight: 400; }
.key { display: inline-block; width: 0.6rem; height: 0.6rem; margin-inline-end: 0.4rem; border-radius: 0.15rem; }
svg { display: block; width: 100%; }
.share { height: 0.6rem; border-radius: 0.3rem; background: var(--track); }
.fill-created { fill: var(--created-fill); background: var(--created-fill); }
.fill-updated { fill: var(--updated-fill); background: var(--updated-fill); }
.fill-recreated { fill: var(--recreated-fill); background: var(--recreated-fill); }
.fill-deleted { fill: var(--deleted-fill); background: var(--deleted-fill); }
.fill-unchanged { fill: var(--unchanged-fill); background: var(--unchanged-fill); }
.fill-failed { fill: var(--failed-fill); background: var(--failed-fill); }
section { margin-top: 1.5rem; padding: 1.1rem 1.25rem 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem;
  background: var(--sheet); }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end;
  margin-top: 1.5rem; padding: 0.7rem 0; background: var(--ground); }
.tools[hidden] { display: none; }
.tools label { display: block; font-size: 0.82rem; color: var(--soft); }
.tools .find { flex: 1 1 16rem; }
.tools input, .tools select { width: 100%; min-height: 2.4rem; padding: 0.35rem 0.6rem; font: inherit;
  color: var(--ink); background: var(--sheet); border: 1px solid var(--edge); border-radius: 0.45rem; }
.tools .count { flex: 0 0 auto; margin: 0; min-height: 2.4rem; line-height: 2.4rem; color: var(--soft); }
.tools input::placeholder { color: var(--soft); opacity: 1; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0.45rem 0.6rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-inline-start: 0; }
th { font-size: 0.82rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--edge); }
td { border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
/* Rows are grids, so that those out of sight cost nothing: a thousand are filtered without a wait. */
.rows, .rows thead, .rows tbody { display: block; }
.rows tr { display: grid; border-bottom: 1px solid var(--line); }
.rows thead tr { border-bottom-color: var(--edge); }
.rows tbody tr { content-visibility: auto; contain-intrinsic-block-size: auto 3.6rem; }
.rows tbody tr:last-child { border-bottom: 0; }
.rows[hidden], .rows tr[hidden] { display: none; }
#failures tr { grid-template-columns: 16fr 22fr 38fr 24fr; }
#changes tr { grid-template-columns: 12fr 26fr 62fr; }
#every tr { grid-template-columns: 26fr 11fr 12fr 14fr 19fr 8fr 10fr; }
.rows th, .rows td { min-width: 0; border: 0; }
details > summary:focus-visible { outline-offset: -2px; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort="ascending"] button::after { content: " \\2191"; }
th[aria-sort="descending"] button::after { content: " \\2193"; }
.name { font-weight: 600; }
.text { white-space: pre-wrap; }
.code { font: 0.86rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", monospace; }
.difference { margin: 0; padding: 0; list-style: none; }
.difference li + li { margin-top: 0.15rem; }
.difference b { font-weight: 600; }
.difference s { text-decoration-color: var(--edge); color: var(--soft); }
details > summary { cursor: pointer; color: var(--accent); }
details > ul { margin-top: 0.35rem; }
.bar { height: 0.45rem; margin-top: 0.3rem; border-radius: 0.25rem; background: var(--track); fill: var(--bar); }
.w12 { width: 12%; } .w18 { width: 18%; } .w22 { width: 22%; } .w26 { width: 26%; }
footer { margin-top: 2rem; color: var(--soft); font-size: 0.86rem; }
@media screen and (max-width: 48rem) {
  .wide { padding-top: 1.25rem; }
  section { padding: 0.9rem 0.9rem 1rem; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr)); gap: 0.4rem; }
  .tiles li { padding: 0.5rem 0.7rem; }
  .tiles b { font-size: 1.3rem; }
  .tools { position: static; gap: 0.4rem 0.6rem; }
  .tools .find { flex-basis: 100%; }
  .tools .pick { flex: 1 1 7rem; }
  table, tbody, tr, td, .rows tr { display: block; width: auto; }
  thead, .rows thead { display: none; }
  tr { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  .rows tbody tr { contain-intrinsic-block-size: auto 8rem; }
  td { display: flow-root; padding: 0.12rem 0; border: 0; }
  td:empty, td.void { display: none; }
  td.number { display: inline-block; margin-inline-end: 1rem; text-align: start; }
  td.number.void { display: none; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: 0.86rem; font-weight: 400; }
}
@media print {
  .rows tbody tr { content-visibility: visible; }
  :root { --ground: #ffffff; }
  body { font-size: 10pt; }
  .wide { max-width: none; padding: 0; }
  .tools { display: none; }
  section { padding: 0; border: 0; }
  tr, .tiles li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .badge, .note, .share, .bar, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""

#: Nothing is put into the page as HTML; rows are only shown, hidden and put in another order.
SCRIPT = """
'use strict';
(() => {
  const tools = document.getElementById('tools');
  if (!tools) return;
  const find = document.getElementById('find');
  const picks = [...tools.querySelectorAll('select')];
  const count = document.getElementById('count');
  const whole = new Intl.NumberFormat('en');
  const tables = [...document.querySelectorAll('table.rows')].map((table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => {
      const exact = [...row.querySelectorAll('[data-value]')].map((cell) => cell.dataset.value);
      return { row, words: (row.textContent + ' ' + exact.join(' ')).toLowerCase() };
    });
    return { table, body, rows, none: table.parentElement.querySelector('.unmatched') };
  });

  const show = () => {
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = picks.filter((pick) => pick.value).map((pick) => [pick.dataset.by, pick.value]);
    for (const { table, rows, none } of tables) {
      let shown = 0;
      for (const { row, words: text } of rows) {
        const fits = words.every((word) => text.includes(word))
          && wanted.every(([by, value]) => row.dataset[by] === value);
        if (row.hidden === fits) row.hidden = !fits;
        shown += fits;
      }
      none.hidden = shown > 0;
      table.hidden = shown === 0;
      if (table.id === 'every') {
        count.textContent = whole.format(shown) + ' of ' + whole.format(rows.length) + ' endpoints';
      }
    }
  };
  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(show); };
  find.addEventListener('input', soon);
  for (const pick of picks) pick.addEventListener('change', soon);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      find.focus();
    } else if (event.key === 'Escape' && event.target === find) {
      find.value = '';
      show();
    }
  });

  const order = new Intl.Collator(undefined, { numeric: true });
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.order === undefined ? cell.textContent.trim() : Number(cell.dataset.order);
  };
  const compare = (one, other) => (
    typeof one === 'number' && typeof other === 'number' ? one - other : order.compare(String(one), String(other))
  );
  for (const { table, body, rows } of tables) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending';
        for (const each of heads) each.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const keyed = rows.map(({ row }) => [key(row, column), row]);
        keyed.sort((one, other) => (up ? compare(one[0], other[0]) : compare(other[0], one[0])));
        body.append(...keyed.map(([, row]) => row));
      });
    });
  }

  // Rows are laid out as grids and cards; for those who listen they stay a table.
  const roles = { TABLE: 'table', THEAD: 'rowgroup', TBODY: 'rowgroup', TR: 'row', TH: 'columnheader', TD: 'cell' };
  for (const part of document.querySelectorAll('table, thead, tbody, tr, th, td')) {
    part.setAttribute('role', roles[part.tagName]);
  }
  tools.hidden = false;
  show();
})();
"""
