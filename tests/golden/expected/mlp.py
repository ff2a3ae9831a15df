import numpy as np


def mlp_grad(params, x, t):
    """Gradient of mlp (networks.py:8) with respect to params.

    params: ((f8[n, d], f8[d]), (f8[d, h], f8[h])), x: f8[k, n], t: f8[k, h]
    """
    # forward
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2

    # backward
    # return np.mean((z - t) ** 2)
    z_bar = 2 / z.size * (z - t)
    # z = h @ W2 + b2
    b2_bar = z_bar.sum(axis=0)
    h_bar = z_bar @ W2.T
    W2_bar = h.T @ z_bar
    # h = np.tanh(x @ W1 + b1)
    h_in_bar = h_bar * (1 - h * h)
    b1_bar = h_in_bar.sum(axis=0)
    W1_bar = x.T @ h_in_bar
    return (W1_bar, b1_bar), (W2_bar, b2_bar)
