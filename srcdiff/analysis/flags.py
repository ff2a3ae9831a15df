"""Flags: parameters whose value, not only their type, decides where a program goes."""

from __future__ import annotations

import gast

from srcdiff.core.children import nodes_in


def flags(node: gast.FunctionDef) -> frozenset[str]:
    """Return the parameters that tests, calls and subscripts of a function depend on.

    node: the function as the user wrote it. What is only printed, or only checked by
    an ``assert``, is no flag; nor is what is only calculated with.

    >>> f = gast.parse('''
    ... def f(x, kind, bias, scale, title):
    ...     print(title)
    ...     wide = kind == "wide"
    ...     return act(x * scale, bias) if wide else x
    ... ''').body[0]
    >>> sorted(flags(f))
    ['bias', 'kind', 'scale', 'x']
    """
    a = node.args
    parameters = {
        p.id
        for p in [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]
        if p is not None
    }
    found = _names(list(_deciding(node.body)))
    bindings = [pair for s in node.body for pair in _bindings(s)]
    while True:
        before = len(found)
        for targets, values in bindings:
            if targets & found:
                found |= values
        if len(found) == before:
            return frozenset(found & parameters)


def _deciding(block: list[gast.AST]):
    """Yield the expressions that decide where a program goes or what it calls."""
    for statement in block:
        skipped: set[int] = set()
        for node in nodes_in(statement):
            if isinstance(node, gast.Assert):
                skipped.update(map(id, nodes_in(node)))
            elif isinstance(node, gast.Expr) and isinstance(node.value, gast.Call):
                skipped.add(id(node.value))
            if id(node) in skipped:
                continue
            if isinstance(node, gast.If | gast.While | gast.IfExp):
                yield node.test
            elif isinstance(node, gast.BoolOp | gast.Call):
                yield node
            elif isinstance(node, gast.Subscript):
                yield node.slice
            elif isinstance(node, gast.comprehension):
                yield from node.ifs
            elif isinstance(node, gast.Match):
                yield node.subject


def _bindings(statement: gast.AST):
    """Yield the names that are bound together, and the names that they get."""
    for node in nodes_in(statement):
        if isinstance(node, gast.Assign):
            yield _names(node.targets), _names([node.value])
        elif isinstance(node, gast.AugAssign | gast.AnnAssign | gast.NamedExpr):
            yield _names([node.target]), _names([node.value] if node.value else [])
        elif isinstance(node, gast.For | gast.comprehension):
            yield _names([node.target]), _names([node.iter])


def _names(nodes: list[gast.AST]) -> set[str]:
    return {n.id for node in nodes for n in nodes_in(node) if isinstance(n, gast.Name)}
