"""Subscripts, and functions that take elements by their indices."""

import operator

import numpy as np
import pytest

from srcdiff.core.types import UNKNOWN, Array, Items, Literal, Number
from srcdiff.rules import REGISTRY
from srcdiff.rules.indexing_types import getitem
from srcdiff.runtime import (
    accumulate_at,
    add_adjoints,
    choose_adjoint,
    item_adjoint,
    item_of,
    scatter,
    select_adjoint,
    select_default_adjoint,
    take_adjoint,
    take_along_axis_adjoint,
)
from tests.rules.harness import check
from tests.rules.samples import BATCH, EMPTY, FORTRAN, HOLLOW, MATRIX, SINGLE, VECTOR

MASK = BATCH > 1.2
INDICES = [
    0,
    -1,
    np.int64(1),
    np.array(1),
    slice(None),
    slice(None, None, -2),
    slice(1, 1),
    None,
    ...,
    (),
    (0, 1),
    (0, 1, 2),
    (..., -1),
    (slice(1, None), None, 2),
    (0, ..., slice(None, None, 2)),
    MASK,
    MASK[:, :, 0],
    MASK[:, 0, 0],
    [True, False],
    (slice(None), MASK[0]),
    (0, MASK[0]),
    ([True, False], [0, 0]),
    [0, 0, -1],
    [],
    np.array([[0, 1], [1, 1]]),
    (slice(None), [2, 2, 0]),
    ([0, 1, 1], [2, 0, 0]),
    ([[0], [1]], [0, 0, 2]),
    ([0, 0], slice(None), [1, 1]),
    (0, slice(None), [1, 1]),
    (..., [3, 3], None),
]

CASES = [
    *((operator.getitem, (BATCH, index), {}) for index in INDICES),
    (operator.getitem, (SINGLE, ()), {}),
    (operator.getitem, (HOLLOW, (slice(None), 1)), {}),
    (operator.getitem, (EMPTY, slice(1, None)), {}),
    (operator.getitem, (FORTRAN, (1, slice(None))), {}),
    (operator.getitem, ([VECTOR, 2.0, MATRIX], 2), {}),
    (operator.getitem, ([VECTOR, 2.0, MATRIX], -2), {}),
    (operator.getitem, ([VECTOR, 2.0, [MATRIX]], slice(1, None)), {}),
    (operator.getitem, ((VECTOR, [MATRIX, 1.0]), 1), {}),
    (np.take, (MATRIX, [0, 0, -1]), {}),
    (np.take, (MATRIX, 4), {}),
    (np.take, (FORTRAN, [[0, 1], [2, 2]], 1), {}),
    (np.take, (BATCH, 1), {"axis": -2}),
    (np.take, (MATRIX, np.array([7, -8])), {"axis": 1, "mode": "wrap"}),
    (np.take, (MATRIX, np.array([7, -8])), {"mode": "clip"}),
    ("take", (MATRIX, [1, 1]), {"axis": 0}),
    (np.take_along_axis, (MATRIX, np.array([[0, 0], [2, 1]]), 1), {}),
    (np.take_along_axis, (FORTRAN, np.array([[0, 1, 0]]), 0), {}),
    (np.take_along_axis, (MATRIX, np.array([5, 5, 0]), None), {}),
    (np.take_along_axis, (MATRIX[:1], np.array([[0], [2]])), {"axis": -1}),
    (np.compress, ([True, False], MATRIX, 0), {}),
    (np.compress, ([True, False, True], MATRIX), {}),
    ("compress", (MATRIX, [True, False, True]), {"axis": 1}),
    (np.extract, (MATRIX > 1.2, MATRIX), {}),
    (np.choose, (np.array([1, 0, 1]), [VECTOR, VECTOR + 1]), {}),
    (np.choose, (np.array([1, 0, 1]), (VECTOR, 2.0)), {}),
    (np.choose, (np.array([1, 0, 1]), MATRIX), {}),
    (np.choose, (np.array([3, 0, -1]), (VECTOR, 2.0)), {"mode": "wrap"}),
    (np.select, ([VECTOR > 1.5, VECTOR > 1], [VECTOR, VECTOR + 1]), {}),
    (np.select, ([MATRIX > 1.5, MATRIX > 1], [VECTOR, 2.0], VECTOR), {}),
    (np.select, ([MATRIX > 1.5], [MATRIX]), {"default": 0.5}),
    ("item", (np.array([[0.5]]),), {}),
    ("item", (SINGLE,), {}),
    ("item", (FORTRAN, 4), {}),
    ("item", (FORTRAN, 1, 2), {}),
    ("item", (FORTRAN, (1, 2)), {}),
]
HELPERS = {np.take: take_adjoint, np.take_along_axis: take_along_axis_adjoint}
CASES += [
    (HELPERS[target], (target(*args, **kwargs), *args), kwargs)
    for target, args, kwargs in CASES
    if target in HELPERS
]
CASES += [
    (scatter, (args[0][args[1]], args[1], args[0]), {})
    for target, args, _ in CASES
    if target is operator.getitem
]
CASES += [
    (item_adjoint, (x.item(*index), x, tuple(index)), {})
    for target, (x, *index), _ in CASES
    if target == "item"
]
CHOICES = [VECTOR, VECTOR + 1]
CASES += [
    (choose_adjoint, (VECTOR, np.array([1, 0, 1]), CHOICES), {}),
    (select_adjoint, (VECTOR, [VECTOR > 1.5, VECTOR > 1], CHOICES), {}),
    (select_default_adjoint, (VECTOR, [VECTOR > 1.5, VECTOR > 1], VECTOR), {}),
    (item_of, (FORTRAN, (1, 2)), {}),
    (add_adjoints, ([VECTOR, 1.0], [VECTOR, 2.0]), {}),
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


@pytest.mark.parametrize("index", INDICES)
def test_getitem_knows_the_shape_under_simple_indices(index):
    known = getitem(Array(BATCH.dtype, BATCH.shape), as_type(index))
    simple = all(
        part is None or part is ... or type(part) in (int, slice)
        for part in (index if isinstance(index, tuple) else (index,))
    )
    found = BATCH[index].shape
    if simple:
        assert known.shape == found
    else:
        assert known.shape is None or len(known.shape) == len(found)
        assert all(
            d in (None, n) for d, n in zip(known.shape or found, found, strict=True)
        )


def test_what_is_accumulated_can_be_differentiated_again():
    g, index = np.arange(3.0), [0, 0, 2]
    body = REGISTRY.of(accumulate_at).body
    kept, _, added = body(np.zeros(3), index, np.ones(3), out=None, g=g)
    assert kept is g and added.tolist() == [0.0, 0.0, 2.0]


def as_type(index):
    if isinstance(index, (np.ndarray, np.generic)):
        return Array(index.dtype, index.shape)
    if isinstance(index, list):
        return UNKNOWN
    if isinstance(index, tuple):
        return Literal(tuple(part_of(part) for part in index))
    return Literal(index)


def part_of(part):
    return as_type(part) if isinstance(part, (list, np.ndarray)) else part


def test_getitem_takes_types_for_what_is_not_constant():
    x = Array(None, ("n", 3, 4))
    index = Literal((Number(int), slice(None, Number(int))))
    assert getitem(x, index) == Array(None, (None, 4))
    pair = (Number(int), Number(int))
    assert getitem(x, Items(pair)) == Array(None, (4,))
    assert getitem(x, Items(pair, list)) == Array(None, (2, 3, 4))
    assert getitem(x, UNKNOWN) == Array(None, None)
