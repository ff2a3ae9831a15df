"""Mark every statement with the user's line that it comes from."""

from __future__ import annotations

import gast

from srcdiff.core.build import Origin
from srcdiff.core.children import nodes_in
from srcdiff.frontend.source import FunctionSource


def mark_origins(node: gast.FunctionDef, source: FunctionSource) -> gast.FunctionDef:
    """Give each statement of a fresh function its ``origin``; return the function.

    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     return x + 1.0
    >>> source = find_source(f)
    >>> mark_origins(source.node, source).body[0].origin.text
    'return x + 1.0'
    """
    # The head of a lambda is no text on its own, and nobody asks for it.
    for statement in (n for s in node.body for n in nodes_in(s)):
        if isinstance(statement, gast.stmt) and not hasattr(statement, "origin"):
            text = _header(statement, source)
            statement.origin = Origin(source.file, statement.lineno, text)
            statement.part = "forward"
    return node


def _header(statement: gast.AST, source: FunctionSource) -> str:
    if isinstance(statement, gast.If | gast.While):
        word = "if" if isinstance(statement, gast.If) else "while"
        return f"{word} {source.text(statement.test)}:"
    if isinstance(statement, gast.Match):
        return f"match {source.text(statement.subject)}:"
    if isinstance(statement, gast.Try):
        return "try:"
    if isinstance(statement, gast.For):
        return f"for {source.text(statement.target)} in {source.text(statement.iter)}:"
    return source.text(statement)
