import numpy as np


def reaction_diffusion_grad(u, rate, h, steps):
    """Gradient of reaction_diffusion (writing.py:83) with respect to u, rate.

    u: f8[n], rate: float, h: float, steps: int
    """
    # forward
    source = np.zeros_like(u)
    us = []
    for _ in range(steps):
        source[1:-1] = rate * (u[:-2] - 2 * u[1:-1] + u[2:])
        u_product = h * (u * (1.0 - u) + source)
        us.append(u)
        u = u + u_product

    # backward
    # return np.mean(u)
    u_bar = np.ones_like(u) / u.size
    rate_bar = 0.0
    source_bar = np.zeros_like(source)
    for _ in reversed(range(steps)):
        # u += h * change(u)
        u = us.pop()
        u_change_bar = h * u_bar
        source_bar += u_change_bar
        u_bar += u_change_bar * (1.0 - u)
        u_bar -= u_change_bar * u
        # source[1:-1] = rate * (u[:-2] - 2 * u[1:-1] + u[2:])
        source_product_bar = source_bar[1:-1].copy()
        source_bar[1:-1] = 0.0
        rate_bar += (source_product_bar * (u[:-2] - 2 * u[1:-1] + u[2:])).sum()
        source_total_bar = rate * source_product_bar
        u_bar[2:] += source_total_bar
        u_bar[1:-1] -= 2 * source_total_bar
        u_bar[:-2] += source_total_bar
    return u_bar, rate_bar
