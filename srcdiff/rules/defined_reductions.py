"""Reductions in terms of others: what is differentiated where they are called."""

import math

import numpy as np

from srcdiff.rules.registry import REFUSED, defines
from srcdiff.runtime import extremes_so_far


@defines(np.ptp)
def ptp(a, axis=None, *, keepdims=False):
    largest = np.max(a, axis=axis, keepdims=keepdims)
    return largest - np.min(a, axis=axis, keepdims=keepdims)


@defines(np.add.accumulate)
def add_accumulate(array, axis=0):
    return np.cumsum(array, axis=axis)


@defines(np.multiply.accumulate)
def multiply_accumulate(array, axis=0):
    return np.cumprod(array, axis=axis)


@defines(np.maximum.accumulate, over_complex=REFUSED)
def maximum_accumulate(array, axis=0):
    return np.take_along_axis(array, extremes_so_far(array, axis), axis)


@defines(np.minimum.accumulate, over_complex=REFUSED)
def minimum_accumulate(array, axis=0):
    return np.take_along_axis(array, extremes_so_far(array, axis, False), axis)


@defines(np.nansum)
def nansum(a, axis=None, *, keepdims=False):
    return np.sum(np.where(np.isnan(a), 0, a), axis=axis, keepdims=keepdims)


@defines(np.nanmean)
def nanmean(a, axis=None, *, keepdims=False):
    there = ~np.isnan(a)
    total = np.sum(np.where(there, a, 0), axis=axis, keepdims=keepdims)
    return total / np.sum(there, axis=axis, keepdims=keepdims)


@defines(np.nanvar, over_complex=REFUSED)
def nanvar(a, axis=None, *, ddof=0, keepdims=False):
    there = ~np.isnan(a)
    count = np.sum(there, axis=axis, keepdims=True)
    mean = np.sum(np.where(there, a, 0), axis=axis, keepdims=True) / count
    squares = np.where(there, a - mean, 0) ** 2
    left = np.sum(there, axis=axis, keepdims=keepdims) - ddof
    return np.sum(squares, axis=axis, keepdims=keepdims) / left


@defines(np.nanmax)
def nanmax(a, axis=None, *, keepdims=False):
    return np.max(np.where(np.isnan(a), -np.inf, a), axis=axis, keepdims=keepdims)


@defines(np.nanmin)
def nanmin(a, axis=None, *, keepdims=False):
    return np.min(np.where(np.isnan(a), np.inf, a), axis=axis, keepdims=keepdims)


@defines(np.nanstd, over_complex=REFUSED)
def nanstd(a, axis=None, *, ddof=0, keepdims=False):
    return np.sqrt(np.nanvar(a, axis=axis, ddof=ddof, keepdims=keepdims))


@defines(np.nanprod)
def nanprod(a, axis=None, *, keepdims=False):
    return np.prod(np.where(np.isnan(a), 1, a), axis=axis, keepdims=keepdims)


@defines(np.nancumsum)
def nancumsum(a, axis=None):
    return np.cumsum(np.where(np.isnan(a), 0, a), axis=axis)


@defines(np.cumulative_sum)
def cumulative_sum(x, axis=None):
    return np.cumsum(x, axis=axis)


@defines(np.cumulative_prod)
def cumulative_prod(x, axis=None):
    return np.cumprod(x, axis=axis)


@defines(np.nanmedian)
def nanmedian(a):
    return np.median(a[~np.isnan(a)])


@defines(math.prod)
def prod(iterable, *, start=1):
    for item in iterable:
        start = start * item
    return start


@defines(math.fsum)
def fsum(seq):
    return sum(seq)


@defines(math.dist)
def dist(p, q):
    return np.linalg.norm(np.array(p) - np.array(q))


@defines(np.modf, math.modf)
def modf(x):
    return x - np.trunc(x), np.trunc(x)
