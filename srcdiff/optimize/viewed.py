"""What is computed once stays so where several expressions read views of it."""

from __future__ import annotations

import gast

from srcdiff.analysis.uses import Uses
from srcdiff.core.traverse import is_backward


def is_viewed(reader: gast.AST, target: str, uses: Uses) -> bool:
    """Tell whether a statement names a view of what a name holds, for many readers.

    They rather view it themselves: ``k = h @ W`` and ``k.T`` twice. In the backward
    part the transpose of a product becomes a product of transposes.

    >>> f = gast.parse("def f(k):\\n    t = k.T\\n    return t @ t").body[0]
    >>> is_viewed(f.body[0], "k", Uses(f)), is_viewed(f.body[1], "t", Uses(f))
    (True, False)
    """
    value = reader.__dict__.get("value")
    if is_backward(reader) or not isinstance(reader, gast.Assign):
        return False
    if not isinstance(value, gast.Subscript | gast.Attribute):
        return False
    whole, named = _whole(value), reader.targets[0]
    several = isinstance(named, gast.Name) and uses.read[named.id] > 1
    return several and isinstance(whole, gast.Name) and whole.id == target


def reads_computed(node: gast.AST) -> bool:
    """Tell whether an expression is a part or a view of what is computed in it.

    >>> from srcdiff.core.text import parse_expression
    >>> [reads_computed(parse_expression(t)) for t in ("(h @ W).T", "k.T", "h @ W.T")]
    [True, False, False]
    """
    part = isinstance(node, gast.Subscript | gast.Attribute)
    return part and isinstance(_whole(node), gast.Call | gast.BinOp)


def _whole(node: gast.AST) -> gast.AST:
    """Return what an expression is a part or a view of, in the end."""
    while isinstance(node, gast.Subscript | gast.Attribute):
        node = node.value
    return node
