"""Operations that have a derivative for reals only, where they meet complex numbers."""

import numpy as np
import pytest

from srcdiff import NoDerivativeRule, NotDifferentiable, grad
from srcdiff.rules.registry import HOLOMORPHIC, elementwise

Z = np.array([1 + 2j, 3 - 1j, 0.5j])


def largest(z):
    return np.max(z).real


def sign(z):
    return np.sum((np.sign(z) * z).real)


def clipped(z):
    return np.sum(np.abs(np.maximum(z, 0.5)))


def correlated(z):
    return np.sum(np.abs(np.correlate(z, z)))


def covariance(z):
    return np.sum(np.abs(np.cov(np.stack([z, z * z]))))


@pytest.mark.parametrize("function", [largest, sign, clipped, correlated, covariance])
def test_refused_at_a_place(function):
    with pytest.raises(NoDerivativeRule, match=r"test_reals_only\.py:\d+: "):
        grad(function)(Z)


@pytest.mark.parametrize("function", [largest, sign, clipped])
def test_the_general_form_refuses_or_checks(function):
    with pytest.raises((NoDerivativeRule, NotDifferentiable), match="complex numbers"):
        grad(function, specialise=False)(Z)


def real_on_the_way(z):
    return np.max(np.abs(z)) + np.median(z.real) + np.sum(np.sign(z.imag) * z.imag)


@pytest.mark.parametrize("specialise", [True, False])
def test_what_is_real_is_accepted(specialise):
    found = grad(real_on_the_way, specialise=specialise)(Z)
    k = np.argmax(np.abs(Z))
    want = 1j * np.sign(Z.imag)
    want[k] += Z[k] / np.abs(Z[k])
    want[np.argsort(Z.real)[1]] += 1.0
    assert np.allclose(found, want)


def fractional(x, k):
    return abs(x**k * 1j)


def test_a_power_of_a_float_that_turns_complex_is_an_error():
    assert grad(fractional)(2.0, 0.5) == pytest.approx(0.5 / np.sqrt(2.0))
    with pytest.raises(NotDifferentiable, match="complex numbers"):
        grad(fractional)(-2.0, 0.5)


def cubed(x):
    return x**3


def test_a_rule_of_your_own_says_that_it_holds():
    def total(z):
        return np.sum(cubed(z).real)

    @elementwise(cubed)
    def over_reals(x, *, out, g):
        return g * 3 * x * x

    with pytest.raises(NoDerivativeRule, match="over_reals has no derivative"):
        grad(total)(Z)

    @elementwise(cubed, over_complex=HOLOMORPHIC)
    def over_complex(x, *, out, g):
        return g * 3 * x * x

    assert np.allclose(grad(total)(Z), np.conj(3 * Z * Z))
