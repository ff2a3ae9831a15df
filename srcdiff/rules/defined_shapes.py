"""Arrays put together anew, in terms of other functions that do so."""

import numpy as np

from srcdiff.rules.registry import defines


@defines(np.rot90)
def rot90(m, k=1, axes=(0, 1)):
    turns = k % 4
    if turns == 1:
        return np.swapaxes(np.flip(m, axes[1]), axes[0], axes[1])
    if turns == 3:
        return np.flip(np.swapaxes(m, axes[0], axes[1]), axes[1])
    return np.flip(m, axes if turns == 2 else ())


@defines(np.insert)
def insert(arr, obj, values):
    items = np.ravel(arr)
    added = np.ravel(values)
    places = np.insert(np.arange(len(items)), obj, -1 - np.arange(len(added)))
    inserted = np.take(added, np.maximum(-1 - places, 0))
    if len(items) == 0:
        return inserted
    return np.where(places < 0, inserted, np.take(items, np.maximum(places, 0)))


@defines(np.resize)
def resize(a, new_shape):
    items = np.ravel(a)
    return np.reshape(
        items[np.arange(np.prod(new_shape, dtype=int)) % len(items)], new_shape
    )


@defines(np.unstack)
def unstack(x, axis=0):
    return tuple(part for part in np.moveaxis(x, axis, 0))


@defines(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(x):
    return np.swapaxes(x, -1, -2)


@defines(np.unique)
def unique(ar):
    ordered = np.sort(ar, axis=None)
    changes = ordered[1:] != ordered[:-1]
    return ordered[np.concatenate([np.ones(min(len(ordered), 1), bool), changes])]


@defines(np.partition)
def partition(a, kth, axis=-1):
    return np.take_along_axis(a, np.argpartition(a, kth, axis), axis)


@defines(np.bincount)
def bincount(x, weights=None, minlength=0):
    totals = np.zeros(max(int(np.max(x, initial=-1)) + 1, minlength))
    np.add.at(totals, x, weights)
    return totals


@defines(np.apply_along_axis)
def apply_along_axis(func1d, axis, arr):
    rows = np.moveaxis(arr, axis, -1)
    results = np.array([func1d(row) for row in np.reshape(rows, (-1, rows.shape[-1]))])
    whole = np.reshape(results, (*rows.shape[:-1], *results.shape[1:]))
    return whole if np.ndim(results) == 1 else np.moveaxis(whole, -1, axis)
