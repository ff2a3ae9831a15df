import numpy as np
from srcdiff.runtime import quotient


def two_layer_sigmoid_grad(w, beta, b0, x, y_star):
    """Gradient of two_layer_sigmoid (networks.py:36) with respect to w, beta.

    w: f8[n, n], beta: f8[n, n], b0: float, x: f8[n], y_star: f8[n]
    """
    # forward
    value_in = -1.0
    value_in_2 = np.exp(value_in * (w @ x + b0))
    value_in_3 = 1 + value_in_2
    h = 1 / value_in_3
    value_in_4 = -1.0
    value_in_5 = np.exp(value_in_4 * (beta @ h))
    value_in_6 = 1 + value_in_5
    y = 1 / value_in_6

    # backward
    # return -np.sum(y_star * np.log(y))
    y_bar = quotient(-y_star, y)
    # y = sigmoid(beta @ h, 1.0)
    y_in_bar = -value_in_4 * y_bar * y * value_in_5 / value_in_6
    beta_bar = np.outer(y_in_bar, h)
    h_bar = beta.T @ y_in_bar
    # h = sigmoid(w @ x + b0, 1.0)
    w_bar = np.outer(-value_in * h_bar * h * value_in_2 / value_in_3, x)
    return w_bar, beta_bar
