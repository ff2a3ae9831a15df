"""Every hard case is right."""

import copy
import warnings

import numpy as np
import pytest

from srcdiff import grad
from tests import hard_cases

CASES = {case["name"]: case for case in hard_cases.CASES}


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


@pytest.mark.parametrize("name", CASES)
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


@pytest.mark.parametrize("name", CASES)
def test_arguments_unchanged(name):
    case = CASES[name]
    args = copy.deepcopy(case["args"])
    computed(case, args)
    for one, other in zip(leaves_of(args), leaves_of(case["args"]), strict=True):
        assert type(one) is type(other)
        np.testing.assert_array_equal(one, other)
