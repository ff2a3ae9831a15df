"""An adjoint in the shape and dtype of its operand: undoing broadcasting as text.

Where the types tell what NumPy did, that is a sum over named axes, or nothing; where
they do not, it is a call that decides at run time.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core.atoms import Dim
from srcdiff.core.build import call, constant, name
from srcdiff.core.dims import surely_not_one
from srcdiff.core.join import is_double
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Double,
    Literal,
    Number,
    Type,
    is_complex,
    same_dtype,
    shape_of,
)
from srcdiff.rules.shape_types import dtype_of
from srcdiff.rules.shaping_types import real
from srcdiff.runtime import conform, unbroadcast


def fitted(
    term: gast.AST,
    result: str,
    operand: str,
    bar: str,
    known: Known,
    over_reals: bool = True,
) -> gast.AST:
    """Return a term of an elementwise rule, fitted to one of several operands.

    term: reads ``bar``, the adjoint of ``result``. known: what is known of the names.
    over_reals: nothing here is complex.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import expression
    >>> z, b = (Array(np.dtype("f8"), shape) for shape in [("n", "m"), ("m",)])
    >>> known = {"z": z, "b": b}
    >>> expression(fitted(name("z_bar"), "z", "b", "z_bar", known))
    'z_bar.sum(axis=0)'
    >>> expression(fitted(name("z_bar"), "z", "b", "z_bar", {}))
    'unbroadcast(z_bar, b)'
    """
    whole, part = known.get(result), known.get(operand)
    here = type_of(term, {**known, bar: whole} if whole is not None else known)
    return fitted_as(term, here, whole, operand, part, over_reals)


def fitted_as(
    term: gast.AST,
    here: Type,
    whole: Type | None,
    operand: str,
    part: Type | None,
    over_reals: bool = True,
) -> gast.AST:
    """Return a term in the form of an operand that NumPy stretched to another shape.

    here: the type of the term. whole: of what the operand was stretched to. part: of
    the operand. What is unknown of them is decided by a call at run time.
    """
    axes = None if whole is None or part is None else _axes(whole, part)
    term, here = real_for_real(term, here, part)
    fields = [is_complex(kind or UNKNOWN) for kind in (here, part)]
    if not over_reals and fields not in ([True, True], [False, False]):
        return call("conform", term, name(operand), target=conform)
    if axes is not None and axes[0] and _is_single(here) and part == Number(float):
        # A sum in the precision of the array, and then a number like any other.
        whole_sum = gast.Call(gast.Attribute(term, "sum", gast.Load()), [], [])
        return call("float", whole_sum, target=float)
    if part is None or axes is None or not _same_dtype(here, part):
        return call("unbroadcast", term, name(operand), target=unbroadcast)
    summed, kept = axes
    if summed and shape_of(part) == ():
        return gast.Call(gast.Attribute(term, "sum", gast.Load()), [], [])
    if summed:
        term = _sum(term, summed, keepdims=False)
    return _sum(term, kept, keepdims=True) if kept else term


def formed(term: gast.AST, here: Type, operand: str, part: Type | None) -> gast.AST:
    """Return a term of the shape of an operand, complex only if the operand is.

    here: the type of the term. part: that of the operand.

    >>> from srcdiff.codegen.printer import expression
    >>> x, z = Array(np.dtype("f8"), ("n",)), Array(np.dtype("c16"), ("n",))
    >>> expression(formed(name("z_bar"), z, "x", x))
    'z_bar.real'
    >>> expression(formed(name("z_bar"), z, "x", None))
    'conform(z_bar, x)'
    """
    if part is not None and is_complex(part) is False and is_complex(here) is None:
        return gast.Attribute(term, "real", gast.Load())
    term, here = real_for_real(term, here, part)
    if part is not None and is_complex(part) is is_complex(here) is not None:
        numbers = shape_of(here) == () and shape_of(part) == ()
        if numbers or same_dtype(dtype_of(here), dtype_of(part)):
            return term
    return call("conform", term, name(operand), target=conform)


def real_for_real(
    term: gast.AST, here: Type, part: Type | None
) -> tuple[gast.AST, Type]:
    """Return the real part of a complex term for a real operand, with its type."""
    if part is None or is_complex(part) is not False or not is_complex(here):
        return term, here
    return gast.Attribute(term, "real", gast.Load()), real(here)


def _sum(term: gast.AST, axes: tuple[int, ...], keepdims: bool) -> gast.AST:
    axis = constant(axes[0]) if len(axes) == 1 else _tuple(axes)
    keywords = [gast.keyword("axis", axis)]
    if keepdims:
        keywords.append(gast.keyword("keepdims", constant(True)))
    return gast.Call(gast.Attribute(term, "sum", gast.Load()), [], keywords)


def _tuple(axes: tuple[int, ...]) -> gast.AST:
    return gast.Tuple([constant(a) for a in axes], gast.Load())


def _axes(whole: Type, part: Type) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the axes to sum over, and those to sum keeping them, None if unknown."""
    large, small = shape_of(whole), shape_of(part)
    if large is None or small is None:
        return None
    if large == ():
        return (), ()
    extra = len(large) - len(small)
    stretched = [_stretched(a, b) for a, b in zip(large[extra:], small, strict=True)]
    if None in stretched:
        return None
    return tuple(range(extra)), tuple(i for i, s in enumerate(stretched) if s)


def _stretched(large: Dim, small: Dim) -> bool | None:
    """Tell whether to sum over a dimension; None where only the program knows.

    A size that is not 1 has not been stretched: NumPy has raised where it differs. One
    that may be 1 has not been if the result's is the same. A sum over one item is right
    too.
    """
    if small == 1:
        return large != 1
    same = small is not None and small == large
    return False if same or surely_not_one(small) else None


def _same_dtype(term: Type, part: Type | None) -> bool:
    """Tell whether a term surely has the dtype that the operand's adjoint must have."""
    if isinstance(part, Number | Double) or _is_number(part):
        doubles = isinstance(term, Array) and term.dtype == np.float64
        return shape_of(term) == () or doubles
    if not isinstance(part, Array) or part.dtype is None:
        return False
    if part.dtype.kind not in "fc":
        return False
    if part.shape == () and part.dtype == np.float64 and is_double(term):
        return True
    return isinstance(term, Array) and same_dtype(term.dtype, part.dtype)


def _is_single(term: Type) -> bool:
    """Tell whether a term surely is an array of single or half precision."""
    return isinstance(term, Array) and term.dtype in (np.float16, np.float32)


def _is_number(part: Type | None) -> bool:
    return isinstance(part, Literal) and isinstance(part.value, int | float | complex)
