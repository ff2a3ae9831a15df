"""Trees as values, to be compared and looked up: equal trees, equal values."""

from __future__ import annotations

from typing import Any

import gast


def fingerprint(node: Any) -> Any:
    """Return a hashable value that is equal for equal trees.

    >>> from srcdiff.core.text import parse_expression
    >>> fingerprint(parse_expression("a+b")) == fingerprint(parse_expression("a + b"))
    True
    """
    if type(node) is gast.Name:
        return node.id
    if type(node) is gast.Constant:
        return (type(node.value), repr(node.value))
    if isinstance(node, gast.AST):
        fields = (fingerprint(node.__dict__.get(k)) for k in node._fields)
        return (type(node), *fields)
    if type(node) is list:
        return tuple(map(fingerprint, node))
    return node
