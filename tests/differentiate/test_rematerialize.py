"""Loops keep no more than they must; what is computed again is what it was."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)
X, Y = RNG.random(5) + 0.5, RNG.random(5) + 0.5


def runge_kutta(y, k):
    for _ in range(3):
        a = -k * y * y
        b = -k * (y + 0.05 * a) * (y + 0.05 * a)
        y = y + 0.1 * b / 2
    return np.sum(y**2)


def stencil(u, k):
    for _ in range(3):
        u[1:-1] = k * u[1:-1] * (u[:-2] + u[2:])
    return np.sum(u)


def elements(x, k):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i] * np.sin(x[i] * k)
    return s


def nested(x, k):
    y = x
    for _ in range(2):
        t = y * k
        for j in range(3):
            s = t * x[j]
            y = y * s * s + t * t
        y = y * t
    return np.sum(y)


def halving(x, k):
    while np.sum(x * x) > 0.1:
        t = x / k
        x = x * 0.5 + 0.1 * t * t * t
    return np.sum(x * x)


RECORDS = {runge_kutta: 1, stencil: 1, elements: 1, nested: 3, halving: 1}


@pytest.mark.parametrize("function", RECORDS)
def test_few_records(function):
    check_grads(function, (X, 1.3))
    derivative = grad(function)
    derivative(X, 1.3)
    text = derivative.source
    assert text.count(".append(") + text.count("np.empty(") == RECORDS[function], text


def bound_again(x, y):
    for _ in range(3):
        t = x * y
        y = np.sin(y)
        x = x + t * t * y
        y = y * x
    return np.sum(x * y)


def bound_before_and_behind(x, y):
    for _ in range(2):
        x = x * y
        t = x + y
        x = np.tanh(t * t)
        y = y * x * t
    return np.sum(x + y)


def written_behind(x, y):
    for i in range(3):
        t = x * y
        x[i] = np.sin(x[i])
        y = y + t * t * x[0]
        x[1:] *= t[:-1]
    return np.sum(x * y)


def written_before_and_behind(x, y):
    for i in range(3):
        x[i] = x[i] * y[i]
        t = x[1:] * y[:-1]
        s = t * t
        x[:-1] = s * t
        y[i] = y[i] * s[0]
    return np.sum(x * y)


def written_in_an_inner_loop(x, y):
    for _ in range(2):
        t = x * y
        for i in range(1, 4):
            x[i] = x[i - 1] * y[i] * t[i]
        y = y * np.sin(t * t)
    return np.sum(x * y)


def on_a_branch(x, y):
    for i in range(4):
        t = x * y
        if x[i] > 0.7:
            s = t * x
            x = np.sin(s * s)
        else:
            x = x + t * t
    return np.sum(x * y)


def stops(x, y):
    for _ in range(5):
        t = x * y
        s = t * t
        if np.sum(s) > 9.0:
            break
        x = x + 0.3 * s * t
    return np.sum(x * y)


def counter_bound_again(x, y):
    k = 0
    for i in range(4):
        t = x[k] * y[i]
        k = (k + 2) % 5
        x = x * t * t + x[k]
    return np.sum(x * y)


def the_value_escapes(x, y):
    t = x
    for _ in range(3):
        x = x * np.sin(t)
        t = x * y
        y = y * t
    return np.sum(x * t * y)


OTHERS = [
    bound_again,
    bound_before_and_behind,
    written_behind,
    written_before_and_behind,
    written_in_an_inner_loop,
    on_a_branch,
    stops,
    counter_bound_again,
    the_value_escapes,
]


@pytest.mark.parametrize("function", OTHERS)
def test_gradients_where_names_change(function):
    check_grads(function, (X, Y))
    general = grad(function, (0, 1), specialise=False)(X.copy(), Y.copy())
    for one, other in zip(grad(function, (0, 1))(X, Y), general, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


@pytest.mark.parametrize("function", [runge_kutta, elements, nested, halving])
def test_second_order(function):
    derivative = grad(function)

    def slope(x, k):
        return np.sum(derivative(x, k) * Y)

    check_grads(slope, (X, 1.3))


def test_called_functions_keep_little_too():
    def step(y, k, n):
        if n == 0:
            return y
        for _ in range(2):
            a = k * y * y
            y = y + 0.1 * a * a
        return step(y, k, n - 1)

    def total(y, k):
        return np.sum(step(y, k, 2))

    check_grads(total, (X, 0.7))


def test_what_a_handler_cuts_short_is_kept():
    def tried(x, y):
        for i in range(4):
            try:
                t = x * y
                s = t * t
                if y[i] > 1.0:
                    raise ValueError
                x = x + s * t
            except ValueError:
                x = x * np.sin(y)
        return np.sum(x * y)

    check_grads(tried, (X, Y))
