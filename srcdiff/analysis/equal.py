"""Which sizes of a function's arguments are equal, because its operations need it."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.atoms import NOT_ONE
from srcdiff.core.types import Array, Dim, Structure, Type
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.registry import Elementwise

Equal = dict[str, str]

SQUARE = (
    *(np.linalg.solve, np.linalg.inv, np.linalg.det, np.linalg.slogdet),
    *(np.linalg.cholesky, np.linalg.eigh),
)


def unified(node: gast.FunctionDef, known: Known) -> Known:
    """Return the types of a function's arguments, equal sizes as one symbol.

    Sizes of 2 and more that meet in an operation which runs in every call are equal, or
    NumPy raises: elementwise, in a product of matrices, in a square matrix.

    >>> f = gast.parse("def f(x, W, t):\\n    z = x @ W\\n    y = z - t\\n    return y")
    >>> shapes = {"x": ("x_1", "x_2"), "W": ("W_1", "W_2"), "t": ("t_1", "t_2")}
    >>> found = unified(f.body[0], {n: Array(None, s) for n, s in shapes.items()})
    >>> [kind.shape for kind in found.values()]
    [('x_1', 'x_2'), ('x_2', 'W_2'), ('x_1', 'W_2')]
    """
    types = infer(node, known)
    equal: Equal = {}
    for statement in node.body:
        if isinstance(statement, gast.Assign):
            note_operation(statement.value, types, equal)
    return {n: renamed(kind, equal) for n, kind in known.items()} if equal else known


def renamed(kind: Type, equal: Mapping[str, str]) -> Type:
    """Return a type with equal sizes as one symbol."""
    if isinstance(kind, Array) and kind.shape is not None:
        shape = (root(d, equal) if isinstance(d, str) else d for d in kind.shape)
        return replace(kind, shape=tuple(shape))
    if isinstance(kind, Structure):
        return replace(kind, items=tuple(renamed(k, equal) for k in kind.items))
    return kind


def note_operation(node: gast.AST, known: Known, equal: Equal) -> None:
    """Note the sizes that an operation needs to be equal, if it runs.

    >>> equal: Equal = {}
    >>> shapes = {"x": Array(None, ("n", "d")), "b": Array(None, ("m",))}
    >>> note_operation(gast.parse("x + b").body[0].value, shapes, equal)
    >>> equal
    {'m': 'd'}
    """
    try:
        applied = apply(node)
    except BindingError:
        return
    if applied is None:
        return
    kinds = [type_of(v, known) for v in applied.arguments.values()]
    shapes = [k.shape for k in kinds if isinstance(k, Array) and k.shape]
    targets = applied.rule.targets
    square = any(t is f for t in targets for f in SQUARE)
    if square and shapes and len(shapes[0]) > 1:
        _same(shapes[0][-1], shapes[0][-2], equal)
    if len(shapes) != 2:
        return
    first, second = shapes
    if operator.matmul in targets:
        _same(first[-1], second[-2 if len(second) > 1 else -1], equal)
        _aligned(first[:-2], second[:-2], equal)
    elif np.linalg.solve in targets:
        _same(first[-1], second[-2 if len(second) > 1 else -1], equal)
    elif isinstance(applied.rule, Elementwise):
        _aligned(first, second, equal)


def _aligned(first: tuple[Dim, ...], second: tuple[Dim, ...], equal: Equal) -> None:
    for one, other in zip(reversed(first), reversed(second), strict=False):
        _same(one, other, equal)


def _same(one: Dim, other: Dim, equal: Equal) -> None:
    if not isinstance(one, str) or not isinstance(other, str):
        return
    if NOT_ONE not in (one, other):
        kept, gone = root(one, equal), root(other, equal)
        if kept != gone:
            equal[gone] = kept


def root(symbol: str, equal: Mapping[str, str]) -> str:
    """Return the one symbol that stands for all that are equal to a symbol.

    >>> root("m", {"m": "d", "d": "n"})
    'n'
    """
    while symbol in equal:
        symbol = equal[symbol]
    return symbol
