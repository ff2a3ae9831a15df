"""Gradients of gradients: every hard case that is smooth, against differences."""

import copy

import pytest

from srcdiff.testing import check_grads
from tests import hard_cases

CASES = {case["name"]: case for case in hard_cases.CASES}

NOT_SMOOTH = {
    "abs_at_0": "a kink",
    "sqrt_at_0": "a pole",
    "where_nan_trick": "x is where the branches meet, and a pole",
    "max_ties": "two largest elements",
    "maximum_tie": "a kink",
    "maximum_same": "a tie, though of one value with itself",
    "norm_at_0": "the tip of a cone",
    "pow_zero_exponent": "the exponent of a constant at 0: a test decides",
}
"""Why a case has no second derivative at its point."""

EACH = pytest.mark.parametrize("name", [n for n in CASES if n not in NOT_SMOOTH])


@EACH
def test_gradient_of_the_gradient(name):
    case = CASES[name]
    check_grads(case["f"], copy.deepcopy(case["args"]), case["wrt"], order=2)
