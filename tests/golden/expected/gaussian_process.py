import numpy as np


def gaussian_process_grad(log_scale, log_noise, x, y):
    """Gradient of gaussian_process (statistics.py:29) with respect to log_scale,
    log_noise.

    log_scale: float, log_noise: float, x: f8[n], y: f8[n]
    """
    # forward
    distance = (x[:, None] - x[None, :]) ** 2
    K_denominator = np.exp(2 * log_scale)
    K_in = -0.5 * distance / K_denominator
    K = np.exp(K_in)
    exp_log_noise = np.exp(log_noise)
    K_2 = K + exp_log_noise * np.eye(len(x))
    L = np.linalg.cholesky(K_2)
    alpha = np.linalg.solve(L, y)

    # backward
    # return 0.5 * alpha @ alpha + np.sum(np.log(np.diag(L)))
    L_bar = np.diag(1 / np.diag(L))
    # alpha = np.linalg.solve(L, y)
    L_bar = L_bar - np.outer(np.linalg.solve(L.T, alpha), alpha)
    # L = np.linalg.cholesky(K)
    inv_L = np.linalg.inv(L)
    K_2_bar_part = L.T @ L_bar
    K_2_bar_part_2 = (
        inv_L.T @ ((np.tril(K_2_bar_part) + np.tril(K_2_bar_part, -1)) / 2) @ inv_L
    )
    K_2_bar = np.tril(K_2_bar_part_2) + np.tril(K_2_bar_part_2.T, -1)
    # K = K + np.exp(log_noise) * np.eye(len(x))
    log_noise_bar = (K_2_bar * np.eye(len(x))).sum() * exp_log_noise
    # K = np.exp(-0.5 * distance / np.exp(2 * log_scale))
    log_scale_bar = -2 * (K_2_bar * K * K_in / K_denominator).sum() * K_denominator
    return log_scale_bar, log_noise_bar
