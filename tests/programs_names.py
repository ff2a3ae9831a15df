"""Programs whose names are those of builtins, of NumPy, or of generated text."""

import operator

import numpy
import numpy as xp
from numpy import sum as total

from tests.programs import numbers, program


@program(numbers(3), 0.7)
def shadowed_builtins(x, len):
    sum = xp.sum
    abs = lambda v: v * len  # noqa: E731
    max = numpy.maximum
    return sum(abs(x)) + total(max(x, 0.1 * x)) * len


@program(numbers(3), numbers(3, seed=1), 0.7)
def names_of_generated_text(x_bar, g, out):
    x = x_bar * g
    value_bar = xp.sin(x) * out
    saved = value_bar + x
    x_bar_2 = saved * x_bar

    def value(seed):
        return seed * out + x_bar[0]

    return xp.sum(x_bar_2 * value(g)) + xp.sum(saved)


@program(numbers(3), 0.7)
def variables_called_np(np, zeros_like):
    def unbroadcast(v):
        return v * np

    return xp.sum(unbroadcast(np) * zeros_like) + zeros_like**2


@program(0.3, 1.2)
def unicode_names(größe, λ):
    Δ = größe * λ

    def σ(z):
        return 1.0 / (1.0 + xp.exp(-z * λ))

    return σ(Δ) + Δ * größe


@program(numbers(3), numbers(3, seed=1))
def operators_as_functions(x, y):
    add, mul = operator.add, operator.mul
    return xp.sum(mul(add(x, y), operator.sub(x, y))) + operator.matmul(x, y)


@program(numbers(3), 0.7)
def imported_inside(x, k):
    import math
    from math import pi

    import numpy.linalg as la
    from numpy import sin as wave

    def inner(v):
        from tests.helper_module import scaled_sine

        return scaled_sine(v) * pi if k > 0.5 else v

    if k > 0.1:
        import operator

        x = operator.mul(x, k)
    return xp.sum(wave(inner(x))) * math.exp(k) + la.norm(x)
