"""The expressions in a node, for walks that are made many thousand times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

PLAIN = frozenset({"ctx", "op", "ops", "kind", "type_comment", "annotation"})
"""The fields that hold no expression of core form."""

_FIELDS: dict[type, tuple[str, ...]] = {}

_WITH_ANNOTATIONS: dict[type, tuple[str, ...]] = {}


def fields_of(node: gast.AST) -> tuple[str, ...]:
    """Return the fields of a node that may hold expressions.

    >>> fields_of(gast.parse("x + y").body[0].value)
    ('left', 'right')
    """
    kind = type(node)
    found = _FIELDS.get(kind)
    if found is None:
        found = tuple(f for f in kind._fields if f not in PLAIN)
        if kind in (gast.Name, gast.Constant):
            found = ()
        _FIELDS[kind] = found
    return found


def children(node: gast.AST) -> list[Any]:
    """Return the expressions (or statements) right below a node, in order.

    >>> [each.id for each in children(gast.parse("f(x, y)").body[0].value)]
    ['f', 'x', 'y']
    """
    found: list[Any] = []
    values = node.__dict__
    for key in fields_of(node):
        value = values.get(key)
        if type(value) is list:
            for each in value:
                if isinstance(each, gast.AST):
                    found.append(each)
        elif isinstance(value, gast.AST):
            found.append(value)
    return found


def children_and_annotations(node: gast.AST) -> list[Any]:
    """Return what ``children`` does, and annotations too.

    >>> bound = gast.parse("y: int = x").body[0]
    >>> [each.id for each in children_and_annotations(bound)]
    ['y', 'int', 'x']
    """
    fields = _WITH_ANNOTATIONS.get(type(node))
    if fields is None:
        left_out = PLAIN - {"annotation"}
        fields = tuple(f for f in type(node)._fields if f not in left_out)
        _WITH_ANNOTATIONS[type(node)] = fields
    found: list[Any] = []
    values = node.__dict__
    for key in fields:
        value = values.get(key)
        if type(value) is list:
            found += [v for v in value if isinstance(v, gast.AST)]
        elif isinstance(value, gast.AST):
            found.append(value)
    return found


def nodes_in(node: gast.AST) -> Iterator[Any]:
    """Yield a tree and all in it, as ``gast.walk`` does, but for operators, contexts.

    >>> tree = gast.parse("def f(x: int):\\n    return x + 1")
    >>> [each.id for each in nodes_in(tree) if isinstance(each, gast.Name)]
    ['x', 'int', 'x']
    """
    todo = [node]
    for each in todo:
        kind = type(each)
        if kind is gast.Name:
            if each.annotation is not None:
                todo.append(each.annotation)
        elif kind is not gast.Constant:
            todo += children_and_annotations(each)
        yield each
