import numpy as np
from srcdiff.runtime import quotient


def batch_norm_grad(x, gamma, beta, target):
    """Gradient of batch_norm (networks.py:92) with respect to x, gamma, beta.

    x: f8[n, n], gamma: f8[n], beta: f8[n], target: f8[n, n]
    """
    # forward
    mean = x.mean(axis=0)
    variance_in = x - mean
    variance_in_2 = variance_in**2
    variance = np.mean(variance_in_2, axis=0)
    y_in = x - mean
    y_in_2 = np.sqrt(variance + 1e-05)
    y_in_3 = gamma * y_in / y_in_2
    y = y_in_3 + beta

    # backward
    # return np.sum((y - target) ** 2)
    y_bar = 2 * (y - target)
    # y = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    beta_bar = y_bar.sum(axis=0)
    y_in_bar = y_bar / y_in_2
    variance_bar = quotient((-y_bar * y_in_3 / y_in_2).sum(axis=0), 2 * y_in_2)
    gamma_bar = (y_in_bar * y_in).sum(axis=0)
    x_bar = y_in_bar * gamma
    mean_bar = (-x_bar).sum(axis=0)
    # variance = np.mean((x - mean) ** 2, axis=0)
    variance_in_bar = np.broadcast_to(
        np.expand_dims(variance_bar / variance_in_2.shape[0], 0), variance_in_2.shape
    )
    variance_in_bar_2 = variance_in_bar * (2 * variance_in)
    x_bar += variance_in_bar_2
    mean_bar += (-variance_in_bar_2).sum(axis=0)
    # mean = x.mean(axis=0)
    x_bar += np.expand_dims(mean_bar / x.shape[0], 0)
    return x_bar, gamma_bar, beta_bar
