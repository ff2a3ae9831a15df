"""Products of matrices as people write them: ``b.T @ a`` for ``(a.T @ b).T``.

Only where both are known to be matrices.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import types_of
from srcdiff.core.facts import once
from srcdiff.core.traverse import (
    COMPOUND,
    is_backward,
    map_backward,
    map_children,
    statements,
    walk,
    with_fields,
)
from srcdiff.core.types import shape_of
from srcdiff.optimize.spelled import integer_of

LAST_TWO = ((-1, -2), (-2, -1), (0, 1), (1, 0))


def transposed(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with the transposes of products taken of their factors.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.types import Array
    >>> f = gast.parse("def f(q, g):\\n    k = (q.T @ g).T\\n    return k").body[0]
    >>> f.known = {n: Array(None, ("n", "m")) for n in "qg"}
    >>> f.body[0].part = "backward"
    >>> print(statement(transposed(f)))
    def f(q, g):
        k = g.T @ q
        return k
    """
    if not any(is_backward(s) and _transposes(s) for s in statements(node.body)):
        return node
    known = types_of(node)

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        if isinstance(new, gast.Call):
            return _as_operator(new, known)
        product = new.value if _is_transpose(new) else None
        if isinstance(product, gast.BinOp) and isinstance(product.op, gast.MatMult):
            return _of_factors(new, product, known)
        return new

    return map_backward(node, visit)


@once
def _transposes(node: gast.AST) -> bool:
    """Tell whether a statement itself has something to be written with transposes."""
    return not isinstance(node, COMPOUND) and any(
        getattr(n, "target", None) in (np.matmul, np.swapaxes)
        or (_is_transpose(n) and isinstance(n.value, gast.BinOp))
        for n in walk(node)
    )


def _of_factors(whole: gast.AST, product: gast.BinOp, known: Known) -> gast.AST:
    """Return ``b.T @ a`` for ``(a.T @ b).T``, where that has no more transposes."""
    factors = [product.left, product.right]
    matrices = all(_is_matrix(f, known) for f in factors)
    if not matrices or not any(map(_is_transpose, factors)):
        return whole
    left, right = map(_transpose_of, factors)
    return gast.BinOp(right, gast.MatMult(), left)


def _transpose_of(node: gast.AST) -> gast.AST:
    return node.value if _is_transpose(node) else gast.Attribute(node, "T", gast.Load())


def _as_operator(node: gast.Call, known: Known) -> gast.AST:
    """Return ``a @ b`` for ``np.matmul(a, b)``, ``a.T`` for swapped axes."""
    target, plain = getattr(node, "target", None), not node.keywords
    if target is np.matmul and plain and len(node.args) == 2:
        left, right = node.args
        if all(_is_matrix(f, known) for f in node.args):
            return gast.BinOp(left, gast.MatMult(), right)
    if target is np.swapaxes and plain and len(node.args) == 3:
        axes = tuple(map(integer_of, node.args[1:]))
        if axes in LAST_TWO and _is_matrix(node.args[0], known):
            return _transpose_of(node.args[0])
        if axes in LAST_TWO[:2] and _swaps_last_two(node.args[0]):
            return node.args[0].args[0]
        if axes in LAST_TWO[:2]:
            return _of_stacks(node, known)
    return node


def _of_stacks(node: gast.Call, known: Known) -> gast.AST:
    """Return ``swapped(g) @ q`` for ``swapped(swapped(q) @ g)``, stacks of matrices."""
    product = node.args[0]
    if not isinstance(product, gast.BinOp) or not isinstance(product.op, gast.MatMult):
        return node
    left, right = product.left, product.right
    ranks = {len(shape_of(type_of(f, known)) or ()) for f in (left, right)}
    if not _swaps_last_two(left) or len(ranks) != 1 or ranks <= {0, 1, 2}:
        return node
    swapped = with_fields(node, {"args": [right, *node.args[1:]]})
    return gast.BinOp(swapped, gast.MatMult(), left.args[0])


def _swaps_last_two(node: gast.AST) -> bool:
    if getattr(node, "target", None) is not np.swapaxes or len(node.args) != 3:
        return False
    return tuple(map(integer_of, node.args[1:])) in LAST_TWO[:2]


def _is_transpose(node: gast.AST) -> bool:
    of_array = isinstance(node, gast.Attribute) and not hasattr(node, "member")
    return of_array and node.attr == "T"


def _is_matrix(node: gast.AST, known: Known) -> bool:
    return len(shape_of(type_of(node, known)) or ()) == 2
