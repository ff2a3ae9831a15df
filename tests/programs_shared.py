"""Programs in which one array has several names in lists, tuples and dicts."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(3))
def held_twice(x):
    row = x[:1] * 1.0
    rows = [row, row]
    rows[0] += x[:1] * 1.5
    return np.sum(rows[0]) + np.sum(rows[1]) ** 2


@program(numbers(3))
def held_twice_in_a_loop(x):
    row = x * 1.0
    rows = [row, x * 2.0, row]
    for i in range(3):
        rows[i] *= x
    return np.sum(rows[0]) + np.sum(rows[1]) ** 2 + np.sum(rows[2] ** 2)


@program(numbers(3))
def walked_over(x):
    row = x * 1.0
    rows = [row, np.sin(x), row]
    for r in rows:
        r[1:] *= x[:-1]
        r[0] += x[1]
    return sum(np.sum(r**2) for r in rows)


@program(numbers(3))
def appended_twice(x):
    rows = []
    r = x * 2.0
    for i in range(4):
        rows.append(r)
        if i == 1:
            r = x * 3.0
    rows[0] += x
    rows[3][1:] = rows[1][:-1] * x[0]
    return sum(np.sum(r**2) for r in rows)


@program(numbers(3), 1)
def chosen_by_number(x, k):
    a = x * 1.0
    rows = (a, x * x, a)
    rows[k - 1][0] = x[1] * x[2]
    rows[k][1:] *= 3.0
    return np.sum(rows[2] * rows[1])


@program(numbers(3))
def state_in_a_dict(x):
    u, v = x * 1.0, x * 2.0
    state = {"u": u, "v": v}
    u[1:] += v[:-1] * x[1:]
    state["v"][1:] *= u[:-1]
    state["u"][0] -= np.sum(state["v"])
    return np.sum(state["u"] * v) + len(state)


@program(numbers(3))
def made_by_a_comprehension(x):
    rows = [x * k for k in range(1, 4)]
    for r in rows:
        r[0] *= 2.0
        r += x
    rows[1][2] *= rows[0][1]
    return sum(np.sum(r**2) for r in rows)


def twice_over(rows, factor):
    for row in rows:
        row[:] *= factor
    return rows[0] * rows[-1]


@program(numbers(3))
def written_in_a_call(x):
    a = np.cos(x)
    return np.sum(twice_over([a, x + 1.0, a], x) * a)
