"""Comments: the parts of a derivative, and the user's line behind each group."""

from __future__ import annotations

import gast

from srcdiff.core.build import function, shallow
from srcdiff.core.traverse import is_backward, map_blocks


def annotate(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``# forward``, ``# backward`` and the user's lines.

    A line of the user's is quoted above the backward statements that belong to it,
    once for each run of statements.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.build import Origin
    >>> text = "def f(x):\\n    y = x\\n    x_bar = 1.0\\n    return x_bar"
    >>> f = gast.parse(text).body[0]
    >>> f.body[0].part, f.body[1].part = "forward", "backward"
    >>> f.body[1].origin = Origin("train.py", 2, "y = x")
    >>> print(statement(annotate(f)))
    def f(x):
        # forward
        y = x
    <BLANKLINE>
        # backward
        # y = x
        x_bar = 1.0
        return x_bar
    """
    body = map_blocks(node.body, _quote)
    parts = [getattr(s, "part", None) for s in body]
    if "backward" in parts:
        first = parts.index("backward")
        if "forward" in parts[:first]:
            _prepend(body[first], "backward", blank=True)
            _prepend(body[parts.index("forward")], "forward", blank=False)
    if "update" in parts:
        _prepend(body[parts.index("update")], "update", blank=True)
    return function(node, body)


def _quote(block: list[gast.AST]) -> list[gast.AST]:
    last = None
    done = []
    for statement in block:
        copied = shallow(statement)
        origin = getattr(copied, "origin", None)
        backward = is_backward(copied)
        header_only = isinstance(copied, gast.For | gast.While | gast.If)
        if backward and origin is not None and origin != last and not header_only:
            copied.comments = [origin.text]
        if origin is not None or not backward:
            last = origin if backward else None
        done.append(copied)
    return done


def _prepend(statement: gast.AST, comment: str, blank: bool) -> None:
    statement.comments = [comment, *getattr(statement, "comments", [])]
    statement.blank_before = blank
