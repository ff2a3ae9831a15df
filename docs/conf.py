"""How Sphinx builds the pages of this folder: ``sphinx-build -W docs docs/_build``."""

import ast
import re
from collections.abc import Iterator

from docutils import nodes
from docutils.parsers.rst import Directive
from pygments.lexer import Lexer, do_insertions
from pygments.lexers import BashLexer, PythonLexer, TextLexer
from pygments.token import Generic

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

ARGUMENT = re.compile(r"(?:^|(?<=[.;] ))([a-z_]+(?:, [a-z_]+)*): ")


class Session(Lexer):
    """Commands and what they print, which is Python more often than not."""

    name = "console"

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple]:
        """Yield the tokens of prompts, commands and output."""
        for found in re.finditer(r"\$ (.*\n)|(?:(?!\$ ).*\n)+", text):
            if found[1] is not None:
                prompt = [(0, [(0, Generic.Prompt, "$ ")])]
                lexed = BashLexer().get_tokens_unprocessed(found[1])
                tokens = do_insertions(prompt, lexed)
            else:
                lexer = PythonLexer() if _is_python(found[0]) else TextLexer()
                tokens = lexer.get_tokens_unprocessed(found[0])
            yield from ((found.start() + at, kind, part) for at, kind, part in tokens)


def _is_python(text: str) -> bool:
    try:
        return any(isinstance(n, ast.FunctionDef) for n in ast.parse(text).body)
    except SyntaxError:
        return False


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


def arguments_listed(app, what, name, obj, options, lines: list[str]) -> None:
    """Make a list of the paragraph in which a docstring describes its arguments."""
    done = []
    for paragraph in "\n".join(lines).split("\n\n"):
        parts = ARGUMENT.split(" ".join(paragraph.split("\n")))
        if parts[0] == "" and not paragraph.startswith(">>>"):
            pairs = zip(parts[1::2], parts[2::2], strict=True)
            paragraph = "\n".join(f"{n}\n    {text.strip()}" for n, text in pairs)
        done.append(paragraph)
    lines[:] = "\n\n".join(done).split("\n")


def setup(app) -> None:
    """Make these known to Sphinx."""
    app.add_directive("rules-table", RulesTable)
    app.add_lexer("console", Session)
    app.connect("autodoc-process-docstring", arguments_listed)
