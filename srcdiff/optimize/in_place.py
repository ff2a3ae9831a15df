"""The steps in which one statement computes its value in memory that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.holders import holders
from srcdiff.analysis.layout import Layout
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import copies_in
from srcdiff.core.build import assign, name, numpy_call, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, is_store, mutated, walk, with_fields
from srcdiff.core.types import Array, Type, shape_of
from srcdiff.optimize.factor_types import has_floats
from srcdiff.optimize.spread import settled

UFUNCS = {
    gast.Add: np.add,
    gast.Sub: np.subtract,
    gast.Mult: np.multiply,
    gast.Div: np.divide,
    gast.USub: np.negative,
}
STEPS = {ufunc: op for op, ufunc in UFUNCS.items() if op is not gast.USub}
COMMUTES = (gast.Add, gast.Mult)

Memory = dict[str, Type]
"""Names of memory that nobody reads, with the type of the array that was there."""


@dataclass(frozen=True)
class Around:
    """What is known of a function where a statement of it stands.

    known: the types of names. owned: the names that are the only holders of their
    arrays before the statement; after: those of them that are so after it. live: the
    names that are read after it.
    """

    known: Known
    layout: Layout
    names: NameTable
    owned: frozenset[str]
    after: frozenset[str]
    live: frozenset[str]


@dataclass
class Part:
    """An expression that is to be evaluated, once it is part of a statement.

    kind: its type. reads: the names in it that the statement reads there. memory: the
    name of the memory that it is computed in, None for memory of its own. fresh: its
    value is an array that nobody else holds.
    """

    tree: gast.AST
    kind: Type
    reads: Counter[str] = field(default_factory=Counter)
    memory: str | None = None
    fresh: bool = False


def can_hold(kind: Type | None) -> bool:
    """Tell whether an array is one of floats, of a size that depends on the arguments.

    >>> [can_hold(Array(np.dtype(d), ("n", 3))) for d in (float, int)]
    [True, False]
    """
    if kind is None or not has_floats(kind) or not settled(kind):
        return False
    return any(not isinstance(dim, int) for dim in kind.shape or ())


class Steps:
    """One statement, and the steps that stand for it.

    free: the memory that may be written; what the statement leaves is added to it.
    """

    def __init__(self, node: gast.AST, around: Around, free: Memory) -> None:
        self.node, self.around, self.free = node, around, free
        self.new: list[gast.AST] = []
        self.mine: Memory = {}
        self.shapes: set[tuple] = set()
        plain = isinstance(node, gast.Assign) and not is_store(node)
        named = plain and isinstance(node.targets[0], gast.Name)
        self.target: str | None = node.targets[0].id if named else None
        trees = [node.value] if plain else [node]
        self.left = Counter(n.id for tree in trees for n in _names(tree))
        self.dying: Memory = {
            n: around.known[n]
            for n in self.left
            if n in around.owned
            and (n not in around.live or n == self.target)
            and n in around.layout.packed
            and n != mutated(node)
            and can_hold(around.known.get(n))
        }

    def written(self) -> list[gast.AST]:
        """Return the steps, the last of which does what the statement did."""
        node = self.node
        if self._has_value():
            part = self.part(node.value)
            if self.target is not None:
                self._bind(self.target, part)
                self.mine.pop(part.memory or "", None)
            else:
                self.new.append(with_fields(node, _changed(node, part.tree)))
        else:
            self.new.append(node)
        left = {n: k for n, k in self.dying.items() if n in self.around.after}
        self.free.update({**left, **self.mine})
        for each in bound(node):
            self.free.pop(each, None)
        return self.new

    def _has_value(self) -> bool:
        """Tell whether a statement computes a value and keeps none of its parts."""
        node = self.node
        if not isinstance(node, gast.Assign | gast.AugAssign) or not is_pure(
            node.value
        ):
            return False
        if isinstance(node, gast.AugAssign):
            return isinstance(self.around.known.get(mutated(node) or ""), Array)
        return self.target is not None or copies_in(node, self.around.known)

    def part(self, node: gast.AST) -> Part:
        """Return an expression, the steps before it being written."""
        operands = self.operands(node)
        if operands is not None:
            return self.operation(node, operands)
        kind = type_of(node, self.around.known)
        fresh = (
            can_hold(kind) and not holders(node) and self.around.layout.is_packed(node)
        )
        if not _keeps_nothing(node):
            return Part(node, kind, Counter(n.id for n in _names(node)), None, fresh)
        reads: Counter[str] = Counter()

        def change(child: gast.AST) -> gast.AST:
            found = self.part(child)
            reads.update(found.reads)
            return found.tree

        tree = _with_operands(node, [change(e) for e in _inside(node)])
        return Part(tree, kind, reads, None, fresh)

    def operands(self, node: gast.AST) -> list[gast.AST] | None:
        """Return the operands of an operation that NumPy can do in given memory."""
        if not can_hold(type_of(node, self.around.known)):
            return None
        if isinstance(node, gast.BinOp | gast.UnaryOp):
            found = _inside(node) if type(node.op) in UFUNCS else None
        elif isinstance(node, gast.Call):
            fits = _is_ufunc(getattr(node, "target", None), len(node.args))
            found = node.args if fits and not node.keywords else None
        else:
            found = None
        rows = self.around.layout.in_rows
        return found if found is not None and all(map(rows, found)) else None

    def operation(self, node: gast.AST, operands: list[gast.AST]) -> Part:
        """Return an operation on arrays, element by element."""
        kind = type_of(node, self.around.known)
        parts = [self.part(e) for e in operands]
        for place, each in enumerate(parts):
            if each.memory is not None:
                parts[place] = self.step(each)
        reads = sum((p.reads for p in parts), Counter[str]())
        memory = next(
            (p.memory for p in parts if self.mine.get(p.memory or "") == kind), None
        )
        if memory is None and not is_elided(node, parts, kind):
            for place, each in enumerate(parts):
                if memory is None and each.fresh and each.kind == kind:
                    parts[place] = self.step(each)
                    memory = parts[place].memory
            memory = memory or self.last_read(parts, reads, kind) or self.unused(kind)
        trees = [p.tree for p in parts]
        reads = sum((p.reads for p in parts), Counter[str]())
        if memory is None:
            return Part(_with_operands(node, trees), kind, reads, None, True)
        assert isinstance(kind, Array) and kind.shape is not None
        self.shapes.add(kind.shape)
        called = _as_call(node, trees)
        called.keywords = [gast.keyword("out", name(memory))]
        return Part(called, kind, reads, memory, True)

    def last_read(
        self, parts: list[Part], reads: Counter[str], kind: Type
    ) -> str | None:
        """Take the memory of an operand that nobody reads after this operation."""
        viewed = {n for p in parts if not _is_read(p) for n in p.reads}
        for part in parts:
            each = part.tree.id if isinstance(part.tree, gast.Name) else ""
            last = self.left[each] == reads[each] and each not in viewed
            if last and self.dying.get(each) == kind:
                self.mine[each] = self.dying.pop(each)
                return each
        return None

    def unused(self, kind: Type) -> str | None:
        """Take memory that nobody reads any more."""
        fits = [n for n, k in self.free.items() if k == kind]
        if not fits:
            return None
        chosen = self.target if self.target in fits else fits[0]
        self.mine[chosen] = self.free.pop(chosen)
        return chosen

    def step(self, part: Part) -> Part:
        """Write a statement that names an expression's value; return the name."""
        if isinstance(part.tree, gast.Name):
            return part
        self.mine.pop(part.memory or "", None)
        chosen = self.target
        read = chosen is not None and self.left[chosen] != part.reads[chosen]
        if chosen is None or read or chosen in {*self.mine, *self.dying, *self.free}:
            stem = f"{self.target or 'part'}_part"
            chosen = part.memory or self.around.names.temporary(stem)
            self.around.known.setdefault(chosen, part.kind)
        self.left.subtract(part.reads)
        self._bind(chosen, part)
        self.mine[chosen] = part.kind
        return Part(name(chosen), part.kind, Counter(), chosen)

    def _bind(self, target: str, part: Part) -> None:
        """Write ``target = part``: ``target *= e`` where it is computed in itself."""
        tree, node = part.tree, self.node
        op = None
        if part.memory == target and isinstance(tree, gast.Call):
            op = STEPS.get(tree.target)
        if op is not None:
            first, second = tree.args
            if isinstance(first, gast.Constant) and op in COMMUTES:
                first, second = second, first
            if isinstance(first, gast.Name) and first.id == target:
                place = name(target, store=True)
                self.new.append(stamped(gast.AugAssign(place, op(), second), node))
                return
        if tree is node.value:
            self.new.append(node)
        else:
            self.new.append(assign(target, tree, like=node))


