"""Which names surely hold arrays or numbers, never containers."""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.core.build import parameters
from srcdiff.core.traverse import blocks, bound
from srcdiff.core.types import Array, Double, Literal, Number, Structure
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.inline import differentiable_parameters
from srcdiff.rules.registry import Elementwise, Nondifferentiable

NUMBERS = Array | Number | Double | Literal


def numeric_names(node: gast.FunctionDef, known: Known) -> set[str]:
    """Return the names that are arrays or numbers, by their definitions or their uses.

    A use tells because the generated code raises where a container arrives there. It
    has to run whenever the name is bound, so it stands in the block that binds it.

    >>> f = gast.parse(
    ...     "def f(p, x):\\n    w = p[0]\\n    y = w * x\\n    return y"
    ... ).body[0]
    >>> sorted(numeric_names(f, {}))
    ['w', 'x', 'y']
    >>> f = gast.parse(
    ...     "def f(p, c):\\n    if c:\\n        z = p * 2\\n    return c"
    ... ).body[0]
    >>> sorted(numeric_names(f, {}))
    ['z']
    """
    work = _Uses()
    for each in parameters(node):
        work.bind(each, node.body, False)
    work.block(node.body)
    found = {name for name, value in known.items() if isinstance(value, NUMBERS)}
    for name, homes in work.homes.items():
        if isinstance(known.get(name), Structure):
            continue
        told = len(homes) == 1 and name in work.used.get(next(iter(homes)), ())
        if told or work.made[name]:
            found.add(name)
    return found


class _Uses:
    """Where names are bound, and in which blocks they are used as numbers.

    homes: the blocks that bind a name. made: whether each binding is a number or array.
    used: the names that a block itself uses as such.
    """

    def __init__(self) -> None:
        self.homes: dict[str, set[int]] = {}
        self.made: dict[str, bool] = {}
        self.used: dict[int, set[str]] = {}

    def bind(self, name: str, block: list[gast.AST], made: bool) -> None:
        self.homes.setdefault(name, set()).add(id(block))
        self.made[name] = self.made.get(name, True) and made

    def block(self, block: list[gast.AST]) -> None:
        for statement in block:
            found: set[str] | None = None
            if isinstance(statement, gast.Assign):
                found = numeric_operands(statement.value)
                self.used.setdefault(id(block), set()).update(found or ())
            for name in bound(statement):
                self.bind(name, block, found is not None and _makes(statement.value))
            for inner in blocks(statement):
                self.block(inner)


def _makes(value: gast.AST) -> bool:
    """Tell whether an operation on numbers and arrays makes one."""
    return not isinstance(value, gast.Attribute) and not _is_array_method(value)


def numeric_operands(value: gast.AST) -> set[str] | None:
    """Return the names that must be arrays or numbers for an operation to run.

    None where the operation is not one on arrays and numbers.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(numeric_operands(parse_expression("a * b")))
    ['a', 'b']
    """
    try:
        applied = apply(value)
    except BindingError:
        return None
    if applied is None or isinstance(applied.rule, Nondifferentiable):
        return None
    if isinstance(applied.rule, Elementwise) or isinstance(value, gast.BinOp):
        kept = differentiable_parameters(applied.rule)
        operands = [applied.arguments[p] for p in kept if p in applied.arguments]
    elif isinstance(value, gast.Attribute):
        operands = [value.value]
    elif _is_array_method(value):
        operands = [value.func.value]
    else:
        return None
    return {o.id for o in operands if isinstance(o, gast.Name)}


def _is_array_method(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Call)
        and not hasattr(node, "target")
        and isinstance(node.func, gast.Attribute)
        and not any(hasattr(kind, node.func.attr) for kind in (list, tuple, dict))
    )
