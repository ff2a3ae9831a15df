"""Temporaries go back into the expressions that read them.

The user's nested expressions come back as they were written. In the backward part a
line says one thing: at most so many operations, one of the user's lines, 88 columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import gast
import numpy as np

from srcdiff.analysis.expression_types import type_of
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import is_view, sharing_of
from srcdiff.analysis.types import types_of
from srcdiff.analysis.uses import count_reads, uses_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.attempt import raising_in
from srcdiff.core.build import function, same
from srcdiff.core.context import contexts_of
from srcdiff.core.facts import once
from srcdiff.core.join import python_number
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    is_backward,
    is_store,
    mutated,
    names_in,
    operations,
    read,
    replace_expressions,
    statements,
    substitute,
    tape_of,
    walk,
    with_fields,
)
from srcdiff.core.types import UNKNOWN, Array
from srcdiff.optimize.ones import number_of, without_ones
from srcdiff.optimize.spread import settled, spread_over, uniform
from srcdiff.optimize.viewed import is_viewed, reads_computed

OPERATIONS = 8
WIDTH = 72
AGAIN = 3
"""So many readers may repeat a cheap operation rather than share its name."""
CHEAP = gast.Compare | gast.Attribute | gast.Constant | gast.Subscript | gast.Name


Print = Callable[[gast.AST], str]


def nest(node: gast.FunctionDef, names: NameTable, text: Print) -> gast.FunctionDef:
    """Return the function with the compiler's temporaries folded into their readers.

    text: prints an expression, to see whether it still fits on its line.

    >>> from srcdiff.codegen.printer import expression, statement
    >>> names = NameTable(["x", "y"])
    >>> t = names.temporary("y_in")
    >>> f = gast.parse(f"def f(x):\\n    {t} = x * x\\n    y = 2 * {t}\\n    return y")
    >>> for s in f.body[0].body: s.part = "backward"
    >>> print(statement(nest(f.body[0], names, expression)))
    def f(x):
        y = 2 * (x * x)
        return y
    """
    while True:
        work = _Nesting(names, node, text)
        node = function(node, work.block(node.body))
        if not work.changed:
            return node


class _Nesting:
    def __init__(self, names: NameTable, node: gast.FunctionDef, text: Print) -> None:
        self.names = names
        self.node = node
        self.text = text
        self.uses = uses_of(node)
        self.sharing = sharing_of(node)
        self.live = Liveness(node.body, frozenset(), self.sharing).after
        self.read: dict[int, tuple[gast.AST, Counter[str]]] = {}
        self.changed = False
        self.tried = raising_in(node.body)

    def block(self, block: list[gast.AST]) -> list[gast.AST]:
        done = list(block)
        position = 0
        while position < len(done):
            if self.moved(done, position):
                self.changed = True
            else:
                position += 1
        return [self.inside(s) for s in done]

    def inside(self, node: gast.AST) -> gast.AST:
        if not isinstance(node, COMPOUND):
            return node
        body, orelse = self.block(node.body), node.orelse
        if isinstance(node, gast.If):
            orelse = self.block(node.orelse)
        if same(body, node.body) and same(orelse, node.orelse):
            return node
        return with_fields(node, {"body": body, "orelse": orelse})

    def moved(self, block: list[gast.AST], position: int) -> bool:
        """Fold the statement at a position into its readers in the block, if it may."""
        node = block[position]
        if not self.movable(node):
            return False
        target = node.targets[0].id
        if not any(self.counts(s)[target] for s in block[position + 1 :]):
            return False
        touched = names_in(node.value)
        places: list[tuple[int, gast.AST]] = []
        count = 0
        pushed = False
        last = position
        for later in range(position + 1, len(block)):
            reader = block[later]
            here = self.counts(reader)[target]
            if tape_of(reader, "append") is not None:
                pushed = id(node) in self.tried
            inside = isinstance(reader, COMPOUND) and _inside(reader, target)
            if inside or mutated(reader) == target:
                return False
            if here and pushed:
                # A value that cannot be had must not have been recorded in part.
                return False
            if here:
                changed = self.folded(node, reader, target)
                if changed is None:
                    return False
                places.append((later, changed))
                count, last = count + here, later
            if target in bound(reader):
                break
            if touched & self.changes(reader) and self.blocks(node, reader):
                last = later
                break
        if not places or not self.ends(block, last, target):
            return False
        cheap = isinstance(node.value, CHEAP) and operations(node.value) <= 1
        cheap = cheap and not reads_computed(node.value)
        cheap = cheap or _is_negated(node.value) or self.is_spread(node.value)
        cheap = cheap or self.is_number(node.value)
        if count > (AGAIN if cheap else 1):
            return False
        for later, changed in places:
            self.live[id(changed)] = self.live.get(id(block[later]), frozenset())
            if id(block[later]) in self.tried:
                self.tried.add(id(changed))
            block[later] = changed
        del block[position]
        return True

    def changes(self, statement: gast.AST) -> frozenset[str]:
        """Return the names that a statement binds, or whose contents it may change."""
        names, roots = _changed(statement)
        if self.sharing is None or not roots:
            return names | roots
        return names.union(*map(self.sharing.of, roots))

    def blocks(self, node: gast.Assign, statement: gast.AST) -> bool:
        """Tell whether a value is another one behind a statement that changes names.

        A view stays the view that it is when what it shows is written.
        """
        rebound, _ = _changed(statement)
        value = node.value
        part = isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name)
        if not part or rebound & names_in(value):
            return True
        return not is_view(value, types_of(self.node))

    def is_number(self, value: gast.AST) -> bool:
        """Tell whether a value is one operation on a Python number and a constant."""
        if not isinstance(value, gast.BinOp) or operations(value) > 1:
            return False
        constant = any(isinstance(e, gast.Constant) for e in (value.left, value.right))
        kind = type_of(value, types_of(self.node)) if constant else UNKNOWN
        return python_number(kind) is not None

    def is_spread(self, value: gast.AST) -> bool:
        """Tell whether a value is a number spread over an array of known shape."""
        whole = spread_over(value)
        if whole is None or uniform(value) is None:
            return False
        kind = type_of(whole, types_of(self.node))
        return isinstance(kind, Array) and settled(kind)

    def counts(self, statement: gast.AST) -> Counter[str]:
        """Return how often a statement itself reads each name; counted only once."""
        if id(statement) not in self.read:
            counts: Counter[str] = Counter()
            count_reads(statement, counts)
            self.read[id(statement)] = (statement, counts)
        return self.read[id(statement)][1]

    def ends(self, block: list[gast.AST], last: int, target: str) -> bool:
        """Tell whether nobody reads the temporary after a position of the block."""
        reader = block[last]
        live = self.live.get(id(reader))
        return target in bound(reader) or (live is not None and target not in live)

    def movable(self, node: gast.AST) -> bool:
        if not isinstance(node, gast.Assign) or hasattr(node, "tape_start"):
            return False
        if not isinstance(node.targets[0], gast.Name):
            return False
        target = node.targets[0].id
        if target in names_in(node.value):
            return False
        if target not in self.names.stems:
            return _is_copy(node) or (self.uses.once(target) and _is_assembled(node))
        return is_pure(node.value)

    def folded(
        self, node: gast.Assign, reader: gast.AST, target: str
    ) -> gast.AST | None:
        """Return the reader with the temporary's expression in it, None if too much."""
        if isinstance(reader, gast.Return) and _is_assembled(node):
            return _with_value(reader, substitute(reader.value, {target: node.value}))
        if isinstance(reader, gast.While) or hasattr(reader, "site"):
            return None
        if _is_display(reader) and not isinstance(node.value, gast.Name):
            return None
        if target in _asked(reader) or is_viewed(reader, target, self.uses):
            return None
        inside = target in self.names.stems and self.together(node, reader)
        if not inside and not _goes_on(node, reader):
            return None
        changed = replace_expressions(
            reader, lambda e: substitute(e, {target: node.value})
        )
        if number_of(node.value) in (1.0, -1.0):
            known, whole = types_of(self.node), self.is_only_read(reader)
            changed = replace_expressions(
                changed, lambda e: without_ones(e, known, whole)
            )
        if self.is_copied(node, reader):
            changed = with_fields(changed, {"contexts": contexts_of(node)})
        spread = uniform(node.value) is not None
        fits = not is_backward(reader) or spread or self.fits(changed)
        return changed if fits else None

    def is_only_read(self, node: gast.AST) -> bool:
        """Tell whether a statement binds a temporary of which nothing is written."""
        if not isinstance(node, gast.Assign) or is_store(node):
            return False
        used = {*bound(node), *names_in(node.value)}
        ours = set(bound(node)) <= set(self.names.stems)
        return ours and not used & memory_of(self.node).written

    def is_copied(self, node: gast.AST, reader: gast.AST) -> bool:
        """Tell whether a statement without contexts only takes another's value over."""
        copied = isinstance(reader, gast.Assign) and isinstance(reader.value, gast.Name)
        return copied and not is_store(reader) and not contexts_of(reader)

    def fits(self, statement: gast.AST) -> bool:
        found = statement.__dict__
        tree = found.get("value") or found.get("test") or found.get("iter")
        return operations(tree) <= OPERATIONS and len(self.text(tree)) <= WIDTH

    def together(self, node: gast.Assign, reader: gast.AST) -> bool:
        """Tell whether two statements may share a line: the user wrote them on one."""
        if contexts_of(node) != contexts_of(reader):
            constant = isinstance(node.value, gast.Constant)
            if not constant and not self.is_copied(node, reader):
                return False
        if isinstance(reader, gast.Expr) and getattr(reader.value, "tape", False):
            return hasattr(reader.value, "gathers")
        origin = getattr(node, "origin", None)
        if origin is None:
            return is_backward(node)
        if isinstance(reader, gast.If) and isinstance(node.value, gast.Compare):
            return True
        return origin == getattr(reader, "origin", None)


