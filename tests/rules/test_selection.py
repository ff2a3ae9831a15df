"""Choosing between values: where, clip, maximum and Python's max; and ties."""

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import place
from tests.rules.harness import check
from tests.rules.test_operators import OPERANDS, PAIRS, positive

X = np.array([[0.3, -0.5, 0.7], [-0.2, 0.6, -0.4]])
WHERE = [(OPERANDS[a], OPERANDS[b]) for a, b in PAIRS]
CASES = [
    *((np.where, (np.asarray(x) > 1.25, x, y), {}) for x, y in WHERE),
    (np.maximum, (X, 0.0), {"wrt": [0]}),
    (np.maximum, (0, X), {"wrt": [1]}),
    (np.minimum, (X, 0), {"wrt": [0]}),
    (np.minimum, (0.0, X), {"wrt": [1]}),
    *((f, (X, np.array([0.1, np.nan, 0.1])), {"wrt": [0]}) for f in (np.fmax, np.fmin)),
    (np.clip, (X, -0.25, 0.5), {}),
    (np.clip, (X, np.full((2, 1), -0.25), np.full(3, 0.5)), {}),
    (np.clip, (X, None, 0.5), {}),
    (np.clip, (X, -0.25, None), {}),
    (np.clip, (0.9, 0.1, 0.5), {}),
    (np.clip, (X,), {"a_min": -0.25, "a_max": 0.5}),
    (np.clip, (X, 0.5, -0.25), {}),
    ("clip", (X, -0.25, 0.5), {}),
    ("clip", (X,), {"max": 0.5}),
    ("clip", (X, np.full(3, -0.25)), {}),
    (max, (1.5, 2.5), {}),
    (max, (np.float64(2.5), 1.5), {}),
    (max, ([1.5, 2.5, 0.5],), {}),
    (max, (positive(4),), {}),
    (min, (1.5, 2.5), {}),
    (min, (2.5, 1.5), {}),
    (min, ([1.5, 2.5, 0.5],), {}),
    (place, (0.5, [1.5, 2.5], 2.5), {"wrt": [0]}),
    (place, (np.float64(0.5), positive(4), 2.5), {"wrt": [0]}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


def adjoints(target, *args, g=1.0):
    return REGISTRY.of(target).body(*args, out=target(*args), g=g)


@pytest.mark.parametrize("function", [np.maximum, np.minimum, np.fmax, np.fmin])
@pytest.mark.parametrize("value", [0.0, 2.0, np.inf, -np.inf])
def test_ties_are_shared(function, value):
    assert [float(a) for a in adjoints(function, value, value)] == [0.5, 0.5]
    tied = np.array([value])
    assert np.ravel(adjoints(function, tied, tied)).tolist() == [0.5, 0.5]


def test_python_picks_the_first_of_equals():
    assert adjoints(max, 2.0, 2.0) == (1, 0)
    assert adjoints(min, 2.0, 2.0) == (1, 0)
    assert adjoints(max, [1.0, 2.0, 2.0])[0] == [0, 1, 0]


def test_clip_passes_the_adjoint_at_its_bounds():
    found = adjoints(np.clip, np.array([0.0, 1.0, 2.0]), 0.0, 1.0, g=np.ones(3))
    assert [a.tolist() for a in found] == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_where_never_passes_what_it_does_not_select():
    mask = np.array([True, False])
    found = adjoints(np.where, mask, np.ones(2), 0.0, g=np.array([1.0, np.nan]))
    assert found[1].tolist() == [1, 0]
