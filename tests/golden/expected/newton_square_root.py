def newton_square_root_grad(a, tolerance):
    """Gradient of newton_square_root (control.py:15) with respect to a.

    a: float, tolerance: float
    """
    # forward
    x = a
    turns = 0
    xs = []
    while abs(x * x - a) > tolerance:
        turns += 1
        xs.append(x)
        x = 0.5 * (x + a / x)

    # backward
    # return x
    x_bar = 1.0
    a_bar = 0.0
    for _ in range(turns):
        # x = 0.5 * (x + a / x)
        x_bar = 0.5 * x_bar
        x = xs.pop()
        a_bar += x_bar / x
        x_bar -= x_bar * a / x / x
    # x = a
    a_bar += x_bar
    return a_bar
