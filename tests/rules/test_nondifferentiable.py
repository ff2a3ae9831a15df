"""The declared result types of functions that carry no derivative."""

import math
import operator

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from tests.rules.harness import find
from tests.rules.kinds import check_result_type

X = np.linspace(-1, 1, 6).reshape(2, 3)
SINGLE = X.astype(np.float32)
NUMBERS = np.array([[1, 2, 3], [4, 5, 6]])
COMPARISONS = [
    *(np.less, np.less_equal, np.equal, np.not_equal, np.greater, np.greater_equal),
    *(operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge),
    *(np.logical_and, np.logical_or, np.logical_xor),
]
BITS = [operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift]
CALLS = [
    *((f, (x, y)) for f in COMPARISONS for x in (X, 0.5, SINGLE) for y in (X[0], 1)),
    *((f, (x, 2)) for f in BITS for x in (NUMBERS, 3)),
    *((f, (True, NUMBERS > 2)) for f in BITS[:3]),
    *((operator.floordiv, (x, y)) for x in (X, 7, 7.5, SINGLE) for y in (2, 0.5)),
    *((operator.invert, (x,)) for x in (NUMBERS, 3, NUMBERS > 2)),
    *((operator.not_, (x,)) for x in (0.5, [])),
    (operator.is_, (X, None)),
    (operator.contains, ((1, 2), 1)),
    *((f, (x,)) for f in (np.isnan, np.isfinite) for x in (X, 0.5, SINGLE)),
    *((f, (x,)) for f in (np.sign, np.floor, np.rint) for x in (X, 0.5, SINGLE, 3)),
    *((np.argmax, (x, *a)) for x in (X, SINGLE) for a in ((), (0,), (-1,), (None,))),
    *((f, (NUMBERS > 2, *a)) for f in (np.all, np.any) for a in ((), (1,))),
    *(("argmin", (X, *a)) for a in ((), (0,))),
    *((np.round, (x, *a)) for x in (X, 0.55) for a in ((), (1,))),
    *((round, (0.55, *a)) for a in ((), (1,))),
    *((f, (0.5,)) for f in (math.floor, math.isnan, int, bool, str, type)),
    *((np.zeros, (shape,)) for shape in (3, (2, 3), (), [2, 1])),
    *((np.ones, (3, dtype)) for dtype in (int, "f4", np.float32, None)),
    *((f, (x,)) for f in (np.zeros_like, np.ones_like) for x in (X, SINGLE, 0.5, 2)),
    *((np.eye, arguments) for arguments in ((3,), (2, 3))),
    *((np.arange, arguments) for arguments in ((3,), (0.5, 3.0), (1, 9, 2))),
    *((len, (x,)) for x in (X, [1, 2], "abc", (1, 2))),
    (isinstance, (X, np.ndarray)),
    (np.allclose, (X, X)),
    *((f, (x,)) for f in (np.fix, np.round) for x in (SINGLE, 3, np.empty(0))),
    *((np.argsort, (x, *a)) for x in (X, SINGLE, X[0]) for a in ((), (0,), (None,))),
    *((np.isclose, (x, y)) for x in (X, 0.5) for y in (X[0], 1.0)),
    *((np.flatnonzero, (x,)) for x in (X, X[0])),
    (np.searchsorted, (X[0], 0.3)),
]


@pytest.mark.parametrize("target, args", CALLS)
def test_result_type(target, args):
    rule, primitive = find(target, args)
    check_result_type(rule, primitive(*args), args, {})


@pytest.mark.parametrize("target", [np.unique, np.sort_complex, np.unwrap])
def test_what_has_a_derivative_is_not_declared_to_have_none(target):
    assert REGISTRY.of(target) is None
