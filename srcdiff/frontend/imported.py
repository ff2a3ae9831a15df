"""Imports inside a function: what they bind is known before the program runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

import gast

from srcdiff.core.build import function
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children
from srcdiff.frontend.scopes import FUNCTIONS, every_binding

IMPORTS = (gast.Import, gast.ImportFrom)


def without_imports(
    node: gast.FunctionDef, plain: FunctionType
) -> tuple[gast.FunctionDef, dict[str, Any]]:
    """Return a function without the imports in it, and what they bind, by name.

    An import stays where its name is bound otherwise too, means two things, or cannot
    be had. plain: the function that the node is of; relative imports start at its
    module.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     import math as m
    ...     from math import pi, tau
    ...     tau = x
    ...     return m.sin(x) * pi
    ... ''').body[0]
    >>> new, found = without_imports(f, without_imports)
    >>> print(statement(new), sorted(found))
    def f(x):
        pass
        from math import pi, tau
        tau = x
        return m.sin(x) * pi ['m']
    """
    statements = [n for n in nodes_in(node) if isinstance(n, IMPORTS)]
    if not statements:
        return node, {}
    bound = {id(s): _bound_by(s, plain) for s in statements}
    meant: dict[str, list[Any]] = {}
    for found in bound.values():
        for name, thing in (found or {}).items():
            meant.setdefault(name, []).append(thing)
    for name in meant.keys() & _bound_inside(node):
        # The functions around the inner one still mean what is outside of all.
        meant[name].append(plain.__globals__.get(name, meant[name][0]))
    kept = {n for n, things in meant.items() if any(t is not things[0] for t in things)}
    kept |= every_binding(node)
    gone = {
        key: found
        for key, found in bound.items()
        if found is not None and not found.keys() & kept
    }

    def change(part: gast.AST) -> gast.AST:
        if id(part) in gone:
            return gast.copy_location(gast.Pass(), part)
        return map_children(part, change)

    names = {n: t for found in gone.values() for n, t in found.items()}
    return function(node, list(map(change, node.body))), names


def _bound_inside(node: gast.FunctionDef) -> set[str]:
    """Return the names that imports in nested functions bind."""
    inner = [f for s in node.body for f in nodes_in(s) if isinstance(f, FUNCTIONS)]
    parts = (n for f in inner for n in nodes_in(f) if isinstance(n, IMPORTS))
    return {(a.asname or a.name).partition(".")[0] for n in parts for a in n.names}


def _bound_by(node: gast.AST, plain: FunctionType) -> Mapping[str, Any] | None:
    """Return what an import binds, None where a part of it is not to be had."""
    try:
        return dict(_bindings(node, plain))
    except (ImportError, AttributeError, TypeError):
        return None


def _bindings(node: gast.AST, plain: FunctionType) -> Iterator[tuple[str, Any]]:
    if isinstance(node, gast.Import):
        for each in node.names:
            whole = importlib.import_module(each.name)
            root, _, _ = each.name.partition(".")
            first = whole if each.asname else importlib.import_module(root)
            yield each.asname or root, first
        return
    package = plain.__globals__.get("__package__")
    source = importlib.import_module("." * node.level + (node.module or ""), package)
    for each in node.names:
        try:
            thing = getattr(source, each.name)
        except AttributeError:
            thing = importlib.import_module(f"{source.__name__}.{each.name}")
        yield each.asname or each.name, thing
