"""One choice for both sides: values, dtypes and shapes are those of their sum."""

import warnings

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

X = np.array([[0.3, -0.5, 0.9], [-1.1, 0.2, -0.4]])


def elu(x, y):
    return np.sum(np.where(x > 0, x, np.exp(x) - 1) * y)


def huber(x, y, delta=0.5):
    r = np.abs(x - 0.1 * y)
    return np.mean(np.where(r < delta, 0.5 * r**2, delta * (r - 0.5 * delta)))


def leaky(x, y):
    return np.sum(np.where(x > 0, x, 0.01 * x) ** 2 * y)


def of_two(x, y):
    return np.sum(np.where(x > y, x * y, x / y - y))


def stretched(x, y):
    return np.sum(np.where(x[:, :1] > 0, x * y, np.sum(x)))


def other_tests(x, y):
    return np.sum(np.where(x > 0, x, 0.0) * y + np.where(x > 0.25, 0.0, x * x))


def twice(x, y):
    a = np.where(x > 0, x * y, -x)
    b = np.where(x > 0, -y, x * x)
    return np.sum(a * b)


def number(x, y):
    s = np.sum(x)
    return np.where(s > 0, s * s, np.exp(s)) * np.where(y > 0, y, 2 * y).sum()


def written(x, y):
    z = x * 1.0
    z[0] = np.where(y[0] > 0, x[1], x[1] * y[0])
    return np.sum(np.where(z > 0, z, -2 * z) * y)


def in_a_loop(x, y):
    for k in range(3):
        x = np.where(x > 0.1 * k, x * y, np.sin(x))
    return np.sum(x)


PROGRAMS = [
    *(elu, huber, leaky, of_two, stretched, other_tests, twice, number, written),
    in_a_loop,
]
Y = np.array([[0.7, 1.2, -0.3], [0.4, -0.9, 0.6]])


@pytest.mark.parametrize("f", PROGRAMS)
@pytest.mark.parametrize("layout", ["C", "F"])
def test_gradients(f, layout):
    x, y = np.array(X, order=layout), np.array(Y, order=layout)
    check_grads(f, (x, y), (0, 1))
    general = grad(f, (0, 1), specialise=False)(x, y)
    for one, other in zip(grad(f, (0, 1))(x, y), general, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)


@pytest.mark.parametrize("f", PROGRAMS)
def test_single_precision(f):
    found = grad(f, (0, 1))(X.astype("f4"), Y.astype("f4"))
    for one, exact in zip(found, grad(f, (0, 1))(X, Y), strict=True):
        assert one.dtype == np.float32
        np.testing.assert_allclose(one, exact, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("f", [elu, huber, leaky, of_two])
@pytest.mark.parametrize("shape", [(), (1,), (0,), (1, 1), (2, 0), (3,)])
def test_shapes(f, shape):
    x = np.linspace(-0.8, 0.9, 7)[: int(np.prod(shape))].reshape(shape)
    y = x + 0.3
    if x.size == 0 and f is huber:
        return
    found = grad(f, (0, 1))(x, y)
    for one, other in zip(found, grad(f, (0, 1), specialise=False)(x, y), strict=True):
        assert np.shape(one) == shape
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_what_is_not_taken_does_not_matter():
    x = np.array([1000.0, -1000.0, np.inf, -np.inf, 0.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        slope = grad(elu)(x, np.ones(5))
    np.testing.assert_array_equal(slope, [1.0, 0.0, 1.0, 0.0, 1.0])
    assert np.isnan(grad(elu)(np.array([np.nan, 1.0]), np.ones(2))).tolist() == [1, 0]


def test_the_text():
    assert "np.where(x > 0, y, y * np.exp(x))" in grad(elu).source_for(X, Y)
    text = grad(huber).source_for(X, Y)
    assert "np.where(r < delta, r / r.size, delta / r.size)" in text
