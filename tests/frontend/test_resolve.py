"""Functions in a namedtuple are known before the program runs."""

from collections import namedtuple

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

Pair = namedtuple("Pair", ["apply", "scale"])
pair = Pair(lambda x: np.sin(x) * x, 3.0)


class Holder:
    def __init__(self, apply):
        self.apply = apply


holder = Holder(np.sin)


def of_a_global(x):
    return pair.apply(x) * pair.scale


def of_a_closure(fields):
    def value(x):
        return fields.apply(x) * fields.scale

    return value


def of_an_object(x):
    return holder.apply(x)


def of_a_local(x):
    pair = Pair(np.cos, x)
    return pair.scale * x


@pytest.mark.parametrize(
    "f", [of_a_global, of_a_closure(Pair(np.exp, 2.0)), of_a_local]
)
def test_functions_in_a_namedtuple(f):
    check_grads(f, (0.7,))


def test_an_object_may_change(monkeypatch):
    slope = grad(of_an_object)
    assert slope(0.7) == pytest.approx(np.cos(0.7))
    monkeypatch.setattr(holder, "apply", np.exp)
    assert slope(0.7) == pytest.approx(np.exp(0.7))


def test_a_namedtuple_may_be_another(monkeypatch):
    slope = grad(of_a_global)
    assert slope(0.7) == pytest.approx(3 * (np.cos(0.7) * 0.7 + np.sin(0.7)))
    monkeypatch.setitem(globals(), "pair", Pair(np.exp, 2.0))
    assert slope(0.7) == pytest.approx(2 * np.exp(0.7))
