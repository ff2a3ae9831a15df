"""An adjoint of 0 stays 0 at a pole; everything else follows NumPy."""

import numpy as np
import pytest

from srcdiff.runtime import base_factor, exponent_factor, product, quotient

POLES = [0.0, np.inf, np.nan]


@pytest.mark.parametrize("pole", POLES)
@pytest.mark.parametrize("form", [float, np.float64, np.array, lambda v: np.array([v])])
def test_zero_wins(form, pole):
    assert np.all(quotient(form(0.0), form(pole)) == 0)
    assert np.all(product(form(0.0), form(pole)) == 0)


def test_a_pole_that_matters_is_infinite_without_an_exception():
    with np.errstate(divide="ignore"):
        assert quotient(1.0, 0.0) == np.inf
        assert quotient(-1.0, 0.0) == -np.inf
        assert base_factor(0.0, 0.5) == np.inf


def test_python_floats_stay_python_floats():
    assert type(quotient(1.0, 2.0)) is type(product(1.0, 2.0)) is float


@pytest.mark.parametrize("function", [quotient, product, base_factor, exponent_factor])
def test_float32_stays_float32(function):
    x = np.array([1.0, 2.0], np.float32)
    assert function(x, x).dtype == np.float32
    assert function(x, x[:1]).dtype == np.float32


def test_power_of_zero():
    assert base_factor(0.0, 0.0) == 0
    assert base_factor(np.zeros(2), np.array([0.0, 1.0])).tolist() == [0, 1]
    assert exponent_factor(0.0, 0.0) == 0
