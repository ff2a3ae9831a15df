"""Functions that tests/programs.py calls: their names mean something else there."""

import math

import numpy as xp

SCALE = 0.5


def scaled_sine(v):
    return SCALE * xp.sin(v)


def layer(weights, bias, x, last=False):
    z = x @ weights + bias
    if last:
        return z
    return xp.tanh(z)


def horner(coefficients, x):
    total = 0.0
    for c in reversed(coefficients):
        total = total * x + c
    return total


def factorial_power(x, n):
    if n == 0:
        return 1.0
    return x * factorial_power(x, n - 1) / n


def even_part(x, n):
    if n == 0:
        return x
    return odd_part(x * x / 2.0, n - 1)


def odd_part(x, n):
    if n == 0:
        return xp.exp(-x)
    return even_part(math.pi * x / 3.0, n - 1)


def both(x, y):
    return x * y, x + y


def swish(x, beta=1.5, *, shift=0.25):
    return x / (1.0 + xp.exp(-beta * x)) + shift * x


def named(state):
    return {
        "position": state["position"] + 0.1 * state["speed"],
        "speed": state["speed"],
    }


def longer(x, y):
    a = xp.sin(x) * y
    b = a + x * y
    c = xp.exp(-b * b)
    d = c * a + b
    e = xp.tanh(d) + c
    f = e * d + a
    g = xp.cos(f) * b
    h = g + f * e
    k = h / (1.0 + h * h)
    m = k + g * c
    n = m * m + k
    p = xp.log(1.0 + n * n)
    q = p * m + n
    return q - p * k


def applied_twice(f, x):
    return SCALE * f(f(x))


def scaled_by(k):
    def scaled(v):
        return v * k * SCALE

    return scaled
