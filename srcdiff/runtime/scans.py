"""Products along an axis and what their adjoints need, exact where factors are 0.

Every function but ``lanes`` and ``from_lanes`` works along the last axis.
"""

import numpy as np


def lanes(x, axis=None):
    """Return ``x`` with the given axes merged into one last axis.

    >>> lanes(np.ones((2, 3, 4)), (0, 1)).shape, lanes(np.ones((2, 3))).shape
    ((4, 6), (6,))
    """
    x = np.asarray(x)
    axes = _axes(x.ndim, axis)
    first = np.moveaxis(x, axes, range(x.ndim - len(axes), x.ndim))
    kept = first.shape[: x.ndim - len(axes)]
    return first.reshape(*kept, int(np.prod(first.shape[len(kept) :])))


def from_lanes(y, like, axis=None):
    """Undo ``lanes(like, axis)``: return ``y`` in the shape of ``like``.

    >>> from_lanes(np.ones((4, 6)), np.ones((2, 3, 4)), (0, 1)).shape
    (2, 3, 4)
    """
    shape = np.shape(like)
    axes = _axes(len(shape), axis)
    kept = [n for i, n in enumerate(shape) if i not in axes]
    apart = np.reshape(y, (*kept, *(shape[i] for i in axes)))
    return np.moveaxis(apart, range(len(kept), len(shape)), axes)


def _axes(rank, axis):
    if axis is None:
        return tuple(range(rank))
    axes = axis if isinstance(axis, tuple) else (axis,)
    return tuple(i % rank for i in axes)


def delay(x, first):
    """Move ``x`` by one place along the last axis; ``first`` fills the first place.

    >>> delay(np.array([1.0, 2.0, 3.0]), 0)
    array([0., 1., 2.])
    """
    moved = np.full_like(x, first)
    moved[..., 1:] = x[..., :-1]
    return moved


def advance(x):
    """Move ``x`` back by one place along the last axis; 0 fills the last place.

    >>> advance(np.array([1.0, 2.0, 3.0]))
    array([2., 3., 0.])
    """
    moved = np.zeros_like(x)
    moved[..., :-1] = x[..., 1:]
    return moved


def recurrence(a, b):
    """Return y with y[k] = b[k] + a[k] y[k - 1] along the last axis, y[-1] = 0.

    >>> recurrence(np.array([9.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    array([ 1.,  3., 10.])
    """
    y = np.array(b, dtype=np.result_type(a, b))
    for k in range(1, y.shape[-1]):
        y[..., k] += a[..., k] * y[..., k - 1]
    return y


def recurrence_back(a, b):
    """Return y with y[k] = b[k] + a[k + 1] y[k + 1]: the recurrence from the end.

    >>> recurrence_back(np.array([9.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    array([9., 4., 1.])
    """
    return recurrence(delay(a[..., ::-1], 0), b[..., ::-1])[..., ::-1]


def product_of_others(x):
    """Return for each element the product of all others along the last axis.

    >>> product_of_others(np.array([0.0, 2.0, 3.0]))
    array([6., 0., 0.])
    """
    return products_before(x) * products_after(x)


def products_before(x):
    """Return for each element the product of those before it along the last axis.

    >>> products_before(np.array([2.0, 3.0, 4.0]))
    array([1., 2., 6.])
    """
    return delay(np.cumprod(x, axis=-1, dtype=x.dtype), 1)


def products_after(x):
    """Return for each element the product of those after it along the last axis.

    >>> products_after(np.array([2.0, 3.0, 4.0]))
    array([12.,  4.,  1.])
    """
    return products_before(x[..., ::-1])[..., ::-1]
