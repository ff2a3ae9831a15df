"""What the text for large arrays saves, which reuses the memory of dead arrays.

``python -m tests.benchmarks.buffers`` times gradients of both texts of each program, in
turns: that with ``readable=True``, and that which large arrays have otherwise. NumPy
itself reuses the unnamed operands of an expression in both. The table stands in
docs/architecture.md.
"""

import statistics
import time
import tracemalloc
from itertools import pairwise

import numpy as np

from srcdiff import value_and_grad


def chain(x, k):
    y = x * k + 1.0
    z = y * y - x
    w = z * y + z
    return np.sum(w * w)


def bell(x, m, s):
    r = (x - m) / s
    e = np.exp(-0.5 * r * r)
    return np.sum(np.log(1.0 + e) * np.tanh(r))


def waves(x, y):
    d = x - y
    q = np.sqrt(1.0 + d * d)
    return np.mean(q) + np.mean(np.sin(x) * np.cos(y))


def lennard_jones(x, y):
    r2 = x * x + y * y + 0.1
    i6 = 1.0 / (r2 * r2 * r2)
    return np.sum(4.0 * (i6 * i6 - i6))


def normal(x):
    t = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    p = t * (
        0.3193815 + t * (-0.3565638 + t * (1.781478 + t * (-1.821256 + t * 1.3303)))
    )
    tail = np.exp(-0.5 * x * x) * 0.3989423 * p
    return np.where(x >= 0, 1.0 - tail, tail)


def black_scholes(S, K, T, r, s):
    root = s * np.sqrt(T)
    d1 = (np.log(S / K) + (r + 0.5 * s * s) * T) / root
    return np.sum(S * normal(d1) - K * np.exp(-r * T) * normal(d1 - root))


def diffusion(u, k):
    for _ in range(5):
        inner = u[1:-1, 1:-1]
        lap = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * inner
        new = u.copy()
        new[1:-1, 1:-1] = inner + k * lap
        u = new
    return np.sum(u * u)


def periodic(u, k):
    for _ in range(5):
        rows = np.roll(u, 1, 0) + np.roll(u, -1, 0)
        columns = np.roll(u, 1, 1) + np.roll(u, -1, 1)
        u = u + k * (rows + columns - 4.0 * u)
    return np.sum(u * u)


def layer_norm(x, scale, shift):
    m = np.mean(x, axis=1, keepdims=True)
    v = np.mean((x - m) ** 2, axis=1, keepdims=True)
    return np.sum(np.tanh((x - m) / np.sqrt(v + 1e-5) * scale + shift))


def network(params, x, t):
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    r = h2 @ W3 + b3 - t
    return np.mean(r * r)


def cases(n):
    """Yield title, function, wrt and arguments; matrices are n by n, vectors n * n."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, n, n))
    S, K = 100 + 10 * rng.random((2, n * n))
    T, s = 0.5 + rng.random(n * n), 0.2 + 0.1 * rng.random(n * n)
    yield "chain", chain, 0, (x, 0.5)
    yield "bell", bell, 0, (x, 0.1, 1.3)
    yield "waves", waves, (0, 1), (x, y)
    yield "Lennard-Jones", lennard_jones, (0, 1), (x, y)
    yield "Black-Scholes", black_scholes, (0, 2, 4), (S, K, T, 0.03, s)
    yield "diffusion", diffusion, 0, (x, 0.1)
    yield "diffusion, periodic", periodic, 0, (x, 0.1)
    yield "layer norm", layer_norm, (0, 1, 2), (x, x[0] + 2.0, x[1])
    widths = (16, 64, 64, 10)
    params = [(rng.normal(size=p) / 8, np.zeros(p[1])) for p in pairwise(widths)]
    batch = max(n * n // 64, 8)
    inputs = rng.normal(size=(batch, 16)), rng.normal(size=(batch, 10))
    yield "network", network, 0, (tuple(params), *inputs)


def ratio(function, wrt, arguments, rounds):
    """Return the median milliseconds of the readable text, and the other's share."""
    forms = [value_and_grad(function, wrt, readable=r) for r in (True, False)]
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for form, times in zip(forms, spent, strict=True):
            start = time.thread_time()
            form(*arguments)
            if turn > 0:
                times.append(time.thread_time() - start)
    plain, other = map(statistics.median, spent)
    return 1e3 * plain, other / plain


def memory(function, wrt, arguments):
    """Return the share of the readable text's memory that the other one takes."""
    most = []
    for readable in (True, False):
        form = value_and_grad(function, wrt, readable=readable)
        form.source_for(*arguments)
        tracemalloc.start()
        form(*arguments)
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return most[1] / most[0]


SIDES = (200, 400, 1000, 2000)

if __name__ == "__main__":
    for side in SIDES:
        for title, function, wrt, arguments in cases(side):
            plain, share = ratio(function, wrt, arguments, max(5, 12000 // side))
            space = memory(function, wrt, arguments)
            print(f"{side:5} {title:20} {plain:9.2f} ms {share:6.2f} {space:6.2f}")
