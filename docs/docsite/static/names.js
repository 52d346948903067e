/* Copyright (c) 2026, inference.endpoints contributors
   GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later */

// A long name may go over to the next line after a dot, a slash or the like, and nowhere else.
document.addEventListener("DOMContentLoaded", () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (/\S{17}/.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest("pre, script")) {
      texts.push(walker.currentNode);
    }
  }
  for (const text of texts) {
    const parts = text.data.split(/(?<=\S[./:=,{[(])(?=[^\s./:=,])/);
    text.replaceWith(...parts.flatMap((part, at) => (at ? [document.createElement("wbr"), part] : [part])));
  }
});
