"""Random programs over sizes: the general and the specialised text at many sizes.

A text made for some sizes serves all others of its signature, also those for which
slices are empty or of one item. Arrays without items have a text of their own.
SRCDIFF_PROGRAMS=5000 tries that many programs.
"""

import os
import warnings

import numpy as np
import pytest

from srcdiff import value_and_grad
from tests.sized import ACTIVE, EMPTY, FIRST, ONES, OTHERS, SizedWriter, arguments, load
from tests.trees import assert_close, same_structure

COUNT = int(os.environ.get("SRCDIFF_PROGRAMS", "500")) // 5
PARTS = 4


def outcome(function, args):
    """Return a function's value, or the class of what it raises."""
    try:
        return function(*args)
    except Exception as error:
        return type(error)


def compare(function, derivative, sizes, seed, dtype=float):
    """Compare general and specialised text at some sizes; tell whether both ran."""
    args = arguments(sizes, seed, dtype)
    wanted = outcome(function, args)
    if isinstance(wanted, type):
        return False
    value, gradients = derivative(*args)
    general = derivative.generated_function()(*args)
    assert_close(value, wanted, 1e-12)
    assert all(map(same_structure, gradients, args))
    tolerance = 1e-9 if dtype is float else 2e-3
    for found, known in zip(gradients, general[1], strict=True):
        assert_close(found, known, tolerance)
    return True


def check(seed):
    text = SizedWriter(seed).program()
    function = load(text)
    derivative = value_and_grad(function, tuple(range(ACTIVE)))
    try:
        ran = [compare(function, derivative, FIRST, seed)]
        made = derivative.source
        for sizes in OTHERS:
            if compare(function, derivative, sizes, seed):
                ran.append(True)
                assert derivative.source == made
        ran += [True for s in EMPTY if compare(function, derivative, s, seed)]
        compare(function, derivative, ONES[seed % 3], seed)
        if seed % 3 == 0:
            compare(function, derivative, OTHERS[0], seed, np.float32)
    except Exception as error:
        error.add_note(text.partition("2]\n\n\n")[2])
        raise
    assert ran[0]
    return len(ran)


@pytest.mark.parametrize("part", range(PARTS))
def test_sized_programs(part):
    compared = 0
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in range(COUNT // PARTS):
            compared += check(1000 * part + k)
    assert compared > 3 * (COUNT // PARTS)
