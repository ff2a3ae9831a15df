"""The adjoints of functions that rearrange, repeat or select whole axes of an array."""

import numpy as np

from srcdiff.runtime.indexing import zeros_array
from srcdiff.runtime.misuse import Misuse


def inverse_axes(axes):
    """Return the permutation that undoes a transpose by ``axes``; None for none given.

    axes: a sequence of axes, or the arguments of the method: that sequence in a tuple.

    >>> inverse_axes((2, 0, 1)), inverse_axes(((-1, 0),)), inverse_axes(())
    ((1, 2, 0), (1, 0), None)
    """
    if len(axes) == 1 and not np.isscalar(axes[0]) and np.ndim(axes[0]) == 1:
        axes = axes[0]
    if len(axes) == 0 or axes[0] is None:
        return None
    inverse = [0] * len(axes)
    for position, axis in enumerate(axes):
        inverse[axis] = position
    return tuple(inverse)


def rolled_to(a, axis, start=0):
    """Return where ``np.rollaxis(a, axis, start)`` moves the axis.

    >>> rolled_to(np.ones((2, 3, 4)), 0, 2)
    1
    """
    n = np.ndim(a)
    axis, start = axis % n, start + n if start < 0 else start
    return start - 1 if axis < start else start


def negated(shift):
    """Return the shift that undoes ``shift``: an integer, or a tuple of them.

    >>> negated(2), negated((1, -3))
    (-2, (-1, 3))
    """
    if np.ndim(shift) == 0:
        return -shift
    return tuple(-s for s in shift)


def tile_adjoint(adjoint, a, reps):
    """Return the adjoint of ``a`` from the adjoint of ``np.tile(a, reps)``.

    >>> tile_adjoint(np.ones((2, 6)), np.ones(3), (2, 2))
    array([4., 4., 4.])
    """
    reps = (reps,) if np.ndim(reps) == 0 else tuple(reps)
    shape = np.shape(a)
    rank = max(len(reps), len(shape))
    reps = (1,) * (rank - len(reps)) + reps
    padded = (1,) * (rank - len(shape)) + shape
    pairs = [size for pair in zip(reps, padded, strict=True) for size in pair]
    blocks = np.reshape(adjoint, pairs)
    return blocks.sum(axis=tuple(range(0, 2 * rank, 2))).reshape(shape)


def repeat_adjoint(adjoint, a, repeats, axis=None):
    """Return the adjoint of ``a`` from that of ``np.repeat(a, repeats, axis)``.

    >>> repeat_adjoint(np.ones(5), np.ones(2), [2, 3])
    array([2., 3.])
    """
    a_bar = zeros_array(a)
    if axis is None or a_bar.ndim == 0:
        target, axis = a_bar.reshape(-1), 0
    else:
        target, axis = a_bar, axis % a_bar.ndim
    shape = target.shape
    if np.size(repeats) == 1:
        times = (shape[axis], int(np.ravel(repeats)[0]))
        blocks = np.reshape(adjoint, shape[:axis] + times + shape[axis + 1 :])
        target[...] = blocks.sum(axis=axis + 1)
    else:
        origins = np.repeat(np.arange(shape[axis]), repeats)
        np.add.at(target, (slice(None),) * axis + (origins,), adjoint)
    return a_bar


def diagonal_adjoint(adjoint, a, offset=0, axis1=0, axis2=1):
    """Return the adjoint of ``a`` from that of ``np.diagonal(a, ...)``: else zeros.

    >>> diagonal_adjoint(np.ones(1), np.ones((2, 2)), 1)
    array([[0., 1.],
           [0., 0.]])
    """
    a_bar = zeros_array(a)
    moved = np.moveaxis(a_bar, (axis1, axis2), (-2, -1))
    rows, columns = moved.shape[-2:]
    row, column = max(-offset, 0), max(offset, 0)
    along = np.arange(max(min(rows - row, columns - column), 0))
    moved[..., along + row, along + column] = adjoint
    return a_bar


def diag_adjoint(adjoint, v, k=0):
    """Return the adjoint of ``v`` from the adjoint of ``np.diag(v, k)``.

    >>> diag_adjoint(np.arange(4.0).reshape(2, 2), np.ones(2))
    array([0., 3.])
    """
    if np.ndim(v) == 1:
        return np.diagonal(adjoint, k)
    return diagonal_adjoint(adjoint, v, k)


def pad_adjoint(adjoint, array, pad_width, mode="constant"):
    """Return the adjoint of ``array`` from that of ``np.pad(array, pad_width, mode)``.

    >>> pad_adjoint(np.arange(4.0), np.ones(2), 1)
    array([1., 2.])
    >>> pad_adjoint(np.arange(4.0), np.ones(2), 1, "edge")
    array([1., 5.])
    """
    if mode not in ("constant", "edge", "reflect", "symmetric", "wrap"):
        raise Misuse(
            f"np.pad with mode={mode!r} has no derivative here",
            "pad with mode 'constant', 'edge', 'reflect', 'symmetric' or 'wrap'",
        )
    shape = np.shape(array)
    if mode == "constant":
        widths = np.broadcast_to(pad_width, (len(shape), 2))
        inside = zip(widths[:, 0].tolist(), shape, strict=True)
        return adjoint[tuple(slice(before, before + n) for before, n in inside)]
    array_bar = zeros_array(array)
    origins = np.pad(np.arange(array_bar.size).reshape(shape), pad_width, mode)
    np.add.at(array_bar.reshape(-1), origins, adjoint)
    return array_bar


def pad_value_adjoint(adjoint, array, pad_width, constant_values):
    """Return the adjoint of the number that ``np.pad`` puts around ``array``.

    >>> float(pad_value_adjoint(np.arange(4.0), np.ones(2), 1, 0.0))
    3.0
    """
    if np.ndim(constant_values) != 0:
        raise Misuse(
            "np.pad with several constant_values has no derivative in them",
            "pad side by side with np.concatenate",
        )
    inside = np.pad(np.ones(np.shape(array), bool), pad_width)
    return np.sum(adjoint, where=~inside)
