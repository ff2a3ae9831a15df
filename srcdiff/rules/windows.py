"""Rules of ``np.lib.stride_tricks.sliding_window_view``."""

import numpy as np

from srcdiff.core.dims import as_integer, as_size, plus
from srcdiff.core.types import Array, Type, shape_of
from srcdiff.rules.effects import View
from srcdiff.rules.registry import multilinear
from srcdiff.rules.result_types import of_argument
from srcdiff.rules.shape_types import NONE, axes_of, dtype_of, integers_of
from srcdiff.runtime import unbroadcast, windows_adjoint


def windows(x: Type, window_shape: Type, axis: Type = NONE) -> Type:
    """Return the type of ``sliding_window_view(x, window_shape, axis)``.

    >>> from srcdiff.core.types import Literal
    >>> print(*windows(Array(None, ("n", 5)), Literal((3, 3))).shape)
    n - 2 3 3 3
    """
    shape, window = shape_of(x), integers_of(window_shape)
    if shape is None or window is None:
        return Array(dtype_of(x), None)
    axes = tuple(range(len(shape))) if axis == NONE else axes_of(axis, len(shape))
    if axes is None or len(axes) != len(window):
        return Array(dtype_of(x), None)
    left = list(map(as_integer, shape))
    for k, size in zip(axes, window, strict=True):
        left[k] = plus(plus(left[k], size, -1), 1)
    return Array(dtype_of(x), (*map(as_size, left), *map(as_size, window)))


@multilinear(np.lib.stride_tricks.sliding_window_view, result=windows, effect=View(0))
def sliding_window_view(x, window_shape, axis=None, *, out, g):
    return windows_adjoint(g, x, window_shape, axis)


@multilinear(windows_adjoint, result=of_argument(1))
def windows_adjoint_rule(adjoint, x, window_shape, axis=None, *, out, g):
    windows = np.lib.stride_tricks.sliding_window_view(g, window_shape, axis)
    return unbroadcast(windows, adjoint)
