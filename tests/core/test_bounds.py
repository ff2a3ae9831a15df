"""Lower bounds of sizes, against all sizes."""

import itertools

import pytest

from srcdiff.core.atoms import LARGE, Given, Large, Length, Linear, Product, Ratio
from srcdiff.core.bounds import least

BOUNDS = [None, 0, 1, 2, 5, -1, -2, -5]
STEPS = [None, 1, 2, 3, -1, -2]


@pytest.mark.parametrize("start, stop", [*itertools.product(BOUNDS, BOUNDS)])
@pytest.mark.parametrize("step", STEPS)
def test_no_slice_takes_fewer_items(start, stop, step):
    for symbol, first in (("n", 0), (Large("n"), LARGE)):
        found = least(Linear(((Length(symbol, start, stop, step), 1),)))
        taken = [len(range(n)[start:stop:step]) for n in range(first, 40)]
        assert found <= min(taken)
        from_its_end = start is None or (start >= 0) == ((step or 1) > 0)
        if from_its_end:
            assert found == min(taken)


def test_sums_products_and_quotients():
    n, k = Large("n"), Given("k")
    two = Linear(((n, 2), ("m", 1)), -3)
    assert least(two) == 2 * LARGE - 3
    assert least(Linear(((n, -1),), 3)) is None
    assert least(Linear(((k, 1),), 3)) is None
    assert least(Linear(((Ratio(n, 3), 1),))) == LARGE // 3
    assert least(Linear(((Product((n, two)), 1),))) == LARGE * (2 * LARGE - 3)
    assert least(Linear(((Product((n, Linear(((n, -1),)))), 1),))) is None
