"""What a loop computes anew in each turn, though nothing in the loop changes it."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import uses_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.build import function
from srcdiff.core.context import contexts_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound_in,
    map_blocks,
    mutated,
    names_in,
    statements,
    with_fields,
)
from srcdiff.core.types import Array, shape_of
from srcdiff.rules.apply import apply
from srcdiff.rules.registry import Elementwise

SAFE = (np.sum, np.mean, np.linalg.norm)
"""Functions that take every array, besides the elementwise ones."""


def hoisted(node: gast.FunctionDef, names: NameTable, known: Known) -> gast.FunctionDef:
    """Return core form with the temporaries that a loop does not change ahead of it.

    So they are computed once, and need no tape. Only what cannot raise moves, for a
    loop of no turns would not have computed it; names of the user's stay.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable("fnky")
    >>> t = names.temporary("y_in")
    >>> f = gast.parse(f'''
    ... def f(n, k, y):
    ...     for _ in range(n):
    ...         {t} = np.exp(k)
    ...         y = y * {t}
    ...     return y
    ... ''').body[0]
    >>> f.body[0].body[0].value.target = np.exp
    >>> print(statement(hoisted(f, names, {})).replace(t, "t"))
    def f(n, k, y):
        t = np.exp(k)
        for _ in range(n):
            y = y * t
        return y
    """
    if not any(isinstance(s, gast.For | gast.While) for s in statements(node.body)):
        return node
    work = _Hoisting(node, names, known)
    return function(node, map_blocks(node.body, work.block))


class _Hoisting:
    def __init__(self, node: gast.FunctionDef, names: NameTable, known: Known) -> None:
        self.names = names
        self.types = infer(node, known)
        self.written = memory_of(node).written
        self.uses = uses_of(node)

    def block(self, block: list[gast.AST]) -> list[gast.AST]:
        done: list[gast.AST] = []
        for statement in block:
            if not isinstance(statement, gast.For | gast.While):
                done.append(statement)
                continue
            changed = bound_in([statement])
            changed |= {m for s in statements([statement]) if (m := mutated(s))}
            inside: list[gast.AST] = []
            for each in statement.body:
                if self.moves(each, changed):
                    done.append(each)
                    changed.discard(each.targets[0].id)
                else:
                    inside.append(each)
            body = {"body": inside} if len(inside) < len(statement.body) else {}
            done.append(with_fields(statement, body))
        return done

    def moves(self, statement: gast.AST, changed: set[str]) -> bool:
        """Tell whether a statement of a loop may stand ahead of it.

        changed: the names that the rest of the loop binds, or writes into.
        """
        if not isinstance(statement, gast.Assign) or contexts_of(statement):
            return False
        target, value = statement.targets[0], statement.value
        if not isinstance(target, gast.Name) or target.id not in self.names.stems:
            return False
        if not self.uses.once(target.id) or target.id in self.written:
            return False
        reads = names_in(value)
        lasting = not reads & changed and not reads & self.written
        return lasting and is_pure(value) and self.is_safe(value)

    def is_safe(self, value: gast.AST) -> bool:
        """Tell whether a value costs something, and computing it never raises."""
        if not isinstance(value, gast.Call):
            return False
        applied = apply(value)
        if applied is None:
            return False
        kinds = [type_of(v, self.types) for v in applied.arguments.values()]
        if any(f in applied.rule.targets for f in SAFE):
            # A method is known by its name: only that of an array surely is the one.
            known = hasattr(value, "target") or isinstance(kinds[0], Array)
            return known and len(kinds) == 1
        wide = [kind for kind in kinds if shape_of(kind) != ()]
        return isinstance(applied.rule, Elementwise) and len(wide) <= 1
