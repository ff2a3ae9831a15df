import numpy as np


def layer_norm_loss_grad(x, gamma, beta, target):
    """Gradient of layer_norm_loss (networks.py:88) with respect to gamma, beta.

    x: f8[n, n], gamma: f8[n], beta: f8[n], target: f8[n, n]
    """
    # forward
    value_in = x - np.mean(x, axis=-1, keepdims=True)
    value_in_2 = np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-05)
    value_in_3 = gamma * value_in / value_in_2 + beta - target

    # backward
    # return np.mean((layer_norm(x, gamma, beta) - target) ** 2)
    value_in_bar = 2 / value_in_3.size * value_in_3
    beta_bar = value_in_bar.sum(axis=0)
    gamma_bar = (value_in_bar * value_in / value_in_2).sum(axis=0)
    return gamma_bar, beta_bar
