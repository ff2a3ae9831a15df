"""Adjoints of sliding windows, which see each element of an array many times."""

import numpy as np

from srcdiff.runtime.indexing import zeros_array


def windows_adjoint(adjoint, x, window_shape, axis=None):
    """Return the adjoint of ``x`` from that of ``sliding_window_view(x, ...)``.

    >>> windows_adjoint(np.ones((3, 2)), np.ones(4), 2)
    array([1., 2., 2., 1.])
    """
    x_bar = zeros_array(x)
    windows = np.lib.stride_tricks.sliding_window_view(
        x_bar, window_shape, axis, writeable=True
    )
    # The elements at one place in all windows are different elements of x.
    for place in np.ndindex(windows.shape[x_bar.ndim :]):
        windows[(..., *place)] += adjoint[(..., *place)]
    return x_bar
