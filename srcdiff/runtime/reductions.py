"""Undoing reductions: results spread over the axes that were reduced away."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.structure import own


def expand(a, like, axis=None, keepdims=False):
    """Spread a reduction's result over the reduced axes of ``like`` (a view).

    >>> expand(np.array([1.0, 2.0]), np.ones((2, 3)), 1)
    array([[1., 1., 1.],
           [2., 2., 2.]])
    """
    if axis is not None and not keepdims:
        a = np.expand_dims(a, axis)
    return np.broadcast_to(a, np.shape(like))


def count(x, axis=None):
    """Return how many elements of ``x`` go into each element of a reduction.

    >>> count(np.ones((2, 3))), count(np.ones((2, 3, 4)), (0, -1))
    (6, 8)
    """
    if axis is None:
        return np.size(x)
    shape = np.shape(x)
    axes = axis if isinstance(axis, tuple) else (axis,)
    product = 1
    for i in axes:
        product *= shape[i]
    return product


def tie_shares(x, out, axis=None, keepdims=False):
    """Return the weight of each element in its maximum or minimum ``out``.

    It is 0 for the elements that lose; those that tie share a weight of 1 evenly.

    >>> tie_shares(np.array([1.0, 3.0, 3.0]), 3.0)
    array([0. , 0.5, 0.5])
    """
    winners = np.equal(x, expand(out, x, axis, keepdims))
    dtype = out.dtype if isinstance(out, (np.ndarray, np.generic)) else float
    return np.divide(
        winners, winners.sum(axis=axis, keepdims=True, dtype=dtype), dtype=dtype
    )


def spread(g, items):
    """Return the adjoint of ``items`` summed by Python's sum: ``g`` for each of them.

    >>> spread(2.0, [1.0, 3.0]), spread(2.0, np.ones(3))
    ([2.0, 2.0], array([2., 2., 2.]))
    """
    if not isinstance(items, np.ndarray):
        return [own(unbroadcast(g, item)) for item in items]
    return np.broadcast_to(g, np.shape(items)).astype(items.dtype)


def total(items, like):
    """Return the sum of all items' adjoints in the shape and dtype of ``like``.

    >>> total([1.0, 2.0], 0.0)
    3.0
    """
    return unbroadcast(sum(unbroadcast(item, like) for item in items), like)
