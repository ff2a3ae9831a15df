import numpy as np


def recurrent_grad(Wx, Wh, b, xs, target):
    """Gradient of recurrent (networks.py:42) with respect to Wx, Wh, b.

    Wx: f8[n, d], Wh: f8[n, h], b: f8[n], xs: f8[k, d], target: f8[m]
    """
    # forward
    h = np.zeros(Wh.shape[0])
    hs = []
    for x in xs:
        hs.append(h)
        h = np.tanh(Wx @ x + Wh @ h + b)

    # backward
    # return np.sum((h - target) ** 2)
    h_bar = 2 * (h - target)
    Wh_bar = np.zeros_like(Wh)
    Wx_bar = np.zeros_like(Wx)
    b_bar = np.zeros_like(b)
    for x in reversed(xs):
        # h = np.tanh(Wx @ x + Wh @ h + b)
        h_in_bar = h_bar * (1 - h * h)
        h = hs.pop()
        b_bar += h_in_bar
        Wh_bar += np.outer(h_in_bar, h)
        h_bar = Wh.T @ h_in_bar
        Wx_bar += np.outer(h_in_bar, x)
    return Wx_bar, Wh_bar, b_bar
