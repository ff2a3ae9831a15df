"""Outer methods of ufuncs, for every combination of ranks."""

from itertools import product

import numpy as np
import pytest

from tests.rules.harness import check


def array(*shape):
    return np.random.default_rng(len(shape)).uniform(0.5, 2.0, shape)


PARTS = [array(3), array(2, 4), array(0), array(1, 2, 1), np.float64(0.7), 1.5]
SINGLE = array(2).astype("f4")
CASES = [
    *(
        (ufunc.outer, pair, {})
        for ufunc in (np.add, np.subtract, np.multiply)
        for pair in [*product(PARTS, PARTS), (SINGLE, array(3)), (array(3), SINGLE)]
    )
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_rule(case):
    target, args, kwargs = CASES[case]
    check(target, *args, **kwargs)
