"""What cancels between the lines of a derivative: text, values, and poles."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def sigmoid(v, s):
    y = 1 / (1 + np.exp(-s * v))
    return np.sum(y * y)


def cross_entropy(z, t):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(t * np.log(p), axis=1))


def softmax(z, t):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return np.sum(t * p**2)


def read_twice(z, t):
    e = np.exp(z)
    p = e / np.sum(e, axis=1, keepdims=True)
    return np.sum(np.sin(p) * t) + np.sum(np.log(p) * e)


def in_a_loop(z, t):
    total = 0.0
    for _ in range(3):
        e = np.exp(z * t)
        p = e / np.sum(e, axis=1, keepdims=True)
        z = z + 1 / (1 + np.exp(-p))
        total = total + np.sum(np.log(p) * t)
    return total


def columns(z, t):
    e = np.exp(z)
    p = e / np.sum(e, axis=0, keepdims=True)
    return np.sum(p * t / p)


RNG = np.random.default_rng(0)
Z, T = RNG.standard_normal((4, 3)), RNG.random((4, 3)) + 0.1


@pytest.mark.parametrize("f", [cross_entropy, softmax, read_twice, in_a_loop, columns])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gradients(f, dtype):
    z, t = Z.astype(dtype), T.astype(dtype)
    derivative = grad(f, (0, 1))
    for found, general in zip(
        derivative(z, t), derivative.generated_function()(z, t), strict=True
    ):
        assert found.dtype == dtype
        np.testing.assert_allclose(found, general, rtol=2e-4, atol=1e-5)
    if dtype is np.float64:
        check_grads(f, (z, t), (0, 1))


@pytest.mark.parametrize("shape", [(3,), (1,), (2, 0), (2, 3)])
def test_sigmoid(shape):
    v = RNG.standard_normal(shape)
    derivative = grad(sigmoid)
    y = 1 / (1 + np.exp(-1.5 * v))
    np.testing.assert_allclose(derivative(v, 1.5), 2 * 1.5 * y * y * (1 - y))
    assert "s * y_bar * y * (1 - y)" in derivative.source


def test_sigmoid_has_its_limits():
    found = grad(sigmoid)(np.array([-1e4, 1e4, -np.inf, np.inf]), 1.0)
    np.testing.assert_array_equal(found, np.zeros(4))


def test_cross_entropy_is_as_by_hand():
    derivative = grad(cross_entropy)
    t = np.eye(3)[[0, 2, 1, 1]]
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(derivative(Z, t), (p - t) / 4, rtol=1e-12)
    assert "quotient" not in derivative.source
    assert "log" not in derivative.source.split("# backward")[0]


def test_cross_entropy_of_what_is_impossible():
    z = np.array([[0.0, -1e4, 1.0], [0.0, 1.0, 2.0]])
    t = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert np.all(np.isfinite(grad(cross_entropy)(z, t)))


def test_targets_of_another_shape_are_summed():
    t = np.array([[0.2, 0.3, 0.5]])
    check_grads(cross_entropy, (Z, t), (0, 1))
    check_grads(softmax, (Z, T[:, :1]), (0, 1))


def test_plain_quotients_of_the_user_stay():
    def ratio(x, y):
        return np.sum(x / y * y)

    with np.errstate(all="ignore"):
        found = grad(ratio, 1)(np.array([1.0]), np.array([0.0]))
    assert np.isnan(found).all()
