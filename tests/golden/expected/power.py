def power_grad(x, n):
    """Gradient of power (control.py:8) with respect to x.

    x: float, n: int
    """
    # forward
    y = 1.0
    ys = []
    for _ in range(n):
        ys.append(y)
        y = y * x

    # backward
    # return y
    y_bar = 1.0
    x_bar = 0.0
    for _ in reversed(range(n)):
        # y = y * x
        y = ys.pop()
        x_bar += y_bar * y
        y_bar = y_bar * x
    return x_bar
