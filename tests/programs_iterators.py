"""Programs with sets, generators as arguments, iterators with names and ``next``."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(4), [2, 0, 2, 3])
def sets_of_numbers(x, ks):
    wanted = {k % 3 for k in ks}
    seen = set()
    total = 0.0
    for k in ks:
        if k in seen:
            continue
        seen.add(k)
        total = total + x[k] ** 2
    for k in sorted(wanted | {1, ks[-1]}):
        total = total * x[k]
    seen.update(wanted)
    seen.discard(2)
    return total * len(seen) + len(frozenset(ks)) * x[0]


@program(numbers(4))
def generators_as_arguments(x):
    parts = dict((k, v * v) for k, v in enumerate(x))  # noqa: C402
    shown = ", ".join(str(v) for v in x)
    values = np.fromiter((v**2 for v in x), float)
    assert shown.count(", ") == 3
    return sum((p for p in parts.values()), x[2]) + values @ x


@program(numbers(4), numbers(4, seed=1))
def iterators_with_names(x, y):
    rest = iter(x)
    first, second = next(rest), next(rest) * 2.0
    total = first * second
    for v in rest:
        total = total + v * first
    pairs = zip(x, y[1:], strict=False)
    for a, b in pairs:
        total = total * 0.5 + a * b
    squares = (v * v for v in y)
    steps = zip(x, y, strict=True)
    u, v = next(steps)
    for a, b in steps:
        u, v = u + a * v, v - b
    return total + sum(squares) + u * v + next(steps, x[3])


@program(numbers(4), [3, 1, 2])
def the_first_that_fits(x, ks):
    found = next(v for v in x if v < 1.0)
    none = next((v * v for v in x if v > 1e9), x[0] * 3.0)
    numbers = iter(ks)
    total = 0.0
    while (k := next(numbers, None)) is not None:
        total = total + x[k] * k
    return found * none + total


@program(numbers(3, 4))
def walks_that_go_on(rows):
    total = 0.0
    for row in rows:
        cells = iter(row)
        head = next(cells)
        for k in range(2):
            head = head * next(cells) + k
        total = total + head
        for c in cells:
            total = total + c**2
    return total + np.sum(rows[0])
