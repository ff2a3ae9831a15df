"""``np.einsum`` with a subscripts string."""

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad
from srcdiff.runtime import einsum_adjoint, einsum_adjoints, einsum_tangent, only
from tests.rules.harness import check


def array(*shape):
    return np.random.default_rng(len(shape)).uniform(0.5, 2.0, shape)


def as_floats(operands):
    return [x * 1.0 + 1.0 for x in operands]


MATRIX, VECTOR, CUBE = array(2, 3), array(3), array(2, 3, 4)
SQUARE = array(3, 3)

CASES = [
    (np.einsum, operands, {})
    for operands in [
        ("ij->ji", MATRIX),
        ("ij", MATRIX),
        ("ji", MATRIX),
        ("ij->", MATRIX),
        ("ij->j", np.asfortranarray(MATRIX)),
        ("ii->i", SQUARE),
        ("ii->", SQUARE),
        ("ii", SQUARE),
        ("iij->j", array(3, 3, 2)),
        ("iji->ij", array(3, 2, 3)),
        ("...ii->...i", array(2, 3, 3)),
        ("i...->...", CUBE),
        ("...", MATRIX),
        ("->", array()),
        ("ij,jk->ik", MATRIX, SQUARE),
        ("ij,jk", MATRIX, SQUARE),
        (" i j , j k -> i k ", MATRIX, SQUARE),
        ("ij,ij->", MATRIX, MATRIX),
        ("ij,kl->", MATRIX, SQUARE),
        ("ij,k->k", MATRIX, VECTOR),
        ("i,j->ij", VECTOR, array(2)),
        ("i,i", VECTOR, VECTOR + 1),
        ("ii,i->i", SQUARE, VECTOR),
        ("ii,jj->ij", SQUARE, SQUARE),
        ("ij,i->j", SQUARE, VECTOR),
        ("ijk,ikl->ijl", CUBE, array(2, 4, 5)),
        ("...ij,...jk->...ik", CUBE, array(4, 5)),
        ("...ij,...jk", array(5, 1, 2, 3), CUBE.transpose(0, 1, 2)),
        ("i...,i...->...", CUBE, array(2, 1, 4)),
        ("...i,i", CUBE, array(4)),
        ("ij,ij->ij", MATRIX, array(1, 3)),
        ("ij,jk->ik", array(2, 1), SQUARE),
        ("ij,jk->ik", MATRIX, array(1, 4)),
        ("ij,->ij", MATRIX, 2.0),
        ("i,i->i", VECTOR.astype("f4"), VECTOR),
        ("ij,j->i", MATRIX, np.arange(3)),
        ("ij,jk->ik", array(2, 0), array(0, 3)),
        ("Ab,bA->A", MATRIX, MATRIX.T),
        ("ij,jk,kl->il", MATRIX, SQUARE, array(3, 2)),
        ("i,ij,j", array(2), MATRIX, VECTOR),
        ("i,i,i,i->i", VECTOR, VECTOR, VECTOR, VECTOR),
        ("ij,jk->ik", array(40, 2600), array(2600, 2)),
    ]
]
CASES += [(np.einsum, ("ij,jk,k", MATRIX, SQUARE, VECTOR), {"optimize": True})]
CASES += [
    (einsum_adjoint, (np.einsum(text, *operands), text, number, *operands), {})
    for _, (text, *operands), _ in CASES
    for number in range(len(operands))
]
EINSUMS = [args for target, args, _ in CASES if target is np.einsum]
CASES += [
    case
    for text, *operands in EINSUMS
    for value in [np.einsum(text, *operands)]
    if not any(getattr(x, "dtype", None) == np.float32 for x in operands)
    for case in [
        (einsum_adjoints, (value, text, tuple(operands)), {}),
        (einsum_tangent, (as_floats(operands), value, text, tuple(operands)), {}),
    ]
]
CASES += [(only, (2.0, 1, (MATRIX, 1.0)), {}), (only, (MATRIX, 0, (MATRIX, 1.0)), {})]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


def by_lists(a, b):
    return np.sum(np.einsum(a, [0, 1], b, [1, 2], [0, 2]))


@pytest.mark.parametrize("specialise", [False, True])
@pytest.mark.parametrize("wrt", [0, 1, (0, 1)])
def test_subscripts_as_lists_are_refused_at_their_line(wrt, specialise):
    a, b = np.ones((2, 3)), np.ones((3, 4))
    refused = pytest.raises(SrcdiffError, match="write them as a text")
    with refused as found:
        grad(by_lists, wrt, specialise=specialise)(a, b)
    line = by_lists.__code__.co_firstlineno + 1
    assert f"test_einsum.py:{line}:" in str(found.value)
    assert "subscripts" in str(found.value)
