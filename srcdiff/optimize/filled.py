"""Arrays filled with one number are not made where the number itself will do.

``a[i] += np.full_like(b, s)`` is ``a[i] += s``, and ``a + np.full_like(a, s)`` is
``a + s``. Only arrays of floats, and numbers that leave their dtype as it is.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import types_of
from srcdiff.core.bounds import least
from srcdiff.core.build import function
from srcdiff.core.facts import once
from srcdiff.core.join import is_double, python_number
from srcdiff.core.traverse import (
    COMPOUND,
    is_backward,
    map_blocks,
    map_children,
    replace_expressions,
    root_name,
    statements,
    walk,
    with_fields,
)
from srcdiff.core.types import UNKNOWN, Array, Number
from srcdiff.optimize.factor_types import has_floats
from srcdiff.optimize.spread import settled, spread_over, uniform


def filled(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with numbers where arrays filled with them were added.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(a, b):\\n    a[1:] += np.full_like(b, 2.0)\\n    return a"
    ... ).body[0]
    >>> f.body[0].part, f.body[0].value.target = "backward", np.full_like
    >>> f.known = {n: Array(np.dtype(float), ("n",)) for n in "ab"}
    >>> print(statement(filled(f)))
    def f(a, b):
        a[1:] += 2.0
        return a
    """
    if not any(is_backward(s) and _fills(s) for s in statements(node.body)):
        return node
    known = types_of(node)

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        linear = isinstance(new, gast.BinOp) and isinstance(new.op, gast.Add | gast.Sub)
        for one, other in (("left", "right"), ("right", "left")) if linear else ():
            side = getattr(new, other)
            whole = spread_over(side)
            if whole is not None and is_like(getattr(new, one), whole, known):
                value = number_in(side, known)
                if value is not None:
                    return with_fields(new, {other: value})
        return new

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [
            _to_items(replace_expressions(s, visit), known) if is_backward(s) else s
            for s in block
        ]

    return function(node, map_blocks(node.body, change))


@once
def _fills(node: gast.AST) -> bool:
    """Tell whether a statement itself fills an array with a number."""
    return not isinstance(node, COMPOUND) and any(
        getattr(n, "target", None) is np.full_like for n in walk(node)
    )


def _to_items(node: gast.AST, known: Known) -> gast.AST:
    """Return ``a[i] += s`` for ``a[i] += np.full_like(b, s)``."""
    if not isinstance(node, gast.AugAssign):
        return node
    root = known.get(root_name(node.target), UNKNOWN)
    if not isinstance(node.target, gast.Subscript) or not has_floats(root):
        return node
    value = number_in(node.value, known)
    return node if value is None else with_fields(node, {"value": value})


def is_like(node: gast.AST, model: gast.AST, known: Known) -> bool:
    """Tell whether a value surely has the shape and the dtype of another one."""
    whole = type_of(node, known)
    if not isinstance(whole, Array) or whole != type_of(model, known):
        return False
    return settled(whole)


def number_in(node: gast.AST, known: Known) -> gast.AST | None:
    """Return the number that fills an array of floats, None where there is none.

    It is divided only by what is surely not zero, as sizes of arrays with items are.
    """
    value, whole = uniform(node), spread_over(node)
    model = UNKNOWN if whole is None else type_of(whole, known)
    if value is None or not has_floats(model):
        return None
    kind = type_of(value, known)
    double = is_double(kind) and model.dtype == np.float64
    if not double and python_number(kind) not in (int, float):
        return None
    while isinstance(node, gast.BinOp):
        if not _is_nonzero(node.right, known):
            return None
        node = node.left
    return value


def _is_nonzero(node: gast.AST, known: Known) -> bool:
    if isinstance(node, gast.Constant):
        return bool(node.value != 0)
    size = type_of(node, known)
    low = least(size.value) if isinstance(size, Number) else None
    return low is not None and low > 0
