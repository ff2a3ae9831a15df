"""Parts of the derivatives of differences and convolutions of sequences."""

import numpy as np


def difference_back(adjoint, a, n=1, axis=-1):
    """Return the adjoint of ``a`` for an adjoint of ``np.diff(a, n, axis)``.

    >>> difference_back(np.array([1.0, 10.0]), np.zeros(3))
    array([-1., -9., 10.])
    """
    along = np.moveaxis(adjoint, axis, -1)
    if np.shape(a)[axis] < n:
        return np.zeros_like(a)
    margins = [(0, 0)] * (along.ndim - 1) + [(n, n)]
    return np.moveaxis((-1) ** n * np.diff(np.pad(along, margins), n), -1, axis)


def convolve_left(adjoint, a, v, mode="full"):
    """Return the adjoint of ``a`` for an adjoint of ``np.convolve(a, v, mode)``.

    >>> convolve_left(np.array([1.0, 10.0]), np.zeros(3), np.array([1.0, 2.0]), "valid")
    array([ 2., 21., 10.])
    """
    long, short = np.size(a), np.size(v)
    whole = np.zeros(long + short - 1, np.result_type(adjoint))
    skipped = {"full": 0, "same": (min(long, short) - 1) // 2}
    first = skipped.get(mode, min(long, short) - 1)
    whole[first : first + len(adjoint)] = adjoint
    found = np.correlate(whole, np.ravel(v)).astype(np.result_type(a), copy=False)
    return np.reshape(found, np.shape(a))
