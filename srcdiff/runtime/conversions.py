"""Adjoints through conversions: dtypes, and nested lists made into one array."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.structure import zeros_like


def broadcast_like(a, like):
    """Return ``a`` broadcast to the shape of ``like`` and cast to its float dtype.

    >>> broadcast_like(2.0, np.ones(3, np.float32))
    array([2., 2., 2.], dtype=float32)
    """
    if not isinstance(like, (np.ndarray, np.generic)):
        return complex(a) if isinstance(like, complex) else float(a)
    wide = np.broadcast_to(a, like.shape)
    dtype = like.dtype if like.dtype.kind in "fc" else wide.dtype
    return wide if wide.dtype == dtype else wide.astype(dtype)


def through_cast(a, out):
    """Return ``a``, or zeros if the conversion that gave ``out`` cut the derivative.

    >>> through_cast(np.ones(2), np.array([1, 2]))
    array([0., 0.])
    """
    return a if np.asarray(out).dtype.kind in "fc" else zeros_like(a)


def unstack_like(a, items):
    """Return the adjoint of nested lists that were made into an array: lists again.

    >>> unstack_like(np.array([[1.0, 2.0], [3.0, 4.0]]), [(1.0, 1.0), np.ones(2)])
    [[1.0, 2.0], array([3., 4.])]
    """
    if isinstance(items, (list, tuple)):
        return [unstack_like(a[i], item) for i, item in enumerate(items)]
    return unbroadcast(a, items)


def stack_like(items, like):
    """Return nested lists as one array of the shape and dtype of ``like``.

    >>> stack_like([[1.0, 2.0], np.ones(2)], np.ones((2, 2), np.float32))
    array([[1., 2.],
           [1., 1.]], dtype=float32)
    """
    return np.array(items, dtype=like.dtype).reshape(np.shape(like))
