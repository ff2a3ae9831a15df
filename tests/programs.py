"""Programs over all that the compiler accepts, each with arguments to run it at."""

import math
from collections import namedtuple
from dataclasses import dataclass
from math import cos as cosine
from typing import Any

import numpy
import numpy as np
from numpy import exp, sin
from numpy.linalg import solve

from tests import helper_module
from tests.helper_module import both, factorial_power, longer, scaled_sine, swish


@dataclass(frozen=True)
class Program:
    """A function with arguments, what to differentiate it by, and if it is smooth."""

    function: Any
    args: tuple
    wrt: tuple
    kwargs: dict
    smooth: bool


PROGRAMS: dict[str, Program] = {}
GAIN = 1.25
TABLE = {"low": 0.5, "high": 2.0}
Layer = namedtuple("Layer", "weights bias")


def program(*args, wrt=None, smooth=True, **kwargs):
    """Register a function with its arguments; wrt names all that hold floats."""

    def register(function):
        positions = tuple(k for k, a in enumerate(args) if holds_floats(a))
        chosen = positions if wrt is None else wrt
        PROGRAMS[function.__name__] = Program(function, args, chosen, kwargs, smooth)
        return function

    return register


def holds_floats(value):
    if isinstance(value, dict):
        return any(map(holds_floats, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_floats, value))
    return isinstance(value, float) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "fc"
    )


