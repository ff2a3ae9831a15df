"""Names of another module or closure, in a function that becomes part of its caller.

What such a name stands for cannot be had by it where the caller stands. A module is
imported. Where a name is only called, it is not needed: a function of NumPy's has
another spelling, and one of the user's becomes part of the caller too, or has a forward
and a backward function; where it carries no derivative, the caller is handed it.
"""

from __future__ import annotations

import builtins
import math
import types
from collections.abc import Mapping
from typing import Any

import gast
import numpy as np

from srcdiff import runtime
from srcdiff.core.build import name, numpy_attribute
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import statements


def names_elsewhere(callee: Any, caller: Any, local: set[str]) -> dict[str, Any]:
    """Return the names from outside a callee that mean something else for its caller.

    local: the names that the caller binds. Returns what each stands for: None where
    nothing has bound it yet.
    """
    found, meanings = {}, callee.lookup()
    for each in callee.outside:
        one, other = callee.cells.get(each), caller.cells.get(each)
        shared = one is not None or callee.globals is caller.globals
        if one is not other or not shared or each in local:
            found[each] = meanings.get(each)
    return found


def calls_by(variable: str, node: gast.FunctionDef) -> list[gast.Call] | None:
    """Return the calls in a function by a name, None where it reads the name otherwise.

    >>> f = gast.parse("def f(x):\\n    y = act(x)\\n    return y").body[0]
    >>> f.body[0].value.target = abs
    >>> len(calls_by("act", f)), calls_by("x", f)
    (1, None)
    """
    found = {}
    read = set()
    for statement in statements(node.body):
        for item in nodes_in(statement):
            root = _root(item.func) if isinstance(item, gast.Call) else None
            if root is not None and root.id == variable and hasattr(item, "target"):
                found[id(root)] = item
            if isinstance(item, gast.Name) and item.id == variable:
                read.add(id(item))
    return list(found.values()) if read <= set(found) else None


def is_common(target: Any) -> bool:
    """Tell whether a function has a name of its own, in NumPy or another such module.

    >>> is_common(np.tanh), is_common(math.sin), is_common(np.linalg.solve)
    (True, True, False)
    """
    found = getattr(target, "__name__", "")
    modules = (np, math, builtins, runtime)
    return any(getattr(m, found, None) is target for m in modules)


def respelled(node: gast.AST, gone: Mapping[str, Any]) -> None:
    """Give the names in a statement that are gone a spelling of their own.

    gone: what they stand for. A call of a user's function is marked as foreign.
    """
    for each in [n for n in nodes_in(node) if isinstance(n, gast.Name)]:
        if isinstance(gone.get(each.id), types.ModuleType):
            each.provided = gone[each.id]
    for call in [n for n in nodes_in(node) if isinstance(n, gast.Call)]:
        root = _root(call.func)
        if root is None or root.id not in gone or not hasattr(call, "target"):
            continue
        if hasattr(root, "provided"):
            continue
        own = getattr(call.target, "__name__", root.id)
        own = own if own.isidentifier() else root.id
        if getattr(np, own, None) is call.target:
            call.func = numpy_attribute(own)
            continue
        call.func = name(own)
        call.func.provided = call.target
        if not is_common(call.target):
            call.foreign = True


def _root(node: gast.AST) -> gast.Name | None:
    while isinstance(node, gast.Attribute):
        node = node.value
    return node if isinstance(node, gast.Name) else None
