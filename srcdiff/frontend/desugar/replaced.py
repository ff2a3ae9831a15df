"""Changing each statement of a function, in whatever compound statement it stands."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcdiff.core.build import clone, function
from srcdiff.core.children import nodes_in

Block = list[gast.AST]

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""The fields that hold statements, or clauses with statements in them."""


def replaced(
    node: gast.FunctionDef, change: Callable[[gast.AST], Block]
) -> gast.FunctionDef:
    """Return a function with each statement replaced, inner ones before outer ones.

    change: takes a copy of a statement, to be used as it likes; gives what stands for
    it.

    >>> f = gast.parse("def f(x):\\n    if x:\\n        pass\\n    return x").body[0]
    >>> twice = replaced(f, lambda s: [s, s] if isinstance(s, gast.Pass) else [s])
    >>> len(twice.body[0].body), len(f.body[0].body)
    (2, 1)
    """

    def block(statements: Block) -> Block:
        return [new for s in statements for new in each(s)]

    def each(statement: gast.AST) -> Block:
        for key in BLOCKS:
            inner = statement.__dict__.get(key)
            if isinstance(inner, list):
                statement.__dict__[key] = block(inner)
        return change(statement)

    return function(node, block([clone(s) for s in node.body]))


def gives(node: gast.AST, *keywords: str) -> bool:
    """Tell whether a call in a function is given one of some keywords.

    >>> gives(gast.parse("y = max(xs, key=len)"), "key", "default")
    True
    """
    every = (n for n in nodes_in(node) if isinstance(n, gast.keyword))
    return any(k.arg in keywords for k in every)
