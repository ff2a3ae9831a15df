"""Parts of the derivatives of linear solves, determinants and norms."""

import math

import numpy as np

from srcdiff.runtime.misuse import Misuse


def _is_vector(a, b):
    """Whether ``np.linalg.solve(a, b)`` takes ``b`` as one vector for each matrix."""
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        return np.ndim(b) == np.ndim(a) - 1
    return np.ndim(b) == 1


def solve_like(a, y, b):
    """Solve ``a @ x = y`` where ``y`` has the form of ``np.linalg.solve(a, b)``.

    >>> solve_like(2 * np.eye(2), np.ones((3, 2)), np.ones(2))
    array([[0.5, 0.5],
           [0.5, 0.5],
           [0.5, 0.5]])
    """
    if _is_vector(a, b):
        return np.linalg.solve(a, np.expand_dims(y, -1))[..., 0]
    return np.linalg.solve(a, y)


def outer_like(x, y, a, b):
    """Return ``x`` times ``y`` transposed, both of the form of ``solve(a, b)``.

    >>> outer_like(np.ones(2), np.arange(2.0), np.eye(2), np.ones(2))
    array([[0., 1.],
           [0., 1.]])
    """
    if _is_vector(a, b):
        return np.expand_dims(x, -1) * np.expand_dims(y, -2)
    return np.matmul(x, np.swapaxes(y, -1, -2))


def times_like(m, x, a, b):
    """Return ``m @ x`` where ``x`` has the form of ``np.linalg.solve(a, b)``.

    >>> times_like(2 * np.eye(2), np.ones((3, 2)), np.eye(2), np.ones(2))
    array([[2., 2.],
           [2., 2.],
           [2., 2.]])
    """
    if _is_vector(a, b):
        return np.matmul(m, np.expand_dims(x, -1))[..., 0]
    return np.matmul(m, x)


def cofactor(a):
    """Return the cofactor matrix: the gradient of the determinant, also where it is 0.

    >>> cofactor(np.array([[1.0, 2.0], [2.0, 4.0]])).round(12)
    array([[ 4., -2.],
           [-2.,  1.]])
    """
    u, s, vh = np.linalg.svd(a)
    rest = np.repeat(np.expand_dims(s, -2), s.shape[-1], axis=-2)
    diagonal = np.arange(s.shape[-1])
    rest[..., diagonal, diagonal] = 1
    sign = np.linalg.det(u) * np.linalg.det(vh)
    scaled = u.conj() * np.expand_dims(rest.prod(axis=-1), -2)
    return np.matmul(scaled, vh.conj()) * np.expand_dims(sign, (-1, -2))


def restore_axes(value, x, axis=None, keepdims=False):
    """Give ``value``, a reduction of ``x``, back its reduced axes with size 1.

    >>> restore_axes(np.ones(3), np.ones((3, 4)), axis=1).shape
    (3, 1)
    """
    if keepdims or axis is None:
        return value
    axes = axis if isinstance(axis, tuple) else (axis,)
    return np.expand_dims(value, tuple(k % np.ndim(x) for k in axes))


def norm_gradient(x, norms, ord=None, axis=None, keepdims=False, order=1):
    """Return the derivative of ``norms = np.linalg.norm(x, ord, axis, keepdims)``.

    It is 0 where the norm is 0; where several entries are the largest (or the smallest)
    they share. order: 1, or more to differentiate that again at fixed norms.

    >>> norm_gradient(np.array([3.0, -4.0]), 5.0)
    array([ 0.6, -0.8])
    >>> norm_gradient(np.array([3.0, -4.0]), 5.0, order=2)
    array([0.2, 0.2])
    """
    x, norms = np.asarray(x), restore_axes(norms, x, axis, keepdims)
    p = _power(x, ord, axis)
    if p in (np.inf, -np.inf):
        if order > 1:
            return np.zeros_like(x)
        reached = (np.abs(x) == norms) * np.sign(x)
        return reached / np.maximum(np.abs(reached).sum(axis=axis, keepdims=True), 1)
    factor = math.prod(p - k for k in range(1, order))
    if p == 0 or factor == 0:
        return np.zeros_like(x)
    safe = np.where(norms == 0, 1, norms)
    powers = factor * np.abs(x) ** (p - order) if p != order else factor
    return np.where(norms == 0, 0, powers * np.sign(x) ** order / safe ** (p - 1))


def _power(x, ord, axis):
    """Return p where the norm is the p-norm of the entries; refuse other norms."""
    matrix = np.ndim(x) == 2 if axis is None else np.size(axis) == 2
    if ord is None or (matrix and ord in ("fro", "f")):
        return 2
    if matrix:
        raise Misuse(
            f"the matrix norm np.linalg.norm(x, {ord!r}) has no derivative here",
            "use the Frobenius norm (ord=None), or singular values",
        )
    return ord