def numbers(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


# ------------------------------------------------------------------- assignments


@program(numbers(3), 0.7)
def arithmetic(x, y):
    a = (x + y) * x - x / (2.0 + y * y)
    b = -(a**2) + +y
    return np.sum(b * 0.5 - a // 100.0)


@program(((numbers(2, 3), numbers(3)), [0.5, (1.5, numbers(2))]))
def nested_unpacking(tree):
    (w, b), [s, (t, v)] = tree
    (p, q), r = (s * t, t), s
    return np.sum(v @ w + b) * p + q * r


@program(0.3, 0.8)
def swaps(x, y):
    a, b = x, y
    for _ in range(3):
        a, b = b * y, a + b
    a, b = b, a
    return a * x - b


@program(numbers(4), 0.4)
def augmented(x, y):
    total = np.sum(x)
    total += y * y
    total *= 1.5
    total -= np.max(x)
    total /= 2.0 + y
    total **= 2
    return total


@program(0.7)
def reused_names(x):
    h = x * x
    h = np.sin(h) + x
    x = h * h
    h = x + h
    t = "a label"
    t = h * x
    return t


@program(0.6, 1.1)
def chained_assignment(x, y):
    a = b = x * y
    (c, d) = e = (a + 1.0, b * 2.0)
    return c * d + e[0] * e[1]


@program(numbers(3))
def annotated(x: np.ndarray) -> float:
    """Return something, with a docstring and annotations."""
    y: np.ndarray = x * x
    return float(y.sum())


# -------------------------------------------------------------------- parameters


@program(0.4, wrt=(0, "y", "k"), k=0.3)
def parameters(x, /, y=0.9, *, k, power=2):
    return (x + k) ** power * y + k


@program(numbers(2), 0.5)
def defaults_of_helpers(x, y):
    return np.sum(swish(x)) + swish(y, 0.7) + swish(beta=y, x=1.0, shift=y * y)


@program({"w": numbers(2, 2), "b": [0.5, numbers(2)], "name": "first"})
def dictionary(p):
    h = np.tanh(p["w"] @ p["b"][1] + p["b"][0])
    q = {"h": h, "n": len(h), "s": p["b"][0]}
    return np.sum(q["h"]) * q["s"] / q["n"]


@program([0.5, 0.25, -0.75], (1.5, -0.5))
def lists_and_tuples(c, d):
    pair = (c[0] * d[1], c[-1])
    values = [pair[0], pair[1] * c[1], d[0]]
    return values[0] * values[1] + sum(values) * len(c)


@program(
    [Layer(numbers(2, 3), numbers(3)), Layer(numbers(3, 1), numbers(1))], numbers(4, 2)
)
def named_tuples(layers, x):
    h = x
    for weights, bias in layers:
        h = np.tanh(h @ weights + bias)
    return np.mean(h**2)


# -------------------------------------------------------------------- conditions


@program(0.7, 1.2, smooth=False)
def chained_comparison(x, y):
    if 0.0 < x < y <= 5.0:
        return x * y
    return x - y


@program(0.0, 0.7, 1.3, wrt=(1, 2), smooth=False)
def boolean_values(x, y, z):
    a = x or y
    b = y and z
    c = (x and z) or y
    return a * b + 2.0 * c


@program(0.5, 2.0, smooth=False)
def boolean_tests(x, y):
    if x > 0.0 and (y > 5.0 or not x > 1.0):
        r = x * y
    elif x > 1.0 or y < 0.0:
        r = x + y
    else:
        r = x / y
    return r * r


@program(-0.5, 0.8, smooth=False)
def conditional_expressions(x, y):
    a = x * x if x > 0 else (y if y > 1 else x * y)
    return (a + 1.0 if x < y else a) * y


@program(0.3, smooth=False)
def early_return(x):
    if x > 2.0:
        return x * x
    y = np.sin(x)
    if y > 0.5:
        return y
    elif y > 0.1:
        z = y * x
        return z * z + y
    return 0.0 * x


@program(numbers(3), True, smooth=False)
def branch_without_else(x, flag):
    y = x * 2.0
    if flag:
        y = y * x
    if not flag:
        y = np.exp(y)
    return y.sum()


# ------------------------------------------------------------------------- loops


@program(0.9, 5)
def power_loop(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@program(0.9, 0)
def no_turns(x, n):
    y = x
    for _ in range(n):
        y = y * x
    return y


@program(numbers(10))
def strided_ranges(a):
    s = 0.0
    for i in range(0, 10, 4):
        s = s + a[i] * a[i]
    for i in range(9, 0, -3):
        s = s * 0.5 + a[i] * (i + 1)
    for i in reversed(range(1, 8, 3)):
        s = np.tanh(s) * a[i]
    return s + i * a[i]


@program(numbers(4, 3), numbers(4))
def over_arrays(m, v):
    s = 0.0
    for row in m:
        s = s + np.sum(row * row) * row[0]
    for x in v:
        s = np.sin(s) + x * s
    return s


@program([numbers(2), numbers(2), numbers(2)])
def over_lists(vectors):
    total = 0.5
    for v in vectors:
        total = total + np.dot(v, v) * total
    for v in [vectors[0], vectors[2] * total]:
        total = total + v[0]
    return total


@program(numbers(3), [0.5, -0.25, 1.5], ((0.1, 0.2), (0.3, 0.4), (0.5, 0.6)))
def zipped(a, b, pairs):
    s = 1.0
    for x, y in zip(a, b, strict=False):
        s = s * x + y
    for v, (p, q) in zip(b, pairs, strict=False):
        s = s + v * p * q
    return s


@program(numbers(3), numbers(3))
def enumerated(x, y):
    s = 0.0
    for i, (a, b) in enumerate(zip(x, y, strict=False)):
        s = s + (i + 1) * a * b
    for k, v in enumerate(x, 2):
        s = s + v**k / k
    return s


@program(numbers(4), [0.3, 0.6])
def backwards(x, c):
    s = 0.25
    for v in reversed(x):
        s = np.tanh(s + v * s)
    for v in reversed(c):
        s = s * v + v
    return s


@program({"a": 0.5, "b": 1.5})
def over_dictionary(p):
    s = 0.0
    for key in p:
        s = s + p[key] ** 2
    for key in ["b", "a"]:
        s = s * p[key] if key == "a" else s + p[key]
    return s


@program(3.0)
def newton_square_root(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = 0.5 * (x + a / x)
    return x


@program(1.3, smooth=False)
def while_with_branch(x):
    n = 0
    y = x
    while y < 20.0 and n < 50:
        n = n + 1
        if n % 2 == 0:
            y = y * x + 1.0
        else:
            z = y + x
            y = z
    return y / n


@program(numbers(3, 4), smooth=False)
def nested_loops(m):
    s = 0.0
    for i in range(m.shape[0]):
        t = 1.0
        for j in range(i, m.shape[1]):
            t = t * (1.0 + 0.1 * m[i, j])
            if m[i, j] > 0.0:
                t = t + s * 0.1
        s = s + t
    return s


@program(0.5, 4)
def loop_overwrites_bound(x, n):
    y = x
    for i in range(n):
        n = i
        y = y * (x + n)
    return y + n


@program(0.4)
def inner_trip_count(x):
    y = x
    k = 1
    for _ in range(3):
        for _ in range(k):
            y = np.sin(y) + x
        k = k + 1
    return y


@program(0.8, 3)
def scalar_recurrence(x, n):
    a, b = 0.0, x
    for i in range(1, n + 1):
        a, b = b, a * x + b / i
    return a * b


# ------------------------------------------------------------------------- calls


@program(0.4, numbers(2))
def helper_in_other_module(x, v):
    return scaled_sine(x) * np.sum(helper_module.scaled_sine(v * x)) * GAIN


@program(numbers(3, 2), numbers(2), numbers(4, 3))
def helper_with_flag(w, b, x):
    h = helper_module.layer(w, b, x)
    z = helper_module.layer(w.T, np.ones(3), h, last=True)
    return np.mean(z * z)


@program([0.5, -1.0, 0.25], 0.8)
def polynomial(c, x):
    return helper_module.horner(c, x) + helper_module.horner(c, x * x)


@program(0.9, 4)
def recursion(x, n):
    return factorial_power(x, n) * x


@program(0.6, 3)
def mutual_recursion(x, n):
    return helper_module.even_part(x, n) + helper_module.odd_part(x * x, n)


@program(0.7, 1.1)
def several_results(x, y):
    p, s = both(x, y)
    whole = both(s, p)
    return whole[0] * whole[1] + p


@program(0.3, 0.7)
def long_helper_twice(x, y):
    return longer(x, y) * longer(y, x * y)


@program({"position": numbers(2), "speed": numbers(2)})
def helper_of_dictionaries(state):
    for _ in range(3):
        state = helper_module.named(state)
    return np.sum(state["position"] ** 2)


@program(0.5)
def helper_in_loop(x):
    y = x
    for k in range(3):
        y = longer(y, x + k)
    return y


# ------------------------------------------------------- statements without value


@program(numbers(2), 0.5)
def prints_and_asserts(x, y):
    print(f"y is {y:.3f}", x.shape)
    assert y > 0, f"not {y}"
    if y > 10:
        raise ValueError(f"{y!r} is too large")
    text = f"{x.ndim}-d"
    return np.sum(x) * y + len(text)


# ---------------------------------------------------------------- spellings of NumPy


@program(numbers(2, 3))
def methods(x):
    a = x.reshape(3, 2).T.sum(axis=0) + x.mean(axis=0)
    b = x.ravel().dot(x.ravel()) + x.max() - x.min() + x.std() + x.var(ddof=1)
    return (a * x.transpose().sum(1)).sum() + b + abs(x).prod()


@program(0.6, 0.9)
def math_functions(x, y):
    a = math.sin(x) * math.exp(-y) + math.sqrt(x * y) + math.log(x + y)
    return a + math.tanh(x) + math.atan2(x, y) + math.pow(x, 2.5) + math.pi * y


@program(numbers(3), 0.4)
def aliases(x, y):
    return numpy.sum(sin(x) * exp(-y)) + cosine(y) + np.linalg.norm(x)


@program(numbers(2, 3))
def attributes(x):
    scale = x.size / (x.ndim + x.shape[1])
    return np.sum(x.T @ x) * scale + len(x)


@program(numbers(4, 3), smooth=False)
def indexing(x):
    a = x[1] + x[-1, :] + x[..., 0].sum() + x[::2, 1:].sum()
    b = x[np.array([0, 0, 3])].sum(0) * x[:, np.newaxis, 2].mean()
    return np.sum(a * b) + np.sum(x[x > 0.0] ** 2) + x[2][1] * x[2, 1]


@program(numbers(3), numbers(2, 1), 0.5)
def broadcasting(row, column, number):
    grid = row * column - number / (2.0 + row**2)
    return np.sum(np.where(grid > 0.0, grid, 0.1 * grid)) + np.sum(grid / column**2)


@program(numbers(2, 3), numbers(2, 3, seed=1))
def joining(x, y):
    s = np.stack([x, y], axis=1)
    c = np.concatenate((x, y * x), axis=0)
    return np.sum(s[:, 0] * s[:, 1]) + np.sum(c @ c.T) + np.sum(np.vstack([x, y]))


@program(numbers(3, 3), numbers(3))
def linear_algebra(m, b):
    a = m @ m.T + 3.0 * np.eye(3)
    x = solve(a, b)
    return x @ b + np.linalg.det(a) * 0.01 + np.trace(np.linalg.inv(a))


@program(numbers(2, 3), numbers(3, 2))
def einsum(a, b):
    return np.sum(np.einsum("ij,jk->ik", a, b) ** 2) + np.einsum("ij,ji->", a, b)


# -------------------------------------------------------------- what people write


@program(
    [(numbers(3, 4), numbers(4)), (numbers(4, 2), numbers(2))],
    numbers(5, 3),
    numbers(5, 2),
)
def perceptron(params, x, t):
    (w1, b1), (w2, b2) = params
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    return np.mean((z - t) ** 2)


@program(
    [
        (numbers(3, 4), numbers(4)),
        (numbers(4, 4), numbers(4)),
        (numbers(4, 2), numbers(2)),
    ],
    numbers(5, 3),
    np.array([0, 1, 1, 0, 1]),
)
def softmax_cross_entropy(params, x, labels):
    h = x
    for w, b in params[:-1]:
        h = np.tanh(h @ w + b)
    w, b = params[-1]
    logits = h @ w + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p = p / p.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@program(numbers(3), 0.2, numbers(6, 3), np.array([1, 0, 0, 1, 1, 0]))
def logistic_regression(w, b, x, y):
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.1 * np.sum(w**2)


@program(numbers(5, 3), numbers(3), numbers(3, seed=1), numbers(5, 3, seed=2))
def batch_norm(x, gamma, beta, t):
    mean = np.mean(x, axis=0)
    variance = np.var(x, axis=0)
    n = (x - mean) / np.sqrt(variance + 1e-5)
    return np.sum((gamma * n + beta) * t)


@program(numbers(4, 3), numbers(3, 2), numbers(3, 2, seed=1), numbers(3, 3, seed=2))
def attention(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ k.T / np.sqrt(q.shape[-1])
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    return np.sum((weights @ v) ** 2)


@program(numbers(3), 0.1, 5)
def runge_kutta(y, h, steps):
    for _ in range(steps):
        k1 = np.sin(y) * y[0]
        k2 = np.sin(y + h / 2 * k1) * y[0]
        k3 = np.sin(y + h / 2 * k2) * y[0]
        k4 = np.sin(y + h * k3) * y[0]
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return np.sum(y**2)


@program(numbers(3, 2), numbers(2, 2), numbers(4, 3))
def recurrent_network(w, u, xs):
    h = np.zeros(2)
    loss = 0.0
    for t, x in enumerate(xs):
        h = np.tanh(x @ w + h @ u)
        loss = loss + np.sum(h**2) / (t + 1)
    return loss


@program(numbers(4, 2), numbers(4, 2, seed=1))
def pair_distances(a, b):
    d = a[:, None, :] - b[None, :, :]
    return np.sum(np.exp(-np.sum(d * d, axis=-1)))


@program(numbers(4), 0.3)
def global_table(x, y):
    return np.sum(x) * TABLE["low"] + y * TABLE["high"] * GAIN


@program(numbers(2, 3).astype(np.float32), numbers(3).astype(np.float32))
def single_precision(x, y):
    h = np.tanh(x * 0.5 + y)
    return np.sum(h * h) / x.size


@program(np.array(0.7), np.array([0.4]))
def zero_dimensional(x, y):
    return np.sqrt(x) * y[0] + np.sum(x * y)


@program(numbers(3, 3), numbers(3, 3, seed=1), 0.7)
def shared_expressions(a, b, s):
    m = a @ b + 4.0 * np.eye(3)
    c = np.linalg.inv(m) * np.exp(a * s)
    d = np.sin(a * s) / np.linalg.det(m)
    for k in range(2):
        c = c * np.tanh(a[k] * b[k]) + d * np.tanh(a[k] * b[k])
    return np.sum(c * d) + np.sum(c / (1.0 + d * d))


# ------------------------------------------------------- parameters in containers


@program(
    {
        "hidden": {"w": numbers(3, 4), "b": numbers(4)},
        "out": [numbers(4, 2), numbers(2)],
        "unread": numbers(2),
        "decay": 0.1,
    },
    numbers(5, 3),
)
def named_parameters(params, x):
    hidden = params["hidden"]
    h = np.tanh(x @ hidden["w"] + hidden["b"])
    for _ in range(2):
        h = h + h * params["hidden"]["b"]
    z = h @ params["out"][0] + params["out"][-1]
    if z[0, 0] > 0.0:
        z = z * params["decay"]
    return np.sum(z * z) + params["decay"] * np.sum(params["hidden"]["w"] ** 2)


@program((numbers(3), numbers(3, seed=1), 0.5), numbers(3))
def numbered_parameters(params, x):
    a = params[0]
    y = np.sin(a * x) + params[1] * params[-1]
    a = y * params[0]
    return np.sum(a * params[2])


@program([(numbers(3), numbers(3, seed=1)), (numbers(3), numbers(3))], numbers(3))
def layers_with_shared_adjoints(layers, x):
    for a, b in layers:
        x = x * 2.0 + a + b
    return np.sum(x * x)


@program((numbers(3), numbers(3, seed=1)), numbers(3))
def layers_read_twice(layers, x):
    for w in layers:
        x = x + w
    for w in layers:
        x = x * w
        if x[0] > 0.0:
            x = np.sin(x)
    return np.sum(x) + np.sum(layers[0]) * len(layers)


@program(numbers(6), 3)
def stencil_in_place(u, n):
    for _ in range(n):
        u[1:-1] = 0.5 * u[1:-1] * (u[:-2] + u[2:])
    return np.sum(u)


@program(numbers(5), numbers(3, 4))
def views_written(x, m):
    tail = x[1:]
    tail *= 2.0
    alias = m
    alias[:, 1] -= tail[:3]
    m.T[0] = np.sin(m.T[1])
    row = m[-1]
    row[row > 0.0] *= 0.5
    return np.sum(np.tanh(m)) + np.sum(x * x)


@program(numbers(5))
def running_product(x):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = y[i] * y[i - 1] + x[i]
    y[0], y[-1] = y[-1], y[0]
    return np.sum(y * np.cos(x))


def relaxed(v, k):
    v[0] = k * v[-1]
    v[1:] += np.sin(v[:-1])


@program(numbers(4), 0.7)
def helper_that_writes(x, k):
    buffer = np.empty(4)
    np.multiply(x, k, out=buffer)
    relaxed(buffer, k)
    relaxed(x, 2.0 * k)
    buffer[np.array([0, 2, 2])] = x[:3]
    np.add.at(buffer, np.array([1, 1]), x[2:])
    return np.sum(buffer * x)


@program(numbers(3, 3), 2)
def buffers_swapped(a, n):
    a = np.array(a)
    b = np.zeros((3, 3))
    for _ in range(n):
        b[1:] = 0.5 * (a[1:] + np.sin(a[:-1]))
        b[0] = a[0]
        a, b = b, a
    return np.sum(a * a)


@program(numbers(4), 0.3)
def counted_in_dict(x, k):
    state = {"total": 0.0, "turns": 0}
    while state["turns"] < 3:
        state["total"] = state["total"] * k + x[state["turns"]]
        state["turns"] += 1
    return state["total"] ** 2


@program(numbers(6), 0.9)
def stops_early(x, bound):
    total = 0.0
    for v in x:
        if v * v > bound:
            break
        total = total + np.sin(v)
    return total * x[0]


@program(0.7, 3)
def endless_loop(x, turns):
    y = x
    while True:
        y = y * 1.5
        turns = turns - 1
        if turns < 0 or y > 90.0:
            break
        y = y + 0.1 * x
    return y * x


@program(numbers(3, 4), 0.4)
def found_in_a_nested_loop(a, bound):
    s = 0.0
    for i, row in enumerate(a):
        for v in row:
            if v > bound + i:
                w = v * s
                return w * v + i
            if v < -1.0:
                continue
            s = s + v * v
        if s > 9.0:
            break
        s = s * 1.1
    else:
        s = s * 2.0
    return s


@program(numbers(5), 2)
def mixed_exits(x, n):
    y, i = 1.0, 0
    while i < 8:
        i = i + 1
        if i % n == 0:
            if x[i % 5] > 0.3:
                continue
            y = y * x[i % 5]
            if i > 6:
                break
        y = y + x[0] * i
        if i > 5:
            y = 2.0 * y
            if y > 40.0:
                return y * x[1]
    return y


@program(2.0)
def newton_until_close(a):
    x = a
    for _ in range(50):
        r = x * x - a
        if abs(r) < 1e-13:
            break
        x = x - r / (2.0 * x)
    return x


@program(numbers(4))
def index_after_the_loop(x):
    y = 1.0
    for i in range(len(x)):
        y = y * x[i]
        if y < 0.1:
            break
    return y * x[i] + i


@program(numbers(7), 6)
def stops_in_strides(x, n):
    s = 1.0
    for i in range(1, n, 2):
        s = s * x[i]
        if i > 3:
            break
    for i in reversed(range(2, n + 1)):
        s = s + x[i] * s
        if i < 4:
            break
    for i in reversed(range(0, 7, 3)):
        s = s * x[i] + s
        if i == 3:
            break
    for i in range(5, -1, -2):
        s = s * x[i] + s * s
        if i == 3:
            break
    return s


@program(numbers(3), 1.0)
def killed_on_the_way_out(x, y):
    for v in x:
        y = y * v
        if y > 0.0:
            y = 0.5
            break
        y = y + v
    return y * x[0]


@program(numbers(3, 3))
def exits_three_levels_up(a):
    total = 0.0
    for k in range(3):
        t = total + 1.0
        for row in a:
            for v in row:
                t = t * (1.0 + 0.1 * v)
                if t > 1.3 + k:
                    break
                if t < 0.2:
                    return t * total
            else:
                t = t * 0.9
                continue
            t = t + a[k, k]
        total = total + t
    return total


@program(1.5)
def named_in_tests(x):
    while (y := x * x) < 40.0:
        x = x + 0.3 * y
        if (z := np.sin(x)) > 0.5 and y < 9.0:
            x = x + z
    else:
        x = x * y
    return x * (w := y + 1.0) + w


@program(numbers(5), (0.4, [1.2, 0.3]))
def starred_parts(x, pair):
    first: float
    first, *middle, last = x
    (a, *rest), *_ = middle, pair
    head, (*tail, end) = pair
    total = first * last
    for v in rest:
        total = total * v + head
    del rest
    return total + a * tail[0] * end


@program(numbers(4), 0.2)
def lists_made_by_loops(x, bound):
    squares = [v * v for v in x]
    table = [[u * v + k for u in squares if u > bound] for k, v in enumerate(x)]
    grown = [x[0]]
    for row in table:
        if len(row) == 0:
            continue
        grown.append(sum(row) * row[0])
        for u in row:
            if u > 3.0:
                break
            grown.append(np.sin(u))
    total = np.sum(np.array(grown)) * grown[-1] + max(v * bound for v in squares)
    return total + sum(np.stack([x * v for v in squares]) @ x)


from tests import (  # noqa: E402, F401
    programs_attempts,
    programs_complex,
    programs_contexts,
    programs_draws,
    programs_functions,
    programs_iterators,
    programs_lists,
    programs_loops,
    programs_masks,
    programs_matches,
    programs_names,
    programs_networks,
    programs_objects,
    programs_shared,
    programs_shrinking,
    programs_spread,
    programs_state,
    programs_writing,
)
