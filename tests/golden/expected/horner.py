import numpy as np


def horner_grad(coefficients, x):
    """Gradient of horner (mechanics.py:43) with respect to coefficients, x.

    coefficients: f8[n], x: float
    """
    # forward
    y = 0.0
    ys = []
    for c in coefficients:
        ys.append(y)
        y = y * x + c

    # backward
    # return y
    y_bar = 1.0
    coefficients_bar = np.zeros_like(coefficients)
    x_bar = 0.0
    for i in reversed(range(len(coefficients))):
        # y = y * x + c
        y_product_bar = y_bar
        c_bar = y_bar
        y = ys.pop()
        y_bar = y_product_bar * x
        x_bar += y_product_bar * y
        # for c in coefficients:
        coefficients_bar[i] += c_bar
    return coefficients_bar, x_bar
