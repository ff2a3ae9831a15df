"""Initial weights of a layer, drawn from a NumPy Generator.

Each takes the shape (inputs, outputs), a Generator and a dtype, and gives an array.
"""

import numpy as np


def glorot_uniform(shape, rng, dtype=float):
    """Return uniform weights of variance ``2 / (inputs + outputs)``, for tanh.

    >>> glorot_uniform((2, 4), np.random.default_rng(0)).shape
    (2, 4)
    """
    limit = np.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def glorot_normal(shape, rng, dtype=float):
    """Return normal weights of variance ``2 / (inputs + outputs)``, for tanh.

    >>> glorot_normal((2, 4), np.random.default_rng(0), "f4").dtype
    dtype('float32')
    """
    return (np.sqrt(2 / sum(shape)) * rng.normal(size=shape)).astype(dtype)


def he_uniform(shape, rng, dtype=float):
    """Return uniform weights of variance ``2 / inputs``, for relu.

    >>> he_uniform((2, 4), np.random.default_rng(0)).shape
    (2, 4)
    """
    limit = np.sqrt(6 / shape[0])
    return rng.uniform(-limit, limit, shape).astype(dtype)


def he_normal(shape, rng, dtype=float):
    """Return normal weights of variance ``2 / inputs``, for relu.

    >>> he_normal((2, 4), np.random.default_rng(0)).shape
    (2, 4)
    """
    return (np.sqrt(2 / shape[0]) * rng.normal(size=shape)).astype(dtype)


def lecun_normal(shape, rng, dtype=float):
    """Return normal weights of variance ``1 / inputs``.

    >>> lecun_normal((2, 4), np.random.default_rng(0)).shape
    (2, 4)
    """
    return (np.sqrt(1 / shape[0]) * rng.normal(size=shape)).astype(dtype)


def orthogonal(shape, rng, dtype=float):
    """Return weights whose shorter side consists of orthonormal vectors.

    >>> W = orthogonal((4, 2), np.random.default_rng(0))
    >>> np.allclose(W.T @ W, np.eye(2))
    True
    """
    q, r = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    q = q * np.sign(np.diag(r))
    return (q if shape[0] >= shape[1] else q.T).astype(dtype)


def zeros(shape, rng, dtype=float):
    """Return zeros: for the weights of a linear model.

    >>> zeros((1, 2), None)
    array([[0., 0.]])
    """
    return np.zeros(shape, dtype)
