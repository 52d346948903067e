/* Copyright (c) 2026, inference.endpoints contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing is put into the page as HTML; rows are only shown, hidden and put in another order. */
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
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
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
