"""From a function object to its syntax tree, its text and the names that it sees."""

from __future__ import annotations

import ast
import io
import keyword
import math
import token
import tokenize
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import gast

from srcdiff.core.types import Type
from srcdiff.errors import Place, Refusal, SourceUnavailable
from srcdiff.frontend.imported import without_imports
from srcdiff.frontend.locate import Definition, locate, read_text

_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
# From Python 3.12 on, an f-string is many tokens.
_STRING_STARTS = {
    getattr(token, name)
    for name in ("FSTRING_START", "TSTRING_START")
    if hasattr(token, name)
}
_LAYOUT = {token.NL, token.NEWLINE, token.COMMENT, token.INDENT, token.DEDENT}
_LAYOUT |= {token.ENDMARKER}
_STRING_ENDS = {
    getattr(token, name)
    for name in ("FSTRING_END", "TSTRING_END")
    if hasattr(token, name)
}


@dataclass(frozen=True, eq=False)
class FunctionSource:
    """A function together with its syntax tree.

    function: the function itself. node: its definition, without decorators and
    annotations of parameters; positions are those in the file. file: the file's name.
    lines: all lines of the file, the first at index 0. imported: what imports inside
    the function bind, by name. known: the types of parameters, as far as calls tell.
    """

    function: types.FunctionType
    node: gast.FunctionDef | gast.AsyncFunctionDef
    file: str
    lines: tuple[str, ...]
    imported: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, Type] = field(default_factory=dict)

    def place(self, node: gast.AST) -> Place:
        """Return where a node is in the user's file.

        node: a node of the tree; one that has no position stands for the function.
        """
        if getattr(node, "lineno", None) is None:
            node = self.node
        line = self.lines[node.lineno - 1]
        same = node.end_lineno == node.lineno
        end = _character(line, node.end_col_offset) if same else None
        start = _character(line, node.col_offset)
        return Place(self.file, node.lineno, start, end, line)

    def lookup(self, name: str) -> object:
        """Return what a free name of the function stands for.

        name: looked for among its imports, the closure, the globals, the builtins.
        Raises KeyError when it is nowhere, or its closure cell is empty.

        >>> find_source(find_source).lookup("pairwise") is pairwise
        True
        """
        if name in self.imported:
            return self.imported[name]
        function = self.function
        cells = dict(
            zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        )
        if name in cells:
            try:
                return cells[name].cell_contents
            except ValueError:
                raise KeyError(name) from None
        if name in function.__globals__:
            return function.__globals__[name]
        return function.__builtins__[name]  # type: ignore[attr-defined]

    def text(self, node: gast.AST) -> str:
        """Return the user's text of a node on one line, of a block only its head.

        node: a statement or expression of the tree; nothing is returned for one that
        has no position.
        """
        if getattr(node, "lineno", None) is None:
            return ""
        first, last = node.lineno, node.end_lineno
        body = getattr(node, "body", None)
        end = node.end_col_offset
        if isinstance(body, list):
            last, end = body[0].lineno, body[0].col_offset
        lines = list(self.lines[first - 1 : last])
        lines[-1] = lines[-1].encode()[:end].decode()
        lines[0] = lines[0][_character(lines[0], node.col_offset) :]
        return _on_one_line(lines)


def find_source(function: types.FunctionType) -> FunctionSource:
    """Return the source of a function, from its file, notebook cell or REPL entry.

    function: a plain function, made by ``def`` or ``lambda``.
    Raises SourceUnavailable when there is no text, or it is not this function's.

    >>> source = find_source(find_source)
    >>> source.node.name, source.text(source.node.body[-1])
    ('find_source',
     'return FunctionSource(function, node, code.co_filename, lines, imported)')
    """
    if not isinstance(function, types.FunctionType):
        name = getattr(function, "__qualname__", None) or repr(function)
        raise SourceUnavailable(
            f"{name} has no Python source: it is a {type(function).__name__}\n"
            "  instead: pass a function written with def or lambda, or register a rule"
        )
    code = function.__code__
    try:
        text = read_text(function)
    except OSError as error:
        raise _nowhere(function) from error
    lines = tuple(text.removesuffix("\n").split("\n"))
    try:
        definition = locate(code, text)
    except (LookupError, SyntaxError, ValueError) as error:
        if code.co_filename == "<string>":
            # Newer Pythons keep the text of `python -c` under the name of exec's.
            raise _nowhere(function) from error
        raise _unavailable(
            function,
            f"the text here is not that of {function.__qualname__} any more: "
            "it was changed after the function was made",
            "import the module again, or run the cell again",
        ) from error
    node = _tree(definition)
    _write_defaults(node.args, function)
    node, imported = without_imports(node, function)
    return FunctionSource(function, node, code.co_filename, lines, imported)


