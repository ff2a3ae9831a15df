"""``where=`` and ``initial=`` of NumPy's functions, spelled by ``np.where``."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from srcdiff.core.build import (
    assign,
    clone,
    constant,
    name,
    numpy_call,
    stamped,
    subscript,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.generators import is_quiet
from srcdiff.frontend.desugar.replaced import gives, replaced
from srcdiff.frontend.resolve import Scope
from srcdiff.rules.effects import Fresh
from srcdiff.rules.registry import REGISTRY, Elementwise

Block = list[gast.AST]
SUMS = {np.sum: 0, np.prod: 1}
"""Reductions whose masked elements are this number, which changes nothing."""
EXTREMES = {np.max: np.maximum, np.min: np.minimum}
METHODS = {f.__name__: f for f in (*SUMS, *EXTREMES, np.mean)}
OPTIONS = {"axis", "keepdims", "where", "initial"}
SCOPES = (gast.Lambda, gast.IfExp, gast.BoolOp, gast.ListComp, gast.GeneratorExp)


def spelled_masks(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function without ``where=`` and ``initial=``.

    Reductions are of ``np.where``; a ufunc that is given ``out=`` too writes the masked
    elements of that.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, y):
    ...     z = np.divide(x, y, out=np.zeros(3), where=y > 0)
    ...     return np.sum(x, where=x > 0, initial=1.0) + z.max(initial=0.5)
    >>> source = find_source(f)
    >>> names = NameTable(["x", "y", "z"])
    >>> print(statement(spelled_masks(source.node, Scope(source), names)))
    def f(x, y):
        mask = y > 0
        masked = np.zeros(3)
        mask_2 = np.broadcast_to(mask, np.shape(masked))
        masked[mask_2] = np.divide(
            np.broadcast_to(x, np.shape(masked))[mask_2],
            np.broadcast_to(y, np.shape(masked))[mask_2],
        )
        z = masked
        return np.sum(np.where(x > 0, x, 0)) + 1.0 + np.maximum(np.max(z), 0.5)
    """
    if not gives(node, "where", "initial"):
        return node
    masks = _Masks(scope, names)
    return replaced(node, masks.statement)


class _Masks:
    def __init__(self, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.names = names
        self.before: Block = []

    def statement(self, node: gast.AST) -> Block:
        self.before = []
        for key in ("value", "test", "iter"):
            part = node.__dict__.get(key)
            if isinstance(part, gast.AST):
                node.__dict__[key] = self.change(part)
        plain = isinstance(node, gast.Assign | gast.Return | gast.Expr)
        if plain and node.value is not None and is_quiet(node.value, self.scope):
            node.value = self.written(node.value)
        before = [stamped(s, node) for s in self.before]
        if before and isinstance(node, gast.Expr) and isinstance(node.value, gast.Name):
            return before
        return [*before, node]

    def change(self, node: gast.AST) -> gast.AST:
        """Return an expression with reductions of ``np.where``."""
        new = map_children(node, self.change)
        if not isinstance(new, gast.Call):
            return new
        given = {k.arg: k.value for k in new.keywords}
        if not {"where", "initial"} & given.keys() or not given.keys() <= OPTIONS:
            return new
        called, args = self.scope.known(new.func), new.args
        if isinstance(new.func, gast.Attribute) and called is None:
            called = METHODS.get(new.func.attr)
            args = [new.func.value, *args]
        if not 1 <= len(args) <= 2 or any(isinstance(a, gast.Starred) for a in args):
            return new
        found = self.reduced(called, args, given)
        return new if found is None else gast.copy_location(found, node)

    def reduced(self, called: Any, args: Block, given: dict) -> gast.AST | None:
        """Return what a reduction of masked elements is, None for any other call."""
        where, initial = given.pop("where", None), given.pop("initial", None)
        options = [gast.keyword(k, v) for k, v in given.items()]
        first, *axes = args
        function = next((f for f in METHODS.values() if f is called), None)
        if function in SUMS:
            if where is not None:
                first = numpy_call("where", where, first, constant(SUMS[function]))
            whole = _reduction(function, [first, *axes], options)
            op = gast.Add() if function is np.sum else gast.Mult()
            return whole if initial is None else gast.BinOp(whole, op, initial)
        if function in EXTREMES and initial is not None:
            if where is not None and not is_quiet(initial, self.scope):
                return None
            if where is not None:
                first = numpy_call("where", where, first, clone(initial))
            whole = _reduction(function, [first, *axes], options)
            return numpy_call(EXTREMES[function].__name__, whole, initial)
        both = (gast.Name, gast.Compare, gast.Constant)
        if function is np.mean and where is not None and isinstance(first, gast.Name):
            if not isinstance(where, both) or not is_quiet(where, self.scope):
                return None
            ones = numpy_call("ones_like", clone(first))
            parts = [
                numpy_call("where", clone(where), part, constant(0))
                for part in (first, ones)
            ]
            total, count = (
                _reduction(np.sum, [p, *map(clone, axes)], list(map(clone, options)))
                for p in parts
            )
            return gast.BinOp(total, gast.Div(), count)
        return None

    def written(self, node: gast.AST) -> gast.AST:
        """Return an expression with names for the ufuncs that write where a mask is."""
        if isinstance(node, SCOPES):
            return node
        new = map_children(node, self.written)
        if not isinstance(new, gast.Call):
            return new
        given = {k.arg: k.value for k in new.keywords}
        called = self.scope.known(new.func)
        if given.keys() != {"out", "where"} or not isinstance(called, np.ufunc):
            return new
        if not isinstance(REGISTRY.of(called), Elementwise):
            return new
        out = given["out"]
        if len(new.args) != called.nin or not self.may_write(out):
            return new
        mask = self.bound("mask", given["where"])
        target = out
        if not isinstance(out, gast.Name):
            target = self.bound("masked", out)
        shape = numpy_call("shape", clone(target))
        mask_of = numpy_call("broadcast_to", clone(mask), clone(shape))
        mask = self.bound("mask", mask_of)
        parts = [self.part(a, mask, shape) for a in new.args]
        place = subscript(clone(target), clone(mask), store=True)
        value = gast.copy_location(gast.Call(new.func, parts, []), node)
        stored = gast.Assign([place], value, None)
        self.before.append(gast.copy_location(stored, node))
        gast.copy_location(place, node)
        return gast.copy_location(clone(target), node)

    def may_write(self, out: gast.AST) -> bool:
        """Tell whether an array that is given as ``out=`` is a name, or new."""
        if isinstance(out, gast.Name):
            return out.id in self.scope.locals
        called = self.scope.known(out.func) if isinstance(out, gast.Call) else None
        rule = REGISTRY.of(called)
        return rule is not None and isinstance(rule.effect, Fresh)

    def bound(self, stem: str, value: gast.AST) -> gast.Name:
        """Bind a value to a name before the statement; return the name."""
        found = self.names.temporary(stem)
        self.scope.locals.add(found)
        bound = assign(found, value)
        self.before.append(gast.copy_location(bound, value))
        return name(found)

    def part(self, node: gast.AST, mask: gast.Name, shape: gast.AST) -> gast.AST:
        """Return the elements of an operand that a mask picks."""
        if isinstance(node, gast.Constant):
            return node
        whole = numpy_call("broadcast_to", node, clone(shape))
        return gast.copy_location(subscript(whole, clone(mask)), node)


def _reduction(function: Any, args: Block, options: list[gast.keyword]) -> gast.Call:
    whole = numpy_call(function.__name__, *args)
    whole.keywords = options
    return whole
