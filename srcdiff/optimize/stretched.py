"""Arrays that are stretched only to meet a larger one are left to broadcasting."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import Uses
from srcdiff.analysis.written import Memory
from srcdiff.core.build import clone, function
from srcdiff.core.facts import once
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    is_backward,
    map_backward,
    map_blocks,
    map_children,
    names_in,
    read,
    replace_expressions,
    statements,
    walk,
)
from srcdiff.core.types import NOT_ONE, Array, Type, broadcast_shapes, shape_of
from srcdiff.optimize.spread import shaped, uniform


def stretched(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without needless ``np.broadcast_to`` and ``np.expand_dims``.

    ``np.broadcast_to(e, x.shape) * y`` is ``e * y`` where y is known to have the shape,
    ``np.expand_dims(e, 0) + y`` is ``e + y`` where y is known to have more axes than e.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(v, x):
    ...     w = np.broadcast_to(np.expand_dims(v, 0), x.shape)
    ...     return 2 * w * x
    ... ''').body[0]
    >>> call = f.body[0].value
    >>> call.target, call.args[0].target = np.broadcast_to, np.expand_dims
    >>> shapes = {"v": ("m",), "x": ("n", "m")}
    >>> f.known = {n: Array(np.dtype(float), shape) for n, shape in shapes.items()}
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(stretched(f)))
    def f(v, x):
        return 2 * v * x
    """
    if not any(is_backward(s) and _spreads(s) for s in statements(node.body)):
        return node
    known = infer(node, node.known)
    wide = _Products({}, known)
    node = map_backward(node, wide.visit)
    wide_ones = [s for s in statements(node.body) if _is_stretched(s)]
    uses = Uses(node)
    written = Memory(node).written if wide_ones else set()
    near = _near(node, uses) if wide_ones else set()
    found = {
        s.targets[0].id: s.value
        for s in wide_ones
        if _settled(s, uses, written) or id(s) in near
    }
    work = _Products(found, known)
    for statement in statements(node.body):
        if is_backward(statement):
            replace_expressions(statement, work.visit)
    gone = {n for n in found if work.dropped.count(n) == uses.read[n] <= 1}
    work = _Products({n: found[n] for n in gone}, known)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        kept = [s for s in block if not set(bound(s)) & gone]
        return [replace_expressions(s, work.visit) for s in kept]

    body = map_blocks(node.body, change) if gone else node.body
    narrow = _Axes(known)
    return map_backward(function(node, body), narrow.visit)


@once
def _spreads(node: gast.AST) -> bool:
    """Tell whether a statement itself stretches an array or gives it an axis."""
    spreading = (np.broadcast_to, np.expand_dims)
    return not isinstance(node, COMPOUND) and any(
        getattr(n, "target", None) in spreading for n in walk(node)
    )


def _is_stretched(node: gast.AST) -> bool:
    one = isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name)
    return one and is_backward(node) and _is_broadcast(node.value)


def _settled(node: gast.Assign, uses: Uses, written: set[str]) -> bool:
    """Tell whether a statement's value can be computed later as well."""
    names = {node.targets[0].id, *names_in(node.value)} - {"np"}
    return all(map(uses.once, names)) and not names & written


def _near(node: gast.FunctionDef, uses: Uses) -> set[int]:
    """Return the statements whose value is read only once, and by the next one."""
    found: set[int] = set()

    def look(block: list[gast.AST]) -> list[gast.AST]:
        for first, second in pairwise(block):
            if _is_stretched(first) and not isinstance(second, COMPOUND):
                target = first.targets[0].id
                alone = uses.once(target) and uses.read[target] == 1
                if alone and target in read(second):
                    found.add(id(first))
        return block

    map_blocks(node.body, look)
    return found


def _is_broadcast(node: gast.AST) -> bool:
    """Tell whether an expression stretches an array: numbers are left to products."""
    stretches = getattr(node, "target", None) is np.broadcast_to
    return stretches and len(node.args) == 2 and uniform(node) is None


