"""Functions that call themselves on the parts of a structure, for a known structure.

``l2(params)`` is the sum of ``l2(each)`` over lists, tuples and dicts, and something
else for arrays. Where it is known what a call is given, that is one sum of many terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gast

from srcdiff.core.build import clone, constant, function, name, subscript
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import substitute
from srcdiff.core.types import Array, Fields, Items, Number, Type
from srcdiff.frontend.decided import decided
from srcdiff.frontend.source import FunctionSource

MOST = 16
"""A structure of so many arrays is written out."""


def unfolded(
    source: FunctionSource, known: Mapping[str, Type], key: Any
) -> gast.FunctionDef | None:
    """Return a function with its calls of itself written out, None where it has others.

    source: of a function of one parameter that, for each kind of argument, is a single
    expression. known: the type of the argument of a call. key: what its calls of itself
    call, where that is known already.

    >>> import builtins
    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def total(v):
    ...     if isinstance(v, tuple):
    ...         return sum(total(part) for part in v)
    ...     return v * v
    >>> pair = Items((Number(float), Items((Number(float), Number(float)))))
    >>> print(statement(unfolded(find_source(total), {"v": pair}, total)))
    def total(v):
        return v[0] * v[0] + (v[1][0] * v[1][0] + v[1][1] * v[1][1])
    """
    node = source.node
    parameters = [a.id for a in node.args.args]
    rest = node.args.posonlyargs or node.args.kwonlyargs
    if len(parameters) != 1 or rest or node.args.vararg or node.args.kwarg:
        return None
    kind = known.get(parameters[0])
    if kind is None or not 0 < leaves(kind) <= MOST:
        return None
    value = _Unfolding(source, parameters[0], key).value(kind, name(parameters[0]))
    if value is None:
        return None
    last = gast.copy_location(gast.Return(value), node.body[-1])
    return function(node, [last])


def leaves(kind: Type) -> int:
    """Return how many arrays and numbers a structure holds, 0 where that is unknown.

    >>> leaves(Items((Number(float), Fields(("w",), (Number(float),)))))
    2
    """
    if isinstance(kind, Items | Fields):
        counts = [leaves(item) for item in kind.items]
        return sum(counts) if all(counts) else 0
    single = isinstance(kind, Number) or (isinstance(kind, Array) and bool(kind.shape))
    return int(single)


class _Unfolding:
    def __init__(self, source: FunctionSource, parameter: str, key: Any) -> None:
        self.source = source
        self.key = key
        self.parameter = parameter

    def value(self, kind: Type, place: gast.AST) -> gast.AST | None:
        """Return what the function returns for what is at a place."""
        node = decided(self.source.node, {self.parameter: kind}, self.source.lookup)
        body = [s for s in node.body if not _is_text(s)]
        if len(body) != 1 or not isinstance(body[0], gast.Return):
            return None
        value = body[0].value
        walked = self.walked(value)
        if walked is not None:
            return self.total(walked, kind, place)
        if value is None or any(map(self.calls, nodes_in(value))):
            return None
        return substitute(clone(value), {self.parameter: place})

    def total(self, walked: gast.AST, kind: Type, place: gast.AST) -> gast.AST | None:
        """Return the sum of what the function returns for each part."""
        found = _parts(walked, kind, place)
        if found is None:
            return None
        terms = [self.value(item, part) for item, part in found]
        if None in terms:
            return None
        whole: gast.AST | None = None
        for term in terms:
            whole = term if whole is None else gast.BinOp(whole, gast.Add(), term)
        return whole

    def walked(self, node: gast.AST | None) -> gast.AST | None:
        """Return v, or ``v.values()``, of ``sum([f(part) for part in v])``."""
        if not isinstance(node, gast.Call) or self.meaning(node.func) is not sum:
            return None
        given = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if not isinstance(given, gast.ListComp | gast.GeneratorExp):
            return None
        if len(given.generators) != 1:
            return None
        loop, call = given.generators[0], given.elt
        if loop.ifs or loop.is_async or not self.calls(call) or call.keywords:
            return None
        parts = [loop.target, *call.args]
        named = [n.id for n in parts if isinstance(n, gast.Name)]
        alone = len(parts) == 2 and len(named) == 2 and named[0] == named[1]
        return loop.iter if alone and named[0] != self.parameter else None

    def calls(self, node: gast.AST) -> bool:
        """Tell whether an expression is a call of the function itself."""
        if not isinstance(node, gast.Call):
            return False
        target = getattr(node, "target", None)
        return target is self.key or self.meaning(node.func) is self.source.function

    def meaning(self, node: gast.AST) -> object:
        """Return what a name outside of the function stands for."""
        if not isinstance(node, gast.Name) or node.id == self.parameter:
            return None
        try:
            return self.source.lookup(node.id)
        except KeyError:
            return None


def _parts(
    walked: gast.AST, kind: Type, place: gast.AST
) -> list[tuple[Type, gast.AST]] | None:
    """Return the parts of a structure that a loop walks over, with their types."""
    if isinstance(kind, Items) and isinstance(walked, gast.Name):
        keys: tuple = tuple(range(len(kind.items)))
    elif isinstance(kind, Fields) and _is_values(walked):
        keys = kind.keys
    else:
        return None
    pairs = zip(kind.items, keys, strict=True)
    return [(item, subscript(clone(place), constant(key))) for item, key in pairs]


def _is_values(node: gast.AST) -> bool:
    """Tell whether an expression is ``v.values()``."""
    if not isinstance(node, gast.Call) or node.args or node.keywords:
        return False
    called = node.func
    named = isinstance(called, gast.Attribute) and isinstance(called.value, gast.Name)
    return named and called.attr == "values"


def _is_text(node: gast.AST) -> bool:
    return isinstance(node, gast.Expr) and isinstance(node.value, gast.Constant)
