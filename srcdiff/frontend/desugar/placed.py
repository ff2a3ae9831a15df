"""Writes by flat position, by mask or along an axis, as stores: ``np.put`` etc."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from srcdiff.core.build import call, clone, name, numpy_call, subscript
from srcdiff.core.children import nodes_in
from srcdiff.rules.effects import Fresh, View
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime import places_along

Block = list[gast.AST]
PLAIN = (len, range, list, tuple, int, float, abs, min, max)


def is_settled(node: gast.AST | None, resolve: Callable[[gast.AST], Any]) -> bool:
    """Tell whether an expression has the same value when it is computed again.

    The call that the expression itself is does not count.
    """
    inside = [] if node is None else [n for n in nodes_in(node) if n is not node]
    calls = [n for n in [*inside, node] if isinstance(n, gast.Call)]
    if isinstance(node, gast.Call) and resolve(node.func) in WRITERS:
        calls.remove(node)
    return all(_is_settled_call(each, resolve) for each in calls)


def _is_settled_call(node: gast.Call, resolve: Callable[[gast.AST], Any]) -> bool:
    known = resolve(node.func)
    if any(known is each for each in PLAIN):
        return True
    rule = REGISTRY.of(known)
    if rule is None and isinstance(node.func, gast.Attribute):
        rule = REGISTRY.by_method.get(node.func.attr)
        return node.func.attr == "put" or _is_still(rule)
    return _is_still(rule)


def _is_still(rule: Any) -> bool:
    return rule is not None and isinstance(rule.effect, Fresh | View)


def put(args: Block, named: dict[str, gast.AST]) -> Block | None:
    """Return the store that ``np.put(a, ind, v)`` is.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> def store(text, make):
    ...     found = make(parse_expression(text).args, {})
    ...     print(statement(found[0]))
    >>> store("np.put(a, k, 1.0)", put)
    a[np.unravel_index(np.arange(np.size(a))[np.asarray(k, int)], np.shape(a))] = 1.0
    """
    if named or len(args) != 3:
        return None
    array, places, values = args
    whole = numpy_call("arange", numpy_call("size", clone(array)))
    at = numpy_call(
        "unravel_index",
        subscript(whole, _index(places)),
        numpy_call("shape", clone(array)),
    )
    if not isinstance(values, gast.Constant):
        shape = numpy_call("shape", clone(places))
        values = numpy_call("resize", values, shape)
    return [_store(array, at, values)]


def place(args: Block, named: dict[str, gast.AST]) -> Block | None:
    """Return the store that ``np.place(a, mask, v)`` is: v is repeated as needed.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> found = place(parse_expression("np.place(a, m, v)").args, {})
    >>> print(statement(found[0]))
    a[np.asarray(m)] = np.resize(v, np.count_nonzero(m))
    """
    if named or len(args) != 3:
        return None
    array, mask, values = args
    taken = numpy_call("resize", values, numpy_call("count_nonzero", clone(mask)))
    return [_store(array, numpy_call("asarray", mask), taken)]


def putmask(args: Block, named: dict[str, gast.AST]) -> Block | None:
    """Return the store that ``np.putmask(a, mask, v)`` is: v is repeated as needed.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> found = putmask(parse_expression("np.putmask(a, m, v)").args, {})
    >>> print(statement(found[0]))
    a[np.asarray(m)] = np.resize(v, np.shape(a))[np.asarray(m)]
    """
    if named or len(args) != 3:
        return None
    array, mask, values = args
    where = numpy_call("asarray", mask)
    whole = numpy_call("resize", values, numpy_call("shape", clone(array)))
    return [_store(array, where, subscript(whole, clone(where)))]


def put_along_axis(args: Block, named: dict[str, gast.AST]) -> Block | None:
    """Return the store that ``np.put_along_axis(a, places, v, axis)`` is.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> found = put_along_axis(parse_expression("f(a, k, v, 0)").args, {})
    >>> print(statement(found[0]))
    a[places_along(np.shape(a), k, 0)] = v
    """
    axis = [*args[3:], *named.values()]
    if len(args) < 3 or not set(named) <= {"axis"} or len(axis) != 1:
        return None
    if getattr(axis[0], "value", axis[0]) is None:
        return None
    array, places, values = args[:3]
    given = (numpy_call("shape", clone(array)), places, axis[0])
    return [_store(array, call("places_along", *given, target=places_along), values)]


PLACES = {
    **{np.put: put, np.place: place, np.putmask: putmask},
    np.put_along_axis: put_along_axis,
}
WRITERS = (*PLACES, np.copyto)


def _index(node: gast.AST) -> gast.AST:
    """Return places as an array of numbers: a tuple, or a mask, means these too."""
    if isinstance(node, gast.Constant):
        return clone(node)
    kind = name("int")
    kind.provided = int
    return numpy_call("asarray", clone(node), kind)


def _store(array: gast.AST, at: gast.AST, value: gast.AST) -> gast.Assign:
    target = subscript(clone(array), at, store=True)
    for key in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(target, key, getattr(array, key, None))
    return gast.Assign([target], value, None)
