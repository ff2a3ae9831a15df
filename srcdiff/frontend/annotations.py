"""What the annotations of a function's parameters say of their types."""

from __future__ import annotations

import inspect
import types
from typing import Any

import numpy as np

from srcdiff.analysis.notation import parsed, size
from srcdiff.core.atoms import Dim
from srcdiff.core.types import UNKNOWN, Array, Items, Literal, Number, Type
from srcdiff.errors import InvalidArgument

DTYPES = ("float64", "int64", "bool")
"""What a class of dtypes stands for: ``Float`` for float64, ``Int`` for int64."""


def annotated(plain: types.FunctionType) -> dict[str, Type]:
    """Return the types of parameters as their annotations give them.

    plain: its parameters may be annotated with texts such as ``"f8[n, d]"``, with
    numbers such as ``float``, with ``tuple[...]``, or as with jaxtyping,
    ``Float[np.ndarray, "n d"]``. Nothing is returned where no annotation says anything.

    >>> def f(x: "f8[n]", k: float, other): ...
    >>> annotated(f)["k"], annotated(f)["other"], annotated(lambda x: x)
    (Number(python=<class 'float'>), Unknown(), {})
    """
    given = {
        name: _type(parameter.annotation, plain)
        for name, parameter in inspect.signature(plain).parameters.items()
    }
    return given if any(t != UNKNOWN for t in given.values()) else {}


def _type(annotation: Any, plain: types.FunctionType) -> Type:
    if isinstance(annotation, str):
        return _from_text(annotation, plain)
    if annotation in (float, int, bool):
        return Number(annotation)
    if annotation is None:
        return Literal(None)
    if isinstance(annotation, type) and issubclass(annotation, np.floating):
        return Array(np.dtype(annotation), ())
    if hasattr(annotation, "dtypes") and hasattr(annotation, "dim_str"):
        return _shaped(annotation.dtypes, annotation.dim_str)
    if isinstance(annotation, types.GenericAlias):
        inside = annotation.__args__
        if annotation.__origin__ is tuple and Ellipsis not in inside:
            return Items(tuple(_type(a, plain) for a in inside))
    return UNKNOWN


def _from_text(text: str, plain: types.FunctionType) -> Type:
    try:
        found = parsed(text)
        # With ``from __future__ import annotations`` a text is a text in a text.
        if isinstance(found, Literal) and isinstance(found.value, str):
            return _from_text(found.value, plain)
        return found
    except InvalidArgument:
        # A text of Python's, which that import makes of every annotation.
        try:
            value = eval(text, plain.__globals__)
        except Exception:
            return UNKNOWN
    return UNKNOWN if value == text else _type(value, plain)


def _shaped(dtypes: Any, dims: str) -> Type:
    names = [dtypes] if isinstance(dtypes, str) else list(dtypes)
    found = names if len(names) == 1 else [d for d in DTYPES if d in names]
    try:
        dtype = np.dtype(found[0]) if len(found) == 1 else None
    except TypeError:
        dtype = None
    if dtype is not None and dtype.kind not in "biufc":
        dtype = None  # of another package's, such as bfloat16
    words = dims.split()
    if any(word.startswith(("*", "...")) for word in words):
        return Array(dtype, None)
    return Array(dtype, tuple(map(_dim, words)))


def _dim(word: str) -> Dim:
    if word.isdigit():
        return int(word)
    return size(word) if word.isidentifier() and word != "_" else None
