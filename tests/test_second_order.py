"""Gradients of gradients: every hard case that is smooth, against differences."""

import copy

import pytest

from srcdiff.testing import check_grads
from tests import hard_cases

CASES = {case["name"]: case for case in hard_cases.CASES}

NOT_SMOOTH = {
    "astype_f32": "smooth, but differences in single precision tell nothing",
    "abs_at_0": "a kink",
    "sqrt_at_0": "a pole",
    "where_nan_trick": "x is a pole of one branch, and where both meet",
    "max_ties": "two largest elements",
    "maximum_tie": "a kink",
    "norm_at_0": "the tip of a cone",
}
"""Why a case has no second derivative at its point."""

SMOOTH = [name for name in CASES if name not in NOT_SMOOTH]


@pytest.mark.parametrize("name", SMOOTH)
def test_gradient_of_the_gradient(name):
    case = CASES[name]
    check_grads(case["f"], copy.deepcopy(case["args"]), case["wrt"], order=2)
