import numpy as np


def layer_norm_loss_grad(x, gamma, beta, target):
    """Gradient of layer_norm_loss (networks.py:88) with respect to gamma, beta.

    x: f8[n, d], gamma: f8[d], beta: f8[d], target: f8[n, d]
    """
    # forward
    difference = x - np.mean(x, axis=-1, keepdims=True)
    denominator = np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-05)

    # backward
    # return np.mean((layer_norm(x, gamma, beta) - target) ** 2)
    difference_bar = 2 / x.size * (gamma * difference / denominator + beta - target)
    beta_bar = difference_bar.sum(axis=0)
    gamma_bar = (difference_bar * difference / denominator).sum(axis=0)
    return gamma_bar, beta_bar
