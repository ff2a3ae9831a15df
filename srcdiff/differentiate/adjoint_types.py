"""Types that a called function may be told, and those of adjoints."""

from __future__ import annotations

from dataclasses import replace

from srcdiff.core.atoms import Dim, Given, parts
from srcdiff.core.join import is_double
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Double,
    Number,
    Structure,
    Type,
)


def detached(value: Type) -> Type:
    """Return a type that says nothing in terms of one function's integer parameters.

    >>> from srcdiff.core.dims import of_parameter
    >>> detached(Array(None, ("n", of_parameter("k"))))
    Array(dtype=None, shape=('n', None))
    """
    if isinstance(value, Number):
        return replace(value, value=_settled(value.value))
    if isinstance(value, Array) and value.shape is not None:
        return replace(value, shape=tuple(map(_settled, value.shape)))
    if isinstance(value, Structure):
        return replace(value, items=tuple(map(detached, value.items)))
    return value


def _settled(size: Dim) -> Dim:
    return None if any(isinstance(p, Given) for p in parts(size)) else size


def adjoint_type(value: Type) -> Type:
    """Return the type of the adjoint of a value: that of the value, for floats.

    >>> adjoint_type(Number(float)), adjoint_type(Number(int))
    (Double(), Unknown())
    """
    if is_double(value):
        return Double()
    if isinstance(value, Array) and value.dtype is not None:
        return value if value.dtype.kind in "fc" else UNKNOWN
    return UNKNOWN
