"""Calls that write into an array become stores: ``a.fill(b)`` is ``a[...] = b``."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import gast
import numpy as np

from srcdiff.core.build import (
    clone,
    constant,
    function,
    numpy_call,
    stamped,
    subscript,
)
from srcdiff.core.traverse import map_blocks
from srcdiff.frontend.desugar.placed import PLACES, is_settled, put
from srcdiff.frontend.outputs import place_of_output
from srcdiff.frontend.resolve import NOTHING, Scope
from srcdiff.rules.registry import REGISTRY

Resolve = Callable[[gast.AST], Any]
"""From an expression to the object that it surely stands for, None where unknown."""

SCATTERS = {np.add: gast.Add, np.subtract: gast.Sub}


def stores(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with calls that write as stores.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, y):
    ...     np.multiply(x, 2.0, out=y)
    ...     y.fill(1.0)
    ...     return y
    >>> source = find_source(f)
    >>> print(statement(stores(source.node, Scope(source))))
    def f(x, y):
        y[...] = np.multiply(x, 2.0)
        y[...] = 1.0
        return y
    """

    def resolve(expression: gast.AST) -> Any:
        found = scope.static(expression)
        return None if found is NOTHING else found

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in as_stores(s, resolve) or [s]]

    return function(node, map_blocks(node.body, change))


def as_stores(statement: gast.AST, resolve: Resolve) -> list[gast.AST] | None:
    """Return what a statement that calls a writing function means, else None.

    resolve: tells what the names of functions stand for.
    """
    plain = isinstance(statement, gast.Expr | gast.Assign)
    if not plain or not isinstance(statement.value, gast.Call):
        return None
    found = _with_out(statement, resolve)
    if found is None and isinstance(statement, gast.Expr):
        found = _writing(statement.value, resolve)
    return None if found is None else [stamped(s, statement) for s in found]


def _with_out(statement: gast.AST, resolve: Resolve) -> list[gast.AST] | None:
    """Rewrite ``np.add(a, b, out=c)``: the value of the call is c itself."""
    node = statement.value
    known = resolve(node.func)
    place = next((k.value for k in node.keywords if k.arg == "out"), None)
    if isinstance(place, gast.Tuple) and len(place.elts) == 1:
        place = place.elts[0]
    called = clone(node)
    called.keywords = [k for k in called.keywords if k.arg != "out"]
    output = place_of_output(known) if callable(known) else None
    if output is not None and len(node.args) == output + 1:
        place = called.args.pop()
    if REGISTRY.of(known) is None or not _is_place(place):
        return None
    if any(k.arg == "where" for k in called.keywords):
        return None
    written: list[gast.AST] = [_store(place, called)]
    if isinstance(statement, gast.Assign):
        written.append(gast.Assign(clone(statement).targets, clone(place), None))
    return written


def _writing(node: gast.Call, resolve: Resolve) -> list[gast.AST] | None:
    known = resolve(node.func)
    named = {k.arg: k.value for k in node.keywords}
    args = node.args
    if known is np.copyto and len(args) == 2:
        if not named and _is_place(args[0]):
            return [_store(args[0], args[1])]
        settled = is_settled(named.get("where"), resolve)
        if set(named) == {"where"} and isinstance(args[0], gast.Name) and settled:
            shape = numpy_call("shape", clone(args[0]))
            mask = named["where"]
            source = subscript(numpy_call("broadcast_to", args[1], shape), clone(mask))
            return [_at(args[0], mask, source)]
        return None
    if known is np.fill_diagonal and len(args) == 2 and not named:
        if not isinstance(args[0], gast.Name):
            return None
        shape, rank = (
            gast.Attribute(clone(args[0]), a, gast.Load()) for a in ("shape", "ndim")
        )
        least = gast.Call(gast.Name("min", gast.Load(), None, None), [shape], [])
        least.target = min
        return [_at(args[0], numpy_call("diag_indices", least, rank), args[1])]
    for writer, places in PLACES.items():
        if known is writer and isinstance(args[0] if args else None, gast.Name):
            return places(args, named) if is_settled(node, resolve) else None
    if isinstance(node.func, gast.Attribute):
        return _method(node, node.func, named, resolve)
    return None


def _method(
    node: gast.Call, method: gast.Attribute, named: dict, resolve: Resolve
) -> list[gast.AST] | None:
    owner, args = method.value, node.args
    base = resolve(owner)
    if method.attr == "at" and isinstance(base, np.ufunc) and base in SCATTERS:
        if len(args) != 3 or named or not _is_place(args[0]):
            return None
        scattered = clone(node)
        scattered.scatter = SCATTERS[base]
        return [gast.Expr(scattered)]
    if isinstance(base, ModuleType | type) or not _is_place(owner):
        return None
    if method.attr == "put" and isinstance(owner, gast.Name):
        return put([owner, *args], named) if is_settled(node, resolve) else None
    if method.attr == "fill" and len(args) == 1 and not named:
        return [_store(owner, args[0])]
    axis = [*args, *named.values()]
    sorts = method.attr == "sort" and isinstance(owner, gast.Name)
    if sorts and set(named) <= {"axis"} and len(axis) <= 1:
        return [_store(owner, numpy_call("sort", clone(owner), *axis))]
    return None


def _is_place(node: gast.AST | None) -> bool:
    """Tell whether an expression names an array, or views one that a name holds."""
    while isinstance(node, gast.Subscript | gast.Attribute):
        node = node.value
    return isinstance(node, gast.Name)


def _store(place: gast.AST, value: gast.AST) -> gast.Assign:
    return _at(place, constant(...), value)


def _at(place: gast.AST, index: gast.AST, value: gast.AST) -> gast.Assign:
    target = subscript(clone(place), index, store=True)
    for key in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(target, key, getattr(place, key, None))
    return gast.Assign([target], value, None)
