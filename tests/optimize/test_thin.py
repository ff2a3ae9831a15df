"""Products of thin matrices are what ``@`` makes of them; all others stay."""

import itertools

import gast
import numpy as np
import pytest

from srcdiff import grad
from srcdiff.analysis.signature import types_of
from srcdiff.codegen.printer import statement
from srcdiff.optimize.thin import thin_products
from srcdiff.testing import check_grads

SIZES = [0, 1, 2, 9]


def text_for(a, b, part="backward"):
    node = gast.parse("def f(a, b):\n    c = a @ b\n    return c").body[0]
    node.body[0].part = part
    node.known = types_of({"a": a, "b": b})
    return statement(thin_products(node))


def called(text, *args):
    space = {"np": np}
    exec(text, space)
    return space["f"](*args)


@pytest.mark.parametrize("dtypes", [("f8", "f8"), ("f4", "f4"), ("f4", "f8")])
@pytest.mark.parametrize("sizes", list(itertools.product(SIZES, SIZES, SIZES)))
def test_thin_products_are_the_same(dtypes, sizes):
    n, k, m = sizes
    random = np.random.default_rng(n + 10 * k + 100 * m)
    a = random.standard_normal((k, n)).astype(dtypes[0]).T
    b = random.standard_normal((k, m)).astype(dtypes[1])
    text = text_for(a, b)
    assert ("np.dot(a, b)" in text) == (1 in sizes)
    found, wanted = called(text, a, b), a @ b
    assert found.dtype == wanted.dtype and found.shape == wanted.shape
    tolerance = 1e-4 if "f4" in dtypes else 1e-12
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_special_values_go_through(special):
    a, b = np.array([[1.0], [special], [0.0]]), np.array([[2.0, special, 0.0]])
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(called(text_for(a, b), a, b), a @ b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.ones((3, 4)), np.ones((4, 2))),
        (np.ones((2, 1, 3)), np.ones((2, 3, 1))),
        (np.ones(3), np.ones((3, 1))),
        (np.ones((1, 3)), np.ones(3)),
        (np.ones((1, 3), dtype=int), np.ones((3, 2))),
    ],
)
def test_other_products_stay(a, b):
    assert "a @ b" in text_for(a, b)


def test_the_users_own_line_stays():
    assert "a @ b" in text_for(np.ones((1, 3)), np.ones((3, 2)), part=None)


def test_gradient_of_a_layer_on_one_example():
    def loss(w, x):
        return np.tanh(x @ w).sum()

    args = (np.ones((3, 2)), np.ones((1, 3)))
    derivative = grad(loss)
    derivative(*args)
    assert "np.dot(x.T, " in derivative.source
    check_grads(loss, args, order=2)
