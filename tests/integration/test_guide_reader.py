# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever follows the guides notices when a page is not true."""

from __future__ import annotations

import os

import pytest

from .support.guide import Reader, first_missing

HONEST = """
Put 8181 into `a.txt`:

<!-- file: a.txt -->
```ini
port=8181
```

```console
export WHAT=value    # for later
cat a.txt
```

<!-- output -->
```text
port=9000
```

<!-- exit: 3 -->
```console
echo "$WHAT ep-20260102030405-abcde"
exit 3
```

<!-- output -->
```text
value ep-20991231235959-zzzzz
```

<!-- not run: it is about something else -->
```hcl
resource {}
```

```text
a picture
```
"""


@pytest.fixture
def follow(tmp_path):
    """Follows a text as a page."""
    folder = tmp_path / "reader"
    folder.mkdir()

    def follow(text: str) -> Reader:
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        reader = Reader(folder, {"PATH": os.environ["PATH"]}, {"8181": "9000"})
        reader.follow(page)
        return reader

    return follow


def test_an_honest_page(follow):
    assert follow(HONEST).done == 5


@pytest.mark.parametrize(
    ("true", "false", "found"),
    [
        ("port=9000\n", "port=8000\n", "line 14: not printed"),
        ("exit 3\n", "exit 4\n", "line 19: exit 4"),
        ("cat a.txt", "cat b.txt", "line 9: exit 1"),
        ("<!-- file: a.txt -->\n", "", "line 4: a block of 'ini'"),
        ("<!-- not run: it is about something else -->\n", "", "line 30: a block of 'hcl'"),
    ],
)
def test_a_page_that_is_not_true(true, false, found, follow):
    with pytest.raises(AssertionError, match=found):
        follow(HONEST.replace(true, false))


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ("one\nthree", None),
        ("one\n...\nthree", None),
        ("t...e", None),
        ("TASK [a] ***", None),
        ("three\none", "one"),
        ("on", "on"),
        ("one\none", "one"),
        ("two...x", "two...x"),
    ],
)
def test_what_is_missing(told, missing):
    assert first_missing(told, "one\ntwo\nTASK [a] *******\nthree\n") == missing
