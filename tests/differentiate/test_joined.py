"""The adjoint of an array that was joined with others is a part of theirs."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

A = np.array([[0.3, -0.5, 0.9], [1.1, 0.2, -0.4]])
B = np.array([[0.7, 1.3], [-0.6, 0.1]])
V = np.array([0.4, -1.2, 0.8])
W = np.array([0.5, 0.9])


def side_by_side(a, b):
    return np.sum(np.concatenate([a, b], axis=1) ** 3)


def from_the_end(a, b):
    return np.sum(np.concatenate((b, a, b * b), axis=-1) ** 3)


def stacked_rows(a, b):
    return np.sum(np.sin(np.vstack([a.T, b])))


def of_vectors(v, w):
    joined = np.concatenate([v, w, v * 2.0])
    v_again = v * np.sum(joined[1:4])
    return np.sum(joined**2) + np.sum(v_again)


def written_after(v, w):
    joined = np.hstack([v, w])
    total = np.sum(joined**2)
    v[0] = v[1] * total
    return np.sum(v * v) + total


def with_ones(a, b):
    with_bias = np.concatenate([a, np.ones((len(a), 1))], axis=1)
    return np.sum(np.tanh(with_bias[:, :2] @ b) * with_bias[:, 3:])


def items(v, w):
    return np.sum(np.array([v[0] * w[1], v[2], 1.0, v[1] ** 2]) ** 2)


def rows(v, w):
    m = np.array([v, v[::-1], v * v])
    return np.sum(m @ m.T) * w[0]


def stacked(v, w):
    return np.sum(np.stack([v, v * w[0]], axis=1) ** 3) + np.sum(
        np.stack((v, np.sin(v)), axis=-1)[1]
    )


def state(v, w):
    y = np.array([1.0, w[0]])
    total = 0.0
    for t in range(4):
        dy = np.array([y[1], -v[0] * y[0] - v[1] * y[1]])
        y = y + 0.1 * dy
        total += (y[0] - v[2]) ** 2 * t
    return total


def passed_on(v, w):
    y = v * w[0]
    z = v + w[1]
    for _ in range(3):
        z = z + y
        y = y + z * y
        y[0] = y[1]
        z[1] *= 0.5
    return np.sum(y * z)


def numbers_of_python(a, b):
    c = np.array([a, b, a * b])
    return np.sum(c**3)


def half_known(v, w):
    parts = [v, w]
    if np.sum(v) > 100:
        parts = [w, v]
    return np.sum(np.concatenate(parts) ** 3)


def nested(v, w):
    m = np.array([[v[0], w[0]], [w[1], v[1] * v[2]]])
    return np.sum(m @ m) * m[0, 1]


PROGRAMS = [
    (side_by_side, (A, B)),
    (from_the_end, (A, B)),
    (stacked_rows, (A[:, :2], B)),
    (of_vectors, (V, W)),
    (written_after, (V, W)),
    (with_ones, (A, B)),
    (items, (V, W)),
    (rows, (V, W)),
    (stacked, (V, W)),
    (state, (V, W)),
    (passed_on, (V, W)),
    (half_known, (V, W)),
    (nested, (V, W)),
]


@pytest.mark.parametrize(("f", "args"), PROGRAMS)
@pytest.mark.parametrize("specialise", [True, False])
def test_gradients_are_right(f, args, specialise):
    before = [a.copy() for a in args]
    found = grad(f, (0, 1), specialise=specialise)(*args)
    for a, b in zip(args, before, strict=True):
        np.testing.assert_array_equal(a, b)
    for one, other in zip(found, grad(f, (0, 1))(*args), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)
    check_grads(f, args, (0, 1))


@pytest.mark.parametrize(("f", "args"), PROGRAMS)
def test_single_precision_is_kept(f, args):
    singles = [a.astype("f4") for a in args]
    for one, exact in zip(
        grad(f, (0, 1))(*singles), grad(f, (0, 1))(*args), strict=True
    ):
        assert one.dtype == np.float32
        np.testing.assert_allclose(one, exact, rtol=2e-5, atol=1e-5)


@pytest.mark.parametrize("sizes", [(0, 2), (1, 1), (2, 0), (1, 3)])
def test_empty_parts_and_single_items(sizes):
    v, w = (np.linspace(0.3, 0.9, n) for n in sizes)

    def f(v, w):
        return np.sum(np.concatenate([v, w, v]) ** 3) + np.sum(np.hstack((w, v)))

    v_bar, w_bar = grad(f, (0, 1))(v, w)
    np.testing.assert_allclose(v_bar, 6 * v**2 + 1)
    np.testing.assert_allclose(w_bar, 3 * w**2 + 1)


def test_numbers():
    check_grads(numbers_of_python, (0.4, 1.5), (0, 1))


def test_the_text():
    text = grad(side_by_side, (0, 1)).source_for(A, B)
    assert "[:, : a.shape[1]]" in text and "[:, a.shape[1] :]" in text
    assert "runtime" not in text
    text = grad(state).source_for(V, W)
    assert "runtime" not in text and ".copy()" not in text
    assert "dy = np.array([y[1], -v[0] * y[0] - v[1] * y[1]])" in text
