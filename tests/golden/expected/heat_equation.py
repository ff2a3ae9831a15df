def heat_equation_grad(u, diffusivity, dt, dx, steps, target):
    """Gradient of heat_equation (writing.py:8) with respect to u, diffusivity.

    u: f8[n], diffusivity: float, dt: float, dx: float, steps: int, target: f8[n]
    """
    # forward
    u = u.copy()
    u_totals = []
    for _ in range(steps):
        u_total = u[:-2] - 2 * u[1:-1] + u[2:]
        u[1:-1] += diffusivity * dt / dx**2 * u_total
        u_totals.append(u_total)

    # backward
    # return np.sum((u - target) ** 2)
    u_bar = 2 * (u - target)
    diffusivity_bar = 0.0
    for _ in reversed(range(steps)):
        u_total = u_totals.pop()
        # u[1:-1] += diffusivity * dt / dx**2 * (u[:-2] - 2 * u[1:-1] + u[2:])
        u_product_bar = u_bar[1:-1].copy()
        u_total_bar = diffusivity * dt * u_product_bar / dx**2
        u_bar[2:] += u_total_bar
        u_bar[1:-1] -= 2 * u_total_bar
        u_bar[:-2] += u_total_bar
        diffusivity_bar += (u_product_bar * u_total).sum() * dt / dx**2
    return u_bar, diffusivity_bar
