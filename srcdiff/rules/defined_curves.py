"""Functions of sampled curves and polynomials in terms of others."""

import numpy as np

from srcdiff.rules.registry import defines


@defines(np.polyval)
def polyval(p, x):
    value = np.zeros_like(x) + p[0]
    for k in range(1, len(p)):
        value = value * x + p[k]
    return value


@defines(np.trapezoid)
def trapezoid(y, x=None, dx=1.0, axis=-1):
    ends = np.moveaxis(y, axis, -1)
    if x is None:
        return np.sum((ends[..., 1:] + ends[..., :-1]) * (dx / 2), axis=-1)
    places = x if np.ndim(x) == 1 else np.moveaxis(x, axis, -1)
    steps = np.diff(places)
    return np.sum(steps * (ends[..., 1:] + ends[..., :-1]) / 2, axis=-1)


@defines(np.interp)
def interp(x, xp, fp):
    start = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    width = xp[start + 1] - xp[start]
    share = np.clip((x - xp[start]) / width, 0, 1)
    return fp[start] + share * (fp[start + 1] - fp[start])


@defines(np.gradient)
def gradient(f, spacing=1.0, *, axis=0):
    along = np.moveaxis(f, axis, 0)
    first = (along[1:2] - along[:1]) / spacing
    inside = (along[2:] - along[:-2]) / (2 * spacing)
    last = (along[-1:] - along[-2:-1]) / spacing
    return np.moveaxis(np.concatenate([first, inside, last]), 0, axis)


@defines(np.vander)
def vander(x, N=None, increasing=False):
    count = len(x) if N is None else N
    powers = np.arange(count)
    if not increasing:
        powers = powers[::-1]
    return np.reshape(x, (-1, 1)) ** powers


@defines(np.delete)
def delete(arr, obj, axis=None):
    if axis is None:
        return np.ravel(arr)[np.delete(np.arange(np.size(arr)), obj)]
    kept = np.delete(np.arange(np.shape(arr)[axis]), obj)
    return np.take(arr, kept, axis)
