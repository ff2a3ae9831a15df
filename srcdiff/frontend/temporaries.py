"""What a temporary is called: after what it is and the line of the user's it is for."""

from __future__ import annotations

from collections.abc import Callable

import gast

OPERATORS = {
    gast.Add: "total",
    gast.Sub: "difference",
    gast.Mult: "product",
    gast.MatMult: "product",
    gast.Div: "ratio",
    gast.FloorDiv: "quotient",
    gast.Mod: "remainder",
    gast.Pow: "power",
}
NOUNS = {
    "sum": "total",
    "sqrt": "root",
    "abs": "magnitude",
    "max": "largest",
    "min": "smallest",
    "concatenate": "joined",
    "stack": "stacked",
    "reshape": "reshaped",
    "transpose": "transposed",
}
POWERS = {2: "square", 3: "cube"}


def stem(
    value: gast.AST, line: str | None, role: str, is_users: Callable[[str], bool]
) -> str:
    """Return the stem of the name of a temporary.

    value: the operation on atoms that it names. line: what the user's line binds, None
    for a line that returns. role: what the reader does with it: "argument" where the
    line is a function of it, "denominator", or "". is_users: tells the user's names
    from the compiler's.

    >>> from srcdiff.core.text import parse_expression
    >>> def named(text, line=None, role=""):
    ...     return stem(parse_expression(text), line, role, lambda name: len(name) == 1)
    >>> named("x + 1", "h", "argument"), named("1 + t_2", "p", "denominator")
    ('h_in', 'p_denominator')
    >>> named("z - t"), named("np.exp(z)"), named("np.exp(z_in)", "p"), named("W[0]")
    ('difference', 'exp_z', 'p_exp', 'W_0')
    """
    if role == "argument" and line is not None:
        return f"{line}_in"
    known = _of_operand(value, is_users)
    if known is not None:
        return known
    noun = role if role == "denominator" else _noun(value)
    return noun if line is None else f"{line}_{noun}"


def _of_operand(value: gast.AST, is_users: Callable[[str], bool]) -> str | None:
    """Return ``exp_z`` for ``np.exp(z)``, where z is a name of the user's."""
    if isinstance(value, gast.Subscript):
        return _item(value, is_users)
    if isinstance(value, gast.Attribute) and _is_name(value.value, is_users):
        return f"{value.value.id}_{value.attr}"
    if not isinstance(value, gast.Call):
        return None
    function = _called(value)
    receiver = value.func.value if isinstance(value.func, gast.Attribute) else None
    operand = receiver
    if receiver is None or not _is_name(receiver, is_users):
        operand = value.args[0] if value.args else None
    alone = len(value.args) <= 1 or operand is receiver
    if function is None or not alone or operand is None:
        return None
    return f"{function}_{operand.id}" if _is_name(operand, is_users) else None


def _item(value: gast.Subscript, is_users: Callable[[str], bool]) -> str | None:
    if not _is_name(value.value, is_users):
        return None
    base, index = value.value.id, value.slice
    if isinstance(index, gast.Constant) and isinstance(index.value, int | str):
        given = f"{base}_{index.value}"
        return given if given.isidentifier() else f"{base}_item"
    whole = isinstance(index, gast.Name | gast.Constant | gast.BinOp)
    return f"{base}_item" if whole else f"{base}_part"


def _is_name(node: gast.AST | None, is_users: Callable[[str], bool]) -> bool:
    return isinstance(node, gast.Name) and is_users(node.id)


def _called(node: gast.Call) -> str | None:
    """Return the last part of the name of the function that is called."""
    if isinstance(node.func, gast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, gast.Name) else None


def _noun(value: gast.AST) -> str:
    """Return a word for an operation."""
    if isinstance(value, gast.BinOp):
        exponent = getattr(value.right, "value", None)
        if isinstance(value.op, gast.Pow) and exponent in POWERS:
            return POWERS[exponent]
        return OPERATORS.get(type(value.op), "value")
    if isinstance(value, gast.UnaryOp):
        return "negative"
    if isinstance(value, gast.Call):
        function = _called(value)
        return "value" if function is None else NOUNS.get(function, function)
    if isinstance(value, gast.Subscript):
        return "item"
    return "value"
