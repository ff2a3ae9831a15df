"""Which sizes of a function's arguments are equal, and letters to call them by."""

from __future__ import annotations

from dataclasses import replace

import gast

from srcdiff.analysis.equal import Equal, note_operation, root
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.core.build import parameters
from srcdiff.core.traverse import blocks
from srcdiff.core.types import NOT_ONE, Array, Dim, Structure, Type

LETTERS = "ndhkmpqrstuvwabce"


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
        symbol = root(dim, equal)
        if symbol not in letters:
            letters[symbol] = next(free, NOT_ONE)
        return letters[symbol]

    def named(kind: Type) -> Type:
        if isinstance(kind, Array) and kind.shape is not None:
            return replace(kind, shape=tuple(map(letter, kind.shape)))
        if isinstance(kind, Structure):
            return replace(kind, items=tuple(map(named, kind.items)))
        return kind

    return {name: named(kind) for name, kind in known.items()}


def _block(block: list[gast.AST], known: Known, equal: Equal) -> None:
    """Note the sizes that a block makes equal where its loops run at least once."""
    for statement in block:
        if isinstance(statement, gast.Assign):
            note_operation(statement.value, known, equal)
        elif isinstance(statement, gast.For | gast.While):
            for inner in blocks(statement):
                _block(inner, known, equal)
