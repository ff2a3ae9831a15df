"""Axes of one item that are put back where a reduction has dropped them."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.index import adds_axis
from srcdiff.core.types import NOT_ONE, shape_of


def has_axis_again(
    value: gast.AST,
    operand: gast.AST,
    place: int | None,
    rank: int | None,
    known: Known,
) -> bool:
    """Tell whether ``m[:, None]`` or its like puts back an axis that m is without.

    operand: m. place: of the axis. rank: with the axis. None: not known.

    >>> from srcdiff.core.text import parse_expression
    >>> from srcdiff.core.types import Array
    >>> m, known = parse_expression("m"), {"m": Array(None, ("n",))}
    >>> texts = ("m[:, None]", "m[None, :]", "m[1:, None]")
    >>> [has_axis_again(parse_expression(t), m, 1, 2, known) for t in texts]
    [True, False, False]
    """
    if isinstance(value, gast.Subscript):
        if not _only_adds_axes(value.slice):
            return False
    elif getattr(value, "target", None) is not np.expand_dims and not _reshapes(value):
        return False
    before, after = (shape_of(type_of(n, known)) for n in (operand, value))
    if before is None or after is None or place is None or rank is None:
        return False
    if {None, NOT_ONE} & {*before} or len(before) != rank - 1:
        return False
    return after == (*before[:place], 1, *before[place:])


def _only_adds_axes(index: gast.AST) -> bool:
    parts = index.elts if isinstance(index, gast.Tuple) else [index]
    return all(
        (isinstance(p, gast.Slice) and p.lower is p.upper is p.step is None)
        or adds_axis(p)
        or (isinstance(p, gast.Constant) and p.value is ...)
        for p in parts
    )


def _reshapes(value: gast.AST) -> bool:
    if getattr(value, "target", None) is np.reshape:
        return True
    method = isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute)
    return method and not hasattr(value, "target") and value.func.attr == "reshape"
