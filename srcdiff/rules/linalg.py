"""Rules of products and of linear algebra.

Conventions where the derivative is a matter of choice: a norm has derivative 0 at 0;
``cholesky`` reads the lower triangle only, so its adjoint is lower triangular.
"""

import operator

import numpy as np

from srcdiff.rules import linalg_types as products
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import (
    AS_WRITTEN,
    HOLOMORPHIC,
    PASS_A_CONSTANT,
    multilinear,
    rule,
)
from srcdiff.rules.result_types import of_argument
from srcdiff.rules.shape_types import same
from srcdiff.runtime import (
    cofactor,
    conform,
    cross_left,
    cross_right,
    dot_left,
    dot_right,
    inner_left,
    inner_right,
    kron_left,
    kron_right,
    matmul_left,
    matmul_right,
    norm_gradient,
    outer_like,
    restore_axes,
    solve_like,
    tensordot_left,
    tensordot_right,
    times_like,
    unbroadcast,
)


@multilinear(np.matmul, operator.matmul, result=products.matmul)
def matmul(a, b, *, out, g):
    if np.ndim(a) == 2 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return g @ b.T, a.T @ g
    if np.ndim(a) == 2 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return np.outer(g, b), a.T @ g
    if np.ndim(a) == 1 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return b @ g, np.outer(a, g)
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g * b, g * a
    if np.ndim(a) == 3 and np.ndim(b) == 1 and a.dtype == b.dtype:
        return np.expand_dims(g, 2) * b, np.tensordot(g, a, 2)
    if np.ndim(a) == 3 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return g @ b.T, np.tensordot(a, g, ((0, 1), (0, 1)))
    if (
        np.ndim(a) == 3
        and np.ndim(b) == 3
        and np.shape(a)[0] == np.shape(b)[0]
        and a.real.dtype == b.real.dtype
    ):
        return g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g
    if (
        np.ndim(a) == 4
        and np.ndim(b) == 4
        and np.shape(a)[0] == np.shape(b)[0]
        and np.shape(a)[1] == np.shape(b)[1]
        and a.real.dtype == b.real.dtype
    ):
        return g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g
    return matmul_left(g, a, b), matmul_right(g, a, b)


@multilinear(np.dot, methods=("dot",), result=products.dot)
def dot(a, b, *, out, g):
    if np.ndim(a) == 2 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return g @ b.T, a.T @ g
    if np.ndim(a) == 2 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return np.outer(g, b), a.T @ g
    if np.ndim(a) == 1 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return b @ g, np.outer(a, g)
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g * b, g * a
    return dot_left(g, a, b), dot_right(g, a, b)


@multilinear(np.inner, result=products.inner)
def inner(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g * b, g * a
    return inner_left(g, a, b), inner_right(g, a, b)


@multilinear(np.vdot, result=products.vdot, over_complex=AS_WRITTEN)
def vdot(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.dtype == b.dtype and np.isrealobj(out):
        return g * b, g * a
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return np.conj(g) * b, g * a
    if np.isrealobj(out):
        return (
            unbroadcast(np.reshape(np.multiply(g, b), np.shape(a)), a),
            unbroadcast(np.reshape(np.multiply(g, a), np.shape(b)), b),
        )
    return (
        conform(np.reshape(np.multiply(np.conj(g), b), np.shape(a)), a),
        conform(np.reshape(np.multiply(g, a), np.shape(b)), b),
    )


@multilinear(np.outer, result=products.outer)
def outer(a, b, *, out, g):
    if np.ndim(a) == 1 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return g @ b, a @ g
    return (
        unbroadcast(np.reshape(np.matmul(g, np.ravel(b)), np.shape(a)), a),
        unbroadcast(np.reshape(np.matmul(np.ravel(a), g), np.shape(b)), b),
    )


@multilinear(np.tensordot, result=products.tensordot)
def tensordot(a, b, axes=2, *, out, g):
    return tensordot_left(g, a, b, axes), tensordot_right(g, a, b, axes)


@multilinear(np.kron, result=products.kron)
def kron(a, b, *, out, g):
    return kron_left(g, a, b), kron_right(g, a, b)


@multilinear(np.cross)
def cross(a, b, *, out, g):
    return cross_left(g, a, b), cross_right(g, a, b)


@rule(np.linalg.solve, result=products.solve, over_complex=HOLOMORPHIC)
def solve(a, b, *, out, g):
    if np.ndim(a) == 2 and np.ndim(b) == 1 and a.real.dtype == b.real.dtype:
        return -np.outer(np.linalg.solve(a.T, g), out), np.linalg.solve(a.T, g)
    if np.ndim(a) == 2 and np.ndim(b) == 2 and a.real.dtype == b.real.dtype:
        return -np.linalg.solve(a.T, g) @ out.T, np.linalg.solve(a.T, g)
    b_bar = solve_like(np.swapaxes(a, -1, -2), g, b)
    return unbroadcast(-outer_like(b_bar, out, a, b), a), unbroadcast(b_bar, b)


@rule(np.linalg.inv, result=products.matrix, over_complex=HOLOMORPHIC)
def inv(a, *, out, g):
    if np.ndim(a) == 2:
        return -out.T @ g @ out.T
    transposed = np.swapaxes(out, -1, -2)
    return -np.matmul(np.matmul(transposed, g), transposed)


@rule(np.linalg.det, result=products.determinant, over_complex=HOLOMORPHIC)
def det(a, *, out, g):
    if np.ndim(a) == 2:
        return g * cofactor(a)
    return np.expand_dims(g, (-1, -2)) * cofactor(a)


@rule(np.linalg.slogdet, result=products.slogdet)
def slogdet(a, *, out, g):
    if np.ndim(a) == 2:
        return g[1] * np.linalg.inv(a).T
    return np.expand_dims(g[1], (-1, -2)) * np.swapaxes(np.linalg.inv(a), -1, -2)


@rule(np.linalg.cholesky, result=products.matrix)
def cholesky(a, *, out, g):
    inverse = np.linalg.inv(out)
    through = np.matmul(np.swapaxes(out, -1, -2), g)
    lower = (np.tril(through) + np.tril(through, -1)) / 2
    whole = np.matmul(np.matmul(np.swapaxes(inverse, -1, -2), lower), inverse)
    return np.tril(whole) + np.tril(np.swapaxes(whole, -1, -2), -1)


@rule(
    np.linalg.norm,
    result=products.norm,
    over_complex=AS_WRITTEN,
    without_adjoint={"ord": PASS_A_CONSTANT},
)
def norm(x, ord=None, axis=None, keepdims=False, *, out, g):
    if ord is None and axis is None:
        return x * (g / np.where(out == 0, 1, out))
    if ord is None:
        return x * restore_axes(g / np.where(out == 0, 1, out), x, axis, keepdims)
    return restore_axes(g, x, axis, keepdims) * norm_gradient(
        x, out, ord, axis, keepdims
    )


@multilinear(matmul_left, result=of_argument(1))
def matmul_left_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.matmul(g, b), adjoint), None, matmul_right(adjoint, g, b)


@multilinear(matmul_right, result=of_argument(2))
def matmul_right_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.matmul(a, g), adjoint), matmul_left(adjoint, a, g)


