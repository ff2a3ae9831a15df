"""Sizes are asked of names that the reader knows, not of the compiler's temporaries."""

from __future__ import annotations

from collections.abc import Set

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import name, shallow
from srcdiff.core.facts import once
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    is_backward,
    map_backward,
    map_children,
    names_in,
    read,
    statements,
    walk,
    with_fields,
)
from srcdiff.core.types import NOT_ONE, Array
from srcdiff.runtime import count

ATTRIBUTES = ("size", "shape", "ndim")
ASKING = (np.size, np.shape, np.ndim, np.full_like, np.zeros_like, np.ones_like, count)


def shapes(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function where the backward part asks sizes of the user's names.

    A temporary, or a name of which nothing but the size is needed, gives way to a name
    that it is computed from and that has its type. What tells that they have one size,
    an operation that would raise, stays in the text.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["f", "z", "t"])
    >>> d = names.temporary("difference")
    >>> f = gast.parse(f"def f(z, t):\\n    {d} = z - t\\n    return {d} / {d}.size")
    >>> f, array = f.body[0], Array(np.dtype(float), ("n",))
    >>> f.known, f.body[1].part = {"z": array, "t": array}, "backward"
    >>> print(statement(shapes(f, names)))
    def f(z, t):
        difference = z - t
        return difference / z.size
    """
    every = list(statements(node.body))
    asked = {n for s in every if is_backward(s) for n in _of(s)}
    computed = {n for s in every for n in _values(s)} if asked else set()
    if not asked & names.stems.keys() and asked <= computed:
        return node
    work = _Shapes(node, names, computed)
    return map_backward(node, work.asked)


@once
def _of(statement: gast.AST) -> Set[str]:
    """Return the names of which a statement itself asks the size."""
    found: list[gast.AST] = []
    for each in () if isinstance(statement, COMPOUND) else walk(statement):
        if isinstance(each, gast.Attribute) and each.attr in ATTRIBUTES:
            found.append(each.value)
        elif getattr(each, "target", None) in ASKING and each.args:
            found.append(each.args[0])
    return {n.id for n in found if isinstance(n, gast.Name)}


class _Shapes:
    def __init__(
        self, node: gast.FunctionDef, names: NameTable, computed: Set[str]
    ) -> None:
        self.names = names
        self.computed = computed
        self.uses = Uses(node)
        self.known: Known = infer(node, node.known)
        self.definitions = {
            s.targets[0].id: s.value
            for s in statements(node.body)
            if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name)
        }
        reads: set[str] = set()
        for statement in statements(node.body):
            if is_backward(statement):
                reads |= _values(statement)
        self.read = self.behind(reads)

    def behind(self, found: set[str]) -> set[str]:
        """Return names with all that the temporaries among them are computed from."""
        todo, seen = list(found), set(found)
        while todo:
            each = todo.pop()
            if each in self.names.stems and each in self.definitions:
                more = names_in(self.definitions[each]) - seen
                seen |= more
                todo += more
        return seen

    def asked(self, node: gast.AST) -> gast.AST:
        """Return an expression that asks sizes of the user's names."""
        new = map_children(node, self.asked)
        if isinstance(new, gast.Attribute) and new.attr in ATTRIBUTES:
            better = self.better(new.value)
            return new if better is new.value else with_fields(new, {"value": better})
        if getattr(new, "target", None) in ASKING and new.args:
            better = self.better(new.args[0])
            if better is not new.args[0]:
                return with_fields(new, {"args": [better, *new.args[1:]]})
        return new

    def better(self, node: gast.AST) -> gast.AST:
        if not isinstance(node, gast.Name):
            return node
        if node.id not in self.names.stems and node.id in self.computed:
            return node
        kind = self.known.get(node.id)
        if not isinstance(kind, Array) or not _is_known(kind):
            return node
        if not self.uses.once(node.id) or node.id not in self.definitions:
            return node
        parts = self.behind(set(names_in(self.definitions[node.id])))
        arrays = {n for n in parts if self.is_named_array(n)}
        if not arrays <= self.read:
            return node
        model = self.model(self.definitions[node.id], kind)
        return node if model is None else name(model)

    def is_named_array(self, each: str) -> bool:
        kind = self.known.get(each)
        scalar = isinstance(kind, Array) and kind.shape == ()
        return each not in self.names.stems and isinstance(kind, Array) and not scalar

    def model(self, value: gast.AST, kind: Array) -> str | None:
        """Return the first of the user's names in a definition that has the type."""
        for each in _in_order(value):
            if each not in self.names.stems:
                if self.known.get(each) == kind and self.uses.once(each):
                    return each
            elif each in self.definitions and self.uses.once(each):
                found = self.model(self.definitions[each], kind)
                if found is not None:
                    return found
        return None


def _is_known(kind: Array) -> bool:
    if kind.dtype is None or not kind.shape:
        return False
    return not {None, NOT_ONE} & set(kind.shape)


def _in_order(node: gast.AST) -> list[str]:
    if isinstance(node, gast.Name):
        return [node.id]
    return [n for c in gast.iter_child_nodes(node) for n in _in_order(c)]


@once
def _values(statement: gast.AST) -> Set[str]:
    """Return the names whose values a statement reads, not only their sizes."""
    if not hasattr(statement, "value"):
        return read(statement)
    return names_in(_without_asking(statement.value))


def _without_asking(node: gast.AST) -> gast.AST:
    if isinstance(node, gast.Attribute) and node.attr in ATTRIBUTES:
        return gast.Constant(None, None)
    if getattr(node, "target", None) in ASKING and node.args:
        kept = shallow(node)
        kept.args = node.args[1:]
        return kept
    return map_children(node, _without_asking)
