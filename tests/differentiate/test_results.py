"""What an inlined function returns takes the name that its caller gives it."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def after(position, speed, h, steps):
    for _ in range(steps):
        speed = speed - h * position
        position = position + h * speed
    return position, speed


def one_name(p, v):
    position, speed = after(p, v, 0.1, 5)
    return position**2 + speed**2


def swapped(p, v):
    for _ in range(3):
        p, v = after(v, p, 0.1, 2)
    return p * v + p


def needed_while_bound_again(p, v):
    total = 0.0
    last = p
    for _ in range(3):
        total = total + last * v
        last, _ = after(p, total, 0.1, 2)
    return total * last


def in_a_branch(p, v):
    if p > 0:
        q, r = after(p, v, 0.1, 2)
    else:
        r, q = after(v, p, 0.2, 3)
    return q * r + p


def squared(x):
    for _ in range(2):
        x = x * x
    return x


def written(x, k):
    y = squared(x)
    z = squared(y)
    z[0] = k
    return np.sum(z) * k


def tried(x, k):
    y = x
    try:
        y = squared(k) / (0 if k > 1 else 1)
        y = squared(y)
    except ZeroDivisionError:
        y = x * 3.0
    return y * x


VECTOR = np.array([0.5, 1.5])
PROGRAMS = [
    (one_name, 1.2, 0.7),
    (swapped, 1.2, 0.7),
    (needed_while_bound_again, 1.2, 0.7),
    (in_a_branch, 1.2, 0.7),
    (in_a_branch, -1.2, 0.7),
    (written, VECTOR, 0.3),
    (tried, 1.2, 0.7),
    (tried, 1.2, 1.7),
]


@pytest.mark.parametrize("function, x, y", PROGRAMS)
def test_gradients(function, x, y):
    check_grads(function, (x, y), wrt=(0, 1))


def test_the_text_has_one_name():
    slope = grad(one_name, (0, 1))
    slope(1.2, 0.7)
    assert "position_2" not in slope.source and "for _ in range(5):" in slope.source
