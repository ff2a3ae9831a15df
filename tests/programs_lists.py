"""Programs with lists and dicts that change, and with what makes new ones."""

import numpy as np

from tests.programs import numbers, program


@program(1.1)
def read_while_it_grows(x):
    ys = [x]
    for _ in range(5):
        y = ys[-1]
        if y > 1.0:
            ys.append(y * 0.5)
        else:
            ys.append(np.sin(y) * x + ys[len(ys) // 2])
    return sum(ys) * ys[2]


@program(numbers(3))
def grown_to_a_length(x):
    ys = [x, x * x]
    while len(ys) < 5:
        ys.append(ys[-1] + ys[-2] * x)
    return np.sum(np.array(ys) ** 2)


def powers(x, n):
    out = [x]
    for i in range(n):
        out.append(out[-1] * np.cos(out[i]))
    return out


@program(0.7)
def grown_in_a_loop(x):
    total = 0.0
    for k in range(3):
        acc = [x]
        for _ in range(k):
            acc.append(acc[-1] * x + total)
        total = total + acc[-1] * acc[0]
    return total * powers(x, 3)[-1] + sum(powers(x, 2))