class _Products:
    """Drops broadcasts from products with a factor of the full shape."""

    def __init__(self, named: dict[str, gast.AST], known: Known) -> None:
        self.named = named
        self.known = known
        self.dropped: list[str] = []

    def visit(self, node: gast.AST) -> gast.AST:
        """Return an expression with its products simplified."""
        if not _is_product(node):
            return map_children(node, self.visit)
        factors = _factors(node)
        solid = [f for f in factors if self.broadcast(f) is None and not _has_axis(f)]
        if len(solid) == len(factors):
            return map_children(node, self.visit)
        others = [type_of(f, self.known) for f in solid]

        def factor(each: gast.AST) -> gast.AST:
            kind = type_of(each, self.known)
            whole = self.broadcast(each)
            new = self.visit(each)
            if any(each is s for s in solid):
                return new
            meets = whole is not None and _meets_model(whole, solid)
            if whole is not None and (
                meets or self.is_stretched_by(whole, kind, others)
            ):
                if isinstance(each, gast.Name):
                    self.dropped.append(each.id)
                new = clone(whole.args[0])
            return _without_axis(new, others, self.known)

        return _mapped(node, factor)

    def is_stretched_by(self, whole: gast.Call, kind: Type, others: list[Type]) -> bool:
        """Tell whether the other factors stretch an array as it was stretched."""
        if not isinstance(kind, Array) or not _known(kind):
            return False
        shapes = [shape_of(k) for k in [type_of(whole.args[0], self.known), *others]]
        alike = any(isinstance(k, Array) and k.dtype == kind.dtype for k in others)
        return kind in others or (alike and broadcast_shapes(*shapes) == shape_of(kind))

    def broadcast(self, node: gast.AST) -> gast.Call | None:
        value = self.named.get(node.id) if isinstance(node, gast.Name) else node
        return value if value is not None and _is_broadcast(value) else None


class _Axes:
    """Drops new leading axes where the other operand has as many."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def visit(self, node: gast.AST) -> gast.AST:
        """Return an expression without needless axes."""
        new = map_children(node, self.visit)
        if not isinstance(new, gast.BinOp) or isinstance(new.op, gast.MatMult):
            return new
        if _has_axis(new.left) and _has_axis(new.right):
            return new
        if not _has_axis(new.left) and not _has_axis(new.right):
            return new
        left, right = (type_of(e, self.known) for e in (new.left, new.right))
        return gast.BinOp(
            _without_axis(new.left, [right], self.known),
            new.op,
            _without_axis(new.right, [left], self.known),
        )


def _meets_model(broadcast: gast.Call, factors: list[gast.AST]) -> bool:
    """Tell whether an array that gives a broadcast its shape is a factor itself."""
    model = shaped(broadcast.args[1])
    names = {f.id for f in factors if isinstance(f, gast.Name)}
    return isinstance(model, gast.Name) and model.id in names


def _has_axis(node: gast.AST) -> bool:
    return getattr(node, "target", None) is np.expand_dims


def _without_axis(node: gast.AST, others: list[Type], known: Known) -> gast.AST:
    """Return ``e`` for ``np.expand_dims(e, 0)`` that meets something of its rank."""
    if not _has_axis(node):
        return node
    axis, mine = node.args[1], shape_of(type_of(node, known))
    ranks = [len(s) for k in others if (s := shape_of(k)) is not None]
    first = isinstance(axis, gast.Constant) and axis.value == 0
    wide = mine is not None and max(ranks, default=0) >= len(mine)
    return node.args[0] if first and wide else node


def _is_product(node: gast.AST) -> bool:
    return isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.Div)


def _factors(node: gast.AST) -> list[gast.AST]:
    if not _is_product(node):
        return [node]
    return [*_factors(node.left), *_factors(node.right)]


def _mapped(node: gast.AST, change: Callable[[gast.AST], gast.AST]) -> gast.AST:
    if not _is_product(node):
        return change(node)
    return gast.BinOp(_mapped(node.left, change), node.op, _mapped(node.right, change))


def _known(kind: Type) -> bool:
    if not isinstance(kind, Array) or kind.dtype is None or kind.shape is None:
        return False
    return not {None, NOT_ONE} & set(kind.shape)
