"""Lists and dicts of the items of others."""

import numpy as np
import pytest

from srcdiff.runtime import (
    added,
    added_adjoint,
    added_like,
    dict_adjoint,
    dict_of,
    gathered,
    gathered_adjoint,
    joined,
    joined_adjoint,
    merged,
    merged_adjoint,
    sorted_adjoint,
    sorted_like,
    without_item,
    without_item_adjoint,
)
from tests.rules.harness import check
from tests.rules.samples import MATRIX, SINGLE, VECTOR

ENTRY = np.float64(0.4)
SUMS = [[[VECTOR, 0.3], [SINGLE]], [VECTOR, [0.4] * len(VECTOR)], [MATRIX, [0.5] * 3]]
PARTS = [[VECTOR, 0.3], (SINGLE, ENTRY), [], [MATRIX]]
WHOLE = joined(PARTS)
DICTS = [{"a": VECTOR, "b": 0.3}, {"a": SINGLE, "c": [ENTRY, 1.5]}, {}]
PAIRS = [("a", 0.3), ("b", VECTOR), ("a", 0.7)]
NUMBERS = [0.9, 0.2, 0.5]
REVERSED = {"reverse": True}

CASES = [
    *((joined, (parts,), {}) for parts in (PARTS, [], [[]], [[VECTOR]])),
    (joined_adjoint, (WHOLE, PARTS), {}),
    *((added, (parts,), {}) for parts in SUMS),
    *((added_adjoint, (added(parts), parts), {}) for parts in SUMS),
    *((added_like, (parts, added(parts)), {}) for parts in SUMS),
    *((merged, (parts,), {}) for parts in (DICTS, [], DICTS[:1])),
    (merged_adjoint, (merged(DICTS), DICTS), {}),
    *((dict, (x,), {}) for x in (DICTS[0], PAIRS, [])),
    (dict_adjoint, (dict(PAIRS), PAIRS), {}),
    (dict_adjoint, (DICTS[0], DICTS[0]), {}),
    (dict_of, ([(0.0, v) for _, v in PAIRS], PAIRS), {}),
    (dict_of, (DICTS[0], DICTS[0]), {}),
    *((sorted, (x,), k) for x in (NUMBERS, tuple(NUMBERS)) for k in ({}, REVERSED)),
    *(
        (f, (NUMBERS, NUMBERS, r), {})
        for f in (sorted_adjoint, sorted_like)
        for r in (0, 1)
    ),
    *(
        (f, (items, places), {})
        for f in (gathered, gathered_adjoint)
        for items, places in (
            ([VECTOR, 0.3, VECTOR], [0, 1, 0]),
            ([SINGLE, SINGLE], [0, 0]),
            ({"a": MATRIX, "b": MATRIX}, {"a": "a", "b": "a"}),
            ([], []),
        )
    ),
    *((without_item, (WHOLE, index), {}) for index in (0, -1, slice(1, 3))),
    (without_item, (DICTS[0], "a"), {}),
    *(
        (without_item_adjoint, (without_item(x, k), x, k), {})
        for x, k in ((WHOLE, 1), (WHOLE, slice(None, None, 2)), (DICTS[1], "c"))
    ),
]


@pytest.mark.parametrize(("target", "args", "kwargs"), CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)
