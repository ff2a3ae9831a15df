"""Trees as values, to be compared and looked up: equal trees, equal values."""

from __future__ import annotations

from typing import Any

import gast

from srcdiff.core.children import fields_of
from srcdiff.core.facts import once


def fingerprint(node: Any) -> Any:
    """Return a hashable value that is equal for equal trees, or lists of them.

    >>> from srcdiff.core.text import parse_expression
    >>> fingerprint(parse_expression("a+b")) == fingerprint(parse_expression("a + b"))
    True
    """
    kind = type(node)
    if kind is gast.Name:
        return node.id
    if kind is gast.Constant:
        return (type(node.value), repr(node.value))
    if kind is list:
        return tuple([fingerprint(each) for each in node])
    if isinstance(node, gast.AST):
        return _of_node(node)
    return node


@once
def _of_node(node: gast.AST) -> Any:
    values = node.__dict__
    found: list[Any] = [type(node)]
    if "op" in values:
        found.append(type(values["op"]))
    elif "ops" in values:
        found += map(type, values["ops"])
    for key in fields_of(node):
        value = values.get(key)
        found.append(value if type(value) is str else fingerprint(value))
    return tuple(found)
