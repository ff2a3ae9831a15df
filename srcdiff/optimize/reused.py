"""Large arrays are computed in the memory of arrays that nobody reads again.

``b = a * (1.0 - y * y)`` is ``b = y * y``, ``np.subtract(1.0, b, out=b)`` and so on:
the same operations in the same order, in one array. New memory of such a size costs as
much as the arithmetic on it.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.holders import holders
from srcdiff.analysis.layout import Layout
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.types import types_of
from srcdiff.core.attempt import attempt_of
from srcdiff.core.build import function, shallow
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import blocks, bound_in, names_in, statements
from srcdiff.core.types import Array, Double, Literal, Number
from srcdiff.optimize.accumulate import Owned, Ownership
from srcdiff.optimize.in_place import Around, Memory, Steps

HOLD_NOTHING = Array | Number | Double | Literal
"""Values that no other array is part of."""


def reused(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function that computes arrays of floats in the memory of dead ones.

    Memory is dead where its array was made in the function, no other name has come to
    hold it, and its own is not read again. Its array has the dtype, the shape and the
    layout of what is computed in it. The types of all that the function's arguments
    hold are known, and their arrays are C-contiguous.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(g, y):\\n    a = g + y\\n    b = a * (1.0 - y * y)\\n    return b"
    ... ).body[0]
    >>> f.known = {n: Array(np.dtype(float), ("n",)) for n in "gy"}
    >>> print(statement(reused(f, NameTable("fgyab"))))
    def f(g, y):
        a = g + y
        b = y * y
        b = np.subtract(1.0, b, out=b)
        b = np.multiply(a, b, out=b)
        return b
    """
    every = list(statements(node.body))
    # A handler may read what was there before a statement that has not come to its end.
    if any(attempt_of(s) is not None for s in every):
        return node
    work = _Reuse(node, names)
    work.block(node.body, frozenset())
    body = work.rewritten(node.body)
    return function(node, body, reused=work.shapes) if work.shapes else node


class _Reuse(Ownership):
    """Notes around each statement which names are the only holders of their arrays."""

    def __init__(self, node: gast.FunctionDef, names: NameTable) -> None:
        super().__init__(node)
        self.names = names
        self.before: dict[int, Owned] = {}
        self.after: dict[int, Owned] = {}
        self.known: Known = dict(types_of(node))
        self.layout = Layout(node, self.known)
        self.exits: list[list[Owned]] = []
        self.shapes: set[tuple] = set()

    def statement(self, node: gast.AST, owned: Owned) -> Owned:
        self.before[id(node)] = owned
        if isinstance(node, gast.Break):
            self.exits[-1].append(owned)
        if isinstance(node, gast.For | gast.While):
            self.exits.append([])
            after = super().statement(node, owned).intersection(*self.exits.pop())
        else:
            after = super().statement(node, owned) - self.kept(node)
        self.after[id(node)] = after
        return after

    def kept(self, node: gast.AST) -> frozenset[str]:
        """Return the names whose arrays somebody else may hold after a statement."""
        value = getattr(node, "value", None)
        if value is None:
            return frozenset()
        if isinstance(node, gast.Expr) or not is_pure(value):
            return names_in(value)
        if not isinstance(type_of(value, self.known), HOLD_NOTHING):
            return names_in(value)
        return holders(value) if isinstance(node, gast.AugAssign) else frozenset()

    def rewritten(self, block: list[gast.AST]) -> list[gast.AST]:
        """Return the statements of a block, with the steps for those that have some."""
        free: Memory = {}
        new: list[gast.AST] = []
        for statement in block:
            if blocks(statement):
                for each in bound_in([statement]):
                    free.pop(each, None)
                new.append(self.nested(statement))
                continue
            steps = Steps(statement, self.around(statement), free)
            new += steps.written()
            self.shapes |= steps.shapes
        return new

    def nested(self, statement: gast.AST) -> gast.AST:
        """Return a compound statement with its blocks rewritten."""
        new = shallow(statement)
        new.body = self.rewritten(statement.body)
        if isinstance(statement, gast.If):
            new.orelse = self.rewritten(statement.orelse)
        return new

    def around(self, statement: gast.AST) -> Around:
        """Return what is known where a statement stands."""
        return Around(
            self.known,
            self.layout,
            self.names,
            self.before.get(id(statement), frozenset()),
            self.after.get(id(statement), frozenset()),
            self.live.after[id(statement)],
        )
