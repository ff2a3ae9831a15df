"""Names that surely, or most likely, stand for objects of users' classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcdiff.core.children import nodes_in
from srcdiff.frontend.classes import is_made_plainly
from srcdiff.frontend.scopes import parameter_names
from srcdiff.frontend.source import FunctionSource


def object_names(
    source: FunctionSource, resolve: Callable[[gast.AST], Any]
) -> set[str]:
    """Return the names bound to calls of classes, and the first one of a method.

    resolve: tells what an expression stands for that is known before the program runs.

    >>> from srcdiff.frontend.source import find_source
    >>> from srcdiff.core.names import NameTable
    >>> object_names(find_source(NameTable.fresh), lambda node: None)
    {'self'}
    """
    found = set()
    for each in nodes_in(source.node):
        if isinstance(each, gast.Assign) and isinstance(each.value, gast.Call):
            kind = resolve(each.value.func)
            if isinstance(kind, type) and is_made_plainly(kind):
                found |= {t.id for t in each.targets if isinstance(t, gast.Name)}
    *_, around, _ = ["<locals>", *source.function.__qualname__.split(".")]
    names = parameter_names(source.node.args)
    return found | set(names[:1] if around != "<locals>" else [])
