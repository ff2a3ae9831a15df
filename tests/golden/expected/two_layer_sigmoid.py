import numpy as np


def two_layer_sigmoid_grad(w, beta, b0, x, y_star):
    """Gradient of two_layer_sigmoid (networks.py:36) with respect to w, beta.

    w: f8[n, d], beta: f8[h, n], b0: float, x: f8[d], y_star: f8[h]
    """
    # forward
    h = 1 / (1 + np.exp(-(w @ x + b0)))
    y = 1 / (1 + np.exp(-(beta @ h)))

    # backward
    # y = sigmoid(beta @ h, 1.0)
    y_in_bar = -y_star * (1 - y)
    beta_bar = np.outer(y_in_bar, h)
    h_bar = beta.T @ y_in_bar
    # h = sigmoid(w @ x + b0, 1.0)
    w_bar = np.outer(h_bar * h * (1 - h), x)
    return w_bar, beta_bar
