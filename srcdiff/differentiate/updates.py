"""Split ``y = f(y)`` where the derivative needs both the old y and the new one."""

from __future__ import annotations

import gast

from srcdiff.analysis.complexes import may_be_complex
from srcdiff.analysis.decide import decide
from srcdiff.analysis.expression_types import Known
from srcdiff.core.build import assign, function, name
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, map_blocks, names_in
from srcdiff.rules.apply import apply
from srcdiff.rules.inline import Decide, differentiable_parameters, reads
from srcdiff.rules.registry import Nondifferentiable


def split_updates(
    node: gast.FunctionDef, active: set[str], names: NameTable, known: Known
) -> gast.FunctionDef:
    """Return the function where no statement's adjoint reads a name before and after.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(y):\\n    y = 1.0 / y\\n    return y").body[0]
    >>> print(statement(split_updates(f, {"y"}, NameTable(["y"]), {})))
    def f(y):
        y_new = 1.0 / y
        y = y_new
        return y
    """

    over_reals = not may_be_complex(node)

    def decides(test: gast.AST) -> bool | None:
        return decide(test, known, over_reals)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in _split(s, active, names, decides)]

    return function(node, map_blocks(node.body, change))


def _split(
    node: gast.AST, active: set[str], names: NameTable, decides: Decide
) -> list[gast.AST]:
    if not isinstance(node, gast.Assign) or not _reads_result(node, active, decides):
        return [node]
    target = bound(node)[0]
    fresh = names.temporary(f"{target}_new")
    active.add(fresh)
    return [
        assign(fresh, node.value, like=node),
        assign(target, name(fresh), like=node),
    ]


def _reads_result(node: gast.Assign, active: set[str], decides: Decide) -> bool:
    targets = bound(node)
    if len(targets) != 1 or targets[0] not in active & names_in(node.value):
        return False
    applied = apply(node.value)
    if applied is None or isinstance(applied.rule, Nondifferentiable):
        return False
    return any(
        "out" in reads(applied, p, decides)
        for p in differentiable_parameters(applied.rule)
        if p in applied.arguments and names_in(applied.arguments[p]) & active
    )
