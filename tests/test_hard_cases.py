"""Every hard case is either right or refused at a place: none is wrong or crashes."""

import copy
import re
import warnings

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad
from tests import hard_cases

CASES = {case["name"]: case for case in hard_cases.CASES}

_NAMES = """
same_object_twice_in_list
"""
REFUSED = _NAMES.split()


def leaves_of(value):
    """Return the arrays and numbers of nested containers, in order."""
    if isinstance(value, dict):
        return [leaf for key in value for leaf in leaves_of(value[key])]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves_of(item)]
    return [value]


def structure(value):
    """Return a value with its numbers replaced by their shapes."""
    if isinstance(value, dict):
        return {key: structure(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(structure, value))
    return np.shape(value)


def by_differences(case, position, step=1e-6):
    """Return a gradient by central differences, for an argument that is one array."""
    point = np.array(case["args"][position], float)
    found = np.zeros_like(point)

    def at(value):
        args = copy.deepcopy(list(case["args"]))
        args[position] = value if isinstance(args[position], np.ndarray) else value[()]
        return float(np.real(case["f"](*args)))

    for index in np.ndindex(point.shape):
        ahead, behind = point.copy(), point.copy()
        ahead[index] += step
        behind[index] -= step
        found[index] = (at(ahead) - at(behind)) / (2 * step)
    return found


def wanted(case):
    """Return the gradients that a case wants, by differences where it gives none."""
    if case["want"] is not None:
        return case["want"]
    if isinstance(case["wrt"], tuple):
        return tuple(by_differences(case, position) for position in case["wrt"])
    return by_differences(case, case["wrt"])


def computed(case, args):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return grad(case["f"], wrt=case["wrt"])(*args)


def test_the_cases_are_all_here():
    assert len(hard_cases.CASES) == len(CASES) == 125
    assert len(REFUSED) == len(set(REFUSED))
    assert set(REFUSED) <= set(CASES)


@pytest.mark.parametrize("name", [n for n in CASES if n not in REFUSED])
def test_right(name):
    case = CASES[name]
    args = copy.deepcopy(case["args"])
    got, want = computed(case, args), wanted(case)
    assert structure(got) == structure(want)
    tight = case["want"] is not None
    for one, other in zip(leaves_of(got), leaves_of(want), strict=True):
        rtol, atol = (1e-7, 1e-9) if tight else (1e-5, 1e-7)
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)
        if case["kind"] == "dtype":
            assert np.asarray(one).dtype == np.asarray(other).dtype


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_a_place(name):
    case = CASES[name]
    args = copy.deepcopy(case["args"])
    with pytest.raises(SrcdiffError) as caught:
        computed(case, args)
    line = re.search(r"hard_cases\.py:(\d+): ", str(caught.value))
    first = case["f"].__code__.co_firstlineno
    assert line and first <= int(line[1]) < first + 20
    assert "  instead: " in str(caught.value)


@pytest.mark.parametrize("name", CASES)
def test_arguments_unchanged(name):
    case = CASES[name]
    args = copy.deepcopy(case["args"])
    try:
        computed(case, args)
    except SrcdiffError:
        assert name in REFUSED
    for one, other in zip(leaves_of(args), leaves_of(case["args"]), strict=True):
        assert type(one) is type(other)
        np.testing.assert_array_equal(one, other)
