"""How tightly each expression binds, and so where parentheses are needed.

Levels follow the grammar of Python, loosest first. A child is parenthesized when its
own level is below the minimum that its place in the parent asks for.
"""

from __future__ import annotations

import gast

from srcdiff.codegen.printer_text import constant

TUPLE, NAMED, YIELD, TEST, OR, AND, NOT, COMPARE = range(8)
BOR, BXOR, BAND, SHIFT, ARITH, TERM, FACTOR, POWER, AWAIT, ATOM = range(8, 18)

OPERATORS: dict[type, tuple[str, int]] = {
    gast.Add: ("+", ARITH),
    gast.Sub: ("-", ARITH),
    gast.Mult: ("*", TERM),
    gast.MatMult: ("@", TERM),
    gast.Div: ("/", TERM),
    gast.Mod: ("%", TERM),
    gast.FloorDiv: ("//", TERM),
    gast.Pow: ("**", POWER),
    gast.LShift: ("<<", SHIFT),
    gast.RShift: (">>", SHIFT),
    gast.BitOr: ("|", BOR),
    gast.BitXor: ("^", BXOR),
    gast.BitAnd: ("&", BAND),
    gast.And: ("and", AND),
    gast.Or: ("or", OR),
    gast.Not: ("not ", NOT),
    gast.USub: ("-", FACTOR),
    gast.UAdd: ("+", FACTOR),
    gast.Invert: ("~", FACTOR),
}

COMPARISONS: dict[type, str] = {
    gast.Eq: "==",
    gast.NotEq: "!=",
    gast.Lt: "<",
    gast.LtE: "<=",
    gast.Gt: ">",
    gast.GtE: ">=",
    gast.Is: "is",
    gast.IsNot: "is not",
    gast.In: "in",
    gast.NotIn: "not in",
}

_LEVELS: dict[type, int] = {
    gast.Tuple: TUPLE,
    gast.Yield: YIELD,
    gast.YieldFrom: YIELD,
    gast.NamedExpr: NAMED,
    gast.IfExp: TEST,
    gast.Lambda: TEST,
    gast.Compare: COMPARE,
    gast.Await: AWAIT,
}


def level(node: gast.AST) -> int:
    """The level at which an expression binds.

    >>> level(gast.parse("-x", mode="eval").body) == FACTOR
    True
    """
    kind = type(node)
    if kind is gast.Name or kind is gast.Call or kind is gast.Attribute:
        return ATOM
    if kind is gast.BinOp or kind is gast.UnaryOp or kind is gast.BoolOp:
        return OPERATORS[type(node.op)][1]
    if kind is gast.Constant:
        # A folded constant may be negative, and prints with a sign in front.
        return FACTOR if is_negative(node.value) else ATOM
    return _LEVELS.get(kind, ATOM)


def is_negative(value: object) -> bool:
    """Whether a constant prints with a leading minus sign.

    >>> is_negative(-2), is_negative(-0.0), is_negative(2), is_negative("-")
    (True, True, False, False)
    """
    if isinstance(value, (int, float)):
        return value < 0 or (value == 0 and str(value).startswith("-"))
    return isinstance(value, complex) and constant(value).startswith("-")


def operands(node: gast.AST) -> list[tuple[gast.AST, int]]:
    """The children that stand bare in a parent, each with the level it must reach.

    >>> [minimum == POWER + 1 for _, minimum in operands(
    ...     gast.parse("x ** y", mode="eval").body)]
    [True, False]
    """
    kind = type(node)
    if kind is gast.BinOp:
        bound = OPERATORS[type(node.op)][1]
        if bound == POWER:
            return [(node.left, AWAIT), (node.right, FACTOR)]
        return [(node.left, bound), (node.right, bound + 1)]
    if kind is gast.UnaryOp:
        bound = OPERATORS[type(node.op)][1]
        if bound == FACTOR and rank(node.operand) == POWER:
            bound = AWAIT  # -(x**2), as it is easily read the other way
        return [(node.operand, bound)]
    if kind is gast.BoolOp:
        bound = OPERATORS[type(node.op)][1] + 1
        return [(value, bound) for value in node.values]
    if kind is gast.Compare:
        return [(child, BOR) for child in (node.left, *node.comparators)]
    if kind is gast.IfExp:
        return [(node.body, OR), (node.test, OR), (node.orelse, TEST)]
    if kind is gast.Call:
        return [(node.func, ATOM)]
    if kind is gast.Attribute:
        # `1.real` is no Python and `1.0.real` is hard to read; `1j.real` is plain.
        bare = not _is_real_number(node.value)
        return [(node.value, ATOM if bare else ATOM + 1)]
    if kind is gast.Subscript or kind is gast.Await:
        return [(node.value, ATOM)]
    if kind is gast.Lambda:
        return [(node.body, TEST)]
    if kind is gast.Starred:
        return [(node.value, BOR)]
    return []


def _is_real_number(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


def is_simple_power_operand(node: gast.AST) -> bool:
    """Whether `**` hugs this operand: names, numbers, attributes of these, signs.

    >>> [is_simple_power_operand(gast.parse(text, mode="eval").body)
    ...  for text in ("x", "-2", "a.b", "x[0]", "f(x)")]
    [True, True, True, False, False]
    """
    while True:
        kind = type(node)
        if kind is gast.Name:
            return True
        if kind is gast.Constant:
            return node.value is None or isinstance(node.value, (int, float, complex))
        if kind is gast.Attribute:
            node = node.value
        elif kind is gast.UnaryOp and not isinstance(node.op, gast.Not):
            node = node.operand
        else:
            return False


def base(node: gast.AST) -> gast.AST:
    """What a chain of powers starts with, and any other expression itself.

    >>> base(gast.parse("x ** y ** z", mode="eval").body).id
    'x'
    """
    if rank(node) == POWER and level(node.left) >= AWAIT:
        return node.left
    return node


def is_simple_slice_bound(node: gast.AST | None) -> bool:
    """Whether the colon of a slice hugs this bound: absent, a name, a number, a sign.

    >>> is_simple_slice_bound(gast.parse("-n", mode="eval").body)
    True
    """
    if isinstance(node, gast.UnaryOp) and not isinstance(node.op, gast.Not):
        node = node.operand
    return node is None or isinstance(node, (gast.Name, gast.Constant))


def rank(node: gast.AST) -> int | None:
    """The level at which operators break over lines together, None for no operator.

    `and` breaks with `or` and `*` with `@`, as ruff and black have it.

    >>> rank(gast.parse("a and b", mode="eval").body) == OR
    True
    """
    kind = type(node)
    if kind is gast.BinOp:
        return OPERATORS[type(node.op)][1]
    if kind is gast.BoolOp:
        return OR
    return COMPARE if kind is gast.Compare else None
