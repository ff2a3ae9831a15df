"""Factors: a product taken apart, and put together again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import gast
import numpy as np

from srcdiff.core.build import constant

Number = int | float


@dataclass
class Product:
    """A flattened product: sign * number / below * factors over / factors under.

    divided: there was a division, which makes floats of whole numbers. signed: the
    first factor had a minus sign of its own. whole: an array of integers or truth
    values is among the factors, whose sign and dtype depend on the order. opened: the
    value of an adjoint was put in its place, so that factors may cancel.
    """

    sign: int = 1
    number: Number = 1
    below: Number = 1
    over: list[gast.AST] = field(default_factory=list)
    under: list[gast.AST] = field(default_factory=list)
    divided: bool = False
    signed: bool = False
    whole: bool = False
    opened: bool = False


def merged(first: Number, second: Number) -> Number | None:
    """Return the product of two constants, None where it would not read as well.

    >>> merged(0.5, 2), merged(0.1, 3), merged(1e300, 1e300)
    (1.0, None, None)
    """
    product = first * second
    if not math.isfinite(product) or abs(product) < 1e-300:
        return None
    longest = max(len(repr(first)), len(repr(second)), 6)
    return product if len(repr(product)) <= longest else None


def is_product(node: gast.AST) -> bool:
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.USub)
    return isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.Div)


def is_signed(node: gast.AST) -> bool:
    """Tell whether the first factor of a product has a minus sign of its own."""
    while isinstance(node, gast.BinOp) and is_product(node):
        node = node.left
    return is_product(node) and not is_product(node.operand)


def is_movable(node: gast.AST) -> bool:
    """Tell whether a node is a number that may move: neither zero nor infinite."""
    if not isinstance(node, gast.Constant) or type(node.value) not in (int, float):
        return False
    return node.value != 0 and math.isfinite(node.value)


def is_unit(node: gast.AST) -> bool:
    """Tell whether a node is a one that only has a precision: ``np.float32(1.0)``."""
    if getattr(node, "target", None) is not np.float32 or len(node.args) != 1:
        return False
    return isinstance(node.args[0], gast.Constant) and node.args[0].value == 1.0


def reduced(number: Number, below: Number) -> tuple[Number, Number]:
    """Return a fraction of constants with one number where that is exact and short."""
    if below == 1 or number == 1:
        return number, below
    quotient = number / below
    exact = quotient * below == number and len(repr(quotient)) <= 6
    return (quotient, 1) if exact else (number, below)


def plain(number: Number, floating: bool) -> Number:
    """Return a whole number as an int where it meets only floats."""
    whole = floating and type(number) is float and number.is_integer()
    return int(number) if whole and abs(number) < 1e6 else number


def times(factors: list[gast.AST]) -> gast.AST:
    whole = factors[0]
    for factor in factors[1:]:
        whole = gast.BinOp(whole, gast.Mult(), factor)
    return whole


def quotient_of(whole: gast.AST, divisor: gast.AST) -> gast.AST:
    return gast.BinOp(whole, gast.Div(), divisor)


def negated(node: gast.AST) -> gast.AST:
    """Return a factor with a minus sign, which goes to the number in front."""
    if isinstance(node, gast.BinOp) and is_product(node):
        return gast.BinOp(negated(node.left), node.op, node.right)
    if isinstance(node, gast.Constant):
        return constant(-node.value)
    return gast.UnaryOp(gast.USub(), node)


def without_sign(node: gast.AST) -> gast.AST | None:
    """Return a product or quotient less the sign of its first factor, if it has one.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> expression(without_sign(parse_expression("-x * y / 2")))
    'x * y / 2'
    >>> expression(without_sign(parse_expression("x @ -y")))
    'x @ y'
    """
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return node.operand
    if isinstance(node, gast.Constant) and type(node.value) in (int, float):
        return constant(-node.value) if node.value < 0 else None
    if isinstance(node, gast.BinOp) and is_product(node):
        positive = without_sign(node.left)
        return None if positive is None else gast.BinOp(positive, node.op, node.right)
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.MatMult):
        if (positive := without_sign(node.left)) is not None:
            return gast.BinOp(positive, node.op, node.right)
        if (positive := without_sign(node.right)) is not None:
            return gast.BinOp(node.left, node.op, positive)
    return None
