"""Whose memory a name stands for: what a function made itself, what others hold too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import gast

from srcdiff.core.children import nodes_in


def own_names(function: gast.AST, makes_new: Callable[[gast.Call], bool]) -> set[str]:
    """Return the names that are only ever bound to objects made in the function.

    function: a definition; its nested functions and comprehensions count as part of it.
    makes_new: tells whether the result of a call is surely a new object.

    >>> from srcdiff.frontend.source import find_source
    >>> def scale(x):
    ...     y = x + 1
    ...     z = x.T
    >>> own_names(find_source(scale).node, lambda call: False)
    {'y'}
    """
    values: dict[str, set[str]] = {}
    for node in nodes_in(function):
        # No name is empty: what is not known to be made here is never its own.
        bound: list[gast.AST] = []
        held = {""}
        if isinstance(node, (gast.Assign, gast.AnnAssign, gast.NamedExpr)):
            bound = node.targets if isinstance(node, gast.Assign) else [node.target]
            held = memory_of(node.value, makes_new)
        elif isinstance(node, (gast.For, gast.AsyncFor, gast.comprehension)):
            bound = [node.target]
        elif isinstance(node, gast.Name) and isinstance(node.ctx, gast.Param):
            bound = [node]
        for name in (part for target in bound for part in nodes_in(target)):
            if isinstance(name, gast.Name) and not isinstance(name.ctx, gast.Load):
                values.setdefault(name.id, set()).update(held)
    own = set(values)
    while shared := {name for name in own if not values[name] <= own}:
        own -= shared
    return own


def memory_of(
    node: gast.AST | None, makes_new: Callable[[gast.Call], bool]
) -> set[str]:
    """Return the names whose memory the value of an expression may be or hold.

    node: an expression, or None. makes_new: as for ``own_names``.

    >>> tree = gast.parse("(a, b.T[1:], c + d, f(e))", mode="eval").body
    >>> sorted(memory_of(tree, lambda call: False))
    ['a', 'b', 'e', 'f']
    """
    parts: Iterable[gast.AST] = ()
    match node:
        case gast.Name():
            return {node.id}
        case gast.Attribute() | gast.Subscript() | gast.Starred():
            parts = [node.value]
        case gast.Tuple() | gast.List() | gast.Dict() | gast.BoolOp() | gast.IfExp():
            parts = gast.iter_child_nodes(node)
        case gast.Call() if not makes_new(node):
            parts = [node.func, *node.args, *(k.value for k in node.keywords)]
    return {name for part in parts for name in memory_of(part, makes_new)}
