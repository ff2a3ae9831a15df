def oscillator_energy_grad(oscillator, h, steps):
    """Gradient of oscillator_energy (writing.py:59) with respect to oscillator.

    oscillator: Oscillator(stiffness: float, friction: float, state: (float, float)),
    h: float, steps: int
    """
    # forward
    position, speed = oscillator.state
    positions = []
    speeds = []
    for _ in range(steps):
        speeds.append(speed)
        speed = speed + h * (
            -oscillator.stiffness * position - oscillator.friction * speed
        )
        positions.append(position)
        position = position + h * speed

    # backward
    # return 0.5 * (oscillator.stiffness * position**2 + speed**2)
    speed_bar = speed
    stiffness_bar = 0.5 * position**2
    position_bar = oscillator.stiffness * position
    friction_bar = 0.0
    for _ in reversed(range(steps)):
        # position, speed = oscillator.after(h, steps)
        position = positions.pop()
        speed_bar += position_bar * h
        speed = speeds.pop()
        speed_acceleration_bar = speed_bar * h
        friction_bar -= speed_acceleration_bar * speed
        speed_bar -= speed_acceleration_bar * oscillator.friction
        position_bar -= speed_acceleration_bar * oscillator.stiffness
        stiffness_bar -= speed_acceleration_bar * position
    return {
        "stiffness": stiffness_bar,
        "friction": friction_bar,
        "state": (position_bar, speed_bar),
    }
