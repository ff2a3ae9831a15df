def heat_equation_grad(u, diffusivity, dt, dx, steps, target):
    """Gradient of heat_equation (writing.py:8) with respect to u, diffusivity.

    u: f8[n], diffusivity: float, dt: float, dx: float, steps: int, target: f8[n]
    """
    # forward
    u = u.copy()
    u_items = []
    for _ in range(steps):
        u_item = u[:-2] - 2 * u[1:-1] + u[2:]
        u[1:-1] += diffusivity * dt / dx**2 * u_item
        u_items.append(u_item)

    # backward
    # return np.sum((u - target) ** 2)
    value_in_bar = 2 * (u - target)
    u_bar = value_in_bar
    diffusivity_bar = 0.0
    for _ in reversed(range(steps)):
        u_item = u_items.pop()
        # u[1:-1] += diffusivity * dt / dx**2 * (u[:-2] - 2 * u[1:-1] + u[2:])
        u_item_2 = dx**2
        u_item_bar = u_bar[1:-1].copy()
        u_item_bar_2 = diffusivity * dt * u_item_bar / u_item_2
        u_bar[2:] += u_item_bar_2
        u_bar[1:-1] += -2 * u_item_bar_2
        u_bar[:-2] += u_item_bar_2
        diffusivity_bar += (u_item_bar * u_item).sum() * dt / u_item_2
    return u_bar, diffusivity_bar
