"""Rules of differences and convolutions of sequences."""

import numpy as np

from srcdiff.core import types
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import AS_WRITTEN, REFUSED, defines, multilinear
from srcdiff.rules.result_types import of_argument
from srcdiff.runtime import (
    convolve_left,
    difference_back,
)


def _same_rank(a, n=None, axis=None):
    shape = types.shape_of(a)
    return types.Array(None, shape and (None,) * len(shape))


def _vector(a, v, mode=None):
    return types.Array(types.promote(a, v), (None,))


@multilinear(np.diff, result=_same_rank, effect=MaybeView(0))
def diff(a, n=1, axis=-1, *, out, g):
    if np.ndim(a) == 1 and n == 1 and len(a) > 0:
        return -np.diff(np.pad(g, 1))
    return difference_back(g, a, n, axis)


@multilinear(difference_back, result=of_argument(1))
def difference_back_rule(adjoint, a, n=1, axis=-1, *, out, g):
    return np.diff(g, n, axis)


# np.correlate conjugates its second argument.
@multilinear(np.convolve, result=_vector, over_complex=AS_WRITTEN)
def convolve(a, v, mode="full", *, out, g):
    if mode == "full" and np.ndim(a) == 1 and np.ndim(v) == 1 and a.dtype == v.dtype:
        return np.correlate(g, v), np.correlate(g, a)
    return convolve_left(g, a, v, mode), convolve_left(g, v, a, mode)


@multilinear(convolve_left, result=of_argument(1), over_complex=REFUSED)
def convolve_left_rule(adjoint, a, v, mode="full", *, out, g):
    return np.convolve(g, v, mode), None, convolve_left(adjoint, v, g, mode)


@defines(np.correlate, over_complex=REFUSED)
def correlate(a, v, mode="valid"):
    if len(a) < len(v):
        return np.flip(np.convolve(np.flip(a), v, mode))
    return np.convolve(a, np.flip(v), mode)
