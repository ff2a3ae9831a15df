"""The adjoints of products and of linear algebra, for every combination of ranks.

For a product p = f(a, b), ``f_left`` gives the adjoint of a and ``f_right`` that of b.
"""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.misuse import Misuse


def matmul_left(adjoint, a, b):
    """Return the adjoint of ``a`` from the adjoint of ``a @ b``.

    >>> matmul_left(np.ones((1, 2)), np.ones((1, 3)), np.ones((3, 2)))
    array([[2., 2., 2.]])
    """
    try:
        if a.ndim == 2 and b.ndim == 2:
            a_bar = adjoint @ b.T
            return a_bar if a_bar.dtype == a.dtype else unbroadcast(a_bar, a)
    except AttributeError:
        pass
    a, b = np.asarray(a), np.asarray(b)
    if b.ndim == 1:
        return unbroadcast(np.expand_dims(adjoint, -1) * b, a)
    if a.ndim == 1:
        return unbroadcast(np.matmul(b, np.expand_dims(adjoint, -1))[..., 0], a)
    return unbroadcast(np.matmul(adjoint, np.swapaxes(b, -1, -2)), a)


def matmul_right(adjoint, a, b):
    """Return the adjoint of ``b`` from the adjoint of ``a @ b``.

    >>> matmul_right(np.ones((1, 2)), np.ones((1, 3)), np.ones((3, 2)))
    array([[1., 1.],
           [1., 1.],
           [1., 1.]])
    """
    try:
        if a.ndim == 2 and b.ndim == 2:
            b_bar = a.T @ adjoint
            return b_bar if b_bar.dtype == b.dtype else unbroadcast(b_bar, b)
    except AttributeError:
        pass
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 1:
        if b.ndim == 1:
            return unbroadcast(a * adjoint, b)
        return unbroadcast(np.expand_dims(a, -1) * np.expand_dims(adjoint, -2), b)
    if b.ndim == 1:
        return unbroadcast(np.ravel(adjoint) @ _rows(a), b)
    if b.ndim == 2:
        return unbroadcast(_rows(a).T @ _rows(adjoint), b)
    return unbroadcast(np.matmul(np.swapaxes(a, -1, -2), adjoint), b)


def _rows(x):
    return x.reshape(int(np.prod(x.shape[:-1])), x.shape[-1])


def dot_left(adjoint, a, b):
    """Return the adjoint of ``a`` from the adjoint of ``np.dot(a, b)``.

    >>> dot_left(np.ones(2), 3.0, np.ones(2))
    2.0
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(np.multiply(adjoint, b), a)
    if np.ndim(b) <= 2:
        return matmul_left(adjoint, a, b)
    return tensordot_left(adjoint, a, b, (-1, -2))


def dot_right(adjoint, a, b):
    """Return the adjoint of ``b`` from the adjoint of ``np.dot(a, b)``.

    >>> dot_right(1.0, np.arange(3.0), np.ones(3))
    array([0., 1., 2.])
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(np.multiply(adjoint, a), b)
    if np.ndim(b) <= 2:
        return matmul_right(adjoint, a, b)
    return tensordot_right(adjoint, a, b, (-1, -2))


def inner_left(adjoint, a, b):
    """Return the adjoint of ``a`` from the adjoint of ``np.inner(a, b)``.

    >>> inner_left(2.0, np.ones(3), np.arange(3.0))
    array([0., 2., 4.])
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(np.multiply(adjoint, b), a)
    return tensordot_left(adjoint, a, b, (-1, -1))


def inner_right(adjoint, a, b):
    """Return the adjoint of ``b`` from the adjoint of ``np.inner(a, b)``.

    >>> inner_right(2.0, np.arange(3.0), np.ones(3))
    array([0., 2., 4.])
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(np.multiply(adjoint, a), b)
    return tensordot_right(adjoint, a, b, (-1, -1))


