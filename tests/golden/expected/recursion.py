from srcdiff.runtime import own


def legendre_forward(x, n):
    """Forward part of legendre (control.py:42)."""
    condition = None
    legendre_saved = None
    legendre_saved_2 = None
    value_in = None
    value_in_2 = None
    value_in_3 = None
    value_in_4 = None
    condition_2 = n == 0
    if condition_2:
        value = 1.0
    else:
        condition = n == 1
        if condition:
            value = x
        else:
            value_in = 2 * n - 1
            value_in_2 = value_in * x
            value_in_3, legendre_saved = legendre_forward(x, n - 1)
            value_in_4 = n - 1
            value_in_5, legendre_saved_2 = legendre_forward(x, n - 2)
            value = (value_in_2 * value_in_3 - value_in_4 * value_in_5) / n
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
    ) = saved
    if condition_2:
        x_bar = 0.0
    elif condition:
        # return x
        x_bar = value_bar
    else:
        # return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)...
        value_in_bar = value_bar / n
        x_bar = legendre_backward(legendre_saved_2, -value_in_bar * value_in_4)
        x_part_bar = legendre_backward(legendre_saved, value_in_bar * value_in_2)
        x_bar = x_bar + x_part_bar
        x_bar += value_in_bar * value_in_3 * value_in
    return x_bar


def polynomial_energy_grad(x, n):
    """Gradient of polynomial_energy (control.py:50) with respect to x.

    x: float, n: int
    """
    # forward
    value_in, legendre_saved = legendre_forward(x, n)

    # backward
    # return 0.5 * legendre(x, n) ** 2
    x_bar = legendre_backward(legendre_saved, 0.5 * (2 * value_in))
    return own(x_bar)
