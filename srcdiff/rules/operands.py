"""Which arguments of a function are asked for their form only: shape, dtype, structure.

What an adjoint reads of an operand is conjugated where it is complex. There is nothing
to conjugate in a form, and where the adjoint is complex and the operand is not, another
form has to stand in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from srcdiff import runtime
from srcdiff.core.build import call, clone
from srcdiff.core.traverse import map_children

ATTRIBUTES = ("shape", "ndim", "size", "dtype")
ASKED: dict[Any, tuple[int, ...]] = {
    **dict.fromkeys((np.shape, np.ndim, np.size, len), (0,)),
    **dict.fromkeys((np.zeros_like, np.ones_like, np.full_like), (0,)),
    **dict.fromkeys((np.isrealobj, np.iscomplexobj), (0,)),
    runtime.zeros_like: (0,),
    runtime.count: (0,),
    runtime.through_cast: (1,),
    runtime.unbroadcast: (1,),
    runtime.conform: (1,),
}
"""Functions that give the form of an argument, or another one that form."""

_JOINS = (
    *(runtime.concatenate_adjoint, runtime.stack_adjoint, runtime.vstack_adjoint),
    *(runtime.hstack_adjoint, runtime.column_stack_adjoint, runtime.dstack_adjoint),
    *(runtime.meshgrid_adjoint, runtime.unstack_like, runtime.spread, runtime.like),
    *(runtime.repeat_adjoint, runtime.tile_adjoint, runtime.diag_adjoint),
    *(runtime.diagonal_adjoint, runtime.pad_adjoint, runtime.take_adjoint),
    *(runtime.take_along_axis_adjoint, runtime.item_adjoint, runtime.from_lanes),
    *(runtime.copied_adjoint, runtime.joined_adjoint, runtime.expand),
    *(runtime.difference_back, runtime.windows_adjoint, runtime.convolve_left),
    *(runtime.fft_adjoint, runtime.ifft_adjoint, runtime.fftn_adjoint),
    *(runtime.ifftn_adjoint, runtime.rfft_adjoint, runtime.irfft_adjoint),
)
_LEFT = (
    *(runtime.matmul_left, runtime.dot_left, runtime.inner_left),
    *(runtime.tensordot_left, runtime.kron_left, runtime.cross_left),
)
_RIGHT = (
    *(runtime.matmul_right, runtime.dot_right, runtime.inner_right),
    *(runtime.tensordot_right, runtime.kron_right, runtime.cross_right),
)
MODELS: dict[Any, tuple[int, ...]] = {
    **dict.fromkeys((*_JOINS, *_LEFT), (1,)),
    **dict.fromkeys((*_RIGHT, runtime.scatter, runtime.choose_adjoint), (2,)),
    **dict.fromkeys((runtime.select_adjoint, runtime.select_default_adjoint), (2,)),
    runtime.solve_like: (2,),
    runtime.outer_like: (2, 3),
    runtime.times_like: (2, 3),
    runtime.restore_axes: (1,),
}
"""Functions that give an adjoint the form of an argument."""

BOTH: dict[Any, tuple[int, ...]] = {
    runtime.einsum_adjoint: (3, 4, 5),
    runtime.einsum_adjoints: (2,),
}
"""Functions that do so, and read the elements of that argument for other adjoints."""


@dataclass(frozen=True)
class Operands:
    """What stands for the operands and the result of a rule in an adjoint's text.

    plain: as they are. contents: where their elements are read. forms: where an adjoint
    gets the form of one. both: where elements are read and an adjoint gets the form.
    """

    plain: MutableMapping[str, gast.AST]
    contents: MutableMapping[str, gast.AST]
    forms: MutableMapping[str, gast.AST]
    both: MutableMapping[str, gast.AST]


def written(node: gast.AST, operands: Operands) -> gast.AST:
    """Return the text of a rule in which the operands stand where it has parameters.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> plain, conjugated = {"y": parse_expression("b")}, parse_expression("np.conj(b)")
    >>> operands = Operands(plain, {"y": conjugated}, plain, plain)
    >>> expression(written(parse_expression("g * y + y.size"), operands))
    'g * np.conj(b) + b.size'
    """
    return _written(node, operands, operands.contents)


def _written(
    node: gast.AST, operands: Operands, values: Mapping[str, gast.AST]
) -> gast.AST:
    if type(node) is gast.Name:
        return clone(values[node.id]) if node.id in values else node
    if isinstance(node, gast.Attribute) and node.attr in ATTRIBUTES:
        return map_children(node, lambda c: _written(c, operands, operands.plain))
    if not isinstance(node, gast.Call):
        return map_children(node, lambda c: _written(c, operands, values))
    target = getattr(node, "target", None)
    new = map_children(node, lambda c: _written(c, operands, values))
    tables = (ASKED, operands.plain), (MODELS, operands.forms), (BOTH, operands.both)
    for table, others in tables:
        for place in _places(table, target):
            if place < len(node.args):
                new.args = list(new.args)
                new.args[place] = _written(node.args[place], operands, others)
    if target is runtime.unbroadcast:
        return call("conform", *new.args, target=runtime.conform)
    return new


def _places(
    table: Mapping[Any, tuple[int, ...]], target: Callable | None
) -> tuple[int, ...]:
    try:
        return table.get(target, ())
    except TypeError:
        return ()
