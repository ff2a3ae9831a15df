"""The adjoints of joining arrays: each piece of the adjoint goes to its operand.

The operands may be a list or tuple of arrays (the adjoint is then a list) or one array
whose first axis runs over them (the adjoint is then an array).
"""

import numpy as np

from srcdiff.runtime.conversions import unstack_like


def concatenate_adjoint(adjoint, arrays, axis=0):
    """Return the adjoints of ``arrays`` from that of ``np.concatenate(arrays, axis)``.

    >>> concatenate_adjoint(np.arange(3.0), [np.ones(1), np.ones(2)])
    [array([0.]), array([1., 2.])]
    """
    if axis is None:
        return _collect(_cut(adjoint, [np.size(x) for x in arrays], 0), arrays)
    sizes = [np.shape(x)[axis] for x in arrays]
    return _collect(_cut(adjoint, sizes, axis), arrays)


def stack_adjoint(adjoint, arrays, axis=0):
    """Return the adjoints of ``arrays`` from the adjoint of ``np.stack(arrays, axis)``.

    >>> stack_adjoint(np.eye(2), [np.ones(2), np.ones(2)], 1)
    [array([1., 0.]), array([0., 1.])]
    """
    return _collect(np.moveaxis(adjoint, axis, 0), arrays)


def vstack_adjoint(adjoint, tup):
    """Return the adjoints of ``tup`` from the adjoint of ``np.vstack(tup)``.

    >>> vstack_adjoint(np.eye(2), [np.ones(2), np.ones((1, 2))])
    [array([1., 0.]), array([[0., 1.]])]
    """
    sizes = [np.shape(x)[0] if np.ndim(x) > 1 else 1 for x in tup]
    return _collect(_cut(adjoint, sizes, 0), tup)


def hstack_adjoint(adjoint, tup):
    """Return the adjoints of ``tup`` from the adjoint of ``np.hstack(tup)``.

    >>> hstack_adjoint(np.arange(3.0), [1.0, np.ones(2)])
    [0.0, array([1., 2.])]
    """
    axis = 0 if np.ndim(adjoint) == 1 else 1
    sizes = [np.shape(x)[axis] if np.ndim(x) else 1 for x in tup]
    return _collect(_cut(adjoint, sizes, axis), tup)


def column_stack_adjoint(adjoint, tup):
    """Return the adjoints of ``tup`` from the adjoint of ``np.column_stack(tup)``.

    >>> column_stack_adjoint(np.eye(2), [np.ones(2), np.ones(2)])
    [array([1., 0.]), array([0., 1.])]
    """
    sizes = [np.shape(x)[1] if np.ndim(x) > 1 else 1 for x in tup]
    return _collect(_cut(adjoint, sizes, 1), tup)


def dstack_adjoint(adjoint, tup):
    """Return the adjoints of ``tup`` from the adjoint of ``np.dstack(tup)``.

    >>> dstack_adjoint(np.arange(2.0).reshape(1, 1, 2), [1.0, 1.0])
    [0.0, 1.0]
    """
    sizes = [np.shape(x)[2] if np.ndim(x) > 2 else 1 for x in tup]
    return _collect(_cut(adjoint, sizes, 2), tup)


def meshgrid_of(xi, indexing="xy"):
    """Return ``np.meshgrid(*xi, indexing=indexing)`` as a list.

    >>> meshgrid_of([np.arange(2.0), np.arange(1.0)])[0]
    array([[0., 1.]])
    """
    return list(np.meshgrid(*xi, indexing=indexing))


def meshgrid_adjoint(adjoint, xi, indexing="xy"):
    """Return the adjoints of ``xi`` from those of ``np.meshgrid(*xi, indexing=...)``.

    >>> meshgrid_adjoint([np.ones((3, 2)), np.ones((3, 2))], (np.ones(2), np.ones(3)))
    [array([3., 3.]), array([2., 2., 2.])]
    """
    rank = len(xi)
    order = list(range(rank))
    if indexing == "xy" and rank > 1:
        order[:2] = [1, 0]
    sums = [
        np.sum(part, axis=tuple(k for k in range(rank) if k != axis))
        for part, axis in zip(adjoint, order, strict=True)
    ]
    return _collect(sums, xi)


def _cut(adjoint, sizes, axis):
    return np.split(adjoint, np.cumsum(sizes[:-1], dtype=int), axis)


def _collect(pieces, arrays):
    """Give each piece the form of its operand, and all the operands' container."""
    shaped = [_conform(piece, x) for piece, x in zip(pieces, arrays, strict=True)]
    return np.array(shaped) if isinstance(arrays, np.ndarray) else shaped


def _conform(piece, x):
    if np.shape(piece) != np.shape(x):
        piece = piece.reshape(np.shape(x))
    return unstack_like(piece, x)
