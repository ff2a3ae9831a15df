"""Programs with functions as values: nested, passed on, returned, bound."""

import functools
from functools import partial

import numpy as np

from tests.helper_module import applied_twice, scaled_by
from tests.programs import numbers, program

# --------------------------------------------------------------- nested functions


@program(2.0)
def late_binding(x):
    k = 1.0

    def g(v):
        return v * k

    k = 3.0
    return g(x)


@program(2.0, 1.5)
def captured_defaults(x, k):
    f = lambda v, k=k, n=2.0: v * k + n  # noqa: E731
    k = k * 3.0
    return f(x) * k + f(x, n=x) + f(x, k, 1.0)


@program(numbers(3), numbers(3, seed=1))
def closure_over_active_values(x, y):
    w = x * y

    def g(v):
        inner = np.sin(v) * w
        return np.sum(inner * x)

    return g(y) + g(2.0 * x)


@program(0.7)
def closure_over_loop_variable(x):
    total = 0.0
    for i in range(4):

        def g(v):
            return v * i * x  # noqa: B023

        total = total + g(x) + g(1.0)
    return total


@program(0.8)
def nested_recursion(x):
    def power(n):
        if n == 0:
            return 1.0
        return x * power(n - 1)

    return power(5)


@program(0.8)
def nested_mutual_recursion(x):
    def even(n, v):
        return v if n == 0 else odd(n - 1, v * x)

    def odd(n, v):
        return even(n - 1, np.sin(v)) if n else v

    return even(5, x)


@program(0.6)
def shadowed_by_parameters(x):
    k = x * 2.0

    def g(v):
        return v * k

    def h(k):
        return g(k) + k

    x = h(3.0 * x)
    return (lambda x: x * g(x))(x)


@program(0.6, 3)
def functions_in_functions(x, n):
    def outer(v):
        scale = v * x

        def inner(u):
            return u * scale + x

        total = 0.0
        for _ in range(n):
            total = total + inner(v)
        return total

    return outer(x) * outer(2.0)


@program(0.7, 6)
def passive_helpers(x, n):
    def fib(i):
        return i if i < 2 else fib(i - 1) + fib(i - 2)

    def following(i):
        return i + 1

    return x * fib(n) + x ** following(2)


@program(numbers(4), True)
def rebound_functions(x, flag):
    def f(v):
        return np.sum(v)

    y = f(x)

    def f(v):
        return np.sum(v * v)

    g = f
    if flag:
        h = lambda v: v * y  # noqa: E731
        y = h(y)
    return g(x) * y


# ----------------------------------------------------------- functions as arguments


def twice(f, v):
    return f(f(v))


def repeated(f, v, n):
    return v if n == 0 else f(repeated(f, v, n - 1))


def activated(h, act=np.tanh, *, scale=1.0):
    return act(h) * scale


@program(0.7)
def functions_passed_on(x):
    return twice(lambda v: v * x, x) + twice(np.sin, x) + applied_twice(np.cos, x)


@program(0.7)
def functions_passed_through(x):
    def inner(g, v):
        return twice(g, v) * x

    return inner(lambda v: np.exp(-v) * x, 0.5) + repeated(lambda v: np.sin(v), x, 3)


@program(numbers(3))
def function_defaults(x):
    return np.sum(activated(x) * activated(x, np.sin) + activated(x, scale=2.0))


@program(0.7)
def loop_over_functions(x):
    table = {"sine": np.sin, "own": lambda v: v * x}
    for f in (np.sin, np.tanh, lambda v: v * x):  # noqa: B023
        x = f(x)
    for name, f in (("a", np.exp), ("b", np.cos)):
        x = f(x) * len(name)
    return table["sine"](x) + table["own"](x)


# ---------------------------------------------------------- functions as results


def linear(w, b):
    return lambda v: v * w + b


def compose(f, g):
    return lambda v: f(g(v))


def polynomial(coefficients):
    degree = len(coefficients)

    def evaluate(v):
        total = 0.0
        for i in range(degree):
            total = total * v + coefficients[i]
        return shifted(total)

    def shifted(t):
        return t + coefficients[0]

    return evaluate


@program(0.7)
def functions_returned(x):
    first = linear(x, 1.0)
    second = linear(2.0, x)
    both = compose(first, compose(second, np.sin))
    return first(second(x)) + both(x) + scaled_by(x)(2.0)


@program([0.3, 0.7, 1.1], 0.5)
def returned_with_helpers(c, x):
    p, q = polynomial(c), polynomial([x, 2.0])
    return p(x) * q(x)


