"""Sets, of what is not differentiated: calls of ``set``, and new sets for changed ones.

``{a, b}`` is ``set([a, b])``, and ``s.add(a)`` binds the name to a new set, where
nobody else holds the old one.
"""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, call, name, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.owned import Owned, shared
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import mentioned_inside

CHANGES = {"add": "union", "update": "union", "discard": "difference"}
"""The methods that change a set, and those that make the set that it then is."""


def spelled_sets(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with its sets made by ``set``, and none changed in place.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(ks):
    ...     seen = {ks[0], ks[1]}
    ...     seen.add(3)
    ...     return len({k + 1 for k in ks if k not in seen})
    >>> source = find_source(f)
    >>> print(statement(spelled_sets(source.node, Scope(source), NameTable(["ks"]))))
    def f(ks):
        seen = set([ks[0], ks[1]])
        seen = seen.union([3])
        return len(set(k + 1 for k in ks if k not in seen))
    """
    if not any(_is_about_sets(n) for s in node.body for n in nodes_in(s)):
        return node
    own = Owned(node, scope).sets - shared(node, scope) - mentioned_inside(node)

    def change(statement: gast.AST) -> list[gast.AST]:
        made = map_children(statement, _made)
        changed = _changed(made, own)
        if changed is None:
            return [made]
        return [gast.copy_location(stamped(changed, statement), statement)]

    return replaced(node, change)


def _is_about_sets(node: gast.AST) -> bool:
    """Tell whether a node makes a set, or names a method that changes one."""
    changes = isinstance(node, gast.Attribute) and node.attr in CHANGES
    return changes or isinstance(node, gast.Set | gast.SetComp)


def _made(node: gast.AST) -> gast.AST:
    """Return an expression with calls for the sets in it, but for those of literals."""
    if isinstance(node, gast.stmt):
        return node
    new = map_children(node, _made)
    if isinstance(new, gast.SetComp):
        items: gast.AST = gast.GeneratorExp(new.elt, new.generators)
    elif isinstance(new, gast.Set) and not _is_literal(new):
        items = gast.List(new.elts, gast.Load())
    else:
        return new
    whole = call("set", gast.copy_location(items, node), target=set)
    whole.func.provided = set
    return gast.copy_location(whole, node)


def _is_literal(node: gast.Set) -> bool:
    return all(isinstance(e, gast.Constant) for e in node.elts)


def _changed(node: gast.AST, own: set[str]) -> gast.AST | None:
    """Return the assignment of a changed set to the name of one of ours."""
    match node:
        case gast.Expr(
            value=gast.Call(
                func=gast.Attribute(value=gast.Name(id=owner), attr=how),
                args=[argument],
                keywords=[],
            )
        ) if owner in own and how in CHANGES:
            items = argument
            if how != "update":
                items = gast.List([argument], gast.Load())
            method = gast.Attribute(name(owner), CHANGES[how], gast.Load())
            new = assign(owner, gast.Call(method, [items], []))
            new.keeps = True
            return new
    return None
