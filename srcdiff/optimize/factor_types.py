"""What is known of the factors of a product: floats, whole numbers, scalars."""

from __future__ import annotations

import operator
from typing import TypeGuard

import gast
import numpy as np

from srcdiff.analysis.expression_types import type_of
from srcdiff.analysis.types import types_of
from srcdiff.core.bounds import least
from srcdiff.core.build import parameters
from srcdiff.core.join import is_double, python_number
from srcdiff.core.traverse import bound, is_backward, statements
from srcdiff.core.types import Array, Number, Type, is_complex, same_dtype, shape_of
from srcdiff.runtime import seed


class FactorTypes:
    """Answers, for the expressions of one function, what their types tell."""

    def __init__(self, node: gast.FunctionDef) -> None:
        self.known = types_of(node)
        # What only the backward part binds is an adjoint, or made of adjoints: floats.
        behind = [s for s in statements(node.body) if is_backward(s)]
        ahead = [s for s in statements(node.body) if not is_backward(s)]
        self.adjoints = {n for s in behind for n in bound(s)}
        self.adjoints -= {*parameters(node), *(n for s in ahead for n in bound(s))}
        self.types: dict[int, tuple[gast.AST, Type]] = {}

    def type(self, node: gast.AST) -> Type:
        if id(node) not in self.types:
            self.types[id(node)] = (node, type_of(node, self.known))
        return self.types[id(node)][1]

    def weak(self, value: gast.AST, model: Array) -> bool:
        """Tell whether a scalar leaves the dtype of the model as it is."""
        kind = self.type(value)
        if shape_of(kind) != ():
            return False
        if python_number(kind) is not None:
            return True
        return (isinstance(kind, Array) and same_dtype(kind.dtype, model.dtype)) or (
            is_double(kind) and model.dtype == np.float64
        )

    def floating(self, factors: list[gast.AST]) -> bool:
        """Tell whether factors are surely floats, arrays of them, or Python ints.

        Complex numbers count as floats.
        """
        kinds = [self.type(f) for f in factors]
        seeds = [getattr(f, "target", None) is seed for f in factors]
        floats = [is_double(k) or has_floats(k) or bool(is_complex(k)) for k in kinds]
        floats = list(map(operator.or_, floats, seeds))
        ints = [python_number(k) in (int, bool) for k in kinds]
        return any(floats) and all(map(operator.or_, floats, ints))

    def makes_floats(self, factors: list[gast.AST]) -> bool:
        """Tell whether a product of factors is as it is with ``1.0`` before it."""
        kinds = [self.type(f) for f in factors]
        arrays = [k for k in kinds if isinstance(k, Array)]
        doubles = [*map(is_double, kinds), *(k.dtype == np.float64 for k in arrays)]
        return any(map(self.surely_float, factors[:1])) or any(doubles)

    def surely_float(self, factor: gast.AST) -> bool:
        """Tell whether a factor holds floats, for its type or as an adjoint."""
        adjoint = isinstance(factor, gast.Name) and factor.id in self.adjoints
        return adjoint or self.floating([factor])

    def takes_sign(self, factor: gast.AST) -> bool:
        """Tell whether ``-factor`` is sure to exist: truth values have none."""
        if isinstance(factor, gast.Constant | gast.BinOp):
            return True
        kind = self.type(factor)
        return self.surely_float(factor) or python_number(kind) is not None

    def is_size(self, factor: gast.AST) -> bool:
        """Tell whether a factor is a Python integer that is surely positive."""
        kind = self.type(factor)
        low = least(kind.value) if isinstance(kind, Number) else None
        return python_number(kind) is int and low is not None and low > 0

    def is_whole(self, factor: gast.AST) -> bool:
        """Tell whether a factor is an array of integers or truth values."""
        kind = self.type(factor)
        dtype = kind.dtype if isinstance(kind, Array) else None
        return dtype is not None and dtype.kind in "iub"


def has_floats(kind: Type) -> TypeGuard[Array]:
    """Tell whether a value is surely an array of floats."""
    return isinstance(kind, Array) and kind.dtype is not None and kind.dtype.kind == "f"
