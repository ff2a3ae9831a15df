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


def squared_modulus(z, a):
    return np.sum((np.abs(z) ** 2 - a) ** 2)


def modulus_with_weights(z, a):
    r = abs(z)
    return np.sum(r**3 * a) + np.sum(a * r)


def inverse_distance(z, a):
    total = 0.0
    for i in range(len(z)):
        d = z[i] - a
        total = total + 1.0 / np.sqrt(d @ d + 0.1) - a[0] / np.sqrt(np.sum(d * d))
    return total


@pytest.mark.parametrize("f", [squared_modulus, modulus_with_weights])
@pytest.mark.parametrize("dtype", ["f8", "c16", "f4", "c8"])
def test_moduli(f, dtype):
    z = np.array([0.3, -0.7, 1.2]).astype(dtype)
    if dtype[0] == "c":
        z = (z * (1 + 0.5j)).astype(dtype)
    a = np.array([0.4, 0.1, -0.3], "f4" if dtype in ("f4", "c8") else "f8")
    if a.dtype == float:
        check_grads(f, (z, a), (0, 1))
    for at in (z, z * 0):
        found = grad(f, (0, 1))(at, a)
        general = grad(f, (0, 1), specialise=False)(at, a)
        for one, other, given in zip(found, general, (z, a), strict=True):
            assert one.dtype == given.dtype
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_the_text_of_a_modulus():
    z, a = np.array([0.3 + 1j, -0.7, 0.0]), np.ones(3)
    assert "quotient" not in grad(squared_modulus).source_for(z, a)
    assert "quotient" in grad(modulus_with_weights).source_for(z, a)
    assert grad(squared_modulus)(z, a)[2] == 0


def test_roots_that_are_divided_by():
    z = np.array([[0.3, 0.8], [1.1, -0.4]])
    a = np.array([0.9, 0.2])
    check_grads(inverse_distance, (z, a), (0, 1))
    assert "quotient" not in grad(inverse_distance).source_for(z, a)


def test_roots_that_do_not_matter_keep_their_guard():
    def f(x, y):
        d = np.sqrt(x)
        return np.sum(np.where(x > 0, y / d, 0.0) + np.where(y > 0, d * y, 0.0))

    x, y = np.array([0.0, 0.5, 2.0]), np.array([-1.0, 2.0, 0.0])
    with np.errstate(all="ignore"):
        found = grad(f)(x, y)
        general = grad(f, specialise=False)(x, y)
    np.testing.assert_allclose(found[1:], [-2 / 0.5**1.5 / 2 + 1 / 0.5**0.5, 0.0])
    np.testing.assert_array_equal(np.isnan(found), np.isnan(general))
