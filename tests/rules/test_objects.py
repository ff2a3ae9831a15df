"""Objects with another value for an attribute: linear maps, and their adjoints."""

from types import SimpleNamespace

import numpy as np
import pytest

from srcdiff.runtime import with_attribute, without_attribute
from tests.rules.harness import find


class Record(SimpleNamespace):
    """An object with attributes."""


VECTOR = np.array([0.5, -1.5, 2.0])
RECORD = Record(w=VECTOR, s=1.5)
NAMES = ("w", "s", "new")
CASES = [
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
