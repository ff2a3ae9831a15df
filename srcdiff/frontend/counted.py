"""How many items a name holds, or which keys: from its binding or the signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gast

from srcdiff.core.children import nodes_in
from srcdiff.core.types import Fields, Items, Type
from srcdiff.frontend.scopes import binders

LOOKS = ("len", "list", "tuple", "dict", "sum", "print", "enumerate", "zip")


def spreads_parameter(node: gast.FunctionDef) -> bool:
    """Tell whether a function spreads a parameter over arguments, or unites it by |.

    >>> f = gast.parse("def f(xs, **k):\\n    return g(*xs) + h(**k)").body[0]
    >>> spreads_parameter(f)
    True
    """
    a = node.args
    named = [*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg]
    parameters = {p.id for p in named if p is not None}
    return any(getattr(n, "id", None) in parameters for n in _spread(node))


def known_length(
    title: str, node: gast.FunctionDef, known: Mapping[str, Type]
) -> int | None:
    """Return how many items a name of a function holds, None where that is open.

    known: the types of parameters.

    >>> f = gast.parse("def f(x):\\n    xs = [x, 1.0]\\n    return g(*xs)").body[0]
    >>> known_length("xs", f, {}), known_length("x", f, {})
    (2, None)
    """
    if not _is_fixed(title, node):
        return None
    kind, value = known.get(title), _bound_to(title, node)
    if value is None:
        return len(kind.items) if isinstance(kind, Items) else None
    display = isinstance(value, gast.Tuple | gast.List)
    if not display or any(isinstance(e, gast.Starred) for e in value.elts):
        return None
    return len(value.elts)


def known_keys(
    title: str, node: gast.FunctionDef, known: Mapping[str, Type]
) -> list[str] | None:
    """Return the keys of the dict that a name of a function holds, None if open.

    >>> f = gast.parse("def f(x):\\n    k = {'a': x}\\n    return g(**k)").body[0]
    >>> known_keys("k", f, {})
    ['a']
    """
    if not _is_fixed(title, node):
        return None
    kind, value = known.get(title), _bound_to(title, node)
    keys: list[Any] | None = None
    if value is None and isinstance(kind, Fields):
        keys = list(kind.keys)
    elif isinstance(value, gast.Dict):
        keys = [getattr(k, "value", None) for k in value.keys]
    elif isinstance(value, gast.Call) and getattr(value.func, "id", "") == "dict":
        keys = [k.arg for k in value.keywords] if not value.args else None
    if keys is None or not all(isinstance(k, str) for k in keys):
        return None
    return keys


def _is_fixed(title: str, node: gast.FunctionDef) -> bool:
    """Tell whether a name is bound once, to what is only looked into."""
    if binders(node)[title] != 1:
        return False
    inside = [n for s in node.body for n in nodes_in(s)]
    looks = {id(n) for n in _spread(node)}
    for each in inside:
        if isinstance(each, gast.Subscript) and isinstance(each.ctx, gast.Load):
            looks.add(id(each.value))
        elif isinstance(each, gast.For | gast.comprehension):
            looks.add(id(each.iter))
        elif isinstance(each, gast.Compare):
            looks |= set(map(id, each.comparators))
        elif isinstance(each, gast.Call) and getattr(each.func, "id", "") in LOOKS:
            looks |= set(map(id, each.args))
    mentions = (n for n in inside if isinstance(n, gast.Name) and n.id == title)
    return all(id(n) in looks or not isinstance(n.ctx, gast.Load) for n in mentions)


def _bound_to(title: str, node: gast.FunctionDef) -> gast.AST | None:
    """Return the value that a statement binds a name to; None for a parameter."""
    for each in (n for s in node.body for n in nodes_in(s)):
        if isinstance(each, gast.Assign) and any(
            getattr(t, "id", None) == title for t in each.targets
        ):
            return each.value if len(each.targets) == 1 else each
        named = isinstance(each, gast.Name) and each.id == title
        if named and not isinstance(each.ctx, gast.Load):
            return each
    return None


def _spread(node: gast.FunctionDef) -> list[gast.AST]:
    """Return what the calls in a function spread over their arguments, or | unites."""
    every = [n for s in node.body for n in nodes_in(s)]
    united = [n for n in every if isinstance(getattr(n, "op", None), gast.BitOr)]
    sides = [getattr(n, k, None) for n in united for k in ("left", "right", "value")]
    calls = [n for s in node.body for n in nodes_in(s) if isinstance(n, gast.Call)]
    stars = [a.value for c in calls for a in c.args if isinstance(a, gast.Starred)]
    return [
        *stars,
        *sides,
        *(k.value for c in calls for k in c.keywords if k.arg is None),
    ]
