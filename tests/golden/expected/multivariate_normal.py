import numpy as np
from srcdiff.runtime import seed, unbroadcast


def multivariate_normal_grad(mean, cov, x):
    """Gradient of multivariate_normal (statistics.py:38) with respect to mean, cov.

    mean: f8[n], cov: f8[n, n], x: f8[n]
    """
    # forward
    difference = x - mean
    _, log_determinant = np.linalg.slogdet(cov)
    mahalanobis_solve = np.linalg.solve(cov, difference)
    mahalanobis = difference @ mahalanobis_solve
    total = mahalanobis + log_determinant

    # backward
    # return -0.5 * (mahalanobis + log_determinant + len(x) * np.log(2 * np.pi))
    total_bar = -0.5 * seed(-0.5 * (total + len(x) * np.log(2 * np.pi)))
    mahalanobis_bar = unbroadcast(total_bar, total)
    # mahalanobis = difference @ np.linalg.solve(cov, difference)
    difference_bar = mahalanobis_bar * mahalanobis_solve
    cov_bar_part = np.linalg.solve(cov.T, mahalanobis_bar * difference)
    cov_bar = -np.outer(cov_bar_part, mahalanobis_solve)
    difference_bar += cov_bar_part
    # _, log_determinant = np.linalg.slogdet(cov)
    cov_bar += mahalanobis_bar * np.linalg.inv(cov).T
    # difference = x - mean
    mean_bar = -difference_bar
    return mean_bar, cov_bar
