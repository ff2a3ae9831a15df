from srcdiff.runtime import own


def legendre_forward(x, n):
    """Forward part of legendre (control.py:42)."""
    if n == 0:
        value = 1.0
        kept = ()
    elif n == 1:
        value = x
        kept = ()
    else:
        value_in, legendre_saved = legendre_forward(x, n - 1)
        value_in_2, legendre_saved_2 = legendre_forward(x, n - 2)
        value = ((2 * n - 1) * x * value_in - (n - 1) * value_in_2) / n
        kept = legendre_saved, legendre_saved_2, value_in
    return value, (kept, n, x)


def legendre_backward(saved, value_bar):
    """Backward part of legendre (control.py:42)."""
    kept, n, x = saved
    if n == 0:
        x_bar = 0.0
    elif n == 1:
        # return x
        x_bar = value_bar
    else:
        legendre_saved, legendre_saved_2, value_in = kept
        # return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)...
        value_in_bar = value_bar / n
        x_bar = legendre_backward(legendre_saved_2, -value_in_bar * (n - 1))
        value_in_2 = 2 * n - 1
        x_part_bar = legendre_backward(legendre_saved, value_in_bar * value_in_2 * x)
        x_bar = x_bar + x_part_bar
        x_bar += value_in_bar * value_in * value_in_2
    return x_bar


def polynomial_energy_grad(x, n):
    """Gradient of polynomial_energy (control.py:50) with respect to x.

    x: float, n: int
    """
    # forward
    value_in, legendre_saved = legendre_forward(x, n)

    # backward
    # return 0.5 * legendre(x, n) ** 2
    x_bar = legendre_backward(legendre_saved, value_in)
    return own(x_bar)
