"""Linear algebra in terms of other functions of it."""

import numpy as np

from srcdiff.rules.registry import REFUSED, defines


@defines(np.linalg.matrix_power)
def matrix_power(a, n):
    if n < 0:
        a = np.linalg.inv(a)
    power = np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape)
    for _ in range(abs(n)):
        power = power @ a
    return power


@defines(np.linalg.lstsq, over_complex=REFUSED)
def lstsq(a, b, rcond=None):
    """Return the solution of least squares of a matrix of full rank.

    G. H. Golub and V. Pereyra, The differentiation of pseudo-inverses and nonlinear
    least squares problems whose variables separate, SIAM J. Numer. Anal. 10 (1973).
    """
    x = np.linalg.pinv(a) @ b
    residuals = np.zeros(0)
    if a.shape[0] > a.shape[1]:
        residuals = np.atleast_1d(np.sum((b - a @ x) ** 2, axis=0))
    rank = np.linalg.matrix_rank(a)
    return x, residuals, rank, np.linalg.svd(a, compute_uv=False)


@defines(np.linalg.eigvalsh)
def eigvalsh(a):
    return np.linalg.eigh(a)[0]


@defines(np.linalg.multi_dot)
def multi_dot(arrays):
    product = arrays[0]
    for k in range(1, len(arrays)):
        product = product @ arrays[k]
    return product


@defines(np.linalg.cond)
def cond(x):
    sizes = np.linalg.svd(x, compute_uv=False)
    return sizes[0] / sizes[-1]


@defines(np.vecdot, np.linalg.vecdot)
def vecdot(x1, x2):
    return np.sum(np.conj(x1) * x2, axis=-1)


@defines(np.matvec)
def matvec(x1, x2):
    return np.squeeze(x1 @ np.expand_dims(x2, -1), -1)


@defines(np.vecmat)
def vecmat(x1, x2):
    return np.squeeze(np.expand_dims(np.conj(x1), -2) @ x2, -2)


@defines(np.linalg.vector_norm)
def vector_norm(x, *, axis=None, keepdims=False):
    return np.sqrt(np.sum(np.abs(x) ** 2, axis=axis, keepdims=keepdims))


@defines(np.linalg.outer)
def outer(x1, x2):
    return np.outer(x1, x2)


@defines(np.linalg.trace)
def trace(x):
    return np.trace(x, axis1=-2, axis2=-1)


@defines(np.linalg.diagonal)
def diagonal(x, offset=0):
    return np.diagonal(x, offset, -2, -1)
