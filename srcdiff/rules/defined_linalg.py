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
