import numpy as np
from srcdiff.runtime import quotient


def logistic_regression_grad(w, b, x, y):
    """Gradient of logistic_regression (statistics.py:17) with respect to w, b.

    w: f8[n], b: float, x: f8[n, n], y: f8[n]
    """
    # forward
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    loss_in = 1 - y
    loss_in_2 = 1 - p

    # backward
    # return loss + 0.01 * np.sum(w**2)
    w_bar = 0.02 * w
    # loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    p_bar = -quotient(-loss_in / loss_in.size, loss_in_2)
    p_bar += quotient(-y / y.size, p)
    # p = 1 / (1 + np.exp(-z))
    z_bar = p_bar * p * loss_in_2
    # z = x @ w + b
    b_bar = z_bar.sum()
    w_bar += x.T @ z_bar
    return w_bar, b_bar
