"""The expressions in a node, for walks that are made many thousand times."""

from __future__ import annotations

from typing import Any

import gast

PLAIN = frozenset({"ctx", "op", "ops", "kind", "type_comment", "annotation"})
"""The fields that hold no expression of core form."""

_FIELDS: dict[type, tuple[str, ...]] = {}


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
