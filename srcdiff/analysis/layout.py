"""Which names hold arrays that lie row by row in memory, as they do by default.

NumPy lays out the result of an operation as its operands are. A sum adds up in the
order of memory, so that its last digit depends on the layout.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.holders import holders
from srcdiff.analysis.sharing import gathers, parts_of
from srcdiff.core.build import parameters
from srcdiff.core.join import python_number
from srcdiff.core.traverse import bound, statements, tape_of
from srcdiff.core.types import Array, Fields, Items, Literal, Number, shape_of
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.registry import Elementwise
from srcdiff.runtime import own

ALIKE = (np.where, np.zeros_like, np.ones_like, np.full_like, np.copy, np.roll)
"""Functions whose new array is laid out as the arrays are that they are given."""

REDUCTIONS = (np.sum, np.mean, np.max, np.min, np.prod, np.var, np.std)


class Layout:
    """The names whose arrays, all that they ever hold, lie in C order.

    known: the types of the names. Arrays in the function's arguments are taken to be
    C-contiguous. ``rows``: also views of such arrays, with gaps. ``packed``: without.

    >>> text = "def f(x):\\n    y = x * 2\\n    z = x[1:]\\n    w = x.T\\n    return w"
    >>> f, matrix = gast.parse(text).body[0], Array(None, ("n", "m"))
    >>> found = Layout(f, dict.fromkeys("xyzw", matrix))
    >>> sorted(found.rows), sorted(found.packed)
    (['x', 'y', 'z'], ['x', 'y'])
    """

    def __init__(self, node: gast.FunctionDef, known: Known) -> None:
        self.known = known
        self.given = set(parameters(node))
        values = [b for s in statements(node.body) for b in _bindings(s)]
        everything = {*self.given, *(n for n, _ in values)}
        self.rows, self.packed = set(everything), set(everything)
        while True:
            odd = {n for n, v in values if v is None or not self.in_rows(v)}
            loose = {n for n, v in values if v is None or not self.is_packed(v)}
            if not odd & self.rows and not loose & self.packed:
                return
            self.rows -= odd
            self.packed -= loose

    def in_rows(self, node: gast.AST) -> bool:
        """Tell whether the axes of an array have strides that fall, gaps or not."""
        shape = shape_of(type_of(node, self.known))
        if shape is not None and len(shape) < 2:
            return True
        if isinstance(node, gast.Name):
            return node.id in self.rows
        if isinstance(node, gast.Subscript):
            return self._is_part(node)
        return self._made_in_rows(node)

    def is_packed(self, node: gast.AST) -> bool:
        """Tell whether an array is C-contiguous."""
        if isinstance(node, gast.Name):
            return node.id in self.packed
        if isinstance(node, gast.Subscript):
            return False
        if isinstance(node, gast.Tuple | gast.List):
            return all(map(self.is_packed, node.elts))
        if _pops(node):
            return node.func.value.id in self.packed
        return holders(node) <= self.packed and self._made_in_rows(node)

    def _is_part(self, node: gast.Subscript) -> bool:
        if not self.in_rows(node.value):
            return False
        kind = type_of(node.value, self.known)
        if isinstance(kind, Items | Fields):
            return True
        return isinstance(kind, Array) and not any(
            _may_gather(part, self.known) for part in parts_of(node.slice)
        )

    def _is_copy(self, node: gast.AST) -> bool:
        """Tell whether an expression is ``a.copy()``: in C order, whatever a is."""
        if not isinstance(node, gast.Call) or node.args or node.keywords:
            return False
        method = node.func if isinstance(node.func, gast.Attribute) else None
        if method is None or method.attr != "copy" or hasattr(node, "target"):
            return False
        return isinstance(type_of(method.value, self.known), Array)

    def _made_in_rows(self, node: gast.AST) -> bool:
        """Tell whether an expression makes a new array, in C order."""
        if isinstance(node, gast.Compare):
            return all(map(self.in_rows, (node.left, *node.comparators)))
        if isinstance(node, gast.Tuple | gast.List):
            return all(map(self.in_rows, node.elts))
        if _pops(node):
            return node.func.value.id in self.rows
        if self._is_copy(node):
            return True
        target = getattr(node, "target", None)
        if target is own:
            return self.is_packed(node.args[0])
        if any(target is each for each in ALIKE) and not node.keywords:
            return all(map(self.in_rows, node.args))
        try:
            found = apply(node)
        except BindingError:
            return False
        if found is None:
            return False
        if isinstance(found.rule, Elementwise):
            return all(map(self.in_rows, found.arguments.values()))
        if any(each in found.rule.targets for each in REDUCTIONS):
            return self.in_rows(next(iter(found.arguments.values())))
        if np.matmul in found.rule.targets:
            kinds = [type_of(n, self.known) for n in found.arguments.values()]
            return all(isinstance(k, Array) and len(k.shape or ()) == 2 for k in kinds)
        return False


def _pops(node: gast.AST) -> bool:
    """Tell whether an expression takes the last value from a tape."""
    return isinstance(node, gast.Call) and getattr(node, "tape", False)


def _may_gather(part: gast.AST, known: Known) -> bool:
    """Tell whether a part of an index may be an array or a list."""
    if isinstance(part, gast.Slice) or getattr(part, "value", part) in (None, ...):
        return False
    kind = type_of(part, known)
    return not isinstance(kind, Array | Number | Literal) or (
        shape_of(kind) != () or gathers(part, known) or python_number(kind) is bool
    )


def _bindings(statement: gast.AST) -> list[tuple[str, gast.AST | None]]:
    """Return the names that a statement binds, each with its value if it has one."""
    pushed = tape_of(statement, "append")
    if pushed is not None:
        return [(pushed, statement.value.args[0])]
    names = bound(statement)
    if names and isinstance(getattr(statement, "targets", [None])[0], gast.Name):
        return [(names[0], statement.value)]
    return [(n, None) for n in bound(statement)]
