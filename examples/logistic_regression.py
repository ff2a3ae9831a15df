"""Logistic regression for two classes and for many, beside scikit-learn's.

For two classes, softmax with two weight vectors and sigmoid with one vector are the
same model: only the difference of the two vectors matters.
"""

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from srcdiff import grad


def binary_loss(w, b, X, y):
    """Return -log p(y | x), averaged, for p(1 | x) = sigmoid(w.x + b); y is 0 or 1."""
    v = X @ w + b
    return np.mean(np.logaddexp(0.0, v) - y * v)


def softmax_loss(W, b, X, y):
    """Return -log p(y | x), averaged, for p = softmax(W x + b); y is 0 to K - 1."""
    z = X @ W.T + b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(y)), y])


def penalised(params, X, y, C, loss):
    """Return a loss with scikit-learn's penalty: 1 / (2 C n) of the squared weights."""
    W, b = params
    return loss(W, b, X, y) + np.sum(W * W) / (2 * C * len(y))


binary_gradient = grad(binary_loss, wrt=("w", "b"))
softmax_gradient = grad(softmax_loss, wrt=("W", "b"))
penalised_gradient = grad(penalised)


def train(params, X, y, loss, C=1.0, tolerance=1e-9):
    """Return parameters at which no entry of the gradient exceeds the tolerance.

    Nesterov's method for a loss between two parabolas: the flattest curves as the
    penalty does, the steepest as the largest singular value of X allows.
    """
    n = len(y)
    steepest = (np.linalg.norm(X, 2) ** 2 + n) / n + 1 / (C * n)
    root = np.sqrt(steepest * C * n)
    momentum = (root - 1) / (root + 1)
    before, gradient = params, penalised_gradient(params, X, y, C, loss)
    while max(np.abs(g).max() for g in gradient) > tolerance:
        after = [p - g / steepest for p, g in zip(params, gradient, strict=True)]
        pairs = zip(after, before, strict=True)
        params, before = tuple(a + momentum * (a - b) for a, b in pairs), after
        gradient = penalised_gradient(params, X, y, C, loss)
    return params


def main():
    """Train both models on two data sets, and print how near scikit-learn's come."""
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    w, b = train((np.zeros(X.shape[1]), 0.0), X, y, binary_loss)
    theirs = LogisticRegression(tol=1e-10, max_iter=10_000).fit(X, y)
    print("binary: largest difference of a weight", np.abs(theirs.coef_ - w).max())

    W, b2 = np.stack([np.zeros_like(w), w]), np.array([0.0, b])
    w_bar, _ = binary_gradient(w, b, X, y)
    W_bar, _ = softmax_gradient(W, b2, X, y)
    print("two vectors or one: gradients differ by", np.abs(W_bar[1] - w_bar).max())

    X, y = load_wine(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    W, _ = train((np.zeros((3, X.shape[1])), np.zeros(3)), X, y, softmax_loss)
    theirs = LogisticRegression(tol=1e-10, max_iter=10_000).fit(X, y)
    print("softmax: largest difference of a weight", np.abs(theirs.coef_ - W).max())
    print(binary_gradient.source)


if __name__ == "__main__":
    main()
