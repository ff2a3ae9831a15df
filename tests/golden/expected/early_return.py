import numpy as np
from srcdiff.runtime import quotient


def early_return_grad(x, limit):
    """Gradient of early_return (control.py:32) with respect to x.

    x: f8[n], limit: float
    """
    # forward
    s = np.sum(x)
    if s > limit:
        ratio = s / limit
        value = limit * np.log(ratio)
    else:
        r = s * s
        condition = r < 1.0
        if condition:
            value = r
        else:
            value = np.sqrt(r)

    # backward
    if s > limit:
        # return limit * np.log(s / limit)
        s_bar = quotient(limit, ratio) / limit
    else:
        if condition:
            # return r
            r_bar = 1.0
        else:
            # return np.sqrt(r)
            r_bar = 1 / (2 * value)
        # r = s * s
        s_bar = 2 * r_bar * s
    # s = np.sum(x)
    x_bar = np.full_like(x, s_bar)
    return x_bar
