"""The twelve functions whose generated gradients are kept as golden files."""

import numpy as np


def mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    return np.mean((z - t) ** 2)


def softmax_cross_entropy(W, b, x, labels):
    z = x @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def logistic_regression(w, b, x, y):
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss + 0.01 * np.sum(w**2)


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def newton_square_root(a, tolerance):
    x = a
    while abs(x * x - a) > tolerance:
        x = 0.5 * (x + a / x)
    return x


def branch(x, threshold):
    y = x * x
    if np.sum(y) > threshold:
        z = y * 3.0
    else:
        y = np.sin(y)
        z = np.exp(-y)
    return np.sum(z * x)


def early_return(x, limit):
    s = np.sum(x)
    if s > limit:
        return limit * np.log(s / limit)
    r = s * s
    if r < 1.0:
        return r
    return np.sqrt(r)


def legendre(x, n):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)) / n


def polynomial_energy(x, n):
    return 0.5 * legendre(x, n) ** 2


def batch_norm(x, gamma, beta, target):
    mean = x.mean(axis=0)
    variance = np.mean((x - mean) ** 2, axis=0)
    y = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    return np.sum((y - target) ** 2)


def attention(x, Wq, Wk, Wv):
    q = x @ Wq
    k = x @ Wk
    v = x @ Wv
    scores = q @ k.T / np.sqrt(k.shape[1])
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return np.sum((weights @ v) ** 2)


def dictionary(params, x, t):
    h = np.maximum(x @ params["w"] + params["b"], 0.0)
    z = h @ params["v"]
    return np.mean((z - t) ** 2) + params["decay"] * np.sum(params["v"] ** 2)


def runge_kutta(y, k, h, steps):
    for _ in range(steps):
        a = -k * y
        b = -k * (y + 0.5 * h * a)
        c = -k * (y + 0.5 * h * b)
        d = -k * (y + h * c)
        y = y + h / 6 * (a + 2 * b + 2 * c + d)
    return np.sum(y**2)


def numbers(*shape):
    """Return numbers that are the same every time."""
    return np.cos(np.arange(np.prod(shape, dtype=int), dtype=float)).reshape(shape)


LABELS = np.array([0, 1, 2, 1])
PROGRAMS = {
    "mlp": (
        mlp,
        0,
        (
            ((numbers(3, 4), numbers(4)), (numbers(4, 2), numbers(2))),
            numbers(5, 3),
            numbers(5, 2),
        ),
    ),
    "softmax_cross_entropy": (
        softmax_cross_entropy,
        (0, 1),
        (numbers(2, 3), numbers(3), numbers(4, 2), LABELS),
    ),
    "logistic_regression": (
        logistic_regression,
        (0, 1),
        (numbers(3), 0.1, numbers(4, 3), np.array([0.0, 1.0, 1.0, 0.0])),
    ),
    "power": (power, 0, (1.2, 3)),
    "newton_square_root": (newton_square_root, 0, (2.0, 1e-9)),
    "branch": (branch, 0, (numbers(3), 0.5)),
    "early_return": (early_return, 0, (numbers(3), 0.8)),
    "recursion": (polynomial_energy, 0, (0.3, 4)),
    "batch_norm": (
        batch_norm,
        (0, 1, 2),
        (numbers(4, 3), numbers(3), numbers(3), numbers(4, 3)),
    ),
    "attention": (
        attention,
        (1, 2, 3),
        (numbers(4, 3), numbers(3, 2), numbers(3, 2), numbers(3, 2)),
    ),
    "dictionary": (
        dictionary,
        "params",
        (
            {"w": numbers(3, 4), "b": numbers(4), "v": numbers(4, 2), "decay": 0.01},
            numbers(5, 3),
            numbers(5, 2),
        ),
    ),
    "runge_kutta": (runge_kutta, (0, 1), (numbers(3), 0.5, 0.1, 4)),
}
"""By the name of the golden file: function, wrt, and arguments with its signature."""
