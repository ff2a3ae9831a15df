"""Rules of functions that take complex numbers apart, and that put them together.

The adjoint of a complex z is dL/dRe z + i dL/dIm z. So a real part passes its adjoint
on as it is, an imaginary part passes on i times its adjoint, and a conjugate the
conjugate. ``np.abs`` has the derivative 0 at 0.
"""

import numpy as np

from srcdiff.core import types
from srcdiff.core.types import Array, Literal, Number, Type, is_complex, shape_of
from srcdiff.rules.effects import INTERACTS, MaybeView, Same, View
from srcdiff.rules.registry import (
    AS_WRITTEN,
    HOLOMORPHIC,
    elementwise,
    multilinear,
    nondifferentiable,
    rule,
)
from srcdiff.rules.result_types import adjoint_result, always, array_of
from srcdiff.rules.shape_types import dtype_of
from srcdiff.rules.shaping_types import real as real_result
from srcdiff.runtime import (
    as_complex,
    broadcast_conform,
    check_real,
    conform,
    conjugate,
    quotient,
)


def _part_result(x: Type) -> Type:
    """Return the type of ``np.real(x)``.

    >>> _part_result(Number(complex)), _part_result(Array(np.dtype("c8"), ("n",)))
    (Number(python=<class 'float'>), Array(dtype=dtype('float32'), shape=('n',)))
    """
    if is_complex(x) and not isinstance(x, Array):
        return Number(float)
    dtype = dtype_of(x)
    return real_result(x) if dtype is not None else Array(None, shape_of(x))


def _conjugate_result(x: Type) -> Type:
    if is_complex(x) and isinstance(x, Literal):
        return Number(complex)
    known = isinstance(x, Array) and x.dtype is not None
    return x if known or is_complex(x) else Array(None, shape_of(x))


def _complex_result(x: Type) -> Type:
    """Return the type of ``as_complex(x)``.

    >>> _complex_result(Array(np.dtype("f4"), ("n",))), _complex_result(Number(int))
    (Array(dtype=dtype('complex64'), shape=('n',)), Number(python=<class 'complex'>))
    """
    if isinstance(x, Array):
        known = x.dtype is not None and x.dtype.kind in "fc"
        return Array(np.result_type(x.dtype, np.complex64) if known else None, x.shape)
    return Number(complex) if isinstance(x, Number) else types.UNKNOWN


def _angle_result(z: Type, deg: Type | None = None) -> Type:
    """Return the type of ``np.angle(z)``."""
    known = deg is None and isinstance(z, Array) and is_complex(z)
    return Array(dtype_of(real_result(z)) if known else None, shape_of(z))


@elementwise(np.conjugate, over_complex=AS_WRITTEN)
def conjugate_of(x, *, out, g):
    if np.isrealobj(x):
        return g
    return np.conj(g)


@rule(
    methods=("conj", "conjugate"),
    result=_conjugate_result,
    effect=Same(0),
    over_complex=AS_WRITTEN,
)
def conjugate_method(x, *, out, g):
    if np.isrealobj(x):
        return g
    return g.conjugate()


@multilinear(
    attributes=("real",),
    result=real_result,
    effect=View(0),
    over_complex=AS_WRITTEN,
)
def real_attribute(x, *, out, g):
    return g


@rule(np.real, result=_part_result, effect=Same(0), over_complex=AS_WRITTEN)
def real(val, *, out, g):
    return g


@rule(
    attributes=("imag",),
    result=real_result,
    effect=View(0),
    over_complex=AS_WRITTEN,
)
def imag_attribute(x, *, out, g):
    if np.iscomplexobj(x):
        return 1j * g
    return conform(1j * g, x)


@rule(np.imag, result=_part_result, effect=Same(0), over_complex=AS_WRITTEN)
def imag(val, *, out, g):
    if np.iscomplexobj(val):
        return 1j * g
    return conform(1j * g, val)


@rule(np.angle, result=_angle_result, over_complex=AS_WRITTEN)
def angle(z, deg=False, *, out, g):
    if np.iscomplexobj(z) and deg is False:
        return quotient(1j * g * z, np.abs(z) ** 2)
    turned = quotient(1j * g * z, np.abs(z) ** 2)
    return conform(turned * np.where(deg, 180 / np.pi, 1.0), z)


@rule(complex, result=always(Number(complex)), over_complex=AS_WRITTEN)
def complex_number(real=0, imag=0, *, out, g):
    if np.isrealobj(real) and np.isrealobj(imag):
        return g.real, g.imag
    return conform(g, real), conform(-1j * g, imag)


def _scalar_type(dtype):
    return lambda x: types.Array(np.dtype(dtype), array_of(x).shape)


@rule(
    np.complex128,
    result=_scalar_type(np.complex128),
    effect=Same(0),
    over_complex=HOLOMORPHIC,
)
def complex128(x, *, out, g):
    return conform(g, x)


@rule(
    np.complex64,
    result=_scalar_type(np.complex64),
    effect=Same(0),
    over_complex=HOLOMORPHIC,
)
def complex64(x, *, out, g):
    return conform(g, x)


@multilinear(
    conform,
    result=lambda adjoint, x: adjoint_result(x),
    effect=Same(0),
    over_complex=AS_WRITTEN,
)
def derivative_of_conform(adjoint, x, *, out, g):
    return broadcast_conform(g, adjoint)


@multilinear(
    broadcast_conform,
    result=lambda a, like: adjoint_result(like),
    effect=MaybeView(0),
    over_complex=AS_WRITTEN,
)
def derivative_of_broadcast_conform(a, like, *, out, g):
    return conform(g, a)


@rule(conjugate, result=_conjugate_result, effect=Same(0), over_complex=AS_WRITTEN)
def derivative_of_conjugate(x, *, out, g):
    return conjugate(g)


nondifferentiable(as_complex, result=_complex_result)
nondifferentiable(check_real, effect=INTERACTS, result=always(types.Other()))