@multilinear(dot_left, result=of_argument(1))
def dot_left_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.dot(g, b), adjoint), None, dot_right(adjoint, g, b)


@multilinear(dot_right, result=of_argument(2))
def dot_right_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.dot(a, g), adjoint), dot_left(adjoint, a, g)


@multilinear(inner_left, result=of_argument(1))
def inner_left_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.inner(g, b), adjoint), None, inner_right(adjoint, g, b)


@multilinear(inner_right, result=of_argument(2))
def inner_right_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.inner(a, g), adjoint), inner_left(adjoint, a, g)


@multilinear(tensordot_left, result=of_argument(1))
def tensordot_left_rule(adjoint, a, b, axes=2, *, out, g):
    return (
        unbroadcast(np.tensordot(g, b, axes), adjoint),
        None,
        tensordot_right(adjoint, g, b, axes),
    )


@multilinear(tensordot_right, result=of_argument(2))
def tensordot_right_rule(adjoint, a, b, axes=2, *, out, g):
    return (
        unbroadcast(np.tensordot(a, g, axes), adjoint),
        tensordot_left(adjoint, a, g, axes),
    )


@multilinear(kron_left, result=of_argument(1))
def kron_left_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.kron(g, b), adjoint), None, kron_right(adjoint, g, b)


@multilinear(kron_right, result=of_argument(2))
def kron_right_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.kron(a, g), adjoint), kron_left(adjoint, a, g)


@multilinear(cross_left, result=of_argument(1))
def cross_left_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.cross(g, b), adjoint), None, cross_right(adjoint, g, b)


@multilinear(cross_right, result=of_argument(2))
def cross_right_rule(adjoint, a, b, *, out, g):
    return unbroadcast(np.cross(a, g), adjoint), cross_left(adjoint, a, g)


@rule(solve_like, over_complex=HOLOMORPHIC)
def solve_like_rule(a, y, b, *, out, g):
    y_bar = solve_like(np.swapaxes(a, -1, -2), g, b)
    return unbroadcast(-outer_like(y_bar, out, a, b), a), y_bar


@multilinear(outer_like)
def outer_like_rule(x, y, a, b, *, out, g):
    return times_like(g, y, a, b), times_like(np.swapaxes(g, -1, -2), x, a, b)


@multilinear(times_like)
def times_like_rule(m, x, a, b, *, out, g):
    return outer_like(g, x, a, b), times_like(np.swapaxes(m, -1, -2), g, a, b)


@rule(cofactor, result=same, over_complex=HOLOMORPHIC)
def cofactor_rule(a, *, out, g):
    inverse = np.swapaxes(np.linalg.inv(a), -1, -2)
    return inverse * np.sum(g * out, axis=(-1, -2), keepdims=True) - np.matmul(
        np.matmul(out, np.swapaxes(g, -1, -2)), inverse
    )


@multilinear(restore_axes, effect=MaybeView(0))
def restore_axes_rule(value, x, axis=None, keepdims=False, *, out, g):
    return np.reshape(g, np.shape(value))


@rule(norm_gradient)
def norm_gradient_rule(
    x, norms, ord=None, axis=None, keepdims=False, order=1, *, out, g
):
    curvature = norm_gradient(x, norms, ord, axis, keepdims, order + 1)
    along = np.sum(
        g * (x * curvature + (order - 1) * out), axis=axis, keepdims=keepdims
    )
    return g * curvature, -along / np.where(norms == 0, 1, norms)
