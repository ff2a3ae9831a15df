"""Which sizes of a function's arguments are equal, and letters to call them by."""

from __future__ import annotations

import operator
from dataclasses import replace

import gast
import numpy as np

from srcdiff.analysis.types import Known, infer, type_of
from srcdiff.core.build import parameters
from srcdiff.core.traverse import blocks
from srcdiff.core.types import NOT_ONE, Array, Dim, Fields, Items, Type
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.registry import Elementwise

LETTERS = "ndhkmpqrstuvwabce"
SQUARE = {np.linalg.solve, np.linalg.inv, np.linalg.det, np.linalg.slogdet}
SQUARE |= {np.linalg.cholesky, np.linalg.eigh}
Equal = dict[str, str]


def lettered(node: gast.FunctionDef, known: Known) -> Known:
    """Return the types of a function's arguments with letters for sizes.

    Sizes that meet in an elementwise operation or a matrix product share a letter.

    >>> import numpy as np
    >>> f = gast.parse("def f(x, W, t):\\n    z = x @ W\\n    return z - t").body[0]
    >>> f.body[1] = gast.Assign([gast.Name("d", gast.Store(), None, None)],
    ...     f.body[1].value, None)
    >>> shapes = {"x": ("x_1", "x_2"), "W": ("W_1", "W_2"), "t": ("t_1", "t_2")}
    >>> found = lettered(f, {n: Array(np.dtype(float), s) for n, s in shapes.items()})
    >>> [kind.shape for kind in found.values()]
    [('n', 'd'), ('d', 'h'), ('n', 'h')]
    """
    types = infer(node, known)
    equal: Equal = {}
    _block(node.body, types, equal)
    free = iter([c for c in LETTERS if c not in parameters(node)])
    letters: dict[str, str] = {}

    def letter(dim: Dim) -> Dim:
        if not isinstance(dim, str) or dim == NOT_ONE:
            return dim
        root = _root(dim, equal)
        if root not in letters:
            letters[root] = next(free, NOT_ONE)
        return letters[root]

    def named(kind: Type) -> Type:
        if isinstance(kind, Array) and kind.shape is not None:
            return replace(kind, shape=tuple(map(letter, kind.shape)))
        if isinstance(kind, Items | Fields):
            return replace(kind, items=tuple(map(named, kind.items)))
        return kind

    return {name: named(kind) for name, kind in known.items()}


def _block(block: list[gast.AST], known: Known, equal: Equal) -> None:
    """Note the sizes that the statements of a block, which surely runs, make equal."""
    for statement in block:
        if isinstance(statement, gast.Assign):
            _operation(statement.value, known, equal)
        elif isinstance(statement, gast.For | gast.While):
            for inner in blocks(statement):
                _block(inner, known, equal)


def _operation(node: gast.AST, known: Known, equal: Equal) -> None:
    try:
        applied = apply(node)
    except BindingError:
        return
    if applied is None:
        return
    kinds = [type_of(v, known) for v in applied.arguments.values()]
    shapes = [k.shape for k in kinds if isinstance(k, Array) and k.shape]
    if shapes and set(applied.rule.targets) & SQUARE and len(shapes[0]) > 1:
        _same(shapes[0][-1], shapes[0][-2], equal)
    if len(shapes) != 2:
        return
    first, second = shapes
    if operator.matmul in applied.rule.targets:
        _same(first[-1], second[-2 if len(second) > 1 else -1], equal)
        _aligned(first[:-2], second[:-2], equal)
    elif np.linalg.solve in applied.rule.targets:
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
        roots = [_root(one, equal), _root(other, equal)]
        if roots[0] != roots[1]:
            equal[roots[1]] = roots[0]


def _root(dim: str, equal: Equal) -> str:
    while dim in equal:
        dim = equal[dim]
    return dim
