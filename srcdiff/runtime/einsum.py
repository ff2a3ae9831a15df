"""The adjoints of ``np.einsum``: each is an einsum of the adjoint and the others."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.structure import zeros_like

LARGE = 100_000
"""Number of products from which looking for matrix products in an einsum pays."""


def einsum_adjoint(adjoint, subscripts, number, *operands):
    """Return the adjoint of operand ``number`` of ``np.einsum(subscripts, *operands)``.

    Repeated indices, an ellipsis, broadcasting and indices that are summed out of this
    operand alone are all taken into account.

    >>> einsum_adjoint(1.0, "ij,j->", 1, np.ones((2, 3)), np.ones(3))
    array([2., 2., 2.])
    >>> einsum_adjoint(1.0, "ii", 0, np.ones((2, 2)))
    array([[1., 0.],
           [0., 1.]])
    """
    *terms, result = _labels(subscripts, operands)
    shape = np.shape(operands[number])
    sizes = dict(zip(terms[number], shape, strict=True))
    others = [k for k in range(len(operands)) if k != number]
    reached = set(result).union(*(terms[k] for k in others))
    kept = [label for label, n in sizes.items() if label in reached and n != 1]
    factors = [adjoint, *(operands[k] for k in others)]
    labels = [result, *(terms[k] for k in others)]
    part = _contract(factors, labels, kept)
    lengths = iter(part.shape)
    part = part.reshape([next(lengths) if label in kept else 1 for label in sizes])
    part = np.broadcast_to(part, tuple(sizes.values()))
    if len(sizes) < len(shape):
        part = _on_diagonal(part, shape, terms[number], list(sizes))
    return unbroadcast(part, operands[number])


def einsum_adjoints(adjoint, subscripts, operands):
    """Return the adjoints of all operands of ``np.einsum(subscripts, *operands)``.

    >>> einsum_adjoints(1.0, "i,i", (np.array([1.0, 2.0]), np.array([3.0, 4.0])))
    [array([3., 4.]), array([1., 2.])]
    """
    return [
        einsum_adjoint(adjoint, subscripts, number, *operands)
        for number in range(len(operands))
    ]


def einsum_tangent(tangents, like, subscripts, operands):
    """Return the derivative of an einsum along the operands' tangents.

    The result has the dtype of ``like``.

    >>> x = np.ones(2)
    >>> float(einsum_tangent([x, 2 * x], 0.0, "i,i", (x, x)))
    6.0
    """
    terms = [
        np.einsum(subscripts, *_replaced(operands, number, tangent))
        for number, tangent in enumerate(tangents)
    ]
    return unbroadcast(sum(terms), like)


def einsum_cross(tangents, adjoint, subscripts, operands):
    """Return the derivatives of ``einsum_adjoints`` along the operands' tangents.

    >>> x = np.ones(2)
    >>> einsum_cross([x, 2 * x], 1.0, "i,i", (x, x))
    [array([2., 2.]), array([1., 1.])]
    """
    crossed = [zeros_like(x) for x in operands]
    for number, tangent in enumerate(tangents):
        terms = einsum_adjoints(
            adjoint, subscripts, _replaced(operands, number, tangent)
        )
        for k, x in enumerate(operands):
            if k != number:
                crossed[k] = unbroadcast(crossed[k] + terms[k], x)
    return crossed


def only(tangent, number, operands):
    """Return tangents that are zero but for one operand's.

    >>> only(2.0, 1, (1.0, 1.0))
    [0.0, 2.0]
    """
    return _replaced([zeros_like(x) for x in operands], number, tangent)


def _replaced(items, number, item):
    return [*items[:number], item, *items[number + 1 :]]


def _contract(factors, labels, kept):
    pairs = [part for pair in zip(factors, labels, strict=True) for part in pair]
    large = len(factors) > 1 and max(map(np.size, factors)) >= LARGE
    return np.asarray(np.einsum(*pairs, kept, optimize=large or len(factors) > 2))


def _on_diagonal(part, shape, labels, distinct):
    whole = np.zeros(shape, part.dtype)
    np.einsum(whole, labels, distinct)[...] = part
    return whole


def _labels(subscripts, operands):
    """Number the indices: one list for each operand, and one for the result."""
    if not isinstance(subscripts, str):
        raise Misuse(
            "the subscripts of this einsum are lists",
            'write them as a text, as in np.einsum("ij,jk->ik", a, b)',
        )
    inputs, arrow, result = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    hidden = [
        np.ndim(x) - len(term) + 3 if "..." in term else 0
        for term, x in zip(terms, operands, strict=True)
    ]
    letters = inputs.replace(",", "").replace(".", "")
    if not arrow:
        once = [s for s in sorted(set(letters)) if letters.count(s) == 1]
        result = "..." + "".join(once)
    first = max(hidden)
    number = {letter: first + k for k, letter in enumerate(sorted(set(letters)))}
    return [
        _numbered(term, number, range(first - count, first))
        for term, count in zip([*terms, result], [*hidden, first], strict=True)
    ]


def _numbered(term, number, hidden):
    before, dots, after = term.partition("...")
    middle = hidden if dots else ()
    return [*(number[s] for s in before), *middle, *(number[s] for s in after)]
