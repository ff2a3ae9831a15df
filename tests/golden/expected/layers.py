import numpy as np


def layers_grad(params, x, t):
    """Gradient of layers (networks.py:15) with respect to params.

    params: [(f8[n, d], f8[h]), (f8[k, m], f8[p])], x: f8[q, r], t: f8[q, s]
    """
    # forward
    xs = []
    for W, b in params:
        xs.append(x)
        x = np.tanh(x @ W + b)
    difference = x - t

    # backward
    # return np.mean((x - t) ** 2)
    x_bar = 2 * difference / difference.size
    params_bar = []
    for W, _ in reversed(params):
        # x = np.tanh(x @ W + b)
        x_in_bar = x_bar * (1 - x * x)
        x = xs.pop()
        b_bar = x_in_bar.sum(axis=0)
        x_bar = x_in_bar @ W.T
        W_bar = x.T @ x_in_bar
        # for W, b in params:
        params_bar.append((W_bar, b_bar))
    return params_bar[::-1]