def _names(tree: gast.AST) -> Iterator[gast.Name]:
    return (n for n in walk(tree) if isinstance(n, gast.Name))


def is_elided(node: gast.AST, parts: list[Part], kind: Type) -> bool:
    """Tell whether NumPy itself computes an operation in an unnamed operand.

    That is the operand of a minus sign, the left one of two, or either where they may
    change places; the other has the same shape, or none.
    """
    if isinstance(node, gast.UnaryOp):
        return parts[0].fresh
    if not isinstance(node, gast.BinOp):
        return False
    if any(p.kind != kind and shape_of(p.kind) != () for p in parts):
        return False
    usable = [p.fresh and p.kind == kind for p in parts]
    return usable[0] or (usable[1] and isinstance(node.op, COMMUTES))


def _is_ufunc(target: Any, operands: int) -> bool:
    """Tell whether a function works element by element, into what it is given."""
    if not isinstance(target, np.ufunc) or target.signature is not None:
        return False
    return target.nin == operands and target.nout == 1


def _is_read(part: Part) -> bool:
    """Tell whether an operand is a name, or an array of its own when it is read."""
    return isinstance(part.tree, gast.Name) or part.fresh


def _inside(node: gast.AST) -> list[gast.AST]:
    if isinstance(node, gast.BinOp):
        return [node.left, node.right]
    return [node.operand] if isinstance(node, gast.UnaryOp) else node.args


def _with_operands(node: gast.AST, trees: list[gast.AST]) -> gast.AST:
    if all(a is b for a, b in zip(_inside(node), trees, strict=True)):
        return node
    if isinstance(node, gast.BinOp):
        return with_fields(node, {"left": trees[0], "right": trees[1]})
    if isinstance(node, gast.UnaryOp):
        return with_fields(node, {"operand": trees[0]})
    return with_fields(node, {"args": trees})


def _as_call(node: gast.AST, trees: list[gast.AST]) -> gast.Call:
    """Return an operation as the call of a function."""
    if isinstance(node, gast.Call):
        return with_fields(node, {"args": trees})
    return numpy_call(UFUNCS[type(node.op)].__name__, *trees)


def _keeps_nothing(node: gast.AST) -> bool:
    """Tell whether an expression evaluates its parts, and its value holds none."""
    if isinstance(node, gast.BinOp | gast.UnaryOp):
        return not isinstance(node.op, gast.Not)
    plain = isinstance(node, gast.Call) and hasattr(node, "target")
    if not plain or holders(node) or node.keywords:
        return False
    return not any(isinstance(e, gast.Starred) for e in node.args)


def _changed(node: gast.AST, value: gast.AST) -> dict[str, gast.AST]:
    return {} if value is node.value else {"value": value}
