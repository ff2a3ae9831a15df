"""Functions of other modules and closures become part of their caller."""

import math
import types

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

other = types.ModuleType("other")
TEXT = """
import numpy as np
from numpy.linalg import norm

RATE = 3.0

def square(v):
    return v * v

def squared_sine(v):
    return square(np.sin(v))

def scaled(v):
    return RATE * square(v)

def passed_on(v, f=square):
    return apply(f, v)

def apply(f, v):
    return f(v)

def length(v):
    return norm(square(v))

def even(v, n):
    return v if n == 0 else odd(v * v, n - 1)

def table(n):
    rows = np.zeros(n, dtype=np.float64)
    for k in range(n):
        rows[k] = 1.0 + k * RATIO
    return rows

RATIO = 0.5

def force(v, weights):
    total = np.zeros_like(v)
    for k in range(len(v)):
        a = v[k] * weights[k]
        b = np.sin(a) * a
        c = b * b + a
        total[k] = c * np.exp(-c * c) + b
    return total

def stepped(v, n):
    weights = table(len(v))
    for _ in range(n):
        v += 0.1 * force(v, weights)
    return np.sum(v * v)

def odd(v, n):
    return np.sin(v) if n == 0 else even(v + 1, n - 1)
"""


@pytest.fixture(scope="module", autouse=True)
def module(tmp_path_factory):
    path = tmp_path_factory.mktemp("other") / "other.py"
    path.write_text(TEXT)
    exec(compile(TEXT, str(path), "exec"), vars(other))


def square(v):
    raise AssertionError("this one has the name of another")


def model(activation, output):
    def apply(w, x):
        return output(activation(x @ w) * 2.0)

    return apply


def sine(x):
    return np.sum(other.squared_sine(x))


def constant(x):
    return np.sum(other.scaled(x))


def as_value(x):
    return np.sum(other.passed_on(x))


def of_a_norm(x):
    return other.length(x)


def by_turns(x):
    return np.sum(other.even(x, 3))


@pytest.mark.parametrize("f", [sine, constant, as_value, of_a_norm, by_turns])
def test_functions_of_another_module(f):
    check_grads(f, (np.array([0.3, -0.7]),))


def test_they_become_part_of_the_caller():
    source = grad(sine).source_for(np.ones(2))
    assert source.count("def ") == 1 and "square" not in source.partition("\n# ")[2]


@pytest.mark.parametrize("activation", [np.tanh, np.sin, lambda v: v * v, abs])
def test_closures_over_functions(activation):
    apply = model(activation, lambda z: z + np.cos(z))

    def loss(w, x):
        activation = x * 0.5
        return np.sum(apply(w, x) * activation[:, :1])

    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(3, 2)), rng.normal(size=(4, 3))
    check_grads(loss, (w, x), wrt=(0, 1))
    assert grad(loss).source_for(w, x).count("def ") == 1


def test_functions_of_math():
    def model_of_numbers(activation):
        def apply(x):
            return activation(x * x)

        return apply

    number = model_of_numbers(math.sin)

    def of_a_number(x):
        return number(x) * x

    check_grads(of_a_number, (0.7,))
    assert "math" in grad(of_a_number).source_for(0.7)


def test_two_closures_of_one_function():
    one, two = model(np.tanh, np.sin), model(np.cos, lambda z: z * z)

    def loss(w, x):
        return np.sum(one(w, x)) + np.sum(two(w, x))

    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(3, 2)), rng.normal(size=(4, 3))
    check_grads(loss, (w, x), wrt=(0, 1))


def test_what_carries_no_derivative_comes_along():
    weigh = model(np.tanh, lambda z: z)

    def inner(w, x):
        return w * weigh(x, x)

    def loss(w, x):
        return np.sum(inner(w, x))

    x = np.random.default_rng(0).normal(size=(3, 3))
    check_grads(loss, (2.0, x), wrt=0)


def loss(x):
    return other.stepped(2.0 * x, 3)


def table(n):
    raise AssertionError("this one has the name of another")


def test_a_function_elsewhere_that_writes_may_call_others_of_any_size(tmp_path):
    x = np.array([0.3, -0.5, 0.7])
    check_grads(loss, (x,), order=2)
    derivative = grad(loss)
    found = derivative(x)
    np.testing.assert_allclose(found, grad(loss, specialise=False)(x), rtol=1e-13)
    path = tmp_path / "saved.py"
    derivative.save(path, x)
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    np.testing.assert_array_equal(namespace["loss_grad"](x), found)
