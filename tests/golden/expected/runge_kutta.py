def runge_kutta_grad(y, k, h, steps):
    """Gradient of runge_kutta (mechanics.py:8) with respect to y, k.

    y: f8[n], k: float, h: float, steps: int
    """
    # forward
    b_ins = []
    c_ins = []
    d_ins = []
    ys = []
    for _ in range(steps):
        a = -k * y
        b_in = y + 0.5 * h * a
        b = -k * b_in
        c_in = y + 0.5 * h * b
        c = -k * c_in
        d_in = y + h * c
        d = -k * d_in
        ys.append(y)
        y = y + h / 6 * (a + 2 * b + 2 * c + d)
        b_ins.append(b_in)
        c_ins.append(c_in)
        d_ins.append(d_in)

    # backward
    # return np.sum(y**2)
    y_bar = 2 * y
    k_bar = 0.0
    for _ in reversed(range(steps)):
        b_in = b_ins.pop()
        c_in = c_ins.pop()
        d_in = d_ins.pop()
        # y = y + h / 6 * (a + 2 * b + 2 * c + d)
        y = ys.pop()
        d_bar = h / 6 * y_bar
        c_bar = 2 * d_bar
        a_bar = d_bar
        b_bar = 2 * d_bar
        # d = -k * (y + h * c)
        d_in_bar = -k * d_bar
        y_bar += d_in_bar
        c_bar += h * d_in_bar
        k_bar -= (d_bar * d_in).sum()
        # c = -k * (y + 0.5 * h * b)
        c_in_bar = -k * c_bar
        y_bar += c_in_bar
        b_bar += 0.5 * h * c_in_bar
        k_bar -= (c_bar * c_in).sum()
        # b = -k * (y + 0.5 * h * a)
        b_in_bar = -k * b_bar
        y_bar += b_in_bar
        a_bar = a_bar + 0.5 * h * b_in_bar
        k_bar -= (b_bar * b_in).sum()
        # a = -k * y
        y_bar -= k * a_bar
        k_bar -= (a_bar * y).sum()
    return y_bar, k_bar
