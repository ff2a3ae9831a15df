"""Adjoints grow in place where nobody else holds their array: ``x_bar += ...``."""

from __future__ import annotations

import functools

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.holders import holders
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import shared
from srcdiff.analysis.types import infer
from srcdiff.core.build import call, function, name, shallow, stamped
from srcdiff.core.traverse import (
    bound,
    is_backward,
    map_blocks,
    mutated,
    names_in,
    walk,
    with_fields,
)
from srcdiff.core.types import Array, Literal, Number
from srcdiff.optimize.factors import without_sign
from srcdiff.runtime import accumulate_at, expand, own

Owned = frozenset[str]

STRETCHING = (np.broadcast_to, expand)


def accumulate(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``a = a + e`` as ``a += e`` where a is owned.

    A name is owned at a point when its array was made by an expression whose result
    nobody else holds, and no other name has come to hold it since.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(g, y):\\n    a = g * y\\n    a = a + g\\n    return a"
    ... ).body[0]
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(accumulate(f)))
    def f(g, y):
        a = g * y
        a += g
        return a
    """
    work = Ownership(node)
    owned = work.block(node.body, frozenset())

    def grows(statement: gast.AST) -> bool:
        return id(statement) in work.may or hasattr(statement, "counts")

    def change(block: list[gast.AST]) -> list[gast.AST]:
        kept = [work.free.get(id(s), s) for s in block if id(s) not in work.idle]
        return [_signed(_grown(s) if grows(s) else s) for s in kept]

    body = map_blocks(node.body, change)
    if hasattr(body[-1], "gradients"):
        body[-1] = _fresh_results(body[-1], owned, work)
    return function(node, body)


def _fresh_results(node: gast.Return, owned: Owned, work: Ownership) -> gast.Return:
    """Copy gradients that the caller would share with someone, or with each other."""
    free = set(owned)
    value = node.value
    if node.gradients is None:
        value = _unshared(value, free, work)
    else:
        parts = list(value.elts)
        parts[node.gradients] = _unshared(parts[node.gradients], free, work)
        value = gast.Tuple(parts, gast.Load())
    return stamped(gast.Return(value), node)


def _unshared(tree: gast.AST, free: set[str], work: Ownership) -> gast.AST:
    """Return an expression with copies made of what others hold; names are used up."""
    if isinstance(tree, gast.Tuple | gast.List):
        items = [_unshared(e, free, work) for e in tree.elts]
        return with_fields(tree, {"elts": items})
    if isinstance(tree, gast.Dict):
        return gast.Dict(tree.keys, [_unshared(v, free, work) for v in tree.values])
    if isinstance(tree, gast.Starred):
        return gast.Starred(_unshared(tree.value, free, work), gast.Load())
    if getattr(tree, "target", None) is tuple:
        return call("tuple", _unshared(tree.args[0], free, work), target=tuple)
    held = holders(tree) - work.numbers
    base = tree.value if isinstance(tree, gast.Subscript) else tree
    if not held or (isinstance(base, gast.Name) and base.id in free):
        free.difference_update(held)
        return tree
    kind = type_of(tree, work.types)
    if isinstance(kind, Array) and kind.shape:
        return gast.Call(gast.Attribute(tree, "copy", gast.Load()), [], [])
    return call("own", tree, target=own)


class Ownership:
    """A forward data flow: the names that are the only holders of their arrays."""

    def __init__(self, node: gast.FunctionDef) -> None:
        self.node = node
        self.live = Liveness(node.body)
        self.may: dict[int, bool] = {}
        self.free: dict[int, gast.AST] = {}
        self.idle: set[int] = set()

    @functools.cached_property
    def types(self) -> Known:
        """What is known of the names: an item that is a number holds no array."""
        return infer(self.node, getattr(self.node, "known", {}))

    @functools.cached_property
    def numbers(self) -> Owned:
        """The names of numbers, which nobody can change: to add makes another one."""
        kinds = Number | Literal
        return frozenset(n for n, k in self.types.items() if isinstance(k, kinds))

    def block(self, block: list[gast.AST], owned: Owned) -> Owned:
        for statement in block:
            owned = self.statement(statement, owned)
        return owned

    def statement(self, node: gast.AST, owned: Owned) -> Owned:
        if isinstance(node, gast.If):
            first = self.block(node.body, owned)
            return first & self.block(node.orelse, owned)
        if isinstance(node, gast.For | gast.While):
            while True:
                after = owned & self.block(node.body, owned)
                if after == owned:
                    return owned
                owned = after
        if isinstance(node, gast.Assign):
            return self.assignment(node, owned)
        if isinstance(node, gast.Expr) and hasattr(node.value, "gathers"):
            return self.appended(node, owned)
        if isinstance(node, gast.Expr) and mutated(node) is not None:
            return owned - names_in(node.value)
        return owned

    def appended(self, node: gast.Expr, owned: Owned) -> Owned:
        """Copy what a list of adjoints would share with somebody else."""
        free = set(owned - self.live.after[id(node)])
        value = node.value.args[0]
        alone = shallow(node)
        alone.value = shallow(node.value)
        alone.value.args = [_unshared(value, free, self)]
        self.free[id(node)] = alone
        return owned - names_in(value)

    def assignment(self, node: gast.Assign, owned: Owned) -> Owned:
        target = node.targets[0]
        after = self.live.after[id(node)]
        if _is_growth(node):
            if target.id in owned or target.id in self.numbers:
                self.may[id(node)] = True
            else:
                self.may.pop(id(node), None)
            return owned | {target.id}
        if _returns_itself(node):
            return owned
        if _copies_itself(node):
            note = self.idle.add if target.id in owned else self.idle.discard
            note(id(node))
        held = holders(node.value)
        if _is_item(node.value):
            held &= shared(node.value, self.types)
        dying = held - after - set(bound(node))
        alone = held <= owned and held <= dying and not _stretches(node.value)
        fresh = not held or alone
        owned = owned - held - set(bound(node))
        if fresh and isinstance(target, gast.Name) and is_pure(node.value):
            return owned | {target.id}
        return owned


def _stretches(node: gast.AST) -> bool:
    """Tell whether a view may have several elements in one place: NumPy writes none."""
    return any(getattr(n, "target", None) in STRETCHING for n in walk(node))


def _is_item(node: gast.AST) -> bool:
    """Tell whether an expression is an item of what a name holds."""
    return isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name)


def _returns_itself(node: gast.Assign) -> bool:
    """Tell whether a statement is ``a = accumulate_at(a, ...)``: a grows in place."""
    value, target = node.value, node.targets[0]
    if getattr(value, "target", None) is not accumulate_at:
        return False
    grown = value.args[0]
    return isinstance(grown, gast.Name) and grown.id == getattr(target, "id", None)


def _copies_itself(node: gast.Assign) -> bool:
    """Tell whether a statement is ``a = a.copy()``, for a to have its own memory."""
    value = node.value
    if not hasattr(node, "owns") or not isinstance(value, gast.Call):
        return False
    base = value.func.value if isinstance(value.func, gast.Attribute) else None
    return isinstance(base, gast.Name) and base.id == node.targets[0].id


def _is_growth(node: gast.Assign) -> bool:
    """Tell whether a backward statement is ``a = a + e`` or ``a = a - e``."""
    target, value = node.targets[0], node.value
    return (
        is_backward(node)
        and isinstance(target, gast.Name)
        and isinstance(value, gast.BinOp)
        and isinstance(value.op, gast.Add | gast.Sub)
        and isinstance(value.left, gast.Name)
        and value.left.id == target.id
    )


def _signed(node: gast.AST) -> gast.AST:
    """Return ``b[i] -= e`` for ``b[i] += -e``, also where e is a product."""
    if not isinstance(node, gast.AugAssign) or not isinstance(node.op, gast.Add):
        return node
    if not is_backward(node):
        return node
    operator, value = node.op, node.value
    while (positive := without_sign(value)) is not None:
        value = positive
        operator = gast.Sub() if isinstance(operator, gast.Add) else gast.Add()
    return stamped(gast.AugAssign(node.target, operator, value), node)


def _grown(node: gast.Assign) -> gast.AST:
    target = name(node.targets[0].id, store=True)
    return stamped(gast.AugAssign(target, node.value.op, node.value.right), node)
