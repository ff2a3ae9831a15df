"""What loops run over: values, order of evaluation, and errors as in Python."""

import numpy as np
import pytest

from srcdiff import grad, value_and_grad
from srcdiff.testing import check_grads

X, Y = np.array([0.5, 1.5, -0.75]), np.array([2.0, -1.0, 0.25])


def test_where_enumerate_starts_is_asked_once():
    def counted(x, k):
        total = 0.0
        for i, v in enumerate(x, k):
            k = k + 5
            total = total + v * i
        for i, v in enumerate(x, start=k - 1):
            k = k * 2
            total = total * v + i
        return total

    assert value_and_grad(counted)(X, 2)[0] == counted(X, 2)
    check_grads(counted, (X, 2), wrt=0)


def test_enumerate_takes_no_other_keywords():
    def begun(x):
        return sum(i * v for i, v in enumerate(x, begin=2))

    with pytest.raises(TypeError):
        grad(begun)(X)


def in_pairs(x, y):
    total = 1.0
    for a, b in zip(x, y, strict=True):
        total = total * a + b
    return total


def in_a_sum(x, y):
    return sum(a * b * b for a, b in zip(x, y, strict=True))


def in_a_list(x, y):
    pairs = list(zip(x, y, strict=True))
    return pairs[0][0] * pairs[1][1] * pairs[2][0]


def in_a_dict(x, y):
    named = dict(zip(("a", "b", "c"), x, strict=True))
    return named["a"] * named["c"] * y[0]


def counted(x, y):
    total = 1.0
    for i, (a, b) in enumerate(zip(x, y, strict=True), start=1):
        total = total * a + b**i
    return total


def left_early(x, y):
    total = 0.0
    for a, b in zip(x, y, strict=True):
        if a > 1.0:
            break
        total = total + a * b
    return total


STRICT = [in_pairs, in_a_sum, in_a_list, in_a_dict, counted, left_early]


@pytest.mark.parametrize("function", STRICT)
@pytest.mark.parametrize("specialise", [True, False])
def test_a_strict_zip_is_differentiated(function, specialise):
    both = grad(function, (0, 1), specialise=specialise)
    lists = both(X.tolist(), Y.tolist())
    for found, expected in zip(lists, both(X, Y), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14)
    check_grads(function, (X, Y))


@pytest.mark.parametrize("function", [in_pairs, in_a_sum, in_a_list, counted])
@pytest.mark.parametrize("sizes", [(3, 2), (2, 3), (0, 1)])
def test_a_strict_zip_of_other_lengths_raises_what_python_raises(function, sizes):
    x, y = X[: sizes[0]], Y[: sizes[1]]
    with pytest.raises(ValueError) as ours:
        grad(function, (0, 1))(x, y)
    with pytest.raises(ValueError) as pythons:
        function(x, y)
    assert str(ours.value) == str(pythons.value)


def test_which_of_three_is_longer_is_said_as_python_says_it():
    def three(x, y, z):
        return sum(a * b * c for a, b, c in zip(x, y, z, strict=True))

    with pytest.raises(ValueError) as ours:
        grad(three)(X, Y, np.ones(4))
    with pytest.raises(ValueError) as pythons:
        three(X, Y, np.ones(4))
    assert str(ours.value) == str(pythons.value)
