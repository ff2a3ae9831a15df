"""Common subexpressions of the backward part are computed once, under a name.

The name is one that holds the value anyhow, also one of the user's, or else a new
one. The user's own lines stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcdiff.analysis.available import OPAQUE, WORK, Common, common, key_of
from srcdiff.core.build import assign, function, name
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound,
    map_blocks,
    map_children,
    mutated,
    operations,
    replace_expressions,
)


def cse(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with each common subexpression computed once.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(g, x, y):
    ...     a = x * (g @ y)
    ...     b = x - (g @ y)
    ...     return a, b
    ... ''').body[0]
    >>> for s in f.body: s.part = "backward"
    >>> f.known = {}
    >>> print(statement(cse(f, NameTable("fgxyab"))))
    def f(g, x, y):
        a_part = g @ y
        a = x * a_part
        b = x - a_part
        return a, b
    """
    while found := common(node):
        chosen = max(found, key=lambda c: operations(c.expression))
        node = _shared(node, chosen, names)
    return node


def _shared(
    node: gast.FunctionDef, value: Common, names: NameTable
) -> gast.FunctionDef:
    """Return the function with one name read wherever a value was computed."""
    new = value.holder is None
    chosen = value.holder or names.temporary(_stem(value, names))
    change = _replacing(key_of(value.expression), chosen)

    def each(block: list[gast.AST]) -> list[gast.AST]:
        done = []
        for statement in block:
            first = statement is value.first
            if first and new:
                named = assign(chosen, value.expression, like=statement)
                named.common = True
                done.append(named)
            if id(statement) in value.readers and (new or not first):
                statement = replace_expressions(statement, change)
            done.append(statement)
        return done

    return function(node, map_blocks(node.body, each))


def _replacing(key: Any, chosen: str) -> Callable[[gast.AST], gast.AST]:
    def change(node: gast.AST) -> gast.AST:
        if isinstance(node, WORK) and key_of(node) == key:
            return name(chosen)
        return node if isinstance(node, OPAQUE) else map_children(node, change)

    return change


def _stem(value: Common, names: NameTable) -> str:
    """Return a name for a value: what was called with a name, or what it feeds."""
    node = value.expression
    if isinstance(node, gast.Call):
        func, given = node.func, [a for a in node.args if isinstance(a, gast.Name)]
        if isinstance(func, gast.Attribute) and len(given) == 1 == len(node.args):
            return f"{func.attr}_{_stem_of(given[0].id, names)}"
    fed = mutated(value.first) or bound(value.first)[0]
    return f"{_stem_of(fed, names).removesuffix('_part')}_part"


def _stem_of(identifier: str, names: NameTable) -> str:
    return names.stems.get(identifier, identifier)
