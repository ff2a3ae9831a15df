"""The functions that the benchmarks differentiate, and the data they run on."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from tests.benchmarks import handwritten


def mean_square_mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    return np.mean((z - t) ** 2)


def cross_entropy_mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(t * np.log(p), axis=1))


def deep_cross_entropy_mlp(params, x, t):
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z = h2 @ W3 + b3
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(t * np.log(p), axis=1))


def logistic_regression(params, x, y):
    w, b = params
    z = x @ w + b
    return np.mean(np.log(1 + np.exp(-y * z)))


def relaxation(x, n):
    y = 1.0
    for _ in range(n):
        y = y + 0.01 * (x - y * y)
    return y


# The same maths in the dialect of tangent-ad, which takes parameters one by one and
# the function np.dot for a product of matrices.


def flat_mean_square_mlp(W1, b1, W2, b2, x, t):
    h = np.tanh(np.dot(x, W1) + b1)
    z = np.dot(h, W2) + b2
    return np.mean((z - t) ** 2)


def flat_cross_entropy_mlp(W1, b1, W2, b2, x, t):
    h = np.tanh(np.dot(x, W1) + b1)
    z = np.dot(h, W2) + b2
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(t * np.log(p), axis=1))


def flat_deep_cross_entropy_mlp(W1, b1, W2, b2, W3, b3, x, t):
    h1 = np.tanh(np.dot(x, W1) + b1)
    h2 = np.tanh(np.dot(h1, W2) + b2)
    z = np.dot(h2, W3) + b3
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(t * np.log(p), axis=1))


def flat_logistic_regression(w, b, x, y):
    z = np.dot(x, w) + b
    return np.mean(np.log(1 + np.exp(-y * z)))


def flat_relaxation(x, n):
    y = 1.0
    for i in range(n):  # noqa: B007 (tangent-ad reads the name)
        y = y + 0.01 * (x - y * y)
    return y


@dataclass(frozen=True)
class Program:
    """One row of the table: a function, its gradient by hand, and arguments.

    The first argument is the one to differentiate at. flat: the same function for
    tangent-ad.
    """

    title: str
    function: Callable[..., Any]
    by_hand: Callable[..., Any]
    flat: Callable[..., Any]
    arguments: tuple[Any, ...]


def programs() -> list[Program]:
    """Return the rows of the table, with float64 data from a fixed seed."""
    rng = np.random.default_rng(0)
    small = (_params(rng, 2, 8, 2), *(rng.standard_normal((1, 2)) for _ in range(2)))
    x = rng.standard_normal((64, 100))
    y = rng.choice([-1.0, 1.0], 64)
    return [
        Program(
            "MLP [2,8,2] batch 1",
            mean_square_mlp,
            handwritten.mean_square_mlp,
            flat_mean_square_mlp,
            small,
        ),
        Program(
            "MLP [64,64,64,10] batch 32",
            deep_cross_entropy_mlp,
            handwritten.deep_cross_entropy_mlp,
            flat_deep_cross_entropy_mlp,
            (_params(rng, 64, 64, 64, 10), *_labelled(rng, 32, 64, 10)),
        ),
        Program(
            "MLP [784,512,10] batch 128",
            cross_entropy_mlp,
            handwritten.cross_entropy_mlp,
            flat_cross_entropy_mlp,
            (_params(rng, 784, 512, 10), *_labelled(rng, 128, 784, 10)),
        ),
        Program(
            "logistic regression, 100 features",
            logistic_regression,
            handwritten.logistic_regression,
            flat_logistic_regression,
            ((0.1 * rng.standard_normal(100), np.zeros(1)), x, y),
        ),
        Program(
            "scalar loop, 1000 steps",
            relaxation,
            handwritten.relaxation,
            flat_relaxation,
            (2.0, 1000),
        ),
    ]


def _params(rng: np.random.Generator, *sizes: int) -> tuple[Any, ...]:
    return tuple(
        (rng.standard_normal((a, b)) / math.sqrt(a), 0.1 * rng.standard_normal(b))
        for a, b in pairwise(sizes)
    )


def _labelled(rng: np.random.Generator, batch: int, inputs: int, classes: int):
    x = rng.standard_normal((batch, inputs))
    return x, np.eye(classes)[rng.integers(0, classes, batch)]
