"""What is asked of a function in core form before it becomes part of its caller."""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from srcdiff.analysis.aliasing import Aliasing
from srcdiff.core.build import parameters
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import bound, mutated, names_in, statements


def places_of(node: gast.FunctionDef) -> Counter[int]:
    """Return in how many places of a function another is called, by identity."""
    values = (getattr(s, "value", None) for s in statements(node.body))
    return Counter(
        id(v.target)
        for v in values
        if isinstance(v, gast.Call) and hasattr(v, "target")
    )


def ends_in(body: list[gast.AST], result: str) -> bool:
    """Tell whether the last statement of a body is all that binds its result."""
    binders = [s for s in statements(body) if result in bound(s)]
    if len(binders) != 1 or binders[0] is not body[-1]:
        return False
    return isinstance(body[-1].targets[0], gast.Name)


def size_of(node: gast.FunctionDef) -> int:
    """Return how many statements a function in core form has."""
    return sum(1 for _ in statements(node.body))


def calls_itself(node: gast.FunctionDef, key: Any) -> bool:
    """Tell whether a function in core form calls the one that it is made of."""
    return any(
        getattr(n, "target", None) is key for s in node.body for n in nodes_in(s)
    )


def arguments_written(node: gast.FunctionDef) -> set[str]:
    """Return the parameters into which a function in core form itself writes.

    That is also one of which it writes an item that it has taken out.

    >>> f = gast.parse("def f(x, saved):\\n    (a, b) = saved\\n    a[0] = x")
    >>> arguments_written(f.body[0])
    {'saved'}
    """
    written = {mutated(s) for s in statements(node.body)}
    return holding(written, node) & set(parameters(node))


def holding(names: set[Any], node: gast.FunctionDef) -> set[Any]:
    """Return some names of a function, and those of the tuples that they come from.

    >>> f = gast.parse("def f(t):\\n    (a, saved) = t\\n    (b, c) = saved")
    >>> sorted(holding({"b"}, f.body[0]))
    ['b', 'saved', 't']
    """
    found = set(names)
    for statement in reversed(list(statements(node.body))):
        target = statement.targets[0] if isinstance(statement, gast.Assign) else None
        if isinstance(target, gast.Tuple) and found & set(bound(statement)):
            found |= names_in(statement.value)
    return found


def may_return(node: gast.FunctionDef) -> set[str]:
    """Return the parameters whose memory the result of a function may share.

    >>> f = gast.parse("def f(x, y):\\n    z = x[1:]\\n    return z")
    >>> may_return(f.body[0])
    {'x'}
    """
    *body, last = node.body
    near = Aliasing(node, {}).after(body[-1], last.value.id) if body else set()
    return {*near, last.value.id} & set(parameters(node))


def is_literal(value: Any) -> bool:
    """Tell whether a default is a constant that can stand in the text."""
    return value is None or type(value) in (bool, int, float, str)
