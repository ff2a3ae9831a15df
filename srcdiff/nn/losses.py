"""Losses in plain NumPy: srcdiff differentiates them by reading them.

Each is the mean over the examples of a batch, as one number. Targets t of a class are
labels, integers from 0 of shape (n,), or one-hot rows, floats of shape (n, K).
"""

import numpy as np


def cross_entropy(z, t):
    """Return the mean of ``-log(softmax(z)[t])``, from scores.

    z: scores, before any softmax, shape (n, K). t: labels (n,) or rows (n, K).

    >>> cross_entropy(np.array([[0.0, 1000.0]]), np.array([0]))
    np.float64(1000.0)
    """
    shifted = z - z.max(axis=1, keepdims=True)
    if t.ndim == 2:
        logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -np.mean(np.sum(t * logp, axis=1))
    return -np.mean(shifted[np.arange(len(t)), t] - np.log(np.exp(shifted).sum(axis=1)))


def cross_entropy_of_probabilities(p, t):
    """Return the mean of ``-log(p[t])``, from probabilities.

    p: probabilities, as a softmax gives them, shape (n, K); 0 counts as the smallest
    float that is not. t: labels (n,) or rows (n, K). `cross_entropy` of the scores is
    more precise.

    >>> cross_entropy_of_probabilities(np.array([[0.5, 0.5]]), np.array([1]))
    np.float64(0.6931471805599453)
    """
    tiny = np.finfo(p.dtype).tiny
    if t.ndim == 2:
        return -np.mean(np.sum(t * np.log(p + tiny), axis=1))
    return -np.mean(np.log(p[np.arange(len(t)), t] + tiny))


def binary_cross_entropy(z, t):
    """Return the mean of ``-t * log(y) - (1 - t) * log(1 - y)`` for ``y = sigmoid(z)``.

    z: scores, before any sigmoid, any shape. t: targets from 0 to 1, the same shape.

    >>> binary_cross_entropy(np.array([1000.0, -1000.0]), np.array([1.0, 1.0]))
    np.float64(500.0)
    """
    return np.mean(np.logaddexp(0.0, z) - t * z)


def squared_error(y, t):
    """Return the mean of ``(y - t) ** 2`` over all elements.

    y, t: arrays of one shape.

    >>> squared_error(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    np.float64(2.0)
    """
    return np.mean((y - t) ** 2)


def squared_expectation(p, t):
    """Return the mean of ``sum((t - p) ** 2)`` over the rows of probabilities p.

    p: probabilities, shape (n, K). t: labels (n,) or rows (n, K).

    >>> squared_expectation(np.array([[0.5, 0.5]]), np.array([0]))
    np.float64(0.5)
    """
    if t.ndim == 2:
        return np.mean(np.sum((t - p) ** 2, axis=1))
    return np.mean(1 - 2 * p[np.arange(len(t)), t] + np.sum(p * p, axis=1))


def hinge(scores, t):
    """Return the mean of ``max(0, 1 + max of scores[j] over j != t - scores[t])``.

    scores: shape (n, K). t: labels (n,).

    >>> hinge(np.array([[3.0, 2.5, 0.0]]), np.array([0]))
    np.float64(0.5)
    """
    right = scores[np.arange(len(t)), t]
    margins = 1 + scores - np.expand_dims(right, 1)
    margins[np.arange(len(t)), t] = 0
    return np.mean(margins.max(axis=1))


def log_linear(theta, features, t):
    """Return the mean negative log-likelihood of ``p(k) ~ exp(features[k] @ theta)``.

    theta: weights, shape (d,). features: those of each example with each class, shape
    (n, K, d). t: labels (n,).

    >>> loss = log_linear(np.zeros(3), np.ones((2, 4, 3)), np.array([0, 3]))
    >>> print(loss, np.log(4))
    1.3862943611198906 1.3862943611198906
    """
    return cross_entropy(features @ theta, t)
