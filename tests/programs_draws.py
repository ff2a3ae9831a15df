"""Programs with calls that give something else each time: random draws."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(5, 3))
def dropped(h):
    rng = np.random.default_rng(0)
    h = h * ((rng.random(h.shape) > 0.5) / 0.5)
    return np.sum(h**2)


@program(numbers(6))
def drawn_items(x):
    rng = np.random.default_rng(0)
    s = 0.0
    for _ in range(4):
        s = s + x[rng.integers(6)] ** 2 * x[rng.integers(6)]
    y = x[: rng.integers(3, 6)]
    return s + np.sum(y**2) + np.sum(x[rng.integers(1, 3) :] ** 3)


@program(numbers(6))
def drawn_turns(x):
    rng = np.random.default_rng(0)
    s = 1.0
    for _ in range(rng.integers(2, 9)):
        s = s * np.sin(x.sum() + s)
    for i in range(rng.integers(2, 6)):
        s = s + x[i] * s
    for i in reversed(range(rng.integers(0, 3), rng.integers(4, 6))):
        s = s * np.cos(x[i])
    while rng.random() > 0.2:
        s = s * np.sin(x[0]) + x[1]
    return s


@program(numbers(6))
def drawn_branches(x):
    rng = np.random.default_rng(0)
    s = 1.0
    for v in x:
        if rng.random() > 0.5:
            s = s * np.sin(v)
            s = s + 0.1
        else:
            s = s + v**2
        s = s * 2 if rng.random() > 0.3 else s * v
    y = np.where(rng.random(6) > 0.5, x**2, -x) * (2.0 if rng.random() > 0.5 else 3.0)
    return s + np.sum(y * rng.standard_normal(6))


@program(numbers(6))
def drawn_places(x):
    rng = np.random.default_rng(0)
    y = np.zeros(6)
    for v in x:
        y[rng.integers(6)] += v**2
        y[rng.integers(6)] = v * y[1]
    y[: rng.integers(1, 4)] *= 3
    z = np.take(x, rng.permutation(6)) * np.arange(6.0)
    return np.sum(y**2) + np.sum(z) + np.sum(np.abs(x) ** rng.integers(2, 9))


def scaled(v, k):
    return v * k + np.sin(v * k)


@program(numbers(6))
def drawn_arguments(x):
    rng = np.random.default_rng(3)
    parts = [v * rng.random() for v in x]
    chosen = sum(v**2 * (rng.random() > 0.5) for v in x)
    return chosen + sum(parts) + np.sum(scaled(x, rng.random(6) > 0.5))


@program([numbers(3, 4), numbers(4, 2)], numbers(5, 3))
def dropped_in_layers(weights, x):
    rng = np.random.default_rng(0)
    for k, W in enumerate(weights):
        x = x @ W
        if k < len(weights) - 1:
            x *= (rng.random(x.shape) > 0.5) / 0.5
        x = x * (rng.random() * 2.0)
    return np.mean(x**2)


@program(1.5)
def drawn_for_nothing(x):
    rng = np.random.default_rng(7)
    for _ in range(3):
        if rng.random() > 0.5:
            continue
    if rng.random() > 0.5:
        pass
    while rng.random() > 0.3:
        pass
    return x * rng.random()
