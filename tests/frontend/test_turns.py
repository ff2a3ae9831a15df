"""Functions that an index picks, and errors of an index that picks none."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads

X = np.array([0.5, 1.2, -0.7])


def by_key(x, name):
    kinds = {"tanh": np.tanh, "square": lambda v: v * v}
    return np.sum(kinds[name](x) * x)


@pytest.mark.parametrize("name", ["tanh", "square"])
def test_a_known_key_leaves_one_function_in_the_text(name):
    check_grads(by_key, (X, name))
    text = grad(by_key).source_for(X, name)
    assert "if" not in text.split("# forward")[-1]
    assert ("tanh" in text.split("# forward")[-1]) == (name == "tanh")


def by_number(x, k):
    layers = [np.tanh, lambda v: v * v]
    return layers[int(k)](x)


def test_what_python_raises_is_raised():
    assert grad(by_number)(0.5, -1.0) == grad(by_number)(0.5, 1.0) == 1.0
    with pytest.raises(IndexError):
        grad(by_number)(0.5, 2.0)
    with pytest.raises(KeyError):
        grad(by_key)(X, "relu")


def made_by_a_comprehension(x):
    powers = [lambda v, k=k: v**k for k in range(3)]
    return np.sum(powers[1](x))


def made_for_each_item(x):
    functions = [lambda v, k=k: k * v for k in x]
    return functions[0](x[1])


def made_in_a_function(x):
    functions = [lambda v: (lambda k: k * v)(x[0]) for k in range(2)]  # noqa: B023
    return functions[0](x[1])


def test_functions_made_in_a_comprehension():
    check_grads(made_by_a_comprehension, (X,))
    for f in (made_for_each_item, made_in_a_function):
        with pytest.raises(UnsupportedSyntax, match="a function that is made here"):
            grad(f)(X)
