"""Trees to Python text, as `ruff format` would lay it out.

A statement node may carry `comments` (lines to print above it), `blank_before` (a blank
line above these) and `origin` (any object, which the line map gives for its lines).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import gast

from srcdiff.codegen.layout import WIDTH
from srcdiff.codegen.layout_wrapped import Wrapped
from srcdiff.codegen.printer_expressions import Expressions
from srcdiff.codegen.printer_statements import Statements
from srcdiff.codegen.printer_text import docstring
from srcdiff.core.attempt import attempt_of, handler_of


@dataclass(frozen=True)
class Printed:
    """A module's text, and for its line numbers (from 1) the statements' origins."""

    text: str
    origins: dict[int, object]


def print_module(body: Sequence[gast.AST]) -> Printed:
    """The text of a list of statements, ending in a newline, and its line map.

    A line without an origin of its own has that of the statement round it, if any.

    >>> tree = gast.parse("x=1\\nif x : y = ( x,2 )")
    >>> tree.body[1].origin = "user.py:7"
    >>> printed = print_module(tree.body)
    >>> print(printed.text, end="")
    x = 1
    if x:
        y = x, 2
    >>> printed.origins
    {2: 'user.py:7', 3: 'user.py:7'}
    """
    writer = _Writer()
    writer.block(body, 0, None, "module")
    return Printed("\n".join(writer.lines) + "\n", writer.origins)


def expression(node: gast.AST) -> str:
    """The text of an expression, on one line however long it is.

    >>> expression(gast.parse("x[ (1): ,None]", mode="eval").body)
    'x[1:, None]'
    """
    return Expressions().text(node)


def statement(node: gast.AST) -> str:
    """The text of a statement, without a newline at its end.

    >>> print(statement(gast.parse("while(x): x -= 1").body[0]))
    while x:
        x -= 1
    """
    writer = _Writer()
    writer.block([node], 0, None, "")
    return "\n".join(writer.lines)


_FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, gast.ClassDef)
_IMPORTS = (gast.Import, gast.ImportFrom)


def _clauses(node: gast.AST) -> Iterator[tuple[gast.AST | str | None, list]]:
    """The blocks of a compound statement, each with what stands above it."""
    if isinstance(node, gast.Match):
        yield None, node.cases
        return
    if not hasattr(node, "body"):
        return
    yield None, node.body or [gast.Pass()]
    for handler in getattr(node, "handlers", []):
        yield handler, handler.body
    otherwise = getattr(node, "orelse", [])
    if attempt_of(node) is not None:
        yield handler_of(node), otherwise or [gast.Pass()]
        return
    while isinstance(node, gast.If) and _is_elif(otherwise):
        (inner,) = otherwise
        yield inner, inner.body or [gast.Pass()]
        otherwise = inner.orelse
    if otherwise:
        yield "else:", otherwise
    if getattr(node, "finalbody", []):
        yield "finally:", node.finalbody


def _is_elif(otherwise: list) -> bool:
    # An `if` with comments stays under `else:`, where there is a place for them.
    return (
        len(otherwise) == 1
        and isinstance(otherwise[0], gast.If)
        and attempt_of(otherwise[0]) is None
        and not getattr(otherwise[0], "comments", None)
    )


def _is_docstring(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Expr)
        and isinstance(node.value, gast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_stub(node: gast.AST) -> bool:
    """Whether a definition has `...` for its body, which stands on its own line."""
    return (
        isinstance(node, _DEFINITIONS)
        and len(node.body) == 1
        and isinstance(node.body[0], gast.Expr)
        and isinstance(node.body[0].value, gast.Constant)
        and node.body[0].value.value is ...
        and not getattr(node.body[0], "comments", None)
    )


class _Writer:
    """Writes blocks of statements into lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: dict[int, object] = {}
        self.flat = Statements()
        self.wrapped = Wrapped()

    def block(
        self, body: Sequence[gast.AST], depth: int, origin: object, kind: str
    ) -> None:
        """The statements of a body; `kind` is that of the owner: module, class, def."""
        previous: gast.AST | None = None
        for node in body:
            if previous is not None:
                documented = previous is body[0] and kind and _is_docstring(previous)
                blank = _blank_lines(previous, node, depth, kind if documented else "")
                self.lines.extend([""] * blank)
            elif isinstance(node, _DEFINITIONS) and depth and not kind:
                self.lines.append("")
            own = getattr(node, "origin", None)
            first = previous is None and bool(kind) and _is_docstring(node)
            self._statement(node, depth, origin if own is None else own, first)
            previous = node

    def _statement(
        self, node: gast.AST, depth: int, origin: object, documents: bool
    ) -> None:
        indent = "    " * depth
        for comment in getattr(node, "comments", None) or ():
            for line in comment.splitlines() or [""]:
                self._emit(_comment(line, indent), origin)
        if documents:
            self._emit(indent + docstring(node.value.value, indent), origin)
            return
        for decorator in getattr(node, "decorator_list", ()):
            self._line(decorator, depth, origin, "decorator")
        self._line(node, depth, origin)
        if _is_stub(node):
            self.lines[-1] += " ..."
            return
        for header, body in _clauses(node):
            inside = origin
            if isinstance(header, str):
                self._emit(indent + header, origin)
            elif header is not None:
                own = getattr(header, "origin", None)
                inside = origin if own is None else own
                self._clause(node, header, depth, inside)
            self.block(body, depth + 1, inside, _kind(node))

    def _clause(
        self, node: gast.AST, header: gast.AST, depth: int, origin: object
    ) -> None:
        keyword = "elif" if isinstance(header, gast.If) else "except"
        if isinstance(node, gast.TryStar):
            keyword = "except*"
        self._line(header, depth, origin, "_" + type(header).__name__, keyword)

    def _line(
        self, node: gast.AST, depth: int, origin: object, method: str = "", *extra: str
    ) -> None:
        """A statement or header: on one line if it fits, else laid out."""
        method = method or "_" + type(node).__name__
        self.flat.out = []
        getattr(self.flat, method)(node, *extra)
        text = "".join(self.flat.out)
        if 4 * depth + len(text) > WIDTH:
            write = getattr(self.wrapped, method)
            text = self.wrapped.lines(node, 4 * depth, lambda n: write(n, *extra))
        self._emit("    " * depth + text, origin)

    def _emit(self, text: str, origin: object) -> None:
        for line in text.split("\n"):
            self.lines.append(line)
            if origin is not None:
                self.origins[len(self.lines)] = origin


