"""Losses of parameters in every kind of container, with points to train them at."""

from collections import namedtuple
from dataclasses import dataclass, is_dataclass
from itertools import pairwise

import numpy as np

Layer = namedtuple("Layer", "w b")


def of_tuples(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    return np.mean((h @ W2 + b2 - t) ** 2)


def of_layers(params, x, t):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.mean((x - t) ** 2)


def of_positions(params, x, t):
    for i in range(len(params)):
        W, b = params[i]
        x = np.tanh(x @ W + b)
    return np.mean((x - t) ** 2)


def of_last(params, x, t):
    for W, b in params[:-1]:
        x = np.maximum(x @ W + b, 0.0)
    W, b = params[-1]
    return np.mean((x @ W + b - t) ** 2)


def of_names(p, x, t):
    h = np.tanh(x @ p["W1"] + p["b1"])
    return np.mean((h @ p["W2"] + p["b2"] - t) ** 2)


def of_nested(net, x, t):
    for layer in net["layers"]:
        x = np.tanh(x @ layer["W"] + layer["b"])
    return np.mean((net["scale"] * x - t) ** 2)


def of_columns(net, x, t):
    for W, b in zip(net["W"], net["b"]):  # noqa: B905
        x = np.tanh(x @ W + b)
    return np.mean((x - t) ** 2)


def of_fields(params, x, t):
    first, second = params
    h = np.tanh(x @ first.w + first.b)
    return np.mean((h @ second.w + second.b - t) ** 2)


@dataclass
class Dense:
    W: np.ndarray
    b: np.ndarray
    kind: str = "tanh"

    def __call__(self, x):
        z = x @ self.W + self.b
        return np.tanh(z) if self.kind == "tanh" else z


@dataclass
class Net:
    hidden: Dense
    output: Dense


def of_objects(net, x, t):
    return np.mean((net.output(net.hidden(x)) - t) ** 2)


def of_one(w, x, t):
    return np.mean((x @ w - t) ** 2)


def of_sum(p, x, t):
    return np.sum((x * (p[0] + p[1]) - t) ** 2)


def of_twice(p, x, t):
    s = 0.0
    for w in p:
        s = s + np.sum(w * w)
    for w in p:
        s = s + np.sum(w * w * w)
    return s


def of_path(p, x, t):
    if np.sum(x) > 0:
        return np.sum(p[0] ** 2)
    return np.sum(p[1] ** 2)


def of_some(p, x, t):
    return np.mean((x @ p["W"] - t) ** 2)


def writing(w, x, t):
    w[0] = w[1] * x[0, 0]
    w[1:] *= 0.5
    return np.sum(w * w * w)


def rebinding(w, x, t):
    for _ in range(3):
        w = w * np.sum(x)
    return np.sum(w * w)


def rebinding_in_a_branch(p, x, t):
    if np.sum(x) > 0:
        p = [2.0 * p[0], p[1]]
    return np.sum(p[0] * p[1])


def linear(w, x, t):
    return np.sum(w * x)


def spread(w, x, t):
    return np.sum(np.sin(np.sum(w, axis=0)))


def a_view(w, x, t):
    return w[:1]


def an_exponential(w, x, t):
    return np.exp(w)


def of_shared_data(p, x, t):
    s = 0.0
    for w in p:
        s = s + np.sum(x * w)
    return s


def of_keys(p, x, t):
    s = 0.0
    for key in p:
        s = s + np.sum(x * p[key])
    return s


def joined(p, x, t):
    return np.sum(np.concatenate(p) * 2.0) + np.sum(np.concatenate(p) ** 2)


def of_one_sum(p, x, t):
    a, b = p
    c = a + b
    return np.sum(c * x) + np.sum(c)


def added_up(p, x, t):
    s = np.zeros(5, x.dtype)
    for w in p:
        s = s + w
    return np.sum(s * s)


def with_a_copy(p, x, t):
    q = list(p)
    q.append(q[0])
    return np.sum(sum(q) * x)


def residual(p, x, t):
    for i in range(len(p) - 1):
        x = np.maximum(x * p[i], 0.0) + p[i]
    return np.sum(x * p[-1])


def of_a_helper(p, x, t):
    def layer(w, x):
        return x * w + w

    for w in p:
        x = layer(w, x)
    return np.sum(x)


def of_objects_in_a_list(net, x, t):
    first, second = net
    return np.sum(first.b * x) + np.sum(second.b * x * first.b) + np.sum(second.W)


def of_a_scalar(p, x, t):
    return np.mean((p["scale"] * x + p["shift"] - t) ** 2)


def unread(w, x, t):
    return np.sum(x)


def losses(dtype=float):
    """Return losses by name, each with parameters, and data x and t."""
    rng = np.random.default_rng(0)

    def array(*shape):
        return (0.5 * rng.standard_normal(shape)).astype(dtype)

    def layers(*sizes):
        return [(array(m, n), array(n)) for m, n in pairwise(sizes)]

    x, t = array(9, 5), array(9, 3)
    scalars = {"scale": np.array(0.5, dtype), "shift": np.array(0.25, dtype)}
    square = [(array(5, 5), array(5)) for _ in range(3)]
    return {
        "tuples": (of_tuples, tuple(layers(5, 4, 3)), x, t),
        "layers": (of_layers, layers(5, 8, 3), x, t),
        "tuple of layers": (of_layers, tuple(layers(5, 8, 1, 3)), x, t),
        "positions": (of_positions, layers(5, 8, 3), x, t),
        "last": (of_last, layers(5, 8, 8, 3), x, t),
        "names": (
            of_names,
            {"W1": array(5, 4), "b1": array(4), "W2": array(4, 3), "b2": array(3)},
            x,
            t,
        ),
        "nested": (
            of_nested,
            {"scale": array(1), "layers": [{"W": w, "b": b} for w, b in square]},
            x,
            array(9, 5),
        ),
        "columns": (
            of_columns,
            {"W": [w for w, _ in layers(5, 5, 5)], "b": [array(5), array(5)]},
            x,
            array(9, 5),
        ),
        "fields": (of_fields, tuple(Layer(*p) for p in layers(5, 4, 3)), x, t),
        "objects": (
            of_objects,
            Net(Dense(array(5, 4), array(4)), Dense(array(4, 3), array(3), "none")),
            x,
            t,
        ),
        "one": (of_one, array(5, 3), x, t),
        "transposed": (of_one, array(3, 5).T, x, t),
        "strided": (of_one, array(10, 6)[::2, ::2], x, t),
        "views": (of_tuples, (layers(5, 4)[0], (array(3, 4).T, array(6)[3:])), x, t),
        "sum": (of_sum, [array(5), array(5)], x, array(9, 5)),
        "twice": (of_twice, [array(5), array(2, 3)], x, t),
        "shared data": (of_shared_data, [array(5), array(5)], x, t),
        "keys": (of_keys, {"a": array(5), "b": array(5)}, x, t),
        "joined": (joined, [array(5), array(3)], x, t),
        "one sum": (of_one_sum, (array(5), array(5)), x, t),
        "added up": (added_up, [array(5), array(5), array(5)], x, t),
        "a copy": (with_a_copy, [array(5), array(5)], x, t),
        "residual": (residual, [array(5), array(5), array(5)], x, t),
        "a helper": (of_a_helper, [array(5), array(5)], x, t),
        "objects in a list": (
            of_objects_in_a_list,
            [Dense(array(2), array(5)), Dense(array(2), array(5))],
            x,
            t,
        ),
        "path": (of_path, [array(5), array(2, 3)], x, t),
        "some": (of_some, {"W": array(5, 3), "unused": array(4)}, x, t),
        "writing": (writing, array(4), x, t),
        "rebinding": (rebinding, array(4), x, t),
        "rebinding in a branch": (rebinding_in_a_branch, [array(4), array(4)], x, t),
        "linear": (linear, array(5), x, t),
        "linear alone": (linear, array(9, 5), x, t),
        "spread": (spread, array(4, 3), x, t),
        "a view": (a_view, array(1), x, t),
        "an exponential": (an_exponential, array(1), x, t),
        "a scalar": (of_a_scalar, scalars, x, x),
        "unread": (unread, array(4), x, t),
        "empty": (linear, array(0), array(0), t),
        "one row": (of_one, array(5, 1), array(1, 5), array(1, 1)),
    }


def arrays(value):
    """Return the arrays in containers and objects, in order."""
    if isinstance(value, np.ndarray | np.generic):
        return [value]
    if is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [a for item in value for a in arrays(item)]
    return []
