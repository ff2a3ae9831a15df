"""Rules of ``np.einsum`` with a subscripts string."""

import numpy as np

from srcdiff.rules import linalg_types as products
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import REFUSED, multilinear
from srcdiff.runtime import (
    einsum_adjoint,
    einsum_adjoints,
    einsum_cross,
    einsum_tangent,
    only,
    unbroadcast,
    zeros_like,
)


# With subscripts as lists, the first operand stands in the place of the text.
@multilinear(
    np.einsum,
    result=products.einsum,
    effect=MaybeView(1),
    without_adjoint={
        "subscripts": 'write them as a text, as in np.einsum("ij,jk->ik", a, b)'
    },
)
def einsum(subscripts, *operands, optimize=False, out, g):
    if len(operands) == 1:
        return None, [einsum_adjoint(g, subscripts, 0, operands[0])]
    if len(operands) == 2:
        return None, [
            einsum_adjoint(g, subscripts, 0, operands[0], operands[1]),
            einsum_adjoint(g, subscripts, 1, operands[0], operands[1]),
        ]
    if len(operands) == 3:
        return None, [
            einsum_adjoint(g, subscripts, 0, operands[0], operands[1], operands[2]),
            einsum_adjoint(g, subscripts, 1, operands[0], operands[1], operands[2]),
            einsum_adjoint(g, subscripts, 2, operands[0], operands[1], operands[2]),
        ]
    return None, einsum_adjoints(g, subscripts, operands)


@multilinear(einsum_adjoint, effect=MaybeView(0), over_complex=REFUSED)
def einsum_adjoint_rule(adjoint, subscripts, number, *operands, out, g):
    if len(operands) == 1:
        return (
            unbroadcast(np.einsum(subscripts, g), adjoint),
            None,
            None,
            [zeros_like(operands[0])],
        )
    if len(operands) == 2 and number == 0:
        return (
            unbroadcast(np.einsum(subscripts, g, operands[1]), adjoint),
            None,
            None,
            [
                zeros_like(operands[0]),
                einsum_adjoint(adjoint, subscripts, 1, g, operands[1]),
            ],
        )
    if len(operands) == 2 and number == 1:
        return (
            unbroadcast(np.einsum(subscripts, operands[0], g), adjoint),
            None,
            None,
            [
                einsum_adjoint(adjoint, subscripts, 0, operands[0], g),
                zeros_like(operands[1]),
            ],
        )
    return (
        einsum_tangent(only(g, number, operands), adjoint, subscripts, operands),
        None,
        None,
        einsum_cross(only(g, number, operands), adjoint, subscripts, operands),
    )


@multilinear(einsum_adjoints, effect=MaybeView(0), over_complex=REFUSED)
def einsum_adjoints_rule(adjoint, subscripts, operands, *, out, g):
    return (
        einsum_tangent(g, adjoint, subscripts, operands),
        None,
        einsum_cross(g, adjoint, subscripts, operands),
    )


@multilinear(einsum_tangent, over_complex=REFUSED)
def einsum_tangent_rule(tangents, like, subscripts, operands, *, out, g):
    return (
        einsum_adjoints(g, subscripts, operands),
        None,
        None,
        einsum_cross(tangents, g, subscripts, operands),
    )


@multilinear(only, effect=MaybeView(0), over_complex=REFUSED)
def only_rule(tangent, number, operands, *, out, g):
    return g[number]