@once
def _changed(statement: gast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a statement binds, at any depth, and those it writes to."""
    roots = {r for s in statements([statement]) if (r := mutated(s)) is not None}
    return frozenset(bound_in([statement])), frozenset(roots)


@once
def _asked(statement: gast.AST) -> frozenset[str]:
    """Return the names whose shape a statement asks: for that nothing is computed."""
    found: set[str] = set()
    for node in walk(statement):
        asked = None
        if isinstance(node, gast.Attribute) and node.attr in ("size", "shape", "ndim"):
            asked = node.value
        elif getattr(node, "target", None) in (np.size, np.shape, np.ndim):
            asked = node.args[0]
        if isinstance(asked, gast.Name):
            found.add(asked.id)
    return frozenset(found)


def _is_copy(node: gast.AST) -> bool:
    """Tell whether a statement gives an adjoint the value that another one has."""
    plain = isinstance(node.value, gast.Name) and not hasattr(node, "site")
    return plain and is_backward(node)


def _goes_on(node: gast.Assign, reader: gast.AST) -> bool:
    """Tell whether a copy is the start of an adjoint that another statement goes on.

    ``a = b`` and ``a = a + e`` are ``a = b + e``, and ``a = b``, ``b = a * e`` are
    ``b = b * e``, whichever of the user's lines they are for.
    """
    if not _is_copy(node) or not isinstance(reader, gast.Assign):
        return False
    names = {node.targets[0].id, node.value.id}
    return is_backward(reader) and bool(names & set(bound(reader)))


def _is_negated(node: gast.AST) -> bool:
    """Tell whether an expression is a name or a number with its sign changed."""
    negated = isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub)
    return negated and isinstance(node.operand, gast.Name | gast.Constant)


def _is_display(node: gast.AST) -> bool:
    """Tell whether a statement only puts adjoints together in a parameter's form."""
    if not isinstance(node, gast.Assign) or not is_backward(node):
        return False
    return isinstance(node.value, gast.Tuple | gast.List | gast.Dict)


def _is_assembled(node: gast.AST) -> bool:
    """Tell whether a statement is such a display, or a name for one of its parts."""
    if not isinstance(node, gast.Assign) or not is_backward(node):
        return False
    value = node.value
    part = isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name)
    whole = isinstance(value, gast.Name) or _calls(value, tuple)
    return _is_display(node) or part or whole


def _calls(node: gast.AST, function: Callable) -> bool:
    return getattr(node, "target", None) is function


def _with_value(statement: gast.Return, value: gast.AST) -> gast.Return:
    return with_fields(statement, {"value": value})


def _inside(statement: gast.AST, target: str) -> bool:
    """Tell whether the blocks of a statement read or bind a name."""
    inner = list(statements([statement]))[1:]
    return any(target in read(s) or target in bound(s) for s in inner)
