"""Complex operands: what takes them apart, and every rule that holds for them."""

import numpy as np
import pytest

from srcdiff.runtime import broadcast_conform, conform, conjugate, quotient
from tests.rules.harness import check, check_result_type, find

_RANDOM = np.random.default_rng(3)


def numbers(*shape):
    """Return complex numbers in the right half of the plane, away from 0."""
    return _RANDOM.uniform(0.5, 1.5, shape) + 1j * _RANDOM.uniform(-1.0, 1.0, shape)


VECTOR, MATRIX, ROW = numbers(3), numbers(2, 3), numbers(1, 3)
SQUARE, SQUARES = numbers(3, 3) + 3 * np.eye(3), numbers(2, 3, 3) + 3 * np.eye(3)
FORMS = [
    *(VECTOR, MATRIX, np.asfortranarray(MATRIX), numbers(4, 6)[::2, ::-2]),
    *(numbers(0, 3), numbers(1), np.array(0.5 + 2j), np.complex128(0.5 - 2j)),
]
REAL_FORMS = [x.real.copy() for x in FORMS]
PARTS = [np.real, np.imag, np.conjugate, np.absolute, np.angle, "real", "imag", "conj"]
ELEMENTWISE = [
    *(np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.sqrt),
    *(np.square, np.reciprocal, np.sin, np.cos, np.tan, np.arctan, np.sinh, np.cosh),
    *(np.tanh, np.negative, np.positive),
]
BINARY = [np.add, np.subtract, np.multiply, np.divide, np.power, quotient]
REDUCTIONS = [np.sum, np.mean, np.prod, np.var, np.std, np.cumsum, np.cumprod]

CASES = [
    *((f, (x,), {}) for f in PARTS for x in [*FORMS, *REAL_FORMS]),
    *((f, (x,), {}) for f in [*ELEMENTWISE, "conjugate", conjugate] for x in FORMS),
    *((f, (0.4 + 0.3j,), {}) for f in [*ELEMENTWISE, abs, conjugate, np.real]),
    *((np.angle, (x, True), {}) for x in (VECTOR, MATRIX)),
    *((f, (VECTOR, MATRIX), {}) for f in BINARY),
    *((f, (MATRIX, 0.3 + 0.4j), {}) for f in BINARY),
    *((f, (MATRIX,), {}) for f in REDUCTIONS),
    *((f, (MATRIX, 0), {}) for f in REDUCTIONS),
    *((f, (MATRIX,), {"axis": 1, "keepdims": True}) for f in REDUCTIONS[:5]),
    *((np.power, (x, 2), {}) for x in (VECTOR, MATRIX)),
    (np.where, (np.array([True, False, True]), VECTOR, MATRIX), {}),
    (complex, (0.5, 2.0), {}),
    (complex, (0.5,), {}),
    (np.complex128, (VECTOR,), {}),
    (np.complex64, (VECTOR.astype("c8"),), {}),
    (np.complex128, (0.5 + 1j,), {}),
    (np.matmul, (MATRIX, SQUARE), {}),
    (np.matmul, (MATRIX, VECTOR), {}),
    (np.matmul, (VECTOR, VECTOR), {}),
    (np.matmul, (SQUARES, SQUARE), {}),
    (np.dot, (VECTOR, SQUARE), {}),
    (np.dot, (MATRIX, SQUARES), {}),
    (np.vdot, (VECTOR, numbers(3)), {}),
    (np.vdot, (MATRIX, numbers(6)), {}),
    (np.inner, (MATRIX, VECTOR), {}),
    (np.outer, (VECTOR, numbers(2)), {}),
    (np.tensordot, (MATRIX, SQUARE, 1), {}),
    (np.kron, (VECTOR, MATRIX), {}),
    (np.einsum, ("ij,jk->ik", MATRIX, SQUARE), {}),
    (np.einsum, ("ij,j,k->ik", MATRIX, VECTOR, VECTOR), {}),
    (np.linalg.solve, (SQUARE, VECTOR), {}),
    (np.linalg.solve, (SQUARE, numbers(3, 2)), {}),
    (np.linalg.solve, (SQUARES, numbers(2, 3, 1)), {}),
    (np.linalg.inv, (SQUARE,), {}),
    (np.linalg.inv, (SQUARES,), {}),
    (np.linalg.det, (SQUARE,), {}),
    (np.linalg.det, (SQUARES,), {}),
    (np.linalg.norm, (VECTOR,), {}),
    (np.linalg.norm, (MATRIX,), {"axis": 1}),
    (np.linalg.norm, (MATRIX, 3), {"axis": 0, "keepdims": True}),
    (np.trace, (SQUARE,), {}),
    (np.transpose, (MATRIX,), {}),
    ("T", (MATRIX,), {}),
    (np.reshape, (MATRIX, (3, 2)), {}),
    (np.concatenate, ([MATRIX, ROW],), {}),
    (np.stack, ([VECTOR, 2j * VECTOR],), {}),
    (np.take, (VECTOR, [0, 2, 2]), {}),
    (np.pad, (VECTOR, 2), {}),
    (np.roll, (MATRIX, 1), {}),
    (np.array, ([1.0 + 2j, 3j],), {}),
    ("astype", (VECTOR, complex), {}),
    ("copy", (VECTOR,), {}),
    (conform, (MATRIX, ROW), {}),
    (conform, (MATRIX.real.copy(), MATRIX), {}),
    (conform, (0.5, 0.5), {}),
    (broadcast_conform, (ROW, MATRIX), {}),
    (broadcast_conform, (0.5, MATRIX.real.copy()), {}),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_rule(case):
    target, args, kwargs = CASES[case]
    wrt = [0] if target in (conform, broadcast_conform) else None
    check(target, *args, wrt=wrt, **kwargs)


@pytest.mark.parametrize("power", [2, -1, 0.5, 2.0, 1.5 - 0.5j])
@pytest.mark.parametrize("base", [VECTOR, VECTOR.real.copy(), 0.7 + 0.2j])
def test_types_of_powers(base, power):
    rule, primitive = find(np.power, (base, power))
    check_result_type(rule, primitive(base, power), (base, power), {})
    rule, primitive = find(pow, (base, power))
    check_result_type(rule, primitive(base, power), (base, power), {})
