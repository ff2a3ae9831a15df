"""Which logarithms make the result infinite or undefined when taken at zero.

At such a pole the gradient is not defined whatever is done, so that the adjoint of the
logarithm is a plain quotient, without a guard for elements that do not count.
"""

from __future__ import annotations

import operator

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.uses import Uses
from srcdiff.core.types import Array
from srcdiff.rules.apply import BindingError, apply

LOGARITHMS = (np.log, np.log2, np.log10, np.log1p)
LINEAR = {operator.add, operator.sub, operator.mul, operator.neg, np.add, np.subtract}
LINEAR |= {np.multiply, np.negative, np.sum, np.mean}


def bare_poles(node: gast.FunctionDef, result: str, known: Known) -> set[str]:
    """Return the names of logarithms whose infinities surely reach the result.

    Infinities and NaN pass through sums, differences, products and means: each of these
    is infinite or NaN where an operand is.

    >>> f = gast.parse(
    ...     "def f(x, y):\\n    a = np.log(x)\\n    b = y * a\\n    return b"
    ... ).body[0]
    >>> f.body[0].value.target = np.log
    >>> bare_poles(f, "b", {"x": Array(np.dtype(float), ("n",))})
    {'a'}
    """
    uses = Uses(node)
    reaching = {result}
    found = set()
    for statement in reversed(node.body):
        if not isinstance(statement, gast.Assign):
            continue
        target = statement.targets[0]
        if not isinstance(target, gast.Name) or target.id not in reaching:
            continue
        if not uses.once(target.id):
            continue
        if isinstance(statement.value, gast.Name):
            reaching.add(statement.value.id)
        elif _is_logarithm(statement.value, known):
            found.add(target.id)
        else:
            reaching |= _passed_on(statement.value)
    return found


def _is_logarithm(node: gast.AST, known: Known) -> bool:
    if getattr(node, "target", None) not in LOGARITHMS:
        return False
    operand = node.args[0]
    kind = known.get(operand.id) if isinstance(operand, gast.Name) else None
    return isinstance(kind, Array) and bool(kind.shape)


def _passed_on(node: gast.AST) -> set[str]:
    """Return the operands whose infinities and NaN an operation passes on."""
    try:
        applied = apply(node)
    except BindingError:
        return set()
    if applied is None:
        return set()
    if operator.truediv in applied.rule.targets:
        # What is infinite stays so, or is undefined, whatever it is divided by.
        dividend = next(iter(applied.arguments.values()))
        return {dividend.id} if isinstance(dividend, gast.Name) else set()
    if not LINEAR & set(applied.rule.targets):
        return set()
    return {v.id for v in applied.arguments.values() if isinstance(v, gast.Name)}
