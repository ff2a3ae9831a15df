import numpy as np


def two_layer_sigmoid_grad(w, beta, b0, x, y_star):
    """Gradient of two_layer_sigmoid (networks.py:36) with respect to w, beta.

    w: f8[n, d], beta: f8[h, n], b0: float, x: f8[d], y_star: f8[h]
    """
    # forward
    h_exp = np.exp(-1.0 * (w @ x + b0))
    h_denominator = 1 + h_exp
    h = 1 / h_denominator
    y_exp = np.exp(-1.0 * (beta @ h))
    y_denominator = 1 + y_exp
    y = 1 / y_denominator

    # backward
    # return -np.sum(y_star * np.log(y))
    y_bar = -1.0 * y_star / y
    # y = sigmoid(beta @ h, 1.0)
    y_product_bar = -y_bar * y / y_denominator * y_exp * -1.0
    beta_bar = np.outer(y_product_bar, h)
    h_bar = beta.T @ y_product_bar
    # h = sigmoid(w @ x + b0, 1.0)
    w_bar = np.outer(-h_bar * h / h_denominator * h_exp * -1.0, x)
    return w_bar, beta_bar
