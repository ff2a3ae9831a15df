"""``a, b = [], 0.0`` becomes two assignments, where nothing can tell the difference."""

from __future__ import annotations

import gast

from srcdiff.core.build import clone, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import names_in
from srcdiff.frontend.desugar.replaced import replaced

Block = list[gast.AST]
MAKERS = gast.List | gast.Dict
CALM = MAKERS | gast.Name | gast.Constant | gast.Tuple | gast.Subscript | gast.BinOp
"""Expressions that call no function, which might read the names that are bound."""


def parallel_bindings(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with an assignment for each name that gets a new container.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     xs, total = [x], 0.0
    ...     x, total = total, x
    ...     return xs
    ... ''').body[0]
    >>> print(statement(parallel_bindings(f)))
    def f(x):
        xs = [x]
        total = 0.0
        x, total = total, x
        return xs
    """
    if not any(map(_is_parallel, nodes_in(node))):
        return node
    return replaced(node, _apart)


def _apart(node: gast.AST) -> Block:
    if not _is_parallel(node):
        return [node]
    pairs = zip(node.targets[0].elts, node.value.elts, strict=True)
    apart = [gast.Assign([target], clone(value), None) for target, value in pairs]
    return [gast.copy_location(stamped(s, node), node) for s in apart]


def _is_parallel(node: gast.AST) -> bool:
    """Tell whether a statement binds names at once that may be bound in turn."""
    if not isinstance(node, gast.Assign) or len(node.targets) != 1:
        return False
    target, value = node.targets[0], node.value
    sequences = gast.Tuple | gast.List
    if not isinstance(target, sequences) or not isinstance(value, sequences):
        return False
    if len(target.elts) != len(value.elts):
        return False
    if not any(isinstance(v, MAKERS) for v in value.elts):
        return False
    bound = {getattr(t, "id", None) for t in target.elts}
    inside = [n for v in value.elts for n in nodes_in(v) if isinstance(n, gast.expr)]
    read = {n for v in value.elts for n in names_in(v)}
    return (
        None not in bound
        and not read & bound
        and all(isinstance(n, CALM) for n in inside)
    )
