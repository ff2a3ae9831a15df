"""Rules of eigenvalues, singular values, orthogonal factors and pseudo-inverses.

Conventions: ``eigh`` reads the lower triangle only, so its adjoint is lower triangular.
Vectors that belong to equal values have no derivative; the part between them is 0.

M. B. Giles, Collected matrix derivative results for forward and reverse mode
algorithmic differentiation (2008); J. Townsend, Differentiating the singular value
decomposition (2016); G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10 (1973).
"""

import numpy as np

from srcdiff.rules import linalg_types
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import defines, multilinear, nondifferentiable, rule
from srcdiff.rules.shape_types import same
from srcdiff.runtime import inverse_gaps, reduced, square, svd_factors


@rule(np.linalg.eigh, result=linalg_types.eigh)
def eigh(a, *, out, g):
    vectors = out[1]
    turned = np.matmul(np.swapaxes(vectors, -1, -2), g[1]) * inverse_gaps(out[0])
    inner = turned + np.expand_dims(g[0], -1) * np.eye(np.shape(a)[-1], dtype=a.dtype)
    whole = np.matmul(np.matmul(vectors, inner), np.swapaxes(vectors, -1, -2))
    return np.tril(whole) + np.tril(np.swapaxes(whole, -1, -2), -1)


@defines(np.linalg.svd)
def svd(a, full_matrices=True, compute_uv=True):
    return svd_factors(a, full_matrices) if compute_uv else np.linalg.svdvals(a)


@rule(np.linalg.svdvals, result=linalg_types.svdvals)
def svdvals(x, *, out, g):
    factors = svd_factors(x, False)
    return np.matmul(factors[0] * np.expand_dims(g, -2), factors[2])


@rule(svd_factors, result=linalg_types.svd)
def svd_factors_rule(a, full_matrices=True, *, out, g):
    u = reduced(out[0], a)
    vh = out[2]
    values = np.expand_dims(out[1], -2)
    gaps = inverse_gaps(out[1] * out[1])
    of_u = np.matmul(np.swapaxes(u, -1, -2), g[0])
    of_v = np.matmul(vh, np.swapaxes(g[2], -1, -2))
    turned = gaps * (of_u - np.swapaxes(of_u, -1, -2)) * values
    turned_v = np.swapaxes(values, -1, -2) * gaps * (of_v - np.swapaxes(of_v, -1, -2))
    inner = (
        turned
        + turned_v
        + np.expand_dims(g[1], -1) * np.eye(np.shape(u)[-1], dtype=a.dtype)
    )
    off_u = (g[0] - np.matmul(u, of_u)) / values
    off_v = (g[2] - np.matmul(np.swapaxes(of_v, -1, -2), vh)) / np.swapaxes(
        values, -1, -2
    )
    return np.matmul(np.matmul(u, inner) + off_u, vh) + np.matmul(u, off_v)


@rule(np.linalg.qr, result=linalg_types.qr)
def qr(a, mode="reduced", *, out, g):
    q = reduced(out[0], a)
    r = square(out[1])
    middle = np.matmul(r, np.swapaxes(g[1], -1, -2)) - np.matmul(
        np.swapaxes(g[0], -1, -2), q
    )
    mirrored = np.tril(middle) + np.swapaxes(np.tril(middle, -1), -1, -2)
    whole = g[0] + np.matmul(q, mirrored)
    return np.swapaxes(np.linalg.solve(r, np.swapaxes(whole, -1, -2)), -1, -2)


@rule(np.linalg.pinv, result=linalg_types.pinv)
def pinv(a, rcond=None, *, out, g):
    turned = np.swapaxes(out, -1, -2)
    g_turned = np.swapaxes(g, -1, -2)
    left = g_turned - np.matmul(a, np.matmul(out, g_turned))
    right = g_turned - np.matmul(np.matmul(g_turned, out), a)
    return (
        np.matmul(np.matmul(left, out), turned)
        + np.matmul(turned, np.matmul(out, right))
        - np.matmul(np.matmul(turned, g), turned)
    )


@rule(inverse_gaps, result=linalg_types.gaps)
def inverse_gaps_rule(values, *, out, g):
    change = g * out * out
    return np.sum(change, axis=-1) - np.sum(change, axis=-2)


@multilinear(reduced, result=same, effect=MaybeView(0))
def reduced_rule(factor, a, *, out, g):
    return g


@multilinear(square, result=same, effect=MaybeView(0))
def square_rule(r, *, out, g):
    return g


nondifferentiable(np.linalg.matrix_rank)
