"""What srcdiff itself takes: the guard before each call, and a text for a new call."""

from __future__ import annotations

import itertools
import time

import numpy as np

from srcdiff import grad
from tests.benchmarks.measure import Effort, interleaved


def thirty_lines(params, x, t):
    (w1, b1), (w2, b2), (w3, b3), scale = params
    n = len(x)
    a = x @ w1
    h = a + b1
    h = np.tanh(h)
    u = h @ w2
    u = u + b2
    v = np.maximum(u, 0.0)
    s = np.sin(v)
    c = np.cos(v)
    p = s * c
    q = p + h
    mean = q.mean(axis=1, keepdims=True)
    centred = q - mean
    variance = (centred**2).mean(axis=1, keepdims=True)
    normal = centred / np.sqrt(variance + 1e-5)
    z = normal @ w3
    z = z + b3
    top = np.max(z, axis=1, keepdims=True)
    e = np.exp(z - top)
    total = e.sum(axis=1, keepdims=True)
    y = e / total
    r = y - t
    loss = np.sum(r * r)
    for _ in range(3):
        loss = loss * 0.5
        loss = loss + scale
    if n > 1:
        loss = loss / n
    decay = np.sum(w1 * w1)
    decay = decay + np.sum(w2**2)
    return loss + 1e-3 * decay


def arguments():
    rng = np.random.default_rng(0)
    sizes = (5, 8, 8, 3)
    layers = [
        (rng.normal(size=pair), rng.normal(size=pair[1]))
        for pair in itertools.pairwise(sizes)
    ]
    return (*layers, 0.1), rng.normal(size=(4, 5)), np.eye(4, 3)


def guard(effort: Effort) -> dict[str, float]:
    """Return the seconds that the guard takes, and one call of NumPy beside it."""
    params, x, t = arguments()
    derivative = grad(thirty_lines)
    derivative(params, x, t)
    arrays = grad(np_product)
    arrays(x, x)
    assert arrays.fits(x, x) and derivative.fits(params, x, t)
    return interleaved(
        {
            "np.add of two small arrays": lambda: np.add(x, x),
            "guard of two arrays": lambda: arrays.fits(x, x),
            "guard of the 30-line function": lambda: derivative.fits(params, x, t),
        },
        effort,
    )


def np_product(x, y):
    return np.sum(x * y)


def generation(effort: Effort) -> float:
    """Return the least seconds of the processor from a function to its gradient."""
    given = arguments()
    taken = []
    for _ in range(max(effort.compilations, 2)):
        derivative = grad(thirty_lines)
        start = time.process_time()
        derivative(*given)
        first = time.process_time()
        derivative(*given)
        taken.append(2 * first - start - time.process_time())
    return min(taken)


def report(effort: Effort) -> str:
    """Return the costs as lines of text."""
    lines = [f"{1e6 * t:7.2f} us  {title}" for title, t in guard(effort).items()]
    made = f"{1e3 * generation(effort):7.1f} ms  generation for 30 lines (aim: 60 ms)"
    return "\n".join([*lines, made])
