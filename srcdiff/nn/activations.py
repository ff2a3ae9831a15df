"""Activation functions in plain NumPy: srcdiff differentiates them by reading them.

Each takes an array of any shape and gives one of the same shape and dtype. None
overflows.
"""

import numpy as np


def identity(v):
    """Return v as it is: the output of a regression.

    v: array or number.

    >>> identity(np.array([-1.0, 2.0]))
    array([-1.,  2.])
    """
    return v


def sigmoid(v, slope=1.0):
    """Return the logistic function ``1 / (1 + exp(-slope * v))``.

    v: array or number. slope: the steepness at 0, where the derivative is slope / 4.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-(slope * v)))


def tanh(v):
    """Return the hyperbolic tangent.

    v: array or number.

    >>> tanh(np.array([0.0, 1000.0]))
    array([0., 1.])
    """
    return np.tanh(v)


def relu(v):
    """Return v where it is positive, else 0; the derivative at 0 is 1/2.

    v: array or number.

    >>> relu(np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    return np.maximum(v, 0.0)


def leaky_relu(v, slope=0.01):
    """Return v where it is positive, else ``slope * v``.

    v: array or number. slope: the derivative below 0, and at 0.

    >>> leaky_relu(np.array([-1.0, 2.0]))
    array([-0.01,  2.  ])
    """
    return np.where(v > 0, v, slope * v)


def gelu(v):
    """Return ``v * Phi(v)``, by the usual approximation of Phi with a tanh.

    v: array or number.

    >>> gelu(np.array([-100.0, 0.0, 100.0]))
    array([ -0.,   0., 100.])
    """
    return 0.5 * v * (1 + np.tanh(0.7978845608028654 * v * (1 + 0.044715 * v * v)))


def softplus(v):
    """Return ``log(1 + exp(v))``, a smooth relu.

    v: array or number.

    >>> softplus(np.array([-1000.0, 1000.0]))
    array([   0., 1000.])
    """
    return np.maximum(v, 0.0) + np.log1p(np.exp(-np.abs(v)))


def softmax(z):
    """Return the exponentials of the last axis, divided by their sum.

    z: scores, shape (..., K). Returns probabilities of that shape.

    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p


def log_softmax(z):
    """Return the logarithm of the softmax over the last axis.

    z: scores, shape (..., K). Returns an array of that shape.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
