import numpy as np


def batch_norm_grad(x, gamma, beta, target):
    """Gradient of batch_norm (networks.py:92) with respect to x, gamma, beta.

    x: f8[n, d], gamma: f8[d], beta: f8[d], target: f8[n, d]
    """
    # forward
    mean = x.mean(axis=0)
    difference = x - mean
    variance = np.mean(difference**2, axis=0)
    y_denominator = np.sqrt(variance + 1e-05)
    y_ratio = gamma * difference / y_denominator
    y = y_ratio + beta

    # backward
    # return np.sum((y - target) ** 2)
    y_bar = 2 * (y - target)
    # y = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    beta_bar = y_bar.sum(axis=0)
    y_product_bar = y_bar / y_denominator
    variance_bar = -(y_product_bar * y_ratio).sum(axis=0) / (2 * y_denominator)
    gamma_bar = (y_product_bar * difference).sum(axis=0)
    x_bar = y_product_bar * gamma
    mean_bar = -x_bar.sum(axis=0)
    # variance = np.mean((x - mean) ** 2, axis=0)
    variance_difference_bar = 2 / x.shape[0] * variance_bar * difference
    x_bar += variance_difference_bar
    mean_bar -= variance_difference_bar.sum(axis=0)
    # mean = x.mean(axis=0)
    x_bar += mean_bar / x.shape[0]
    return x_bar, gamma_bar, beta_bar
