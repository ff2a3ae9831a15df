from srcdiff.runtime import own, seed, unbroadcast, zeros_like


def legendre_forward(x, n):
    """Forward part of legendre (control.py:42)."""
    condition = None
    legendre_saved = None
    legendre_saved_2 = None
    value_in = None
    value_in_2 = None
    value_in_3 = None
    value_in_4 = None
    value_in_5 = None
    value_in_6 = None
    value_in_7 = None
    value_in_8 = None
    condition_2 = n == 0
    if condition_2:
        value = 1.0
    else:
        condition = n == 1
        if condition:
            value = x
        else:
            value_in_3 = 2 * n - 1
            value_in_4 = value_in_3 * x
            value_in_5, legendre_saved = legendre_forward(x, n - 1)
            value_in_6 = value_in_4 * value_in_5
            value_in_7 = n - 1
            value_in_8, legendre_saved_2 = legendre_forward(x, n - 2)
            value_in = value_in_7 * value_in_8
            value_in_2 = value_in_6 - value_in
            value = value_in_2 / n
    return (
        value,
        (
            condition,
            condition_2,
            legendre_saved,
            legendre_saved_2,
            n,
            value_in,
            value_in_2,
            value_in_3,
            value_in_4,
            value_in_5,
            value_in_6,
            value_in_7,
            value_in_8,
            x,
        ),
    )


def legendre_backward(saved, value_bar):
    """Backward part of legendre (control.py:42)."""
    (
        condition,
        condition_2,
        legendre_saved,
        legendre_saved_2,
        n,
        value_in,
        value_in_2,
        value_in_3,
        value_in_4,
        value_in_5,
        value_in_6,
        value_in_7,
        value_in_8,
        x,
    ) = saved
    if condition_2:
        x_bar = zeros_like(x)
    elif condition:
        # return x
        x_bar = value_bar
    else:
        # return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)...
        value_in_bar = unbroadcast(value_bar / n, value_in_2)
        value_in_bar_2 = unbroadcast(value_in_bar, value_in_6)
        value_in_bar_3 = unbroadcast(-value_in_bar, value_in)
        value_in_bar_4 = unbroadcast(value_in_bar_3 * value_in_7, value_in_8)
        x_bar = legendre_backward(legendre_saved_2, value_in_bar_4)
        value_in_bar_5 = unbroadcast(value_in_bar_2 * value_in_5, value_in_4)
        value_in_bar_6 = unbroadcast(value_in_bar_2 * value_in_4, value_in_5)
        x_part_bar = legendre_backward(legendre_saved, value_in_bar_6)
        x_bar = x_bar + x_part_bar
        x_bar += unbroadcast(value_in_bar_5 * value_in_3, x)
    return x_bar


def polynomial_energy_grad(x, n):
    """Gradient of polynomial_energy (control.py:50) with respect to x.

    x: float, n: int
    """
    # forward
    value_in, legendre_saved = legendre_forward(x, n)

    # backward
    # return 0.5 * legendre(x, n) ** 2
    value_in_bar = seed(0.5 * value_in**2) * 0.5 * (2 * value_in)
    x_bar = legendre_backward(legendre_saved, value_in_bar)
    return own(x_bar)
