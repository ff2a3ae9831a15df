"""Programs with ``match``."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np

from tests.programs import numbers, program

Pair = namedtuple("Pair", "first second")


@dataclass
class Point:
    """A point with named coordinates."""

    x: float
    y: float


@program(numbers(3), "square", wrt=(0,))
def constants_of_a_match(x, kind):
    match kind:
        case "relu" | "clip":
            y = np.maximum(x, 0.0)
        case "square":
            y = x * x
        case None:
            y = x
        case _:
            raise ValueError(kind)
    match np.sum(y) > 0.0, len(x):
        case True, 3:
            return np.sum(y * x)
        case whole:
            return np.sum(y) * len(whole)


@program(0.7)
def sequences_in_a_loop(x):
    s = 0.0
    for item in [("+", x), ("*", x, x * x), [x], "no", ("*", x, 200.0), 5, 6]:
        match item:
            case ("+", v):
                s = s + v
            case ("*", v, w) if w > 100:
                s = s + 100 * v
            case ("*", v, w):
                s = s + v * w
            case [v]:
                s = s - v
            case str():
                continue
            case int(k):
                s = s * k
                break
    return s


def area(shape):
    match shape:
        case Point(x, y):
            return x * y
        case Pair(first=[a, *others], second=b):
            return a * b * sum(others)
        case {"w": w, "kind": "cube"}:
            return w**3
        case (a, 0) | (0, a):
            return a * a
        case _:
            return 1.0


@program(
    Pair([1.5, 0.5, 2.0], 3.0), {"w": 1.5, "kind": "cube"}, (0.0, 1.5), wrt=(0, 1, 2)
)
def classes_and_mappings(pair, box, other):
    return area(pair) * area(box) + area(other) * area(Point(other[1], pair.second))
