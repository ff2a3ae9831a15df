"""Rules of Fourier transforms: the adjoint is the transform the other way."""

from collections.abc import Callable

import numpy as np

from srcdiff.core.types import Array, ResultType, Type, shape_of
from srcdiff.rules.registry import multilinear, nondifferentiable
from srcdiff.rules.result_types import always, dtype_after, of_argument
from srcdiff.rules.shape_types import NONE, same_dtype
from srcdiff.runtime import (
    fft_adjoint,
    fftn_adjoint,
    ifft_adjoint,
    ifftn_adjoint,
    irfft_adjoint,
    rfft_adjoint,
)


def _transformed(function: Callable) -> ResultType:
    """Make the result type of a transform that keeps the shape where none is asked for.

    >>> _transformed(np.fft.fft)(Array(np.dtype("f4"), ("n",)))
    Array(dtype=dtype('complex64'), shape=('n',))
    """

    def result(a: Type, *given: Type, **named: Type) -> Type:
        asked = [*given[:1], *(named[k] for k in ("n", "s") if k in named)]
        same = all(size == NONE for size in asked)
        return Array(dtype_after(function, a), shape_of(a) if same else None)

    return result


def _of_one_axis(function: Callable) -> ResultType:
    """Make the result type of a transform that changes the size of an axis."""

    def result(a: Type, *others: Type, **named: Type) -> Type:
        shape = shape_of(a)
        unknown = None if shape is None else (None,) * len(shape)
        return Array(dtype_after(function, a), unknown)

    return result


def _complex_like(adjoint: Type, a: Type, *others: Type, **named: Type) -> Type:
    return Array(dtype_after(np.fft.fft, adjoint), shape_of(a))


def _irfft(x: np.ndarray) -> np.ndarray:
    return np.fft.irfft(x, 1)


@multilinear(np.fft.fft, result=_transformed(np.fft.fft))
def fft(a, n=None, axis=-1, norm=None, *, out, g):
    if n is None and norm is None and axis == -1:
        return np.fft.ifft(g, norm="forward")
    return fft_adjoint(g, a, n, axis, norm)


@multilinear(np.fft.ifft, result=_transformed(np.fft.ifft))
def ifft(a, n=None, axis=-1, norm=None, *, out, g):
    if n is None and norm is None and axis == -1:
        return np.fft.fft(g, norm="forward")
    return ifft_adjoint(g, a, n, axis, norm)


@multilinear(np.fft.fft2, result=_transformed(np.fft.fft))
def fft2(a, s=None, axes=(-2, -1), norm=None, *, out, g):
    if s is None and norm is None and axes == (-2, -1):
        return np.fft.ifft2(g, norm="forward")
    return fftn_adjoint(g, a, s, axes, norm)


@multilinear(np.fft.ifft2, result=_transformed(np.fft.ifft))
def ifft2(a, s=None, axes=(-2, -1), norm=None, *, out, g):
    if s is None and norm is None and axes == (-2, -1):
        return np.fft.fft2(g, norm="forward")
    return ifftn_adjoint(g, a, s, axes, norm)


@multilinear(np.fft.fftn, result=_transformed(np.fft.fft))
def fftn(a, s=None, axes=None, norm=None, *, out, g):
    if s is None and norm is None and axes is None:
        return np.fft.ifftn(g, norm="forward")
    return fftn_adjoint(g, a, s, axes, norm)


@multilinear(np.fft.ifftn, result=_transformed(np.fft.ifft))
def ifftn(a, s=None, axes=None, norm=None, *, out, g):
    if s is None and norm is None and axes is None:
        return np.fft.fftn(g, norm="forward")
    return ifftn_adjoint(g, a, s, axes, norm)


@multilinear(np.fft.rfft, result=_of_one_axis(np.fft.rfft))
def rfft(a, n=None, axis=-1, norm=None, *, out, g):
    return rfft_adjoint(g, a, n, axis, norm)


@multilinear(np.fft.irfft, result=_of_one_axis(_irfft))
def irfft(a, n=None, axis=-1, norm=None, *, out, g):
    return irfft_adjoint(g, a, n, axis, norm)


@multilinear(np.fft.fftshift, result=same_dtype)
def fftshift(x, axes=None, *, out, g):
    if axes is None:
        return np.fft.ifftshift(g)
    return np.fft.ifftshift(g, axes)


@multilinear(np.fft.ifftshift, result=same_dtype)
def ifftshift(x, axes=None, *, out, g):
    if axes is None:
        return np.fft.fftshift(g)
    return np.fft.fftshift(g, axes)


@multilinear(fft_adjoint, result=_complex_like)
def fft_adjoint_rule(adjoint, a, n=None, axis=-1, norm=None, *, out, g):
    return np.fft.fft(g, n, axis, norm)


@multilinear(ifft_adjoint, result=_complex_like)
def ifft_adjoint_rule(adjoint, a, n=None, axis=-1, norm=None, *, out, g):
    return np.fft.ifft(g, n, axis, norm)


@multilinear(fftn_adjoint, result=_complex_like)
def fftn_adjoint_rule(adjoint, a, s=None, axes=None, norm=None, *, out, g):
    return np.fft.fftn(g, s, axes, norm)


@multilinear(ifftn_adjoint, result=_complex_like)
def ifftn_adjoint_rule(adjoint, a, s=None, axes=None, norm=None, *, out, g):
    return np.fft.ifftn(g, s, axes, norm)


@multilinear(rfft_adjoint, result=of_argument(1))
def rfft_adjoint_rule(adjoint, a, n=None, axis=-1, norm=None, *, out, g):
    return np.fft.rfft(g, n, axis, norm)


@multilinear(irfft_adjoint, result=_complex_like)
def irfft_adjoint_rule(adjoint, a, n=None, axis=-1, norm=None, *, out, g):
    return np.fft.irfft(g, n, axis, norm)


nondifferentiable(
    *(np.fft.fftfreq, np.fft.rfftfreq),
    result=always(Array(np.dtype(float), (None,))),
)