def tensordot_left(adjoint, a, b, axes=2):
    """Return the adjoint of ``a`` from the adjoint of ``np.tensordot(a, b, axes)``.

    >>> tensordot_left(np.ones(2), np.ones((2, 3)), np.arange(3.0), 1)
    array([[0., 1., 2.],
           [0., 1., 2.]])
    """
    summed_a, summed_b, free_a, free_b = _tensordot_axes(a, b, axes)
    last = list(range(len(free_a), len(free_a) + len(free_b)))
    product = np.tensordot(adjoint, b, (last, free_b))
    matching = [summed_a[summed_b.index(k)] for k in sorted(summed_b)]
    return unbroadcast(np.transpose(product, _inverse(free_a + matching)), a)


def tensordot_right(adjoint, a, b, axes=2):
    """Return the adjoint of ``b`` from the adjoint of ``np.tensordot(a, b, axes)``.

    >>> tensordot_right(np.ones(2), np.ones((2, 3)), np.arange(3.0), 1)
    array([2., 2., 2.])
    """
    summed_a, summed_b, free_a, free_b = _tensordot_axes(a, b, axes)
    product = np.tensordot(a, adjoint, (free_a, list(range(len(free_a)))))
    matching = [summed_b[summed_a.index(k)] for k in sorted(summed_a)]
    return unbroadcast(np.transpose(product, _inverse(matching + free_b)), b)


def _tensordot_axes(a, b, axes):
    if np.ndim(axes) == 0 and not isinstance(axes, (tuple, list)):
        axes = (range(-axes, 0), range(axes))
    summed_a, summed_b = ([int(k) for k in np.ravel(part)] for part in axes)
    summed_a = [k % np.ndim(a) for k in summed_a]
    summed_b = [k % np.ndim(b) for k in summed_b]
    free_a = [k for k in range(np.ndim(a)) if k not in summed_a]
    free_b = [k for k in range(np.ndim(b)) if k not in summed_b]
    return summed_a, summed_b, free_a, free_b


def _inverse(axes):
    return sorted(range(len(axes)), key=axes.__getitem__)


def kron_left(adjoint, a, b):
    """Return the adjoint of ``a`` from the adjoint of ``np.kron(a, b)``.

    >>> kron_left(np.arange(4.0), np.ones(2), np.ones(2))
    array([1., 5.])
    """
    blocks, b = _kron_blocks(adjoint, a, b), np.asarray(b)
    rank = blocks.ndim // 2
    b = b.reshape((1,) * (rank - b.ndim) + b.shape)
    a_bar = np.tensordot(blocks, b, (range(1, 2 * rank, 2), range(rank)))
    return unbroadcast(a_bar.reshape(np.shape(a)), a)


def kron_right(adjoint, a, b):
    """Return the adjoint of ``b`` from the adjoint of ``np.kron(a, b)``.

    >>> kron_right(np.arange(4.0), np.ones(2), np.ones(2))
    array([2., 4.])
    """
    blocks, a = _kron_blocks(adjoint, a, b), np.asarray(a)
    rank = blocks.ndim // 2
    a = a.reshape((1,) * (rank - a.ndim) + a.shape)
    b_bar = np.tensordot(blocks, a, (range(0, 2 * rank, 2), range(rank)))
    return unbroadcast(b_bar.reshape(np.shape(b)), b)


def _kron_blocks(adjoint, a, b):
    """Split each axis of the product into an axis of ``a`` and an axis of ``b``."""
    rank = max(np.ndim(a), np.ndim(b))
    shapes = [(1,) * (rank - np.ndim(x)) + np.shape(x) for x in (a, b)]
    return np.reshape(adjoint, [n for pair in zip(*shapes, strict=True) for n in pair])


def cross_left(adjoint, a, b):
    """Return the adjoint of ``a`` from the adjoint of ``np.cross(a, b)``.

    >>> cross_left(np.array([0.0, 0.0, 1.0]), np.ones(3), np.array([0.0, 1.0, 0.0]))
    array([1., 0., 0.])
    """
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise Misuse(
            "np.cross of vectors of two components has no derivative here",
            "write x[..., 0] * y[..., 1] - x[..., 1] * y[..., 0]",
        )
    return unbroadcast(np.cross(b, adjoint), a)


def cross_right(adjoint, a, b):
    """Return the adjoint of ``b`` from the adjoint of ``np.cross(a, b)``.

    >>> cross_right(np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0]), np.ones(3))
    array([0., 1., 0.])
    """
    return cross_left(np.negative(adjoint), b, a)
