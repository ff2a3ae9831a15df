"""Decompositions: eigenvalues, singular values, orthogonal factors, pseudo-inverses."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.errors import SrcdiffError
from srcdiff.runtime import inverse_gaps, reduced, square, svd_factors
from srcdiff.testing import check_grads
from tests.rules.harness import check

R = np.random.default_rng(8)
A = R.standard_normal((3, 3))
STACK = R.standard_normal((2, 3, 3))
TALL, WIDE = R.standard_normal((4, 3)), R.standard_normal((2, 4))

CASES = [
    *((np.linalg.pinv, (a,), {}) for a in (A, TALL, WIDE, STACK)),
    *((np.linalg.svdvals, (a,), {}) for a in (A, TALL, WIDE, STACK)),
    *((np.linalg.qr, (a,), {}) for a in (A, TALL, STACK)),
    *((np.linalg.eigh, (a + np.swapaxes(a, -1, -2),), {}) for a in (A, STACK)),
    *((svd_factors, (a, False), {}) for a in (A, TALL, WIDE, STACK)),
    (inverse_gaps, (np.array([1.0, 2.5, -0.5]),), {}),
    (inverse_gaps, (np.array([[1.0, 2.5, -0.5], [3.0, 6.0, 9.0]]),), {}),
    (reduced, (TALL, TALL), {"wrt": [0]}),
    (square, (A,), {}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


def spread(a):
    """Every factor, in forms that do not hang on the signs of columns."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    values, vectors = np.linalg.eigh(a.T @ a)
    q, r = np.linalg.qr(a)
    weights = np.arange(3.0)
    return (
        np.sum((u * weights @ vh) ** 3)
        + np.sum(s**3)
        + np.prod(np.linalg.svd(a, compute_uv=False))
        + np.sum(np.linalg.eigvalsh(a.T @ a) ** 2)
        + np.sum(vectors * weights @ vectors.T * values)
        + np.sum((q * weights @ q.T) ** 2)
        + np.sum(np.abs(r))
    )


@pytest.mark.parametrize("a", [TALL, A, np.asfortranarray(TALL)])
def test_factors(a):
    check_grads(spread, (a,), order=2)


@pytest.mark.parametrize(
    "function, a",
    [
        (lambda a: np.sum(np.linalg.svd(a)[0]), TALL),
        (lambda a: np.sum(np.linalg.qr(a, "complete")[0]), TALL),
        (lambda a: np.sum(np.linalg.qr(a)[1]), WIDE),
    ],
)
def test_forms_without_a_derivative_are_refused(function, a):
    with pytest.raises(SrcdiffError, match=r"reduced|more columns than rows"):
        grad(function)(a)
