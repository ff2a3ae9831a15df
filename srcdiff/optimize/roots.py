"""Which array an expression has the shape of, whatever that shape is."""

from __future__ import annotations

from collections.abc import Callable

import gast

Definition = Callable[[str], gast.AST | None]
IsNumber = Callable[[gast.AST], bool]


class Roots:
    """The arrays from which others are made elementwise, with numbers at most.

    >>> from srcdiff.core.text import parse_expression
    >>> values = {"s": parse_expression("d**2")}
    >>> roots = Roots(values.get, lambda node: isinstance(node, gast.Constant))
    >>> list(map(roots.of, map(parse_expression, ["2 * s", "1 - d * s", "d @ s"])))
    ['d', 'd', None]
    """

    def __init__(self, definition: Definition, is_number: IsNumber) -> None:
        self.definition = definition
        self.is_number = is_number

    def of(self, node: gast.AST) -> str | None:
        """Return the name of the array that an expression has the shape of, if any."""
        if isinstance(node, gast.Name):
            value = self.definition(node.id)
            return (self.of(value) if value is not None else None) or node.id
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
            return self.of(node.operand)
        if isinstance(node, gast.BinOp) and not isinstance(node.op, gast.MatMult):
            sides = [s for s in (node.left, node.right) if not self.is_number(s)]
            found = {self.of(s) for s in sides}
            return found.pop() if len(found) == 1 else None
        target = getattr(node, "target", None)
        elementwise = getattr(target, "nin", None) == 1 == getattr(target, "nout", None)
        return self.of(node.args[0]) if elementwise and node.args else None
