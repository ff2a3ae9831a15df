"""Four losses for classification, each stable for scores of any size, each trained.

For the scores z of the classes, p = softmax(z) and the one-hot target t:
cross-entropy -sum t log p; squared error sum (t - z)^2; squared expectation
sum (t - p)^2; hinge max(0, 1 + max over j != y of z[j] - z[y]).
"""

import numpy as np
from sklearn.datasets import load_iris

from srcdiff import value_and_grad


def softmax(z):
    """Return exp(z) / sum(exp(z)) for each row; the largest score becomes 0 first."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(z, t):
    """Return -sum t log p, averaged; of 0 no logarithm is taken."""
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return -np.sum(t * log_p) / len(t)


def squared_error(z, t):
    """Return the squared distance of the scores from the target, averaged."""
    return np.sum((t - z) ** 2) / len(t)


def squared_expectation(z, t):
    """Return the squared distance of the probabilities from the target, averaged."""
    return np.sum((t - softmax(z)) ** 2) / len(t)


def hinge(z, t):
    """Return by how much the right score fails to lead by 1, averaged."""
    right = np.sum(t * z, axis=1)
    others = np.max(np.where(t > 0, -np.inf, z), axis=1)
    return np.mean(np.maximum(0.0, 1 + others - right))


LOSSES = cross_entropy, squared_error, squared_expectation, hinge
RATES = 0.5, 0.05, 0.5, 0.1


def objective(params, x, t, loss):
    """Return a loss of the linear scores x W + b."""
    W, b = params
    return loss(x @ W + b, t)


value_and_gradient = value_and_grad(objective)


def data():
    """Return the standardised measurements of 150 irises and their kinds, one-hot."""
    x, y = load_iris(return_X_y=True)
    return (x - x.mean(axis=0)) / x.std(axis=0), np.eye(3)[y]


def train(loss, rate, x, t, steps=500):
    """Return the parameters and the loss of each step of gradient descent from 0."""
    params = np.zeros((x.shape[1], t.shape[1])), np.zeros(t.shape[1])
    history = []
    for _ in range(steps):
        value, gradient = value_and_gradient(params, x, t, loss)
        params = tuple(p - rate * g for p, g in zip(params, gradient, strict=True))
        history.append(value)
    return params, history


def main():
    """Train a linear classifier with each loss; print what is at scores of 10,000."""
    x, t = data()
    far, one = np.array([[1e4, -1e4, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    for loss, rate in zip(LOSSES, RATES, strict=True):
        (W, b), history = train(loss, rate, x, t)
        right = np.mean((x @ W + b).argmax(axis=1) == t.argmax(axis=1))
        print(f"{loss.__name__:19} {history[0]:7.4f} to {history[-1]:7.4f}", end="")
        print(f", {right:.1%} right; at scores of 10,000: {loss(far, one):g}")


if __name__ == "__main__":
    main()
