import numpy as np


def softmax_cross_entropy_grad(W, b, x, labels):
    """Gradient of softmax_cross_entropy (statistics.py:10) with respect to W, b.

    W: f8[n, d], b: f8[d], x: f8[h, n], labels: i8[k]
    """
    # forward
    z = x @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p_part = p[np.arange(len(labels)), labels]

    # backward
    # return -np.mean(np.log(p[np.arange(len(labels)), labels]))
    p_bar = np.zeros_like(p)
    p_bar[np.arange(len(labels)), labels] -= 1 / p_part / p_part.size
    # e = np.exp(z - z.max(axis=1, keepdims=True))
    z_bar_part = p_bar * p
    z_bar = z_bar_part - p * z_bar_part.sum(axis=1, keepdims=True)
    # z = x @ W + b
    b_bar = z_bar.sum(axis=0)
    W_bar = x.T @ z_bar
    return W_bar, b_bar
