"""Parts of the derivatives of matrix decompositions."""

import numpy as np

from srcdiff.runtime.misuse import Misuse


def inverse_gaps(values):
    """Return ``1 / (values[j] - values[i])`` for each i and j, 0 where they are equal.

    >>> inverse_gaps(np.array([1.0, 3.0, 3.0]))
    array([[ 0. ,  0.5,  0.5],
           [-0.5,  0. ,  0. ],
           [-0.5,  0. ,  0. ]])
    """
    gaps = np.expand_dims(values, -2) - np.expand_dims(values, -1)
    return np.where(gaps == 0, 0, 1 / np.where(gaps == 0, 1, gaps))


def svd_factors(a, full_matrices=True):
    """Return ``np.linalg.svd(a, full_matrices)``.

    >>> svd_factors(np.diag([3.0, 2.0]))[1]
    array([3., 2.])
    """
    return np.linalg.svd(a, full_matrices)


def reduced(factor, a):
    """Return a factor of a matrix, which has as many columns as the smaller side.

    Raises Misuse where it has more.

    >>> reduced(np.eye(3)[:, :2], np.ones((3, 2))).shape
    (3, 2)
    """
    if np.ndim(factor) != np.ndim(a) or factor.shape[-1] != min(a.shape[-2:]):
        raise Misuse(
            "only the reduced decomposition of a matrix has a derivative rule",
            "give full_matrices=False to np.linalg.svd, mode='reduced' to np.linalg.qr",
        )
    return factor


def square(r):
    """Return the triangular factor of a matrix with no more columns than rows.

    Raises Misuse where it has more.

    >>> square(np.eye(2)).shape
    (2, 2)
    """
    if r.shape[-2] != r.shape[-1]:
        raise Misuse(
            "np.linalg.qr of more columns than rows has no derivative rule",
            "decompose the first columns",
        )
    return r