def _nowhere(function: types.FunctionType) -> SourceUnavailable:
    return _unavailable(
        function,
        f"the source of {function.__qualname__} cannot be had",
        "write it in a file or a notebook cell, or register a rule for it",
    )


def _unavailable(
    function: types.FunctionType, reason: str, remedy: str
) -> SourceUnavailable:
    """Return the error for a function whose source is missing or stale."""
    place = Place(function.__code__.co_filename, function.__code__.co_firstlineno)
    refusal = Refusal(SourceUnavailable, place, reason, remedy)
    error = SourceUnavailable(refusal.show())
    error.refusals = (refusal,)
    return error


def _tree(definition: Definition) -> gast.FunctionDef | gast.AsyncFunctionDef:
    """Convert a definition to a bare gast function."""
    node = definition.node
    if isinstance(node, ast.Lambda):
        body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node.body)]
    else:
        body = node.body
    is_async = isinstance(node, ast.AsyncFunctionDef)
    kind = gast.AsyncFunctionDef if is_async else gast.FunctionDef
    args = gast.ast_to_gast(node.args)
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    for arg in every:
        if arg is not None:
            arg.annotation = None
    tree = kind(
        name=definition.name,
        args=args,
        body=[gast.ast_to_gast(statement) for statement in body],
        decorator_list=[],
        returns=None,
        type_comment=None,
        type_params=[],
    )
    return ast.copy_location(tree, node)


def _write_defaults(args: gast.arguments, function: types.FunctionType) -> None:
    """Write the defaults that are numbers or text as such.

    The expressions of the source may mean something else by now, or nothing.
    """

    def written(expression: gast.AST, value: object) -> gast.AST:
        plain = value is None or type(value) in (bool, int, float, str)
        finite = not isinstance(value, float) or math.isfinite(value)
        return gast.Constant(value, None) if plain and finite else expression

    given = function.__defaults__ or ()
    if len(given) == len(args.defaults):
        args.defaults = list(map(written, args.defaults, given))
    named = function.__kwdefaults__ or {}
    args.kw_defaults = [
        written(e, named[a.id]) if e is not None and a.id in named else e
        for a, e in zip(args.kwonlyargs, args.kw_defaults, strict=True)
    ]


def _character(line: str, offset: int) -> int:
    """Return the column in characters for an offset in bytes of UTF-8."""
    return len(line.encode()[:offset].decode())


def _on_one_line(lines: list[str]) -> str:
    """Join the lines of one statement or expression, without comments.

    >>> _on_one_line(["f(x,   # first", "  'a  b',", ")"])
    "f(x, 'a  b')"
    """
    result = ""
    droppable: list[bool] = []
    for previous, item in pairwise(_pieces(lines)):
        adjacent = previous.end == item.start
        broken = previous.end[0] != item.start[0]
        if item.string in _OPENERS:
            indexed = adjacent and _is_operand(previous)
            droppable.append(item.string == "{" or (item.string == "(") == indexed)
        closes = item.string in _CLOSERS
        # The last comma of a broken call is layout; that of a tuple is its meaning.
        if closes and droppable.pop() and broken and previous.string == ",":
            result = result[:-1]
        tight = previous.string in _OPENERS or closes or item.string == "."
        result += ("" if adjacent or (broken and tight) else " ") + item.string
    return result.replace("\n", "\\n")


def _pieces(lines: list[str]) -> Iterator[tokenize.TokenInfo]:
    """Yield an opening bracket, then all tokens but layout, an f-string as one."""
    # Inside brackets no line is indented or ended.
    readline = io.StringIO("\n".join(["(", *lines, ")"])).readline
    items = [t for t in tokenize.generate_tokens(readline) if t.type not in _LAYOUT]
    depth = 0
    for item in items[:-1]:
        if item.type in _STRING_STARTS:
            depth += 1
            if depth == 1:
                start = item
        if not depth:
            yield item
        elif item.type in _STRING_ENDS:
            depth -= 1
            if not depth:
                rows = lines[start.start[0] - 2 : item.end[0] - 1]
                rows[-1] = rows[-1][: item.end[1]]
                rows[0] = rows[0][start.start[1] :]
                yield start._replace(string="\n".join(rows), end=item.end)


def _is_operand(item: tokenize.TokenInfo) -> bool:
    """Tell whether a bracket right after this token calls or indexes it."""
    if item.type == token.NAME:
        return not keyword.iskeyword(item.string)
    return item.string in _CLOSERS
