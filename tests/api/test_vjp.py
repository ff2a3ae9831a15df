"""vjp: values of any form, pullbacks that may be called again."""

import numpy as np
import pytest

from srcdiff import InvalidArgument, NotDifferentiable, grad, vjp
from tests.api import functions

A = np.array


def test_array_value():
    x = A([1.0, 2.0, 3.0])
    value, pullback = vjp(lambda x: x * x, x)
    np.testing.assert_array_equal(value, [1.0, 4.0, 9.0])
    (got,) = pullback(A([1.0, 0.0, -1.0]))
    np.testing.assert_array_equal(got, [2.0, 0.0, -6.0])


def test_container_value():
    a, b = A([[1.0, 2.0], [3.0, 4.0]]), A([5.0, 6.0])
    value, pullback = vjp(functions.matrix, a, b)
    np.testing.assert_array_equal(value["product"], a @ b)
    got = pullback({"product": A([1.0, 10.0]), "parts": (np.ones((2, 2)), [3.0])})
    assert type(got) is tuple
    np.testing.assert_array_equal(got[0], np.outer([1.0, 10.0], b) + 2.0)
    np.testing.assert_array_equal(got[1], [1.0 + 30.0 + 3.0, 2.0 + 40.0 + 3.0])


def test_pullback_may_be_called_again():
    def f(x):
        y = x
        for _ in range(3):
            y = np.sin(y) * x
        return y

    x = A([0.3, 0.7])
    _, pullback = vjp(f, x)
    first = pullback(A([1.0, 0.0]))
    second = pullback(A([0.0, 1.0]))
    again = pullback(A([1.0, 0.0]))
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0][1] == 0.0 and second[0][0] == 0.0
    assert not np.shares_memory(first[0], again[0])
    want = grad(lambda x: np.sum(f(x)))(x)
    np.testing.assert_allclose(first[0] + second[0], want, rtol=1e-14)


def test_two_pullbacks_do_not_meet():
    def f(x):
        y = 1.0
        for _ in range(2):
            y = y * x
        return y

    _, first = vjp(f, 3.0)
    _, second = vjp(f, 5.0)
    assert (first(1.0), second(1.0), first(2.0)) == ((6.0,), (10.0,), (12.0,))


def test_pullback_is_linear_in_what_it_saved():
    x = A([1.0, 2.0])
    value, pullback = vjp(lambda x: x * x, x)
    x[0] = 100.0
    value[1] = 100.0
    cotangent = A([1.0, 1.0])
    (got,) = pullback(cotangent)
    np.testing.assert_array_equal(got, [2.0, 4.0])
    got += 1.0
    np.testing.assert_array_equal(cotangent, [1.0, 1.0])


def test_wrt():
    def f(x, n, y, k=2.0):
        return x * y * k * n

    x = A([1.0, 2.0])
    _, pullback = vjp(f, x, 3, 4.0)
    got = pullback(np.ones(2))
    assert len(got) == 2
    np.testing.assert_array_equal(got[0], [24.0, 24.0])
    assert got[1] == 18.0 and type(got[1]) is float
    _, pullback = vjp(f, x, 3, 4.0, wrt="k", k=5.0)
    assert pullback(np.ones(2)) == (36.0,)
    _, pullback = vjp(f, x, 3, 4.0, wrt=(2, 0))
    assert pullback(np.ones(2))[0] == 18.0
    with pytest.raises(InvalidArgument):
        vjp(f, x, 3, 4.0, wrt="q")
    with pytest.raises(InvalidArgument):
        vjp(lambda n: n * 2, 3)


def test_primitives():
    value, pullback = vjp(np.matmul, np.ones((2, 3)), np.ones(3))
    np.testing.assert_array_equal(value, [3.0, 3.0])
    got = pullback(A([1.0, 2.0]))
    np.testing.assert_array_equal(got[0], [[1.0] * 3, [2.0] * 3])
    np.testing.assert_array_equal(got[1], [3.0, 3.0, 3.0])


@pytest.mark.parametrize(
    "cotangent",
    [
        1.0,
        np.ones(2),
        {"product": np.ones(2)},
        {"product": np.ones(3), "parts": (np.ones((2, 2)), [1.0])},
        {"product": np.ones(2), "parts": (np.ones((2, 2)), [1.0, 2.0])},
        {"product": np.ones(2), "parts": 1.0},
    ],
)
def test_wrong_cotangents(cotangent):
    _, pullback = vjp(functions.matrix, np.ones((2, 2)), np.ones(2))
    with pytest.raises(NotDifferentiable, match="cotangent"):
        pullback(cotangent)


def test_source_of_a_pullback():
    _, pullback = vjp(functions.matrix, np.ones((2, 2)), np.ones(2))
    assert "def matrix_forward(" in pullback.source
    assert "def matrix_backward(" in pullback.source


def test_containers_as_arguments():
    p = {"a": A([1.0, 2.0]), "b": (3.0, [4.0])}
    value, pullback = vjp(lambda p: p["a"] * p["b"][0] * p["b"][1][0], p)
    np.testing.assert_array_equal(value, [12.0, 24.0])
    (got,) = pullback(A([1.0, 1.0]))
    np.testing.assert_array_equal(got["a"], [12.0, 12.0])
    assert got["b"] == (12.0, [9.0])


def test_value_that_does_not_depend():
    value, pullback = vjp(lambda x: np.ones(3), A([1.0, 2.0]))
    np.testing.assert_array_equal(value, np.ones(3))
    np.testing.assert_array_equal(pullback(np.ones(3))[0], [0.0, 0.0])
