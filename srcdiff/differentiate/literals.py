"""Literal arguments of a call, written where the function that becomes part of its
caller reads them: ``np.sum(x, axis=1)``, not ``axis = 1`` and ``np.sum(x, axis=axis)``.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import Any

import gast

from srcdiff.core.build import clone, constant
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import (
    bound_in,
    map_children,
    mutated,
    statements,
    tape_of,
    with_fields,
)
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.registry import REGISTRY

Literals = Mapping[str, gast.AST]
NOT_GIVEN = object()


def value_of(node: gast.AST) -> Any:
    """Return the value of a literal, `NOT_GIVEN` for any other expression.

    >>> from srcdiff.core.text import parse_expression
    >>> [value_of(parse_expression(text)) for text in ("None", "-1", "(0, 1)")]
    [None, -1, (0, 1)]
    >>> value_of(parse_expression("x + 1")) is NOT_GIVEN
    True
    """
    if isinstance(node, gast.Constant):
        plain = node.value is None or type(node.value) in (bool, int, str)
        finite = type(node.value) is float and math.isfinite(node.value)
        return node.value if plain or finite else NOT_GIVEN
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = value_of(node.operand)
        return -inner if type(inner) in (int, float) else NOT_GIVEN
    if isinstance(node, gast.Tuple):
        items = tuple(map(value_of, node.elts))
        return NOT_GIVEN if any(i is NOT_GIVEN for i in items) else items
    return NOT_GIVEN


def literals_among(
    given: Mapping[str, gast.AST], node: gast.FunctionDef
) -> dict[str, gast.AST]:
    """Return the arguments that can be written wherever a function reads them.

    given: the arguments by parameter. node: the function, in core form. It must not
    bind the parameter again, nor read it where core form asks for a name.

    >>> from srcdiff.core.text import parse_expression
    >>> f = gast.parse("def f(x, n, k):\\n    y = x.sum(k)\\n    return y").body[0]
    >>> given = {n: parse_expression(v) for n, v in zip("xnk", ("-1", "[]", "0"))}
    >>> sorted(literals_among(given, f))
    ['k']
    """
    # A factor of 1.0 is left out when it is folded, where types tell of floats.
    found = {p: v for p, v in given.items() if repr(value_of(v)) != "1.0"}
    found = {p: v for p, v in found.items() if value_of(v) is not NOT_GIVEN}
    if not found:
        return {}
    named = {n for s in statements(node.body) for n in _as_names(s)}
    return {p: v for p, v in found.items() if p not in named | bound_in(node.body)}


def _as_names(statement: gast.AST) -> set[str]:
    """Return the names that a statement has to read as names."""
    found = {mutated(statement)}
    if isinstance(statement, gast.Return) or (
        isinstance(statement, gast.Assign)
        and isinstance(statement.targets[0], gast.Tuple)
    ):
        found.add(getattr(statement.value, "id", None))
    if tape_of(statement, "append") is not None:
        found |= {getattr(n, "id", None) for n in nodes_in(statement)}
    if isinstance(statement, gast.While):
        found.add(getattr(statement.test, "id", None))
    for node in nodes_in(statement):
        if isinstance(node, gast.Attribute | gast.Subscript | gast.Starred):
            found.add(getattr(node.value, "id", None))
        if isinstance(node, gast.Call):
            found.add(getattr(node.func, "id", None))
    return {n for n in found if n is not None}


def written_in(node: gast.AST, literals: Literals) -> gast.AST:
    """Return a statement with literals in place of names.

    Arguments that say what the function that is called does anyway are left out, and
    comparisons with None are decided.

    >>> from srcdiff.codegen.printer import statement
    >>> s = gast.parse("y = x.sum(axis=axis, keepdims=keepdims)").body[0]
    >>> axes = {"axis": constant(1), "keepdims": constant(False)}
    >>> print(statement(written_in(s, axes)))
    y = x.sum(axis=1)
    """
    if type(node) is gast.Name:
        return clone(literals[node.id]) if node.id in literals else node
    new = map_children(node, lambda child: written_in(child, literals))
    if isinstance(node, gast.Call) and new is not node:
        return _without_defaults(node, new)
    if isinstance(node, gast.Compare) and new is not node:
        return _decided(new)
    return new


def _without_defaults(node: gast.Call, new: gast.Call) -> gast.Call:
    """Return a call without the arguments, put in place of names, that are defaults."""
    pairs = zip(node.keywords, new.keywords, strict=True)
    keywords = [
        k for old, k in pairs if old.value is k.value or not _is_default(node, k)
    ]
    if len(keywords) == len(new.keywords):
        return new
    return with_fields(new, {"keywords": keywords})


def _is_default(node: gast.Call, keyword: gast.keyword) -> bool:
    parameter = _parameters(node).get(keyword.arg)
    if parameter is None or parameter.default is parameter.empty:
        return False
    return repr(value_of(keyword.value)) == repr(parameter.default)


def _parameters(node: gast.Call) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of what a call calls, as far as they are known."""
    try:
        found = apply(node)
    except BindingError:
        return {}
    if found is not None and found.rule.body is not None:
        return found.rule.signature.parameters
    function: Any = getattr(node, "target", None)
    try:
        return inspect.signature(REGISTRY.definition(function) or function).parameters
    except (TypeError, ValueError):
        return {}


def _decided(node: gast.Compare) -> gast.AST:
    """Return whether two literals are the same object, where one of them is None."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], gast.Is | gast.IsNot):
        return node
    values = [value_of(node.left), value_of(node.comparators[0])]
    if NOT_GIVEN in values or None not in values:
        return node
    return constant((values[0] is values[1]) is isinstance(node.ops[0], gast.Is))
