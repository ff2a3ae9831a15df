import numpy as np
from srcdiff.runtime import unbroadcast


def lstm_step_grad(W, b, x, h, c):
    """Gradient of lstm_step (networks.py:49) with respect to W, b.

    W: f8[n, d], b: f8[d], x: f8[k, m], h: f8[p, q], c: f8[k, r]
    """
    # forward
    z_joined = np.concatenate([x, h], axis=1)
    z = z_joined @ W + b
    n = h.shape[1]
    i = 1 / (1 + np.exp(-z[:, :n]))
    f = 1 / (1 + np.exp(-z[:, n : 2 * n]))
    o = 1 / (1 + np.exp(-z[:, 2 * n : 3 * n]))
    g = np.tanh(z[:, 3 * n :])
    c_product = i * g
    c_2 = f * c + c_product
    tanh_c = np.tanh(c_2)

    # backward
    # return np.sum(o * np.tanh(c))
    o_bar = unbroadcast(tanh_c, o)
    c_2_bar = o * (1 - tanh_c * tanh_c)
    # c = f * c + i * g
    c_product_bar = unbroadcast(c_2_bar, c_product)
    i_bar = unbroadcast(c_product_bar * g, i)
    g_bar = unbroadcast(c_product_bar * i, g)
    f_bar = unbroadcast(c_2_bar * c, f)
    # g = np.tanh(z[:, 3 * n :])
    z_bar = np.zeros_like(z)
    z_bar[:, 3 * n :] += g_bar * (1 - g * g)
    # o = 1 / (1 + np.exp(-z[:, 2 * n : 3 * n]))
    z_bar[:, 2 * n : 3 * n] += o_bar * o * (1 - o)
    # f = 1 / (1 + np.exp(-z[:, n : 2 * n]))
    z_bar[:, n : 2 * n] += f_bar * f * (1 - f)
    # i = 1 / (1 + np.exp(-z[:, :n]))
    z_bar[:, :n] += i_bar * i * (1 - i)
    # z = np.concatenate([x, h], axis=1) @ W + b
    b_bar = z_bar.sum(axis=0)
    W_bar = z_joined.T @ z_bar
    return W_bar, b_bar
