from srcdiff.runtime import accumulate_at, like, seed, unbroadcast, zeros_like


def oscillator_energy_grad(oscillator, h, steps):
    """Gradient of oscillator_energy (writing.py:59) with respect to oscillator.

    oscillator: Oscillator, h: float, steps: int
    """
    # forward
    position_2, speed_2 = oscillator.state
    position_products = []
    positions = []
    speeds = []
    for __2 in range(steps):
        speeds.append(speed_2)
        speed_2 = speed_2 + h * (
            -oscillator.stiffness * position_2 - oscillator.friction * speed_2
        )
        position_product = h * speed_2
        positions.append(position_2)
        position_2 = position_2 + position_product
        position_products.append(position_product)
    position = position_2
    speed = speed_2
    square = position**2
    product = oscillator.stiffness * square
    square_2 = speed**2

    # backward
    # return 0.5 * (oscillator.stiffness * position**2 + speed**2)
    total_bar = 0.5 * seed(0.5 * (product + square_2))
    product_bar = unbroadcast(total_bar, product)
    speed_bar = 2 * unbroadcast(total_bar, square_2) * speed
    position_bar = (
        2 * unbroadcast(product_bar * oscillator.stiffness, square) * position
    )
    oscillator_bar = zeros_like(oscillator)
    oscillator_bar["stiffness"] += unbroadcast(
        product_bar * square, oscillator.stiffness
    )
    # position, speed = oscillator.after(h, steps)
    speed_bar_2 = speed_bar
    position_bar_2 = position_bar
    for _ in reversed(range(steps)):
        position_product = position_products.pop()
        # position, speed = oscillator.after(h, steps)
        position_2 = positions.pop()
        position_product_bar = unbroadcast(position_bar_2, position_product)
        position_bar_2 = unbroadcast(position_bar_2, position_2)
        speed_bar_2 += position_product_bar * h
        speed_2 = speeds.pop()
        negative = -oscillator.stiffness
        product_2 = negative * position_2
        product_3 = oscillator.friction * speed_2
        speed_product_bar = unbroadcast(speed_bar_2, h * (product_2 - product_3))
        speed_bar_2 = unbroadcast(speed_bar_2, speed_2)
        speed_acceleration_bar = speed_product_bar * h
        product_bar_2 = unbroadcast(speed_acceleration_bar, product_2)
        product_bar_3 = unbroadcast(-speed_acceleration_bar, product_3)
        speed_bar_2 = speed_bar_2 + unbroadcast(
            product_bar_3 * oscillator.friction, speed_2
        )
        oscillator_bar["friction"] += unbroadcast(
            product_bar_3 * speed_2, oscillator.friction
        )
        position_bar_2 = position_bar_2 + unbroadcast(
            product_bar_2 * negative, position_2
        )
        oscillator_bar["stiffness"] -= unbroadcast(product_bar_2 * position_2, negative)
    self_state_bar = like((position_bar_2, speed_bar_2), oscillator.state)
    oscillator_bar = accumulate_at(oscillator_bar, "state", self_state_bar)
    return oscillator_bar
