"""Writes in place: copies of what is written, the adjoints of what was put there."""

import copy

import numpy as np

from srcdiff.runtime.indexing import distinct
from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.structure import own, zeros_like


def private(x):
    """Return a copy of an argument that the function writes into.

    An array keeps the order of its axes in memory, so that the same reshapes are views.

    >>> private([np.ones(2), 3.0])
    [array([1., 1.]), 3.0]
    """
    if isinstance(x, np.ndarray):
        return _with_strides(x)
    if isinstance(x, dict):
        result = copy.copy(x)
        result.update({key: private(item) for key, item in x.items()})
        return result
    if isinstance(x, list):
        return [private(item) for item in x]
    if isinstance(x, tuple):
        items = [private(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else tuple(items)
    return x


def _with_strides(x):
    if min(x.strides, default=0) < 0:
        forwards = tuple(slice(None, None, -1 if s < 0 else 1) for s in x.strides)
        return _with_strides(x[forwards])[forwards]
    if x.flags.c_contiguous or x.flags.f_contiguous or min(x.strides, default=0) <= 0:
        return x.copy(order="K")
    extent = 1 + sum((n - 1) * s for n, s in zip(x.shape, x.strides, strict=True))
    memory = np.empty(extent // x.itemsize + 1 if x.size else 0, x.dtype)
    result = np.ndarray(x.shape, x.dtype, memory, strides=x.strides)
    result[...] = x
    return result


def stored_at(x_bar, index, x):
    """Return the adjoint of v where ``x[index] = v``: that of the place, in own memory.

    Of several writes to one element the last one counts. What is stored into integers
    is cut off.

    >>> stored_at(np.array([1.0, 2.0]), [1, 1], np.ones(2))
    array([0., 2.])
    """
    found = x_bar[index]
    if not isinstance(x, np.ndarray):
        return own(found)
    if x.dtype.kind not in "fc":
        return np.zeros_like(found)
    if distinct(index):
        return own(found)
    numbers = np.arange(found.size).reshape(found.shape)
    last = np.zeros(x.shape, int)
    last[index] = numbers
    return np.where(last[index] == numbers, found, 0)


def store_at(adjoint, index, x):
    """Return zeros of the form of ``x`` with ``adjoint`` stored at an index.

    >>> store_at(np.array([3.0, 4.0]), [1, 1], np.ones(2))
    array([0., 4.])
    """
    whole = zeros_like(x)
    whole[index] = adjoint
    return whole


def buffered(place, value):
    """Check that NumPy stores a value that shares memory with the place as it was.

    Raises Misuse where NumPy reads elements that it has just written: from one axis
    to another, or at another stride.

    >>> x = np.ones(4)
    >>> buffered(x[1:], x[:-1])
    """
    both = isinstance(place, np.ndarray) and isinstance(value, np.ndarray)
    if not both or place.ndim != 1 or value.ndim < 1:
        return
    to, start = place.strides[0], value.strides[-1]
    if to != start and to * start > 0 and np.may_share_memory(place, value):
        raise Misuse(
            "the value shares memory with the place that it is stored at, and NumPy "
            "overwrites it while reading",
            "store a copy of the value, with .copy()",
        )


def shares_memory(x, y):
    """Tell whether a reshaped array views the one that it was made of.

    >>> y = np.ones((2, 3))
    >>> shares_memory(y.reshape(6), y), shares_memory(y.T.reshape(6), y)
    (True, False)
    """
    return np.may_share_memory(x, y)


def same_order(new, old):
    """Check that an array that takes the place of another lies in memory as it did.

    Raises Misuse where a reshaped array would view one of them and copy the other.

    >>> same_order(np.ones((2, 3)), np.zeros((2, 3)))
    """
    if isinstance(old, np.ndarray) and _steps(new) != _steps(old):
        raise Misuse(
            "whether a reshaped array is a view depends on the layout of an array that "
            "is changed in place",
            "copy it before, with .copy()",
        )


def _steps(x):
    """Return the strides in elements of the axes that have several, by axis."""
    if not isinstance(x, np.ndarray):
        return []
    both = enumerate(zip(x.strides, x.shape, strict=True))
    return [(k, stride // x.itemsize) for k, (stride, size) in both if size > 1]


def array(x):
    """Check that parts of ``x`` are views: that it is an array.

    Raises Misuse for a list, whose parts are copies.

    >>> array(np.ones(2))
    """
    if not isinstance(x, np.ndarray):
        raise Misuse(
            f"a part of a {type(x).__name__} is used after it was written in place",
            "convert it with np.asarray first",
        )


def scalar(x):
    """Check that an item is a number, which no write into its array changes.

    Raises Misuse for an array, which such a write shows in.

    >>> scalar(2.0)
    """
    if not isinstance(x, (int, float, complex, np.generic)):
        raise Misuse(
            "an array read from another is used after that one was written in place",
            "take a copy of it, with .copy()",
        )
