"""What holds, names or makes complex numbers."""

import cmath
import functools

import numpy as np
import pytest

from srcdiff.analysis.complex_values import holds_complex

TURN = 1j


def reads_a_global(x):
    return x * TURN


def calls_another(x):
    return reads_a_global(x) + 1


def calls_itself(n):
    return n if n < 2 else calls_itself(n - 1) + even(n)


def even(n):
    return n == 0 or calls_itself(n - 1)


def converts(x):
    return x.astype(complex)


def closed_over(k):
    return lambda x: x * k


class Holder:
    def __init__(self, value):
        self.value = value


class Maker:
    @staticmethod
    def made(x):
        return x + 2j


@pytest.mark.parametrize(
    "value",
    [
        *(1j, np.complex64(1), np.ones(2, complex), [1.0, (2.0, 1j)], {"a": [1j]}),
        *(complex, np.complex128, np.dtype("c8"), cmath.exp, np.fft.fft, np.roots),
        *(reads_a_global, calls_another, converts, closed_over(1j)),
        *(functools.partial(reads_a_global), functools.partial(max, 1j)),
        *(Holder(1j), Holder([Holder(1j)]), Maker(), Maker),
    ],
)
def test_leads_to_complex_numbers(value):
    assert holds_complex(value)


@pytest.mark.parametrize(
    "value",
    [
        *(1.0, "1j", None, np.ones(2), [1, (2.0,)], {"a": "b"}, float, np.dtype("f4")),
        *(np, np.exp, np.fft.fftfreq, sum, calls_itself, even, closed_over(2.0)),
        *(Holder(1.0), Holder, functools.partial(max, 1.0)),
    ],
)
def test_leads_to_none(value):
    assert not holds_complex(value)
