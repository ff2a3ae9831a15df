"""Rules of the outer methods of ufuncs: every pair of elements of two arrays."""

import numpy as np

from srcdiff.core.types import Array, Type, shape_of
from srcdiff.rules.linalg_types import promote_arrays
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, rule
from srcdiff.runtime import unbroadcast


def _result(a: Type, b: Type) -> Type:
    """Return the type of ``np.add.outer(a, b)``.

    >>> _result(Array(None, ("n",)), Array(None, (2, 3)))
    Array(dtype=None, shape=('n', 2, 3))
    """
    left, right = shape_of(a), shape_of(b)
    if left is None or right is None:
        return Array(promote_arrays(a, b), None)
    return Array(promote_arrays(a, b), (*left, *right))


@rule(np.add.outer, result=_result, over_complex=HOLOMORPHIC)
def add_outer(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g.sum(axis=1), g.sum(axis=0)
    return (
        unbroadcast(np.tensordot(g, np.ones_like(b), np.ndim(b)), a),
        unbroadcast(np.tensordot(np.ones_like(a), g, np.ndim(a)), b),
    )


@rule(np.subtract.outer, result=_result, over_complex=HOLOMORPHIC)
def subtract_outer(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g.sum(axis=1), -g.sum(axis=0)
    return (
        unbroadcast(np.tensordot(g, np.ones_like(b), np.ndim(b)), a),
        unbroadcast(-np.tensordot(np.ones_like(a), g, np.ndim(a)), b),
    )


@multilinear(np.multiply.outer, result=_result)
def multiply_outer(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g @ b, a @ g
    return (
        unbroadcast(np.tensordot(g, b, np.ndim(b)), a),
        unbroadcast(np.tensordot(a, g, np.ndim(a)), b),
    )
