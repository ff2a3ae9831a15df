"""Programs whose loops compute the same again in each turn."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(4), 0.3, numbers(4, 4), 3)
def unchanged_in_a_loop(y, k, W, turns):
    for _ in range(turns):
        y = np.tanh(y @ W.T) + np.exp(k) * np.sin(y) + np.linalg.norm(W)
    return np.sum(y)


@program(numbers(4), 0.3, numbers(4, 4), 0)
def unchanged_in_no_turn(y, k, W, turns):
    for _ in range(turns):
        y = np.exp(k) * np.sin(y) + np.linalg.norm(W) * np.cos(k)
    return np.sum(y) * k + np.sum(W)


@program(numbers(3), numbers(3), 2)
def unchanged_in_the_inner_loop(x, w, turns):
    total = 0.0
    for i in range(turns):
        scale = 1.0 + i
        for v in x:
            total = total * 0.5 + np.sin(scale) * np.sum(np.exp(w) * v) * np.cos(v)
        scale = scale * total
        x = x * np.tanh(scale)
    return total + np.sum(x)


@program(numbers(4), numbers(4))
def written_in_the_loop(x, w):
    for i in range(4):
        x = x * np.exp(w).sum() + np.sin(w)[i]
        w = w.copy()
        w[i] = np.tanh(x[i]) * 0.1
    return np.sum(x) + np.sum(w)


@program(numbers(4), 1.0, 4)
def unchanged_behind_an_exit(x, k, turns):
    i = 0
    while i < turns:
        if x[0] > 10.0:
            break
        x = x * np.exp(k) + np.log(2.0 + k * k) * np.sqrt(k)
        i += 1
    return np.sum(x)


@program(numbers(3, 4), 2, 1.5)
def every_index_of_a_grid(x, rows, k):
    y = np.zeros_like(x)
    for i, j in np.ndindex(rows, x.shape[1]):
        rows = 1
        if i == j:
            continue
        y[i, j] = np.sin(k * x[i, j]) * (i + j)
    for place in np.ndindex(x.shape):
        k = k + y[place] * x[place]
    for i, j in np.ndindex(3, 4):
        if j > i + 1:
            break
        k *= 1.0 + 0.1 * np.tanh(x[i, j])
    return np.sum(y**2) * k + i


@program(numbers(3), [0.5, -0.25, 1.5], 2)
def counted_in_pairs(a, b, k):
    total = 1.0
    for i, (x, y) in enumerate(zip(a, b, strict=True), start=k):
        k = k + 1
        total = total * x + y**i
    return total * k


@program(numbers(6), 9)
def bounds_that_change(x, n):
    s = 1.0
    for i in range(len(x), n):
        n = n - 1
        s = s * np.sin(x[i - 6] + s)
    for i in range(max(n - 6, 1), len(x), min(n, 2)):
        n = n - 1
        if s < -0.5:
            break
        s = s * np.sin(x[i] + s)
    for i in reversed(range(abs(n - 8), len(x), 2)):
        n = n + 1
        s = s * np.sin(x[i] + s)
    return s


@program(numbers(6), numbers(4, 4))
def parts_of_parts(x, A):
    s = 1.0
    for _ in range(3):
        x = x[1:]
        s = s * np.sin(x[0] + s) + A[0, 0]
        A = A[1:, 1:] - 0.1 * np.outer(A[1:, 0], A[0, 1:])
    while len(x) > 1:
        x = x[:-1]
        s = s * x[0] + x[-1]
    return s * np.sum(A)


@program((1.5, (2.5, (0.5, None))), {"v": 1.5, "next": {"v": 2.5, "next": None}})
def linked(pair, record):
    s = 0.0
    while pair is not None:
        s = s + pair[0] ** 2
        pair = pair[1]
    while record is not None:
        s = s * record["v"] + record["v"] ** 2
        record = record["next"]
    return s
