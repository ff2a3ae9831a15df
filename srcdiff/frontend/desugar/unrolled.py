"""Lists of functions that a comprehension makes, written out: one for each number."""

from __future__ import annotations

import gast

from srcdiff.core.build import clone, constant, function
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children, substitute
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import COMPREHENSIONS, parameter_names

LONGEST = 32
"""Lists of more functions are not written out."""


def unrolled_functions(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with displays for comprehensions whose items are lambdas.

    What a lambda reads of the comprehension when it is called is the last value, what
    its defaults read is that of its turn.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     powers = [lambda v, k=k: v**k for k in range(1, 3)]
    ...     lasts = [(k, lambda v: v * k) for k in (2.0, 5.0)]
    ...     return powers, lasts
    >>> source = find_source(f)
    >>> print(statement(unrolled_functions(source.node, Scope(source))))
    def f(x):
        powers = [lambda v, k=1: v**k, lambda v, k=2: v**k]
        lasts = [(2.0, lambda v: v * 5.0), (5.0, lambda v: v * 5.0)]
        return powers, lasts
    """
    if not any(isinstance(n, gast.ListComp) for n in nodes_in(node)):
        return node

    def change(part: gast.AST) -> gast.AST:
        new = map_children(part, change)
        if not isinstance(new, gast.ListComp) or len(new.generators) > 1:
            return new
        (turn,) = new.generators
        named = isinstance(turn.target, gast.Name) and not turn.ifs
        made = _makes_plain_functions(new.elt)
        values = _values(turn.iter, scope) if named and made else None
        if not values or len(values) > LONGEST:
            return new
        title, last = turn.target.id, values[-1]
        items = [_item(clone(new.elt), title, v, last) for v in values]
        return gast.copy_location(gast.List(items, gast.Load()), part)

    return function(node, list(map(change, node.body)))


def _makes_plain_functions(node: gast.AST) -> bool:
    """Tell whether there are lambdas in an expression, which bind nothing inside."""
    lambdas = [n for n in nodes_in(node) if isinstance(n, gast.Lambda)]
    inside = [n for f in lambdas for n in nodes_in(f.body)]
    binding = (gast.Lambda, gast.NamedExpr, *COMPREHENSIONS)
    return bool(lambdas) and not any(isinstance(n, binding) for n in inside)


def _values(node: gast.AST, scope: Scope) -> list[gast.AST] | None:
    """Return the constants that a loop runs over, None where they are not written."""
    if isinstance(node, gast.Tuple | gast.List):
        plain = all(isinstance(e, gast.Constant) for e in node.elts)
        return list(node.elts) if plain else None
    if not isinstance(node, gast.Call) or scope.known(node.func) is not range:
        return None
    bounds = [getattr(a, "value", None) for a in node.args]
    if node.keywords or not all(type(b) is int for b in bounds):
        return None
    return list(map(constant, range(*bounds)))  # type: ignore[arg-type]


def _item(node: gast.AST, title: str, now: gast.AST, last: gast.AST) -> gast.AST:
    """Return an item of the list: functions in it read the last value when called."""
    if isinstance(node, gast.Lambda):
        arguments = map_children(node.args, lambda a: _item(a, title, now, last))
        body = node.body
        if title not in parameter_names(node.args):
            body = substitute(body, {title: last})
        return gast.copy_location(gast.Lambda(arguments, body), node)
    if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Load):
        return gast.copy_location(clone(now), node) if node.id == title else node
    return map_children(node, lambda part: _item(part, title, now, last))
