import numpy as np
from srcdiff.runtime import quotient


def two_layer_sigmoid_grad(w, beta, b0, x, y_star):
    """Gradient of two_layer_sigmoid (networks.py:36) with respect to w, beta.

    w: f8[n, n], beta: f8[n, n], b0: float, x: f8[n], y_star: f8[n]
    """
    # forward
    value_in = np.exp(-1.0 * (w @ x + b0))
    value_in_2 = 1 + value_in
    h = 1 / value_in_2
    value_in_3 = np.exp(-1.0 * (beta @ h))
    value_in_4 = 1 + value_in_3
    y = 1 / value_in_4

    # backward
    # return -np.sum(y_star * np.log(y))
    y_bar = quotient(-1.0 * y_star, y)
    # y = sigmoid(beta @ h, 1.0)
    y_in_bar = -y_bar * y / value_in_4 * value_in_3 * -1.0
    beta_bar = np.outer(y_in_bar, h)
    h_bar = beta.T @ y_in_bar
    # h = sigmoid(w @ x + b0, 1.0)
    w_bar = np.outer(-h_bar * h / value_in_2 * value_in * -1.0, x)
    return w_bar, beta_bar
