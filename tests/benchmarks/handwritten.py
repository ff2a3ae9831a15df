"""The gradients of the benchmark programs as a careful person writes them in NumPy."""

import numpy as np


def mean_square_mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2

    z_bar = (2 / z.size) * (z - t)
    h_in_bar = (z_bar @ W2.T) * (1 - h * h)
    return (
        (x.T @ h_in_bar, h_in_bar.sum(axis=0)),
        (h.T @ z_bar, z_bar.sum(axis=0)),
    )


def cross_entropy_mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)

    z_bar = (p - t) / x.shape[0]
    h_in_bar = (z_bar @ W2.T) * (1 - h * h)
    return (
        (x.T @ h_in_bar, h_in_bar.sum(axis=0)),
        (h.T @ z_bar, z_bar.sum(axis=0)),
    )


def deep_cross_entropy_mlp(params, x, t):
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z = h2 @ W3 + b3
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)

    z_bar = (p - t) / x.shape[0]
    h2_in_bar = (z_bar @ W3.T) * (1 - h2 * h2)
    h1_in_bar = (h2_in_bar @ W2.T) * (1 - h1 * h1)
    return (
        (x.T @ h1_in_bar, h1_in_bar.sum(axis=0)),
        (h1.T @ h2_in_bar, h2_in_bar.sum(axis=0)),
        (h2.T @ z_bar, z_bar.sum(axis=0)),
    )


def logistic_regression(params, x, y):
    w, b = params
    e = np.exp(-y * (x @ w + b))
    z_bar = -y * e / (1 + e) / y.size
    return x.T @ z_bar, z_bar.sum(keepdims=True)


def relaxation(x, n):
    y = 1.0
    ys = []
    for _ in range(n):
        ys.append(y)
        y = y + 0.01 * (x - y * y)

    x_bar, y_bar = 0.0, 1.0
    for _ in range(n):
        y = ys.pop()
        x_bar += 0.01 * y_bar
        y_bar -= 0.02 * y_bar * y
    return x_bar
