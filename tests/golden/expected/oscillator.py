from srcdiff.runtime import accumulate_at, like, seed, unbroadcast, zeros_like


def oscillator_energy_grad(oscillator, h, steps):
    """Gradient of oscillator_energy (writing.py:59) with respect to oscillator.

    oscillator: Oscillator, h: float, steps: int
    """
    # forward
    position_2, speed_2 = oscillator.state
    position_ins = []
    positions = []
    speed_ins = []
    speeds = []
    value_ins = []
    value_ins_2 = []
    value_ins_3 = []
    values = []
    for _ in range(steps):
        value_in = -oscillator.stiffness
        value_in_2 = value_in * position_2
        value_in_3 = oscillator.friction * speed_2
        value = value_in_2 - value_in_3
        speed_in = h * value
        speeds.append(speed_2)
        speed_2 = speed_2 + speed_in
        position_in = h * speed_2
        positions.append(position_2)
        position_2 = position_2 + position_in
        position_ins.append(position_in)
        speed_ins.append(speed_in)
        values.append(value)
        value_ins.append(value_in_3)
        value_ins_2.append(value_in)
        value_ins_3.append(value_in_2)
    position = position_2
    speed = speed_2
    value_in_4 = position**2
    value_in_5 = oscillator.stiffness * value_in_4
    value_in_6 = speed**2

    # backward
    # return 0.5 * (oscillator.stiffness * position**2 + speed**2)
    value_in_bar = 0.5 * seed(0.5 * (value_in_5 + value_in_6))
    value_in_bar_2 = unbroadcast(value_in_bar, value_in_5)
    speed_bar = 2 * unbroadcast(value_in_bar, value_in_6) * speed
    value_in_bar_3 = unbroadcast(value_in_bar_2 * oscillator.stiffness, value_in_4)
    position_bar = 2 * value_in_bar_3 * position
    oscillator_bar = zeros_like(oscillator)
    oscillator_bar["stiffness"] += unbroadcast(
        value_in_bar_2 * value_in_4, oscillator.stiffness
    )
    # position, speed = oscillator.after(h, steps)
    speed_bar_2 = speed_bar
    position_bar_2 = position_bar
    for _ in reversed(range(steps)):
        position_in = position_ins.pop()
        speed_in = speed_ins.pop()
        value = values.pop()
        value_in_3 = value_ins.pop()
        value_in = value_ins_2.pop()
        value_in_2 = value_ins_3.pop()
        # position, speed = oscillator.after(h, steps)
        position_2 = positions.pop()
        position_in_bar = unbroadcast(position_bar_2, position_in)
        position_bar_2 = unbroadcast(position_bar_2, position_2)
        speed_bar_2 += position_in_bar * h
        speed_2 = speeds.pop()
        speed_in_bar = unbroadcast(speed_bar_2, speed_in)
        speed_bar_2 = unbroadcast(speed_bar_2, speed_2)
        speed_in_bar_2 = speed_in_bar * h
        value_in_bar_4 = unbroadcast(speed_in_bar_2, value_in_2)
        value_in_bar_5 = unbroadcast(-speed_in_bar_2, value_in_3)
        speed_bar_2 = speed_bar_2 + unbroadcast(
            value_in_bar_5 * oscillator.friction, speed_2
        )
        oscillator_bar["friction"] += unbroadcast(
            value_in_bar_5 * speed_2, oscillator.friction
        )
        position_bar_2 = position_bar_2 + unbroadcast(
            value_in_bar_4 * value_in, position_2
        )
        oscillator_bar["stiffness"] += -unbroadcast(
            value_in_bar_4 * position_2, value_in
        )
    position_in_bar_2 = like((position_bar_2, speed_bar_2), oscillator.state)
    oscillator_bar = accumulate_at(oscillator_bar, "state", position_in_bar_2)
    return oscillator_bar
