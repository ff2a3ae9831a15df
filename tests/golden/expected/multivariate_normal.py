import numpy as np


def multivariate_normal_grad(mean, cov, x):
    """Gradient of multivariate_normal (statistics.py:38) with respect to mean, cov.

    mean: f8[n], cov: f8[n, n], x: f8[n]
    """
    # forward
    difference = x - mean
    mahalanobis_solve = np.linalg.solve(cov, difference)

    # backward
    # mahalanobis = difference @ np.linalg.solve(cov, difference)
    difference_bar = -0.5 * mahalanobis_solve
    cov_bar_part = np.linalg.solve(cov.T, -0.5 * difference)
    cov_bar = -np.outer(cov_bar_part, mahalanobis_solve)
    difference_bar += cov_bar_part
    # _, log_determinant = np.linalg.slogdet(cov)
    cov_bar -= 0.5 * np.linalg.inv(cov).T
    # difference = x - mean
    mean_bar = -difference_bar
    return mean_bar, cov_bar
