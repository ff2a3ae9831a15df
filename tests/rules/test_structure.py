"""Containers taken apart by their methods, copied, and put in the form of a value."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.runtime import (
    copied_adjoint,
    default_adjoint,
    get_adjoint,
    items_adjoint,
    like,
    own,
    sequence,
    values_adjoint,
)
from tests.rules.harness import check, find
from tests.rules.samples import MATRIX, SINGLE, VECTOR

ENTRY = np.float64(0.4)
LAYER = {"w": MATRIX, "b": VECTOR, "n": 2}
NESTED = {"first": {"w": MATRIX, "s": 1.5}, "rest": [VECTOR, (SINGLE, 0.3)]}
NUMBERED = {2: VECTOR, 0.5: 1.5}
DICTS = [LAYER, NESTED, NUMBERED, {}]
COPIED = [[VECTOR, 0.3], (VECTOR, (ENTRY, 2)), [], VECTOR, MATRIX, LAYER]
COPIED += [LAYER.values(), LAYER.items()]

CASES = [
    *((sequence, (x,), {}) for x in (VECTOR, [VECTOR, 0.3], (SINGLE, [ENTRY]))),
    *((sequence, (x,), {}) for x in (LAYER.values(), NESTED.items())),
    *((own, (x,), {}) for x in (0.3, ENTRY, VECTOR, [VECTOR, (0.3,)], *DICTS)),
    *((like, (x, x), {}) for x in (0.3, MATRIX, [VECTOR, (0.3,)], NESTED)),
    (like, ([VECTOR, [ENTRY]], (VECTOR, (ENTRY,))), {}),
    (like, ([ENTRY, ENTRY + 1, ENTRY], VECTOR), {}),
    (like, (([ENTRY] * 3, VECTOR), MATRIX), {}),
    (like, ({"b": VECTOR}, LAYER), {}),
    (like, ({"rest": (VECTOR, [SINGLE, 0.3])}, NESTED), {}),
    *((method, (x,), {}) for method in ("values", "items") for x in DICTS),
    ("get", (LAYER, "w"), {}),
    ("get", (LAYER, "w", None), {}),
    ("get", (LAYER, "b", VECTOR), {}),
    ("get", (LAYER, "none", VECTOR), {}),
    ("get", (LAYER, "none", 0.3), {}),
    ("get", (LAYER, "none"), {}),
    ("get", (NESTED, "rest", [VECTOR, (SINGLE, 0.3)]), {}),
    ("get", (NESTED, "none", [VECTOR, (SINGLE, 0.3)]), {}),
    *((f, (x,), {}) for f in (list, tuple) for x in COPIED),
    *((values_adjoint, ([*x.values()], x), {}) for x in DICTS),
    *((items_adjoint, ([*x.items()], x), {}) for x in DICTS),
    *((items_adjoint, ([(0.0, v) for v in x.values()], x), {}) for x in DICTS),
    (get_adjoint, (MATRIX, LAYER, "w"), {}),
    (get_adjoint, ((VECTOR, [SINGLE, 0.3]), NESTED, "rest"), {}),
    (get_adjoint, (VECTOR, LAYER, "none"), {}),
    (get_adjoint, ([VECTOR, 0.3], LAYER, "none"), {}),
    (default_adjoint, (VECTOR, LAYER, "b", VECTOR + 1), {}),
    (default_adjoint, (VECTOR, LAYER, "none", VECTOR + 1), {}),
    (default_adjoint, ((VECTOR, [0.3]), NESTED, "none", [VECTOR, (0.5,)]), {}),
    (copied_adjoint, ([VECTOR, 0.3], (VECTOR, 0.3)), {}),
    (copied_adjoint, ((VECTOR, 0.3), [VECTOR, 0.3]), {}),
    (copied_adjoint, ([ENTRY, ENTRY + 1, ENTRY], VECTOR), {}),
    (copied_adjoint, ([VECTOR, VECTOR + 1], MATRIX), {}),
    (copied_adjoint, ([0.0, 0.0, 0.0], LAYER), {}),
    (copied_adjoint, (LAYER, ["w", "b", "n"]), {}),
    (copied_adjoint, ([*LAYER.values()], LAYER.values()), {}),
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


def adjoint(target, *args, g):
    return find(target, args)[0].body(*args, out=None, g=g)


def test_keys_carry_nothing():
    assert adjoint(list, {"a": 1.0}, g=[0.0]) == {"a": 0.0}
    assert adjoint(sequence, {"a": 1.0}.items(), g=[(0.0, 2.0)]) == [(0.0, 2.0)]


def test_entry_that_a_partial_adjoint_lacks_is_zero():
    assert adjoint(get_adjoint, 1.0, {"a": 1.0}, "a", g={}) == 0.0
    assert adjoint(like, {"a": 1.0}, {"a": 2.0, "b": 3.0}, g={"b": 1.0}) == {"a": 0.0}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_adjoint_of_a_scalar_multiplies_as_a_number(dtype):
    def loss(w, x):
        return np.mean(w * x) - np.sum(w * w) / len(w)

    w, x = np.linspace(1, 2, 9, dtype=dtype), np.linspace(0, 1, 9, dtype=dtype)
    gradient = grad(loss)
    found = gradient(w, x)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, (x - 2 * w) / 9, rtol=1e-6)
    assert "full_like" not in gradient.source
