"""Branches of core form whose test is known before the program runs."""

from __future__ import annotations

import gast

from srcdiff.analysis.decide import decide
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.linked import linked
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import function
from srcdiff.core.traverse import map_blocks, mutated, statements, substitute
from srcdiff.core.types import Array


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
    changed = _changed(node)
    # A list that grows has no length that holds throughout.
    found = {
        name: kind
        for name, kind in infer(node, known).items()
        if name not in changed or isinstance(kind, Array)
    }
    picks = {n: v for n, v in _picks(node).items() if n not in changed}

    def change(block: list[gast.AST]) -> list[gast.AST]:
        new: list[gast.AST] = []
        for statement in block:
            truth = None
            if isinstance(statement, gast.If):
                truth = decide(spelled_out(statement.test, picks), found)
            if truth is None:
                new.append(statement)
            else:
                new += statement.body if truth else statement.orelse
        return new

    return function(node, map_blocks(node.body, change))


def _changed(node: gast.FunctionDef) -> set[str]:
    """Return the names of what is written in place, by whatever name."""
    groups = linked(node)
    roots = {root for s in statements(node.body) if (root := mutated(s)) is not None}
    return roots.union(*(groups.get(root, frozenset()) for root in roots))


def _picks(node: gast.FunctionDef) -> dict[str, gast.AST]:
    """Return what picks one of several functions: comparisons, and places."""
    uses = Uses(node)
    found: dict[str, gast.AST] = {}
    for statement in statements(node.body):
        if not isinstance(statement, gast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        plain = isinstance(value, gast.Compare | gast.Dict) or (
            isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name)
        )
        if plain and isinstance(target, gast.Name) and uses.once(target.id):
            found[target.id] = value
    return found


def spelled_out(test: gast.AST, picks: dict[str, gast.AST]) -> gast.AST:
    """Return a test with the picks that it names written out, four deep at most."""
    for _ in range(4):
        test = substitute(test, picks)
    return test
