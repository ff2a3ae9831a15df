def runge_kutta_grad(y, k, h, steps):
    """Gradient of runge_kutta (mechanics.py:8) with respect to y, k.

    y: f8[n], k: float, h: float, steps: int
    """
    # forward
    ys = []
    for _ in range(steps):
        a = -k * y
        b = -k * (y + 0.5 * h * a)
        c = -k * (y + 0.5 * h * b)
        d = -k * (y + h * c)
        ys.append(y)
        y = y + h / 6 * (a + 2 * b + 2 * c + d)

    # backward
    # return np.sum(y**2)
    y_bar = 2 * y
    k_bar = 0.0
    for _ in reversed(range(steps)):
        # y = y + h / 6 * (a + 2 * b + 2 * c + d)
        y = ys.pop()
        d_bar = h / 6 * y_bar
        c_bar = 2 * d_bar
        b_bar = 2 * d_bar
        a = -k * y
        b_total = y + 0.5 * h * a
        b = -k * b_total
        c_total = y + 0.5 * h * b
        c = -k * c_total
        # d = -k * (y + h * c)
        d_total_bar = -k * d_bar
        y_bar += d_total_bar
        c_bar += h * d_total_bar
        k_bar -= (d_bar * (y + h * c)).sum()
        # c = -k * (y + 0.5 * h * b)
        c_total_bar = -k * c_bar
        y_bar += c_total_bar
        b_bar += 0.5 * h * c_total_bar
        k_bar -= (c_bar * c_total).sum()
        # b = -k * (y + 0.5 * h * a)
        b_total_bar = -k * b_bar
        y_bar += b_total_bar
        a_bar = d_bar + 0.5 * h * b_total_bar
        k_bar -= (b_bar * b_total).sum()
        # a = -k * y
        y_bar -= k * a_bar
        k_bar -= (a_bar * y).sum()
    return y_bar, k_bar
