"""Branches of core form whose test is known before the program runs."""

from __future__ import annotations

import gast

from srcdiff.analysis.decide import decide
from srcdiff.analysis.types import Known, infer
from srcdiff.core.build import function
from srcdiff.core.traverse import map_blocks, mutated, statements


def known_branches(node: gast.FunctionDef, known: Known) -> gast.FunctionDef:
    """Return core form with the taken path in place of each branch that is decided.

    known: what is known of the parameters. The front end has folded the tests that the
    user's text decides by itself; here are those of functions that were inlined.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     wide = True
    ...     if wide:
    ...         y = x
    ...     else:
    ...         y = -x
    ...     return y
    ... ''').body[0]
    >>> print(statement(known_branches(f, {})))
    def f(x):
        wide = True
        y = x
        return y
    """
    if not any(isinstance(s, gast.If) for s in statements(node.body)):
        return node
    found = infer(node, known)
    for statement in statements(node.body):
        # A list that grows has no length that holds throughout.
        found.pop(mutated(statement) or "", None)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        new: list[gast.AST] = []
        for statement in block:
            truth = None
            if isinstance(statement, gast.If):
                truth = decide(statement.test, found)
            if truth is None:
                new.append(statement)
            else:
                new += statement.body if truth else statement.orelse
        return new

    return function(node, map_blocks(node.body, change))
