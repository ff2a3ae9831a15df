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


@defines(np.polyfit)
def polyfit(x, y, deg):
    return np.linalg.lstsq(np.vander(x, deg + 1), y)[0]


@defines(np.polyder)
def polyder(p, m=1):
    for _ in range(m):
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return p


@defines(np.polyint)
def polyint(p, m=1):
    for _ in range(m):
        p = np.append(p / np.arange(len(p), 0, -1), 0.0)
    return p


@defines(np.polymul)
def polymul(a1, a2):
    return np.convolve(a1, a2)


@defines(np.polyadd)
def polyadd(a1, a2):
    size = max(len(a1), len(a2))
    return np.pad(a1, (size - len(a1), 0)) + np.pad(a2, (size - len(a2), 0))


@defines(np.polysub)
def polysub(a1, a2):
    size = max(len(a1), len(a2))
    return np.pad(a1, (size - len(a1), 0)) - np.pad(a2, (size - len(a2), 0))


@defines(np.ediff1d)
def ediff1d(ary):
    return np.diff(np.ravel(ary))


@defines(np.logspace)
def logspace(start, stop, num=50, endpoint=True, base=10.0):
    return base ** np.linspace(start, stop, num, endpoint)


@defines(np.geomspace)
def geomspace(start, stop, num=50, endpoint=True):
    return start * (stop / start) ** np.linspace(0.0, 1.0, num, endpoint)