@program(0.7)
def returned_in_a_loop(x):
    total = 0.0
    for i in range(3):
        layer = linear(x + i, x * i)
        total = total + layer(total + x)
    return total


@program(0.7)
def partials(x):
    scaled = partial(twice, lambda v: v * x)
    shifted = functools.partial(linear(x, 3.0), v=x)
    power = partial(pow, x)
    return scaled(2.0) + shifted() + power(3.0)


# -------------------------------------------------------------------- decorators


def doubled(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2.0 * f(*args, **kwargs)

    return wrapper


@doubled
def shifted_sine(x, shift=0.5, *, scale=1.0):
    return np.sin(x + shift) * scale


def summed(*xs):
    total = 0.0
    for x in xs:
        total = total + x * x
    return total


@program(0.7)
def decorated(x):
    return shifted_sine(x) + shifted_sine(x, x, scale=x) + doubled(np.cos)(x)


@program(0.7)
def starred_parameters(x):
    return summed(x, 2.0 * x, 3.0) + summed()


# -------------------------------------------------------- functions as parameters


def rectified(v):
    return np.maximum(v, 0.1 * v)


def network(params, x, activation):
    h = x
    for w in params:
        h = activation(h @ w)
    return np.sum(h * h)


@program([numbers(3, 3), numbers(3, 3, seed=1)], numbers(3))
def function_as_parameter(params, x):
    first = network(params, x, np.tanh) + network(params, x, activation=rectified)
    return first + network(params, x, lambda v: np.sin(v) * x)


def cubed(v):
    return v**3


@program(0.7, True)
def chosen_functions(x, flag):
    act = np.cos if x > 0.5 else cubed
    if flag:
        f, g = np.sin, np.exp
    else:
        f, g = np.cos, np.tanh
    flag = not flag
    s = act(x) * f(2 * x) * g(x)
    for i in range(4):
        h = abs
        if i % 2:
            h = lambda v: v * v * x  # noqa: B023, E731
        x = x * 1.1
        s = s + h(x * i) * applied_twice(act, x)
    return s


@program(numbers(3), "relu", 2)
def picked_by_key_and_number(x, name, n):
    kinds = {"tanh": np.tanh, "relu": lambda v: v * np.abs(v)}
    layers = [np.sin, lambda v: v * v * 0.5, np.cos]
    h = x
    for i in range(n + 1):
        h = h + layers[i](h)
    for i in range(2):
        h = kinds[name](h) * layers[i - 1](x)
    return np.sum(h) * layers[-n](x[0])


@program([0.1 * numbers(3, 3), 0.2 * numbers(3, 3, seed=1)], numbers(3))
def functions_beside_weights(weights, x):
    activations = [np.tanh, lambda v: v * v]
    h = x
    for k, (w, act) in enumerate(zip(weights, activations)):  # noqa: B905
        h = act(h @ w) * (k + 1)
    total = sum([np.sum(f(h)) for f in (np.sin, np.cos, np.exp)])
    total += sum(f(v) for f, v in zip(activations, x))  # noqa: B905
    named = {"a": np.sin, "b": lambda v: v * v}
    for key, f in named.items():
        total = total + np.sum(f(h)) * len(key)
    return total + sum(np.sum(named[k](x)) for k in named)


@program(numbers(3))
def counted_calls(x):
    calls = 0

    def f(v):
        nonlocal calls
        calls += 1
        return v if calls > 2 else v * v

    s = 0.0
    for v in x:
        s = s * calls + f(v) * calls
    return calls * x[0] + f(s) * calls


@program(numbers(3))
def sums_of_another_function(x):
    total = x[1]

    def add(v):
        nonlocal total
        total = total * v + np.sum(x)

        def again(w):
            nonlocal total
            total = total + w

        again(v * v)

    for v in x:
        add(v)
    return total * x[2]


COUNT = 0


@program(numbers(3))
def counted_in_the_module(x):
    global COUNT
    COUNT += 1

    def f(v):
        global COUNT
        COUNT += 1
        return v * v

    return sum([f(v) for v in x])


@program(numbers(3))
def functions_made_in_a_comprehension(x):
    powers = [lambda v, k=k: v**k for k in range(1, 4)]
    scales = [(k, lambda v, c=2.0: v * k + c) for k in (2.0, 5.0)]  # noqa: B023
    total = powers[0](x[0]) * powers[-1](x[1])
    for power in powers:
        total = total + power(x[2])
    for k, scale in scales:
        total = total * k + scale(x[0])
    return total + [f(x[1]) for f in powers][1]
