"""Sorting, and the way back from the sorted order."""

import numpy as np
import pytest

from srcdiff.runtime import sort_adjoint, sort_like
from tests.rules.harness import check

X = np.array([[0.3, -0.5, 0.7], [-0.2, 0.6, -0.4]])
CASES = [
    (np.sort, (X,), {}),
    (np.sort, (X, 0), {}),
    (np.sort, (X, None), {}),
    (np.sort, (X[0],), {"axis": -1}),
    (np.sort, (X[:0],), {}),
    (sort_adjoint, (X, X[::-1] + 1.0), {"wrt": [0]}),
    (sort_adjoint, (X, X[::-1] + 1.0, 0), {"wrt": [0]}),
    (sort_adjoint, (X.ravel(), X, None), {"wrt": [0]}),
    (sort_like, (X, X[::-1] + 1.0), {"wrt": [0]}),
    (sort_like, (X, X[::-1] + 1.0, 0), {"wrt": [0]}),
    (sort_like, (X, X[::-1] + 1.0, None), {"wrt": [0]}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)
