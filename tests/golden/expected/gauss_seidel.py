import numpy as np


def gauss_seidel_grad(u, f, h, sweeps):
    """Gradient of gauss_seidel (writing.py:14) with respect to u, f.

    u: f8[n], f: f8[d], h: float, sweeps: int
    """
    # forward
    u = u.copy()
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] - h * h * f[i])

    # backward
    # return np.sum(u**2)
    u_bar = 2 * u
    f_bar = np.zeros_like(f)
    for _ in reversed(range(sweeps)):
        for i in reversed(range(1, len(u) - 1)):
            # u[i] = 0.5 * (u[i - 1] + u[i + 1] - h * h * f[i])
            u_difference_bar = 0.5 * u_bar[i]
            u_bar[i] = 0.0
            f_bar[i] -= u_difference_bar * h * h
            u_bar[i + 1] += u_difference_bar
            u_bar[i - 1] += u_difference_bar
    return u_bar, f_bar
