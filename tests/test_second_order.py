"""Gradients of gradients: every hard case that is smooth, against differences."""

import copy

import pytest

from srcdiff import SrcdiffError
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

REFUSED = {
    "augassign_alias_visible": "a gradient that knows no types is differentiated",
    "dict_state": "a list of records holds the items of a dict",
}
"""Why the gradient of a case is not differentiated."""

OTHERS = [n for n in CASES if n not in {*NOT_SMOOTH, *REFUSED}]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    case = CASES[name]
    with pytest.raises(SrcdiffError, match=r":\d+: "):
        check_grads(case["f"], copy.deepcopy(case["args"]), case["wrt"], order=2)


@pytest.mark.parametrize("name", OTHERS)
def test_gradient_of_the_gradient(name):
    case = CASES[name]
    check_grads(case["f"], copy.deepcopy(case["args"]), case["wrt"], order=2)
