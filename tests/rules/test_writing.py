"""The helpers of writes in place: stored items and their adjoints, private copies."""

import numpy as np
import pytest

from srcdiff.runtime import private, store_at, stored_at
from tests.rules.harness import check

X = np.array([[0.3, -0.5, 0.7], [-0.2, 0.6, -0.4]])
TWICE = np.array([1, 0, 1])
CASES = [
    (private, (X,), {}),
    (private, (X.T,), {}),
    (private, (0.5,), {}),
    (stored_at, (X, 0, X), {"wrt": [0]}),
    (stored_at, (X, (slice(None), TWICE), X), {"wrt": [0]}),
    (stored_at, (X[0], TWICE, X[0]), {"wrt": [0]}),
    (stored_at, (X[0], X[0] > 0.1, X[0]), {"wrt": [0]}),
    (store_at, (X[0], TWICE, X[1]), {"wrt": [0]}),
    (store_at, (X[0], 1, X), {"wrt": [0]}),
    (store_at, (np.float64(0.5), (0, 1), X), {"wrt": [0]}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)
