"""The adjoints of Fourier transforms: the other way, and scaled the other way."""

import numpy as np

_OTHER_WAY = {
    None: "forward",
    "backward": "forward",
    "forward": "backward",
    "ortho": "ortho",
}
"""How the inverse transform is scaled where it is the adjoint of the transform."""


def fft_adjoint(g, a, n=None, axis=-1, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.fft(a, n, axis, norm)``.

    >>> fft_adjoint(np.array([1.0, 0.0]), np.ones(3), 2)
    array([1.+0.j, 1.+0.j, 0.+0.j])
    """
    a_bar = np.fft.ifft(g, axis=axis, norm=_OTHER_WAY[norm])
    return _of_shape(a_bar, np.shape(a))


def ifft_adjoint(g, a, n=None, axis=-1, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.ifft(a, n, axis, norm)``.

    >>> ifft_adjoint(np.array([1.0, 0.0]), np.ones(2))
    array([0.5+0.j, 0.5+0.j])
    """
    a_bar = np.fft.fft(g, axis=axis, norm=_OTHER_WAY[norm])
    return _of_shape(a_bar, np.shape(a))


def fftn_adjoint(g, a, s=None, axes=None, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.fftn(a, s, axes, norm)``.

    >>> fftn_adjoint(np.eye(2), np.ones((2, 2))).real
    array([[2., 0.],
           [0., 2.]])
    """
    a_bar = np.fft.ifftn(g, axes=_axes(s, axes), norm=_OTHER_WAY[norm])
    return _of_shape(a_bar, np.shape(a))


def ifftn_adjoint(g, a, s=None, axes=None, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.ifftn(a, s, axes, norm)``.

    >>> ifftn_adjoint(np.eye(2), np.ones((2, 2))).real
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    a_bar = np.fft.fftn(g, axes=_axes(s, axes), norm=_OTHER_WAY[norm])
    return _of_shape(a_bar, np.shape(a))


def rfft_adjoint(g, a, n=None, axis=-1, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.rfft(a, n, axis, norm)``.

    >>> rfft_adjoint(np.array([1.0, 0.0]), np.ones(3))
    array([1., 1., 1.])
    """
    size = np.shape(a)[axis] if n is None else n
    a_bar = np.fft.ifft(g, size, axis, _OTHER_WAY[norm]).real
    return _of_shape(a_bar, np.shape(a))


def irfft_adjoint(g, a, n=None, axis=-1, norm=None):
    """Return the adjoint of ``a`` from that of ``np.fft.irfft(a, n, axis, norm)``.

    All but the first item, and the last of an even number, count for their conjugates.

    >>> irfft_adjoint(np.array([1.0, 0.0, 0.0]), np.ones(2), 3)
    array([0.33333333+0.j, 0.66666667+0.j])
    """
    a_bar = np.moveaxis(np.fft.rfft(g, axis=axis, norm=_OTHER_WAY[norm]), axis, -1)
    paired = slice(1, (np.shape(g)[axis] + 1) // 2)
    a_bar[..., paired] *= 2
    return _of_shape(np.moveaxis(a_bar, -1, axis), np.shape(a))


def _axes(s, axes):
    return range(-len(s), 0) if axes is None and s is not None else axes


def _of_shape(a_bar, shape):
    """Return an adjoint cut to the shape of its operand, or filled up with zeros."""
    kept = tuple(slice(min(n, m)) for n, m in zip(a_bar.shape, shape, strict=True))
    if a_bar.shape == shape:
        return a_bar
    whole = np.zeros(shape, a_bar.dtype)
    whole[kept] = a_bar[kept]
    return whole
