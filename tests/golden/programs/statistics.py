"""Regression, likelihoods, clustering, filtering, prices."""

import math

import numpy as np

from tests.golden.programs.samples import Program, numbers


def softmax_cross_entropy(W, b, x, labels):
    z = x @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def logistic_regression(w, b, x, y):
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss + 0.01 * np.sum(w**2)


def ridge_regression(w, X, y, strength):
    residual = X @ w - y
    return residual @ residual + strength * w @ w


def gaussian_process(log_scale, log_noise, x, y):
    distance = (x[:, None] - x[None, :]) ** 2
    K = np.exp(-0.5 * distance / np.exp(2 * log_scale))
    K = K + np.exp(log_noise) * np.eye(len(x))
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L, y)
    return 0.5 * alpha @ alpha + np.sum(np.log(np.diag(L)))


def multivariate_normal(mean, cov, x):
    difference = x - mean
    _, log_determinant = np.linalg.slogdet(cov)
    mahalanobis = difference @ np.linalg.solve(cov, difference)
    return -0.5 * (mahalanobis + log_determinant + len(x) * np.log(2 * np.pi))


def kalman_step(x, P, z, A, Q, H, R):
    x = A @ x
    P = A @ P @ A.T + Q
    residual = z - H @ x
    S = H @ P @ H.T + R
    K = P @ H.T @ np.linalg.inv(S)
    x = x + K @ residual
    P = P - K @ H @ P
    return np.sum(x**2) + np.trace(P)


def soft_k_means(centers, x, sharpness):
    distance = np.sum((x[:, None, :] - centers[None, :, :]) ** 2, axis=-1)
    e = np.exp(-sharpness * (distance - np.min(distance, axis=1, keepdims=True)))
    weights = e / np.sum(e, axis=1, keepdims=True)
    return np.mean(np.sum(weights * distance, axis=1))


def mixture_log_likelihood(log_weights, means, log_scales, x):
    z = (x[:, None] - means) / np.exp(log_scales)
    log_p = log_weights - log_scales - 0.5 * z**2
    top = np.max(log_p, axis=1, keepdims=True)
    return np.sum(top + np.log(np.sum(np.exp(log_p - top), axis=1, keepdims=True)))


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def black_scholes(spot, strike, rate, sigma, maturity):
    d1 = math.log(spot / strike) + (rate + 0.5 * sigma**2) * maturity
    d1 = d1 / (sigma * math.sqrt(maturity))
    d2 = d1 - sigma * math.sqrt(maturity)
    discount = math.exp(-rate * maturity)
    return spot * normal_cdf(d1) - strike * discount * normal_cdf(d2)


PROGRAMS = {
    "softmax_cross_entropy": Program(
        softmax_cross_entropy,
        (0, 1),
        (numbers(2, 3), numbers(3), numbers(4, 2), np.array([0, 1, 2, 1])),
    ),
    "logistic_regression": Program(
        logistic_regression,
        (0, 1),
        (numbers(3), 0.1, numbers(4, 3), np.array([0.0, 1.0, 1.0, 0.0])),
    ),
    "ridge_regression": Program(
        ridge_regression, 0, (numbers(3), numbers(5, 3), numbers(5), 0.1)
    ),
    "gaussian_process": Program(
        gaussian_process, (0, 1), (0.1, -1.0, numbers(5), numbers(5))
    ),
    "multivariate_normal": Program(
        multivariate_normal,
        (0, 1),
        (numbers(3), np.eye(3) + 0.1 * numbers(3, 3) @ numbers(3, 3).T, np.ones(3)),
    ),
    "kalman_step": Program(
        kalman_step,
        ("A", "Q", "R"),
        (
            numbers(3),
            np.eye(3),
            numbers(2),
            numbers(3, 3),
            0.1 * np.eye(3),
            numbers(2, 3),
            np.eye(2),
        ),
    ),
    "soft_k_means": Program(soft_k_means, 0, (numbers(2, 3), numbers(6, 3), 2.0)),
    "mixture_log_likelihood": Program(
        mixture_log_likelihood,
        (0, 1, 2),
        (numbers(3), 2 * numbers(3), 0.1 * numbers(3), numbers(6)),
    ),
    "black_scholes": Program(
        black_scholes, ("spot", "sigma"), (100.0, 95.0, 0.02, 0.3, 0.5)
    ),
}
"""By the name of the golden file."""
