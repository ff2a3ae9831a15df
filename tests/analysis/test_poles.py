"""Logarithms at their poles: where the result hides them, the gradient does too."""

import numpy as np
import pytest

from srcdiff import grad

X = np.array([0.0, 0.5, 2.0])


def masked(x):
    return np.sum(np.where(x > 0.0, np.log(x), 0.0))


def saturated(x):
    return np.sum(np.exp(np.log(x)) * np.array([0.0, 1.0, 1.0]))


def entropy(x, y):
    return -np.sum(y * np.log(x))


@pytest.mark.parametrize("function", [masked, saturated])
def test_a_pole_that_does_not_reach_the_result_is_guarded(function):
    derivative = grad(function)
    with np.errstate(divide="ignore"):
        assert np.isfinite(function(X))
        found = derivative(X)
    assert np.all(np.isfinite(found)) and found[0] == 0.0
    assert "quotient" in derivative.source


def test_a_pole_that_reaches_the_result_is_not_guarded():
    derivative = grad(entropy)
    x, y = np.array([0.5, 2.0, 1e-300]), np.array([1.0, 0.0, 1.0])
    np.testing.assert_array_equal(derivative(x, y), -y / x)
    assert "quotient" not in derivative.source
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(entropy(X, np.zeros(3)))
