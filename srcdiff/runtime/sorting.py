"""The adjoint of sorting: each element's adjoint goes back to where it came from."""

import numpy as np


def sort_adjoint(adjoint, a, axis=-1):
    """Return the adjoint of ``a`` from that of ``np.sort(a, axis)``.

    >>> sort_adjoint(np.array([1.0, 2.0, 3.0]), np.array([0.3, 0.1, 0.2]))
    array([3., 1., 2.])
    """
    order = np.argsort(a, axis=axis)
    if axis is None:
        return np.take(adjoint, np.argsort(order)).reshape(np.shape(a))
    return np.take_along_axis(adjoint, np.argsort(order, axis=axis), axis=axis)


def sort_like(a, order_of, axis=-1):
    """Return ``a`` in the order that sorts another array along an axis.

    >>> sort_like(np.array([1.0, 2.0]), np.array([0.3, 0.1]))
    array([2., 1.])
    """
    order = np.argsort(order_of, axis=axis)
    if axis is None:
        return np.take(a, order)
    return np.take_along_axis(a, order, axis=axis)
