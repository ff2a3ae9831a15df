import numpy as np


def mixture_log_likelihood_grad(log_weights, means, log_scales, x):
    """Gradient of mixture_log_likelihood (statistics.py:63) with respect to
    log_weights, means, log_scales.

    log_weights: f8[n], means: f8[n], log_scales: f8[n], x: f8[d]
    """
    # forward
    exp_log_scales = np.exp(log_scales)
    z = (x[:, None] - means) / exp_log_scales
    log_p = log_weights - log_scales - 0.5 * z**2
    top = np.max(log_p, axis=1, keepdims=True)
    exp = np.exp(log_p - top)

    # backward
    # return np.sum(top + np.log(np.sum(np.exp(log_p - top), axis=1, keepdims=True)))
    log_p_bar = exp / np.sum(exp, axis=1, keepdims=True)
    # log_p = log_weights - log_scales - 0.5 * z**2
    log_weights_bar = log_p_bar.sum(axis=0)
    z_bar = -log_p_bar * z
    log_scales_bar = -log_weights_bar
    # z = (x[:, None] - means) / np.exp(log_scales)
    z_difference_bar = z_bar / exp_log_scales
    log_scales_bar -= (z_difference_bar * z).sum(axis=0) * exp_log_scales
    means_bar = -z_difference_bar.sum(axis=0)
    return log_weights_bar, means_bar, log_scales_bar
