"""Undoing NumPy's broadcasting: an operand's adjoint from the result's."""

import numpy as np

from srcdiff.runtime.misuse import Misuse


def unbroadcast(g, x):
    """Sum the adjoint ``g`` over the axes along which ``x`` was broadcast.

    g: adjoint of a broadcast result. x: the operand. Returns an adjoint of the shape
    and the float or complex dtype of ``x``: ``g`` itself when nothing has to be done.
    That of a list which NumPy takes for an array is a list. Raises Misuse when x
    holds no numbers, or the adjoint is complex where x is real.

    >>> unbroadcast(np.ones((2, 3)), np.ones(3))
    array([2., 2., 2.])
    >>> unbroadcast(np.ones((2, 3)), [1.0, 2.0, 3.0])
    [2.0, 2.0, 2.0]
    """
    try:
        if g.shape == x.shape and g.dtype == x.dtype:
            return g
    except AttributeError:
        if type(g) is type(x) and type(g) in (float, complex):
            return g
    if isinstance(x, (list, tuple)):
        shape = _shape_of_list(x)
        # Not of a list that is repeated, whose result is longer.
        if isinstance(g, np.ndarray) and g.shape[g.ndim - len(shape) :] == shape:
            return _listed(_sum_to_shape(g, shape), x)
    return _conform(_sum_to_shape(g, np.shape(_numeric(x))), x)


def _shape_of_list(x):
    try:
        return np.shape(x)
    except ValueError:  # Its items are of several shapes.
        return (None,)


def _listed(g, x):
    if isinstance(x, (list, tuple)):
        return [_listed(g[k], item) for k, item in enumerate(x)]
    return unbroadcast(g, x)


def _numeric(x):
    if isinstance(x, (list, tuple, dict, set, str)):
        raise Misuse(
            f"a {type(x).__name__} stands where an array or number is differentiated",
            "convert it with np.asarray or np.array first",
        )
    return x


def _sum_to_shape(g, shape):
    g = np.asarray(g)
    if g.shape == shape:
        return g
    extra = g.ndim - len(shape)
    if extra < 0:
        return np.broadcast_to(g, shape)
    if extra > 0:
        g = g.sum(axis=tuple(range(extra)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    if stretched:
        g = g.sum(axis=stretched, keepdims=True)
    return np.broadcast_to(g, shape) if g.shape != shape else g


def _conform(g, x):
    if np.iscomplexobj(x):
        if not isinstance(x, (np.ndarray, np.generic)):
            return complex(g)
        g = g if g.dtype == x.dtype else g.astype(x.dtype)
        return g if isinstance(x, np.ndarray) else g[()]
    if g.dtype.kind == "c":
        raise Misuse(
            "a complex number reaches the derivative of a real one",
            "split it into real and imaginary parts held in real arrays",
        )
    if isinstance(x, (np.ndarray, np.generic)):
        if x.dtype.kind == "f" and g.dtype != x.dtype:
            g = g.astype(x.dtype)
        return g if isinstance(x, np.ndarray) else g[()]
    return float(g)
