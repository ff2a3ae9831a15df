"""Functions that rearrange an array."""

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import (
    diag_adjoint,
    diagonal_adjoint,
    pad_adjoint,
    pad_value_adjoint,
    repeat_adjoint,
    tile_adjoint,
)
from tests.rules.harness import check
from tests.rules.samples import (
    BATCH,
    EMPTY,
    FORTRAN,
    HOLLOW,
    MATRIX,
    ONE,
    ROW,
    SINGLE,
    STRIDED,
    VECTOR,
)

PAD_MODES = ["constant", "edge", "reflect", "symmetric", "wrap"]
ANY = [SINGLE, ONE, VECTOR, EMPTY, MATRIX, FORTRAN, STRIDED, BATCH, HOLLOW]
MATRICES = [MATRIX, FORTRAN, STRIDED, ROW, BATCH, HOLLOW]

CASES = [
    *((np.ravel, (x,), {}) for x in ANY),
    *(("ravel", (x,), {}) for x in ANY),
    *(("flatten", (x,), {}) for x in ANY),
    *((np.transpose, (x,), {}) for x in ANY),
    *(("transpose", (x,), {}) for x in ANY),
    *(("T", (x,), {}) for x in ANY),
    *(("mT", (x,), {}) for x in MATRICES),
    *(("real", (x,), {}) for x in ANY),
    *((np.squeeze, (x,), {}) for x in (ONE, VECTOR, ROW, np.ones((1, 3, 1)))),
    *((np.reshape, (x, -1), {}) for x in ANY if x.size),
    *(
        (f, (x,), {})
        for f in (np.atleast_1d, np.atleast_2d, np.atleast_3d)
        for x in ANY
    ),
    *((f, (x, k), {}) for f in (np.tril, np.triu) for x in MATRICES for k in (0, -1)),
    *((f, (VECTOR,), {"k": 1}) for f in (np.tril, np.triu)),
    *((np.flip, (x,), {}) for x in ANY),
    *((np.roll, (x, 2), {}) for x in ANY),
    *((np.diagonal, (x, k), {}) for x in MATRICES for k in (0, 1, -1)),
    *((np.trace, (x, k), {}) for x in MATRICES for k in (0, 1, -1)),
    *((np.diag, (x, k), {}) for x in (MATRIX, FORTRAN, VECTOR) for k in (0, 1, -2)),
    *((np.tile, (x, 2), {}) for x in ANY),
    *((np.tile, (x, (2, 1, 3)), {}) for x in ANY),
    *((np.repeat, (x, 2), {}) for x in ANY),
    *((np.pad, (x, 1), {}) for x in ANY if x.ndim),
    (np.reshape, (MATRIX, (3, 2)), {}),
    (np.reshape, (2.0, (1, 1)), {}),
    (np.reshape, (FORTRAN, (2, -1)), {}),
    (np.reshape, (HOLLOW, (0, 7)), {}),
    ("reshape", (MATRIX, 3, 2), {}),
    ("reshape", (MATRIX, (6,)), {}),
    ("reshape", (FORTRAN, -1), {}),
    (np.transpose, (BATCH, (2, 0, 1)), {}),
    (np.transpose, (BATCH, (-1, 0, 1)), {}),
    (np.transpose, (MATRIX,), {"axes": (0, 1)}),
    ("transpose", (BATCH, 2, 0, 1), {}),
    ("transpose", (BATCH, (1, 2, 0)), {}),
    ("transpose", (BATCH, None), {}),
    (np.swapaxes, (BATCH, 0, -1), {}),
    ("swapaxes", (BATCH, 1, 2), {}),
    (np.moveaxis, (BATCH, 0, -1), {}),
    (np.moveaxis, (BATCH, (0, 1), (-1, 0)), {}),
    (np.rollaxis, (BATCH, 2), {}),
    (np.rollaxis, (BATCH, 0, 3), {}),
    (np.rollaxis, (BATCH, -1, 1), {}),
    (np.expand_dims, (MATRIX, 1), {}),
    (np.expand_dims, (MATRIX, (0, -1)), {}),
    (np.expand_dims, (2.0, 0), {}),
    (np.squeeze, (ROW, 0), {}),
    ("squeeze", (ROW,), {"axis": 0}),
    (np.broadcast_to, (VECTOR, (2, 3)), {}),
    (np.broadcast_to, (ONE, (2, 3)), {}),
    (np.broadcast_to, (2.0, (3,)), {}),
    (np.broadcast_to, (VECTOR, 3), {}),
    (np.flip, (BATCH, 1), {}),
    (np.flip, (BATCH, (0, 2)), {}),
    (np.fliplr, (MATRIX,), {}),
    (np.flipud, (MATRIX,), {}),
    (np.roll, (MATRIX, -1), {"axis": 1}),
    (np.roll, (MATRIX, (1, 2), (0, 1)), {}),
    (np.tile, (2.0, 3), {}),
    (np.tile, (MATRIX, 0), {}),
    (np.repeat, (MATRIX, 3, -1), {}),
    (np.repeat, (MATRIX, [1, 0, 2]), {"axis": 1}),
    (np.repeat, (2.0, 3), {}),
    ("repeat", (VECTOR, 2), {}),
    ("diagonal", (MATRIX,), {}),
    (np.diagonal, (BATCH, 1, 2, 1), {}),
    ("trace", (MATRIX,), {}),
    (np.trace, (BATCH,), {"axis1": 1, "axis2": 2}),
    (np.pad, (MATRIX, ((1, 0), (0, 2))), {}),
    (np.pad, (MATRIX, ((1, 2),)), {}),
    (np.pad, (MATRIX, ((1,), (2,))), {}),
    (np.pad, (MATRIX, (1, 2)), {}),
    (np.pad, (MATRIX, (2,)), {}),
    (np.pad, (MATRIX, [(0, 1), (2, 0)]), {}),
    (np.pad, (VECTOR, (1, 2)), {}),
    (np.pad, (BATCH, ((0, 0), (1, 1), (0, 0))), {}),
    (np.pad, (MATRIX, 1), {"constant_values": 3.0}),
    *((np.pad, (MATRIX, 1, m), {}) for m in PAD_MODES),
]
HELPERS = {
    np.tile: tile_adjoint,
    np.repeat: repeat_adjoint,
    np.diagonal: diagonal_adjoint,
    np.diag: diag_adjoint,
}
CASES += [
    (HELPERS[target], (target(*args, **kwargs), *args), kwargs)
    for target, args, kwargs in CASES
    if target in HELPERS
]
CASES += [
    *((pad_adjoint, (np.pad(MATRIX, 1, m), MATRIX, 1, m), {}) for m in PAD_MODES),
    (pad_value_adjoint, (np.pad(MATRIX, 1), MATRIX, 1, 2.0), {}),
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


def test_pad_gives_the_constant_its_share():
    body = REGISTRY.of(np.pad).body
    out = np.pad(VECTOR, 2, constant_values=1.5)
    adjoints = body(VECTOR, 2, constant_values=1.5, out=out, g=np.arange(7.0))
    assert adjoints[3] == 0 + 1 + 5 + 6


@pytest.mark.parametrize("name", ["shape", "ndim", "size", "dtype"])
def test_attributes_that_hold_no_floats_are_known(name):
    assert REGISTRY.by_attribute[name].body is None