def _kind(node: gast.AST) -> str:
    """Whether a body may start with a docstring, and what follows that."""
    if isinstance(node, gast.ClassDef):
        return "class"
    return "def" if isinstance(node, _FUNCTIONS) else ""


def _comment(text: str, indent: str) -> str:
    line = f"{indent}# {text}".rstrip()
    return line if len(line) <= WIDTH else line[: WIDTH - 3].rstrip() + "..."


def _ends_in_definition(node: gast.AST) -> bool:
    """Whether the last line of a statement belongs to a definition."""
    while not isinstance(node, _DEFINITIONS):
        blocks = list(_clauses(node))
        if not blocks or not blocks[-1][1]:
            return False
        node = blocks[-1][1][-1]
    return True


def _blank_lines(previous: gast.AST, node: gast.AST, depth: int, after_doc: str) -> int:
    """How many blank lines separate two statements of a block."""
    if isinstance(node, _DEFINITIONS) or _ends_in_definition(previous):
        return 1 if depth else 2
    if after_doc in ("module", "class"):
        return 1
    if isinstance(previous, _IMPORTS) and not isinstance(node, _IMPORTS):
        return 1
    if isinstance(previous, gast.ImportFrom) and previous.module == "__future__":
        return int(getattr(node, "module", None) != "__future__")
    return int(bool(getattr(node, "blank_before", False)))
