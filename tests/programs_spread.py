"""Programs whose calls spread tuples, lists and dicts over their arguments."""

from dataclasses import dataclass

import numpy as np

from tests.programs import numbers, program


@dataclass
class Point:
    """A point with named coordinates."""

    x: float
    y: float


def three(a, b, c):
    return a * b * b * c * c * c


def weighted(*terms, scale=1.0):
    return scale * sum(terms) * terms[0]


def passed_on(*args, **options):
    return three(*args, **options)


@program((1.2, 0.4, 0.9), {"a": 0.7, "b": 1.1, "c": 0.3})
def spread_over_arguments(t, d):
    pair = (t[0], d["a"])
    s = np.hypot(*pair) + np.hypot(*[t[1], 1.0]) + three(*t) + three(**d)
    s = s + three(t[0], *[t[1]], c=t[2]) + three(1.0, **{"b": d["a"], "c": d["b"]})
    point = Point(*pair)
    return s + weighted(*pair, scale=3.0) + passed_on(*pair, c=point.y) * point.x


@program(0.3, 1.2, 0.7, 0.5, wrt=("first", "others"))
def starred_parameter(first, *others, k=2.0):
    s = max(*others) * k
    for n, x in enumerate(others):
        s = s + n * x * first
    return s * others[0] + three(first, *others[1:])


@program(1.2, 0.7, wrt=("x", "options"), u=0.4, v=1.5)
def starred_keywords(x, y, **options):
    s = x * y
    for value in options.values():
        s = s * value
    return s + options["u"] * x


@program((numbers(3), numbers(3, seed=1)), numbers(2))
def rows_and_columns(rows, xy):
    total = 0.0
    for a, b in zip(*rows):  # noqa: B905
        total = total + a * b
    hypotenuse = lambda a, b: np.sqrt(a * a + b * b)  # noqa: E731
    for _ in range(2):
        total = total * hypotenuse(*xy)
    return total
