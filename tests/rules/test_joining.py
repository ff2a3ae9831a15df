"""Functions that join arrays into one, and those that split one."""

import numpy as np
import pytest

from srcdiff.runtime import (
    column_stack_adjoint,
    concatenate_adjoint,
    dstack_adjoint,
    hstack_adjoint,
    meshgrid_adjoint,
    meshgrid_of,
    stack_adjoint,
    vstack_adjoint,
)
from tests.rules.harness import check
from tests.rules.samples import (
    BATCH,
    EMPTY,
    FORTRAN,
    HOLLOW,
    MATRIX,
    ONE,
    SINGLE,
    STRIDED,
    VECTOR,
)

JOIN_FIRST = [np.concatenate, np.vstack, np.hstack]
STACKS = [np.stack, np.vstack, np.hstack, np.column_stack, np.dstack]

CASES = [
    *((f, ([MATRIX, FORTRAN, STRIDED[:, :3]],), {}) for f in [*JOIN_FIRST, *STACKS]),
    *((f, ((VECTOR, VECTOR + 1),), {}) for f in [np.concatenate, *STACKS]),
    *((f, (BATCH,), {}) for f in [np.concatenate, *STACKS]),
    *((f, ([SINGLE, 2.0, np.float64(3.0)],), {}) for f in STACKS),
    *((f, ([ONE, EMPTY, VECTOR],), {}) for f in (np.concatenate, np.hstack)),
    *((f, ([MATRIX, VECTOR],), {}) for f in (np.vstack,)),
    *((f, ([MATRIX, VECTOR[:2]],), {}) for f in (np.column_stack,)),
    *((f, ([MATRIX, BATCH[:, :, :1]],), {}) for f in (np.dstack,)),
    (np.concatenate, ([MATRIX, HOLLOW],), {}),
    (np.concatenate, ([MATRIX, FORTRAN[:, :2]], 1), {}),
    (np.concatenate, ([MATRIX, FORTRAN[:, :2]],), {"axis": -1}),
    (np.concatenate, ([MATRIX, VECTOR],), {"axis": None}),
    (np.concatenate, ([MATRIX, 2.0], None), {}),
    (np.concatenate, ([MATRIX, np.float32([[1, 2, 3]])],), {}),
    (np.concatenate, ([MATRIX, np.array([[1, 2, 3]])],), {}),
    (np.concatenate, ([VECTOR, [1.0, 2.0]],), {}),
    (np.stack, ([VECTOR, VECTOR + 1], 1), {}),
    (np.stack, ([MATRIX, FORTRAN],), {"axis": -1}),
    (np.stack, (BATCH, -1), {}),
    (np.append, (MATRIX, VECTOR), {}),
    (np.append, (VECTOR, 2.0), {}),
    (np.append, (MATRIX, MATRIX[:1]), {"axis": 0}),
    (np.append, (MATRIX, MATRIX[:, :1], 1), {}),
    *((f, (MATRIX, [1], 1), {}) for f in (np.split, np.array_split)),
    *((f, (MATRIX, 3), {"axis": -1}) for f in (np.split, np.array_split)),
    (np.array_split, (BATCH, 3, 2), {}),
    (np.split, (VECTOR, (1, 2)), {}),
    (np.split, (VECTOR, [-1]), {}),
    (np.hsplit, (MATRIX, 3), {}),
    (np.hsplit, (VECTOR, [1]), {}),
    (np.vsplit, (MATRIX, 2), {}),
    (np.dsplit, (BATCH, 2), {}),
    (np.meshgrid, (VECTOR, VECTOR[:2]), {}),
    (np.meshgrid, (VECTOR, ONE, VECTOR[:2]), {"indexing": "ij"}),
    (np.meshgrid, (VECTOR, SINGLE, VECTOR[:2]), {"indexing": "xy"}),
    (np.meshgrid, (VECTOR,), {}),
]
HELPERS = {
    np.concatenate: concatenate_adjoint,
    np.stack: stack_adjoint,
    np.vstack: vstack_adjoint,
    np.hstack: hstack_adjoint,
    np.column_stack: column_stack_adjoint,
    np.dstack: dstack_adjoint,
}
CASES += [
    (HELPERS[target], (target(*args, **kwargs), *args), kwargs)
    for target, args, kwargs in CASES
    if target in HELPERS
]
CASES += [(meshgrid_of, ([VECTOR, ONE],), {}), (meshgrid_of, ((VECTOR, ONE), "ij"), {})]
CASES += [
    (meshgrid_adjoint, (np.meshgrid(*args, **kwargs), args), kwargs)
    for target, args, kwargs in CASES
    if target is np.meshgrid
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)
