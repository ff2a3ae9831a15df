import numpy as np


def softmax_cross_entropy_grad(W, b, x, labels):
    """Gradient of softmax_cross_entropy (statistics.py:10) with respect to W, b.

    W: f8[n, d], b: f8[d], x: f8[h, n], labels: i8[k]
    """
    # forward
    z = x @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    sum_e = e.sum(axis=1, keepdims=True)
    p = e / sum_e
    p_part = p[np.arange(len(labels)), labels]
    log = np.log(p_part)

    # backward
    # return -np.mean(np.log(p[np.arange(len(labels)), labels]))
    p_bar = np.zeros_like(p)
    p_bar[np.arange(len(labels)), labels] += np.full_like(log, -1.0 / log.size) / p_part
    # p = e / e.sum(axis=1, keepdims=True)
    e_bar = p_bar / sum_e
    e_bar += (-p_bar * p / sum_e).sum(axis=1, keepdims=True)
    # e = np.exp(z - z.max(axis=1, keepdims=True))
    z_bar = e_bar * e
    # z = x @ W + b
    b_bar = z_bar.sum(axis=0)
    W_bar = x.T @ z_bar
    return W_bar, b_bar
