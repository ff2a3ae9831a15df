"""The adjoints of reading parts of arrays and containers: adding where one read."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.structure import zeros_like


def zeros_array(x):
    """Return zeros of the shape and float dtype of ``x``, in C order.

    >>> zeros_array([1, 2])
    array([0., 0.])
    """
    dtype = getattr(x, "dtype", None)
    if dtype is None or dtype.kind not in "fc":
        dtype = complex if isinstance(x, complex) else float
    return np.zeros(np.shape(x), dtype)


def add_adjoints(a, b):
    """Return the sum of two adjoints of the same structure, in fresh memory.

    >>> add_adjoints([1.0, {"w": np.ones(2)}], [2.0, {"w": np.ones(2)}])
    [3.0, {'w': array([2., 2.])}]
    """
    if isinstance(a, (list, tuple)):
        return [add_adjoints(*pair) for pair in zip(a, b, strict=True)]
    if isinstance(a, dict):
        return {key: add_adjoints(item, b[key]) for key, item in a.items()}
    return a + b


def accumulate_at(x_bar, index, adjoint):
    """Add ``adjoint`` to ``x_bar[index]`` in place, each repeated index counted.

    x_bar: an array, list or dict. Returns x_bar.

    >>> accumulate_at(np.zeros(3), [0, 0, 2], np.ones(3))
    array([2., 0., 1.])
    >>> accumulate_at([1.0, 2.0, 3.0], slice(1, None), [10.0, 20.0])
    [1.0, 12.0, 23.0]
    """
    if isinstance(x_bar, np.ndarray):
        if distinct(index):
            x_bar[index] += adjoint
        else:
            np.add.at(x_bar, index, adjoint)
    elif isinstance(index, slice):
        for position, item in zip(range(len(x_bar))[index], adjoint, strict=True):
            x_bar[position] = add_adjoints(x_bar[position], item)
    else:
        x_bar[index] = add_adjoints(x_bar[index], adjoint)
    return x_bar


def distinct(index):
    """Whether the index cannot name an element twice: no array of integers in it."""
    if isinstance(index, tuple):
        return all(distinct(part) for part in index)
    if isinstance(index, (np.ndarray, list)):
        part = np.asarray(index)
        return part.ndim == 0 or part.dtype == bool
    return True


def scatter(adjoint, index, x):
    """Return the adjoint of ``x`` from the adjoint of ``x[index]``: zeros elsewhere.

    >>> scatter(np.ones(2), slice(1, 3), np.ones(4))
    array([0., 1., 1., 0.])
    """
    return accumulate_at(zeros_like(x), index, adjoint)


def take_adjoint(adjoint, a, indices, axis=None, mode="raise"):
    """Return the adjoint of ``a`` from the adjoint of ``np.take(a, indices, axis)``.

    >>> take_adjoint(np.ones(3), np.ones(4), [0, 0, -1])
    array([2., 0., 0., 1.])
    """
    a_bar = zeros_array(a)
    if axis is None:
        target, axis = a_bar.reshape(-1), 0
    else:
        target = a_bar.reshape(1) if a_bar.ndim == 0 else a_bar
    indices = np.asarray(indices, dtype=int)
    if mode == "wrap":
        indices = indices % target.shape[axis]
    elif mode == "clip":
        indices = np.clip(indices, 0, target.shape[axis] - 1)
    np.add.at(target, (slice(None),) * (axis % target.ndim) + (indices,), adjoint)
    return a_bar


def take_along_axis_adjoint(adjoint, arr, indices, axis=-1):
    """Return the adjoint of ``arr`` from that of ``np.take_along_axis(arr, ...)``.

    >>> take_along_axis_adjoint(np.ones((2, 1)), np.ones((2, 2)), [[0], [1]], 1)
    array([[1., 0.],
           [0., 1.]])
    """
    arr_bar = zeros_array(arr)
    target = arr_bar
    if axis is None:
        target, axis = arr_bar.reshape(-1), 0
    where = list(np.ogrid[tuple(slice(n) for n in target.shape)])
    where[axis] = np.asarray(indices)
    np.add.at(target, tuple(where), adjoint)
    return arr_bar


def places_along(shape, indices, axis):
    """Return the index of what ``np.put_along_axis`` writes into such an array.

    >>> places_along((2, 3), np.array([[2], [0]]), 1)
    (array([[0],
           [1]]), array([[2],
           [0]]))
    """
    where = list(np.ogrid[tuple(slice(n) for n in shape)])
    where[axis] = np.asarray(indices)
    return tuple(where)


def extremes_so_far(a, axis=0, largest=True):
    """Return where the running maximum along an axis, or minimum, stands in an array.

    Of equal elements, that is the last.

    >>> extremes_so_far(np.array([1.0, 3.0, 2.0, 3.0]))
    array([0, 1, 1, 3])
    """
    a = np.asarray(a)
    running = (np.maximum if largest else np.minimum).accumulate(a, axis)
    shape = [1] * a.ndim
    shape[axis] = a.shape[axis]
    numbers = np.arange(a.shape[axis]).reshape(shape)
    reached = (a == running) | (a != a)
    return np.maximum.accumulate(np.where(reached, numbers, 0), axis)


def choose_adjoint(adjoint, a, choices, mode="raise"):
    """Return the adjoints of the choices from that of ``np.choose(a, choices)``.

    >>> choose_adjoint(np.ones(2), np.array([1, 0]), [np.zeros(2), np.zeros(2)])
    [array([0., 1.]), array([1., 0.])]
    """
    taken = np.choose(a, list(range(len(choices))), mode=mode)
    return _share(adjoint, taken, choices)


def select_adjoint(adjoint, condlist, choicelist):
    """Return the adjoints of the choices from that of ``np.select(...)``.

    >>> x = np.array([1.0, 2.0])
    >>> select_adjoint(np.ones(2), [x > 1, x > 0], [x, x])
    [array([0., 1.]), array([1., 0.])]
    """
    numbers = [np.asarray(k) for k in range(len(choicelist))]
    return _share(adjoint, np.select(list(condlist), numbers, -1), choicelist)


def select_default_adjoint(adjoint, condlist, default):
    """Return the adjoint of the default from that of ``np.select(...)``.

    >>> select_default_adjoint(np.ones(2), [np.array([True, False])], np.zeros(2))
    array([0., 1.])
    """
    taken = np.select(list(condlist), [np.asarray(1)] * len(condlist), 0)
    return unbroadcast(np.where(taken, 0, adjoint), default)


def _share(adjoint, taken, choices):
    """Give each choice the adjoint where it is the one taken."""
    shares = [
        unbroadcast(np.where(taken == k, adjoint, 0), choice)
        for k, choice in enumerate(choices)
    ]
    return np.array(shares) if isinstance(choices, np.ndarray) else shares


def item_adjoint(adjoint, a, index):
    """Return the adjoint of ``a`` from that of ``a.item(*index)``.

    >>> item_adjoint(1.0, np.ones(3), (2,))
    array([0., 0., 1.])
    """
    a_bar = zeros_array(a)
    if len(index) == 1 and not isinstance(index[0], tuple):
        a_bar.reshape(-1)[index[0]] = adjoint
    elif index:
        a_bar[index[0] if isinstance(index[0], tuple) else index] = adjoint
    else:
        a_bar[...] = adjoint
    return a_bar


def item_of(a, index):
    """Return ``a.item(*index)`` in the dtype of ``a``.

    >>> item_of(np.array([1.0, 2.0]), (1,)).item()
    2.0
    """
    return np.asarray(a).dtype.type(np.asarray(a).item(*index))
