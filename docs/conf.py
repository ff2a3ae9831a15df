"""How Sphinx builds the pages of this folder: ``sphinx-build -W docs docs/_build``."""

from docutils import nodes
from docutils.parsers.rst import Directive

import srcdiff
from srcdiff.cli.rules import HEAD, table

project = "srcdiff"
version = release = srcdiff.__version__
project_copyright = "the authors of srcdiff"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "srcdiff"
html_show_copyright = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "monokai"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
add_module_names = False
nitpicky = True


class RulesTable(Directive):
    """The table of all that has a derivative, as ``srcdiff rules`` prints it."""

    def run(self) -> list[nodes.Node]:
        """Return the table, made from the registry of rules."""
        group = nodes.tgroup(cols=len(HEAD))
        group += [nodes.colspec(colwidth=width) for width in (20, 15, 65)]
        heads = [[nodes.Text(word.capitalize())] for word in HEAD]
        group += nodes.thead("", _row(heads))
        group += nodes.tbody("", *(_row(_cells(*row)) for row in table()))
        return [nodes.table("", group)]


def _cells(name: str, kind: str, written: str) -> list[list[nodes.Node]]:
    spellings = [nodes.literal("", each) for each in written.split(", ")]
    between = [part for each in spellings for part in (nodes.Text(" "), each)]
    return [[nodes.literal("", name)], [nodes.Text(kind)], between[1:]]


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    entries = [nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells]
    return nodes.row("", *entries)


def setup(app) -> None:
    """Make the table known to Sphinx."""
    app.add_directive("rules-table", RulesTable)
