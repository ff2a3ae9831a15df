import numpy as np


def two_layer_sigmoid_grad(w, beta, b0, x, y_star):
    """Gradient of two_layer_sigmoid (networks.py:36) with respect to w, beta.

    w: f8[n, n], beta: f8[n, n], b0: float, x: f8[n], y_star: f8[n]
    """
    # forward
    value_in = -1.0
    h = 1 / (1 + np.exp(value_in * (w @ x + b0)))
    value_in_2 = -1.0
    y = 1 / (1 + np.exp(value_in_2 * (beta @ h)))

    # backward
    # return -np.sum(y_star * np.log(y))
    value_in_bar = -y_star
    # y = sigmoid(beta @ h, 1.0)
    y_in_bar = -value_in_2 * value_in_bar * (1 - y)
    beta_bar = np.outer(y_in_bar, h)
    h_bar = beta.T @ y_in_bar
    # h = sigmoid(w @ x + b0, 1.0)
    w_bar = np.outer(-value_in * h_bar * h * (1 - h), x)
    return w_bar, beta_bar
