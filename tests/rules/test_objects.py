"""Objects with another value for an attribute: linear maps, and their adjoints."""

from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from srcdiff import NotDifferentiable, grad
from srcdiff.runtime import (
    with_attribute,
    with_field,
    without_attribute,
    without_field,
)
from tests.rules.harness import find


class Record(SimpleNamespace):
    """An object with attributes."""


VECTOR = np.array([0.5, -1.5, 2.0])
RECORD = Record(w=VECTOR, s=1.5)
NAMES = ("w", "s", "new")
Layer = namedtuple("Layer", "w s")


@dataclass(frozen=True)
class Point:
    w: np.ndarray
    s: float


@dataclass
class Squared:
    s: float

    def __post_init__(self):
        self.square = self.s**2


FIELDS = [
    (Layer(VECTOR, 1.5), [VECTOR, 0.3]),
    (Point(VECTOR, 1.5), {"w": VECTOR, "s": 0.3}),
]
CASES = [
    *((with_field, (x, name, 0.7), {}) for x, _ in FIELDS for name in ("w", "s")),
    *((without_field, (g, x, n), {}) for x, g in FIELDS for n in ("w", "s")),
    *((with_attribute, (RECORD, name, 0.7), {}) for name in NAMES),
    *((without_attribute, ({"w": VECTOR, "s": 0.3}, RECORD, n), {}) for n in NAMES),
]


def product(first, second):
    """Return the scalar product of two objects, entries that one lacks being zero."""
    if isinstance(first, dict):
        return sum(product(first[k], second[k]) for k in first.keys() & second.keys())
    return float(np.sum(first * second))


@pytest.mark.parametrize("name", NAMES)
def test_with_attribute(name):
    rule, _ = find(with_attribute, (RECORD, name, 0.7))
    value = np.array([0.3, 0.1, 0.2]) if name == "w" else 0.7
    out = with_attribute(RECORD, name, value)
    g = {key: 2.0 * np.asarray(item) + 1.0 for key, item in vars(out).items()}
    x_bar, nothing, value_bar = rule.body(RECORD, name, value, out=out, g=g)
    assert nothing is None and not vars(RECORD).keys() - {"w", "s"}
    whole = product(x_bar, vars(RECORD)) + product(value_bar, value)
    assert whole == pytest.approx(product(g, vars(out)))
    assert np.all(x_bar.get(name, 0.0) == 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_without_attribute(name):
    given = {"w": VECTOR, "s": 0.3, "new": 2.0}
    rule, _ = find(without_attribute, (given, RECORD, name))
    out = without_attribute(given, RECORD, name)
    g = {key: 2.0 * np.asarray(item) + 1.0 for key, item in given.items()}
    back = rule.body(given, RECORD, name, out=out, g=g)
    assert product(back, given) == pytest.approx(product(g, out))


@pytest.mark.parametrize(("x", "given"), FIELDS)
@pytest.mark.parametrize("name", ["w", "s"])
def test_fields(x, given, name):
    value = getattr(x, name) * 2.0
    out = with_field(x, name, value)
    assert getattr(out, name) is value and type(out) is type(x)
    rule, _ = find(with_field, (x, name, value))
    x_bar, nothing, value_bar = rule.body(x, name, value, out=out, g=given)
    key = ("w", "s").index(name) if isinstance(x, tuple) else name
    assert nothing is None and value_bar is given[key]
    assert np.all(np.asarray(x_bar[key]) == 0.0)
    again, _ = find(without_field, (given, x, name))
    back = again.body(given, x, name, out=x_bar, g=given)
    assert np.all(np.asarray(back[key]) == 0.0)


def test_what_computes_more_from_its_fields_is_refused():
    with pytest.raises(NotDifferentiable, match=r"what replacing \.s makes of"):
        grad(lambda x, p: x * p._replace(s=x).s, 0)(2.0, Squared(1.0))
