"""Differences and convolutions of sequences."""

import numpy as np
import pytest

from srcdiff.runtime import convolve_left, difference_back
from tests.rules.harness import check

R = np.random.default_rng(5)
X = R.standard_normal((3, 4, 2))
LONG, SHORT = R.standard_normal(6), R.standard_normal(3)
MODES = ["full", "same", "valid"]
PAIRS = [(LONG, SHORT), (SHORT, LONG), (LONG[::2], SHORT[::-1]), (SHORT[:1], LONG)]

CASES = [
    *((np.diff, (LONG, n), {}) for n in (1, 2, 3, 6, 7)),
    *((np.diff, (X, n, axis), {}) for n in (1, 2) for axis in (0, 1, -1)),
    *((np.diff, (x,), {}) for x in (X.T, LONG[::-1], LONG[:1], LONG[:0])),
    (np.diff, (X[:, :0], 1, 1), {}),
    (difference_back, (LONG[1:], LONG), {"wrt": [0]}),
    (difference_back, (X[:, 2:], X, 2, 1), {"wrt": [0]}),
    *((np.convolve, (a, v, mode), {}) for a, v in PAIRS for mode in MODES),
    (np.convolve, (2.0, SHORT), {}),
    (convolve_left, (R.standard_normal(8), LONG, SHORT), {"wrt": [0, 2]}),
    (convolve_left, (LONG, LONG, SHORT, "same"), {"wrt": [0, 2]}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)
