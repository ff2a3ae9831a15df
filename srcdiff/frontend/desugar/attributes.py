"""Assignments to attributes: the name is bound to an object with another value there.

That is the same where nobody else holds the object: it was made in the function, or it
is an argument of the function that is differentiated, whose caller keeps his own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcdiff.core.build import assign, call, clone, constant, function, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_blocks
from srcdiff.frontend.scopes import parameter_names
from srcdiff.rules.records import is_record
from srcdiff.runtime import number, with_attribute

Block = list[gast.AST]
Resolve = Callable[[gast.AST], Any]
PLACES = gast.Assign | gast.AugAssign | gast.AnnAssign


def stored_attributes(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``p.a = e`` as ``p = with_attribute(p, "a", e)``.

    node: a function that stores only into objects that nobody else holds.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(p):
    ...     p.a = 1.0
    ...     p.a *= 2.0
    ...     return p
    ... ''').body[0]
    >>> print(statement(stored_attributes(f)))
    def f(p):
        p = with_attribute(p, "a", 1.0)
        number(p.a)
        p = with_attribute(p, "a", p.a * 2.0)
        return p
    """

    def change(block: Block) -> Block:
        return [new for s in block for new in _plain(s)]

    return function(node, map_blocks(node.body, change))


def _plain(node: gast.AST) -> Block:
    place = stored_place(node)
    if place is None:
        return [node]
    value, checks = node.value, []
    if isinstance(node, gast.AugAssign):
        read = gast.Attribute(clone(place.value), place.attr, gast.Load())
        checks = [gast.Expr(call("number", clone(read), target=number))]
        value = gast.BinOp(read, node.op, node.value)
    owner = clone(place.value)
    owner.ctx = gast.Load()
    new = call(
        "with_attribute", owner, constant(place.attr), value, target=with_attribute
    )
    done = [*checks, assign(place.value.id, new)]
    return [gast.copy_location(stamped(s, node), node) for s in done]


def stored_place(node: gast.AST) -> gast.Attribute | None:
    """Return the attribute that a statement stores into, where that is all it does."""
    if not isinstance(node, PLACES) or node.value is None:
        return None
    targets = node.targets if isinstance(node, gast.Assign) else [node.target]
    (target, *others) = targets
    named = isinstance(target, gast.Attribute) and isinstance(target.value, gast.Name)
    return target if named and not others else None


def own_objects(node: gast.FunctionDef, resolve: Resolve, main: bool) -> set[str]:
    """Return the names of objects that nobody else holds.

    main: whether the function is the one that is differentiated.

    >>> from srcdiff.frontend.source import find_source
    >>> def f(p, q):
    ...     p.a = 1.0
    ...     q.a = 2.0
    ...     return p, [q]
    >>> sorted(own_objects(find_source(f).node, lambda node: None, main=True))
    ['p']
    """
    looks: set[int] = set()
    called: set[int] = set()
    for each in nodes_in(node):
        if isinstance(each, gast.Call):
            called.add(id(each.func))
        if isinstance(each, gast.Return):
            items = each.value.elts if isinstance(each.value, gast.Tuple) else []
            looks |= {id(each.value), *map(id, items)}
    inside = {
        id(n)
        for s in node.body
        for f in nodes_in(s)
        if isinstance(f, gast.FunctionDef | gast.Lambda)
        for n in nodes_in(f)
    }
    for each in nodes_in(node):
        if isinstance(each, gast.Attribute) and id(each) not in called:
            looks.add(id(each.value))
    names = [n for n in nodes_in(node) if isinstance(n, gast.Name)]
    seen = {n.id for n in names if isinstance(n.ctx, gast.Load) and id(n) not in looks}
    stored = {n.id for n in names if isinstance(n.ctx, gast.Store) or id(n) in inside}
    made = _made(node, resolve)
    given = set(parameter_names(node.args)) - stored if main else set()
    if any(n.id == node.name for n in names):
        given = set()
    return (made | given) - seen


def _made(node: gast.FunctionDef, resolve: Resolve) -> set[str]:
    """Return the names that are bound once, to an object that the function makes."""
    every = [n for n in nodes_in(node) if isinstance(n, gast.Name)]
    bound = [n.id for n in every if not isinstance(n.ctx, gast.Load)]
    found = set()
    for each in nodes_in(node):
        if not isinstance(each, gast.Assign) or not isinstance(each.value, gast.Call):
            continue
        kind = resolve(each.value.func)
        if isinstance(kind, type) and is_record(kind):
            found |= {t.id for t in each.targets if isinstance(t, gast.Name)}
    return {n for n in found if bound.count(n) == 1}
