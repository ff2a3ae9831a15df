"""The values of integers in symbols: what Python's arithmetic does to them."""

from __future__ import annotations

import gast

from srcdiff.core.atoms import Dim
from srcdiff.core.dims import divided, plus, times
from srcdiff.core.types import Literal, Number, Type


def integer_result(op: gast.AST, operands: list[Type]) -> Type:
    """Return the type of an operation on integers whose result is an integer.

    >>> integer_result(gast.Add(), [Literal(2), Literal(3)])
    Literal(value=5)
    >>> print(integer_result(gast.Sub(), [Number(int, "n"), Literal(2)]).value)
    n - 2
    """
    values = [_integer(each) for each in operands]
    found = _computed(op, *values) if len(values) == 2 else _signed(op, values[0])
    return Literal(found) if isinstance(found, int) else Number(int, found)


def _integer(value: Type) -> Dim:
    if isinstance(value, Literal):
        return int(value.value) if isinstance(value.value, bool | int) else None
    return value.value if isinstance(value, Number) else None


def _signed(op: gast.AST, value: Dim) -> Dim:
    if isinstance(op, gast.UAdd):
        return value
    return times(value, -1) if isinstance(op, gast.USub) else None


def _computed(op: gast.AST, first: Dim, second: Dim) -> Dim:
    if isinstance(op, gast.Add):
        return plus(first, second)
    if isinstance(op, gast.Sub):
        return plus(first, second, -1)
    if isinstance(op, gast.Mult):
        return times(first, second)
    if isinstance(op, gast.FloorDiv) and isinstance(second, int):
        return divided(first, second)
    if isinstance(op, gast.Mod) and isinstance(second, int):
        return plus(first, times(divided(first, second), second), -1)
    if isinstance(op, gast.Pow) and second == 2:
        return times(first, first)
    return None
