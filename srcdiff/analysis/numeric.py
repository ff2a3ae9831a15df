"""Which names surely hold arrays or numbers, never containers."""

from __future__ import annotations

import gast

from srcdiff.analysis.types import Known
from srcdiff.core.traverse import statements
from srcdiff.core.types import Array, Double, Literal, Number
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.inline import differentiable_parameters
from srcdiff.rules.registry import Elementwise, Nondifferentiable


def numeric_names(node: gast.FunctionDef, known: Known) -> set[str]:
    """Return the names that are arrays or numbers, by their definitions or their uses.

    A use tells because the generated code raises where a container arrives there.

    >>> f = gast.parse(
    ...     "def f(p, x):\\n    w = p[0]\\n    y = w * x\\n    return y"
    ... ).body[0]
    >>> sorted(numeric_names(f, {}))
    ['w', 'x', 'y']
    """
    numbers = Array | Number | Double | Literal
    found = {name for name, value in known.items() if isinstance(value, numbers)}
    for statement in statements(node.body):
        if not isinstance(statement, gast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        try:
            applied = apply(value)
        except BindingError:
            continue
        if applied is None or isinstance(applied.rule, Nondifferentiable):
            continue
        if isinstance(applied.rule, Elementwise) or isinstance(value, gast.BinOp):
            if isinstance(target, gast.Name):
                found.add(target.id)
            kept = differentiable_parameters(applied.rule)
            operands = [applied.arguments[p] for p in kept if p in applied.arguments]
            found.update(o.id for o in operands if isinstance(o, gast.Name))
        elif isinstance(value, gast.Attribute) or _is_array_method(value):
            receiver = (
                value.value if isinstance(value, gast.Attribute) else value.func.value
            )
            if isinstance(receiver, gast.Name):
                found.add(receiver.id)
    return found


def _is_array_method(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Call)
        and not hasattr(node, "target")
        and isinstance(node.func, gast.Attribute)
        and not any(hasattr(kind, node.func.attr) for kind in (list, tuple, dict))
    )
