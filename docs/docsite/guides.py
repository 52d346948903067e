# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the Markdown guides, and the READMEs of the roles, into the documentation site.

They are written for a forge. Here links to files that are no pages lead to the repository. A comment that names the
file a block is becomes its caption, and one that names a plugin becomes its options. docs/README.md, which
lists the guides, gives their order and groups.
"""

from __future__ import annotations

import ast
import json
import re
import zlib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LIST_OF_GUIDES = DOCS / "README.md"

#: What pages of antsibull-docs refer to in Ansible's documentation: name, kind, page and title.
OUTSIDE = (
    ("action_plugins", "label", "plugins/action.html", "Action plugins"),
    ("ansible_configuration_settings", "label", "reference_appendices/config.html", "Ansible Configuration Settings"),
    ("common_return_values", "label", "reference_appendices/common_return_values.html", "Return Values"),
    *(
        (name, "envvar", f"reference_appendices/config.html#envvar-{name}", "-")
        for name in (
            "ANSIBLE_CACHE_PLUGIN",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION",
            "ANSIBLE_CACHE_PLUGIN_PREFIX",
            "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
        )
    ),
)

#: What the sidebar calls the plugins of a kind.
CAPTIONS = {
    "module": "Modules",
    "filter": "Filters",
    "inventory": "Inventory plugin",
    "lookup": "Lookup plugin",
    "role": "Variables of roles",
}

_ENTRY = re.compile(rf"^( +)(\w+)_({'|'.join(CAPTIONS)})$", re.MULTILINE)
_PLUGINS = re.compile(
    rf"^\.\. toctree::\n +:maxdepth: 1\n +:hidden:\n\n(?: +\w+_({'|'.join(CAPTIONS)})\n)+", re.MULTILINE
)
_LINK = re.compile(r"(\]\()([^)#\s]+)((?:#[^)\s]*)?\))")
_NAMED_BLOCK = re.compile(r"^<!-- file: (\S+) -->\n```(\w+)\n", re.MULTILINE)
_OPTIONS = re.compile(r"^<!-- options: (\S+) -->\n", re.MULTILINE)
_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

_OPTION_TABLE = """
.. list-table::
  :width: 100%
  :widths: auto
  :header-rows: 1
  :class: longtable ansible-option-table

  * - Parameter
    - Comments
"""

_OPTION = """
  * - .. raw:: html

        <div class="ansible-option-cell">
        <div class="ansibleOptionAnchor" id="parameter-{name}"></div>

      .. rst-class:: ansible-option-title

        **{name}**

      .. raw:: html

        <a class="ansibleOptionLink" href="#parameter-{name}" title="Permalink to this option"></a>

      .. ansible-option-type-line::

        {type}

      .. raw:: html

        </div>

    - .. raw:: html

        <div class="ansible-option-cell">

      {comments}

      .. raw:: html

        </div>
