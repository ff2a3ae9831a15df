"""From names and attribute chains to what they stand for in the user's module."""

from __future__ import annotations

import types
from typing import Any

import gast
import numpy as np

from srcdiff.frontend.scopes import bindings
from srcdiff.frontend.source import FunctionSource


class _Nothing:
    """Stands for "no object is known": None is itself an object one may name."""


NOTHING = _Nothing()


class Scope:
    """What the names of one function mean: its own locals, or objects outside it."""

    def __init__(self, source: FunctionSource) -> None:
        self.source = source
        self.locals = local_names(source.node)

    def static(self, node: gast.AST) -> Any:
        """Return the object that an expression surely stands for, else NOTHING.

        Only names that the function does not bind, and attributes of modules, classes
        and ufuncs, are followed, and functions in a namedtuple: anything else may
        change while the program runs.
        """
        if isinstance(node, gast.Name):
            if node.id in self.locals:
                return NOTHING
            try:
                return self.source.lookup(node.id)
            except KeyError:
                return NOTHING
        if isinstance(node, gast.Attribute):
            owner = self.static(node.value)
            if isinstance(owner, types.ModuleType | type | np.ufunc):
                return getattr(owner, node.attr, NOTHING)
            if isinstance(owner, tuple) and node.attr in getattr(owner, "_fields", ()):
                found = getattr(owner, node.attr)
                return found if callable(found) else NOTHING
        return NOTHING

    def known(self, node: gast.AST) -> Any:
        """Return the object that an expression surely stands for, else None."""
        found = self.static(node)
        return None if found is NOTHING else found

    def outside(self, node: gast.AST) -> bool:
        """Tell whether an expression reads only names from outside the function."""
        if isinstance(node, gast.Name):
            return node.id not in self.locals
        return isinstance(node, gast.Attribute) and self.outside(node.value)


def local_names(node: gast.FunctionDef) -> set[str]:
    """Return the names that a function binds: parameters, assignments, loop targets.

    >>> f = gast.parse("def f(x):\\n    y, (z, _) = x\\n    return np.sin(y)").body[0]
    >>> sorted(local_names(f))
    ['_', 'x', 'y', 'z']
    """
    return bindings(node)
