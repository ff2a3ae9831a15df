"""Statistics in terms of other functions: what is differentiated in their place.

Quantiles interpolate between two elements in the order of size, and so do their
derivatives; elements that tie are taken in the order in which they stand.
"""

import numpy as np

from srcdiff.rules.registry import REFUSED, defines


@defines(np.average)
def average(a, axis=None, weights=None, *, keepdims=False):
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    if np.ndim(weights) == 1 and axis is not None:
        shape = np.ones(np.ndim(a), int)
        shape[axis] = len(weights)
        weights = np.reshape(weights, shape)
    total = np.sum(weights * np.ones_like(a), axis=axis, keepdims=keepdims)
    return np.sum(a * weights, axis=axis, keepdims=keepdims) / total


@defines(np.quantile)
def quantile(a, q, axis=None, *, keepdims=False):
    if np.ndim(q):
        first = np.moveaxis(np.sort(a, axis), 0 if axis is None else axis, 0)
        places = np.asarray(q) * (len(first) - 1)
        below = np.floor(places).astype(int)
        lows, highs = first[below], first[np.ceil(places).astype(int)]
        parts = np.reshape(places - below, np.shape(q) + (1,) * (np.ndim(first) - 1))
        values = lows + parts * (highs - lows)
        if keepdims:
            ends = tuple(range(np.ndim(q), np.ndim(q) + np.ndim(a)))
            return np.expand_dims(values, ends if axis is None else ends[axis])
        return values
    ordered = np.sort(a, axis)
    place = q * (np.size(a) - 1 if axis is None else np.shape(a)[axis] - 1)
    before = int(np.floor(place))
    low = np.take(ordered, before, axis)
    high = np.take(ordered, int(np.ceil(place)), axis)
    value = low + (place - before) * (high - low)
    if keepdims:
        every = tuple(range(np.ndim(a)))
        return np.expand_dims(value, every if axis is None else axis)
    return value


@defines(np.median)
def median(a, axis=None, *, keepdims=False):
    return np.quantile(a, 0.5, axis=axis, keepdims=keepdims)


@defines(np.percentile)
def percentile(a, q, axis=None, *, keepdims=False):
    share = np.asarray(q) / 100 if np.ndim(q) else q / 100
    return np.quantile(a, share, axis=axis, keepdims=keepdims)


@defines(np.cov, over_complex=REFUSED)
def cov(m, rowvar=True, bias=False, ddof=None):
    rows = np.atleast_2d(m)
    if not rowvar and np.ndim(m) == 2:
        rows = rows.T
    if ddof is None:
        ddof = 0 if bias else 1
    deviations = rows - np.mean(rows, axis=1, keepdims=True)
    return np.squeeze(deviations @ deviations.T / (rows.shape[1] - ddof))


@defines(np.corrcoef, over_complex=REFUSED)
def corrcoef(x, rowvar=True):
    covariance = np.cov(x, rowvar=rowvar)
    if np.ndim(covariance) == 0:
        return covariance / covariance
    deviations = np.sqrt(np.diag(covariance))
    return covariance / np.outer(deviations, deviations)
