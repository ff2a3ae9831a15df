"""Whether complex numbers may arise in a function: where none can, all text is real.

They come from literals, dtypes, parameters of complex type, objects outside of the
function, and calls of what makes them. Where one is found, whatever is not known to be
real may be complex.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gast

from srcdiff.analysis.complex_values import holds_complex, is_complex_dtype
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.core.build import parameters
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import bound_in
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Literal,
    Structure,
    Type,
    is_complex,
)
from srcdiff.runtime.objects import is_object


def may_be_complex(node: gast.FunctionDef) -> bool:
    """Tell whether complex numbers may arise in a function, or in those it goes with.

    >>> may_be_complex(gast.parse("def f(x): pass").body[0])
    False
    """
    return getattr(node, "may_be_complex", False)


def meets_complex(
    node: gast.FunctionDef, known: Known, outside: Mapping[str, Any]
) -> bool:
    """Tell whether complex numbers may arise in a function.

    known: types of parameters; one of which nothing is known is real. outside: what the
    names stand for that it does not bind.

    >>> f = gast.parse("def f(x):\\n    z = x * 1j\\n    return abs(z)").body[0]
    >>> meets_complex(f, {}, {})
    True
    """
    if any(map(is_complex_type, infer(node, known).values())):
        return True
    inside = {*parameters(node), *bound_in(node.body)}
    for item in (n for s in node.body for n in nodes_in(s)):
        if isinstance(item, gast.Constant) and isinstance(item.value, complex):
            return True
        named = isinstance(item, gast.Name | gast.Attribute)
        if named and holds_complex(_object(item, inside, outside)):
            return True
        if holds_complex(getattr(item, "target", None)):
            return True
    return False


def is_complex_type(kind: Type) -> bool:
    """Tell whether a value is surely, or holds, complex numbers or their dtype.

    >>> from srcdiff.core.types import Items
    >>> is_complex_type(Items((Literal(1.0), Literal(1j))))
    True
    """
    if isinstance(kind, Structure):
        return any(map(is_complex_type, kind.items))
    if isinstance(kind, Literal) and is_complex_dtype(kind.value):
        return True
    return is_complex(kind) is True


def complex_only(known: Known) -> Known:
    """Return the types of the parameters that may hold complex numbers, without sizes.

    That is what a form needs to be told that is to be right for all arguments.

    >>> from numpy import dtype
    >>> z = Array(dtype("c16"), ("n",))
    >>> complex_only({"x": Literal(1.0), "z": z})
    {'z': Array(dtype=dtype('complex128'), shape=None)}
    """
    return {n: _bare(kind) for n, kind in known.items() if is_complex_type(kind)}


def _bare(kind: Type) -> Type:
    if isinstance(kind, Structure):
        return replace(kind, items=tuple(map(_bare, kind.items)))
    if not is_complex_type(kind):
        return UNKNOWN
    return Array(kind.dtype, None) if isinstance(kind, Array) else kind


def _object(node: gast.AST, inside: set[str], outside: Mapping[str, Any]) -> Any:
    """Return the object that a name or a chain of attributes stands for, else None."""
    if isinstance(node, gast.Name):
        if node.id in inside:
            return None
        return getattr(node, "provided", outside.get(node.id))
    if not isinstance(node, gast.Attribute):
        return None
    owner = _object(node.value, inside, outside)
    known = isinstance(owner, types.ModuleType | type) or is_object(owner)
    return getattr(owner, node.attr, None) if known else None