"""


def pages():
    """Where each page of Markdown is in the repository: path by name in the site."""
    guides = {path.stem: path for path in sorted(DOCS.glob("*.md")) if path != LIST_OF_GUIDES}
    roles = {f"role-{path.parent.name}": path for path in sorted(ROOT.glob("roles/*/README.md"))}
    return {**guides, **roles}


def groups():
    """The guides as docs/README.md lists them: (heading, names)."""
    text = LIST_OF_GUIDES.read_text(encoding="utf-8")
    names = {path: name for name, path in pages().items()}
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        targets = [(DOCS / link).resolve() for _start, link, _end in _LINK.findall(section)]
        found.append((section.splitlines()[0], [names[target] for target in targets if target in names]))
    return [(heading, listed) for heading, listed in found if listed]


def in_the_site(text, path):
    """The text of a page, for the site instead of the forge."""
    names = {page: name for name, page in pages().items()}
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]

    def link(found):
        start, target, end = found.groups()
        if re.match(r"\w+:", target):
            return found.group()
        goal = (path.parent / target).resolve()
        if goal in names:
            return f"{start}{names[goal]}.md{end}"
        kind = "tree" if goal.is_dir() else "blob"
        return f"{start}{repository}/{kind}/main/{goal.relative_to(ROOT).as_posix()}{end}"

    blocks = []

    def aside(found):
        blocks.append(found.group())
        return f"\0{len(blocks) - 1}\0"

    text = _OPTIONS.sub(lambda found: options(ROOT / found.group(1)), text)
    text = _NAMED_BLOCK.sub(r"```{code-block} \2\n:caption: \1\n\n", text)
    text = text.replace("```mermaid\n", "```text\n")
    text = _FENCED.sub(aside, _COMMENT.sub("", text))
    text = _LINK.sub(link, text)
    return re.sub(r"\0(\d+)\0", lambda found: blocks[int(found.group(1))], text)


def options(path):
    """The options that a file of Python documents, for plugins that antsibull-docs does not know, in its form."""
    (documentation,) = (
        node.value.value
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "DOCUMENTATION"
    )
    rows = "".join(_OPTION.format(**_cells(*each)) for each in yaml.safe_load(documentation)["options"].items())
    return f"```{{eval-rst}}\n{_OPTION_TABLE}{rows}```\n"


def _cells(name, option):
    """What stands in the row of an option."""
    told = option["description"]
    lines = [told] if isinstance(told, str) else [*told]
    for heading, values in (("Choices", option.get("choices")), ("Default", [option.get("default")])):
        if values and values != [None]:
            shown = ", ".join(f":ansible-option-default:`{json.dumps(value).strip(chr(34))}`" for value in values)
            lines.append(f".. rst-class:: ansible-option-line\n\n  :ansible-option-default-bold:`{heading}:` {shown}")
    elements = f" / :ansible-option-elements:`elements={option['elements']}`" if "elements" in option else ""
    comments = "\n\n".join(lines).replace("\n", "\n      ")
    return {"name": name, "type": f":ansible-option-type:`{option['type']}`{elements}", "comments": comments}


def inventory():
    """The labels of ``OUTSIDE`` in the form that intersphinx reads."""
    head = "# Sphinx inventory version 2\n# Project: ansible\n# Version: latest\n# The rest is compressed with zlib.\n"
    lines = "".join(f"{name} std:{kind} -1 {page} {title}\n" for name, kind, page, title in OUTSIDE)
    return head.encode() + zlib.compress(lines.encode())


def write(app, config):
    """Before the sources are looked for."""
    del config
    folder = Path(app.srcdir) / "docsite"
    for name, path in pages().items():
        (folder / f"{name}.md").write_text(in_the_site(path.read_text(encoding="utf-8"), path), encoding="utf-8")
    (Path(app.srcdir) / "ansible.inv").write_bytes(inventory())


def trees():
    """A table of contents for each group of guides, which the sidebar shows under the group's heading."""
    return "\n".join(
        f".. toctree::\n    :maxdepth: 1\n    :caption: {heading}\n\n"
        + "".join(f"    docsite/{name}\n" for name in listed)
        for heading, listed in groups()
    )


def plugins(found):
    """The table of contents of one kind of plugin, with a caption and with names that fit into the sidebar."""
    entries = _ENTRY.sub(r"\1\2 <\2_\3>", found.group())
    return entries.replace(":hidden:\n", f":hidden:\n    :caption: {CAPTIONS[found.group(1)]}\n")


def arrange(app, name, source):
    """The front page holds the guides by group, and the sidebar shows groups and plugins by name.

    The theme has contents of a page beside it, and takes a list of them in the page for an error.
    """
    del app
    text = re.sub(r"^\.\. contents::\n(?: +:\w+:.*\n)+", "", source[0], flags=re.MULTILINE)
    if name == "docsite/guides":
        text = ":orphan:\n\n" + text[: text.index(".. toctree::")]
    if name == "index":
        text = re.sub(
            r"^\.\. toctree::\n +:maxdepth: 1\n\n +docsite/guides\n", lambda _: trees(), text, flags=re.MULTILINE
        )
        text = _PLUGINS.sub(plugins, text)
    source[0] = text


def setup(app):
    """What Sphinx calls."""
    app.connect("config-inited", write)
    app.connect("source-read", arrange)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
