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
        legendre_2, legendre_saved = legendre_forward(x, n - 1)
        legendre_3, legendre_saved_2 = legendre_forward(x, n - 2)
        value = ((2 * n - 1) * x * legendre_2 - (n - 1) * legendre_3) / n
        kept = legendre_2, legendre_saved, legendre_saved_2
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
        legendre_2, legendre_saved, legendre_saved_2 = kept
        # return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)...
        difference_bar = value_bar / n
        x_bar = legendre_backward(legendre_saved_2, -difference_bar * (n - 1))
        difference = 2 * n - 1
        x_part_bar = legendre_backward(legendre_saved, difference_bar * difference * x)
        x_bar = x_bar + x_part_bar
        x_bar += difference_bar * legendre_2 * difference
    return x_bar


def polynomial_energy_grad(x, n):
    """Gradient of polynomial_energy (control.py:50) with respect to x.

    x: float, n: int
    """
    # forward
    legendre_2, legendre_saved = legendre_forward(x, n)

    # backward
    # return 0.5 * legendre(x, n) ** 2
    x_bar = legendre_backward(legendre_saved, legendre_2)
    return own(x_bar)
