import numpy as np


def mixture_log_likelihood_grad(log_weights, means, log_scales, x):
    """Gradient of mixture_log_likelihood (statistics.py:63) with respect to
    log_weights, means, log_scales.

    log_weights: f8[n], means: f8[n], log_scales: f8[n], x: f8[n]
    """
    # forward
    z_in = np.exp(log_scales)
    z = (x[:, None] - means) / z_in
    log_p = log_weights - log_scales - 0.5 * z**2
    top = np.max(log_p, axis=1, keepdims=True)
    value_in = np.exp(log_p - top)

    # backward
    # return np.sum(top + np.log(np.sum(np.exp(log_p - top), axis=1, keepdims=True)))
    log_p_bar = value_in / np.sum(value_in, axis=1, keepdims=True)
    # log_p = log_weights - log_scales - 0.5 * z**2
    log_weights_bar = log_p_bar.sum(axis=0)
    z_bar = -log_p_bar * z
    log_scales_bar = -log_weights_bar
    # z = (x[:, None] - means) / np.exp(log_scales)
    z_in_bar = z_bar / z_in
    log_scales_bar -= (z_in_bar * z).sum(axis=0) * z_in
    means_bar = -z_in_bar.sum(axis=0)
    return log_weights_bar, means_bar, log_scales_bar
