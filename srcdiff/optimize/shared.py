"""Two temporaries of the forward part that hold the same value are one."""

from __future__ import annotations

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.uses import Uses
from srcdiff.analysis.written import Memory
from srcdiff.core.build import function
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import is_backward, names_in, rename


def shared(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function where what two of the user's lines compute has one name.

    Only temporaries that the backward part needs are left when this runs: expressions
    that need no name stay in the user's lines. Memory that something writes holds other
    values later, so that nothing in it is shared.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x", "m", "v", "y"])
    >>> a, b = names.temporary("v_difference"), names.temporary("y_difference")
    >>> f = gast.parse(f'''
    ... def f(x, m):
    ...     {a} = x - m
    ...     v = {a} ** 2
    ...     {b} = x - m
    ...     y = {b} * v
    ...     return y + {b}
    ... ''').body[0]
    >>> print(statement(shared(f, names)))
    def f(x, m):
        v_difference = x - m
        v = v_difference**2
        y = v_difference * v
        return y + v_difference
    >>> names.stems[a]
    'difference'
    """
    uses = Uses(node)
    memory: Memory | None = None
    first: dict[str, str] = {}
    again: dict[str, str] = {}
    body = []
    for statement in node.body:
        if not _is_settled(statement, names, uses):
            body.append(statement)
            continue
        target = statement.targets[0].id
        value = rename(statement.value, again)
        kept = first.setdefault(fingerprint(value), target)
        if kept == target:
            body.append(statement)
            continue
        memory = memory or Memory(node)
        if memory.written & {kept, target, *names_in(value)}:
            body.append(statement)
        else:
            again[target] = kept
            names.stems[kept] = _common(names.stems[kept], names.stems[target])
    return function(node, [rename(s, again) for s in body])


def _is_settled(statement: gast.AST, names: NameTable, uses: Uses) -> bool:
    """Tell whether a statement names a pure value of names that never change."""
    if not isinstance(statement, gast.Assign) or is_backward(statement):
        return False
    target, value = statement.targets[0], statement.value
    if not isinstance(target, gast.Name) or target.id not in names.stems:
        return False
    operation = isinstance(value, gast.BinOp | gast.UnaryOp | gast.Call)
    fixed = all(uses.bound[n] <= 1 for n in {target.id, *names_in(value)})
    return operation and fixed and is_pure(value)


def _common(first: str, second: str) -> str:
    """Return the words in which two stems end alike, or the first stem.

    >>> _common("v_difference", "y_difference"), _common("exp_z", "total")
    ('difference', 'exp_z')
    """
    one, other = first.split("_"), second.split("_")
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return "_".join(one[len(one) - same :]) if same else first
