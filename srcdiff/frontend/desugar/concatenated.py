"""``np.r_[a, b]`` and ``np.c_[a, b]`` become the calls that join arrays."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.core.build import constant, function, numpy_call
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children
from srcdiff.frontend.resolve import Scope


def spelled_joins(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with calls for the objects that join what indexes them.

    Slices are ranges there. Not for text, which says how to join.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, y):
    ...     z = np.r_[x, 1.0]
    ...     return np.c_[z, y]
    >>> source = find_source(f)
    >>> print(statement(spelled_joins(source.node, Scope(source))))
    def f(x, y):
        z = np.concatenate([np.atleast_1d(x), np.atleast_1d(1.0)])
        return np.column_stack([z, y])
    """

    def change(each: gast.AST) -> gast.AST:
        new = map_children(each, change)
        if not isinstance(new, gast.Subscript) or not isinstance(new.ctx, gast.Load):
            return new
        known = scope.static(new.value)
        if known is not np.r_ and known is not np.c_:
            return new
        parts = new.slice.elts if isinstance(new.slice, gast.Tuple) else [new.slice]
        parts = [_range(p) if isinstance(p, gast.Slice) else p for p in parts]
        if not all(map(_is_value, parts)):
            return new
        if known is np.c_:
            joined = numpy_call("column_stack", gast.List(parts, gast.Load()))
        else:
            vectors = [numpy_call("atleast_1d", part) for part in parts]
            joined = numpy_call("concatenate", gast.List(vectors, gast.Load()))
        return gast.copy_location(joined, each)

    if not any(isinstance(n, gast.Subscript) for n in nodes_in(node)):
        return node
    return function(node, [change(s) for s in node.body])


def _range(part: gast.Slice) -> gast.AST:
    """Return the range that a slice stands for; itself if it counts its points."""
    step = part.step
    whole = isinstance(step, gast.Constant) and isinstance(step.value, complex)
    if whole or part.upper is None:
        return part
    bounds = [part.lower or constant(0), part.upper, *([step] if step else [])]
    return numpy_call("arange", *bounds)


def _is_value(part: gast.AST) -> bool:
    text = isinstance(part, gast.Constant) and isinstance(part.value, str)
    return not text and not isinstance(part, gast.Slice | gast.Starred)
