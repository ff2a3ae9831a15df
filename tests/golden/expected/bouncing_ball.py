def bouncing_ball_grad(height, speed, bounce, h, steps):
    """Gradient of bouncing_ball (mechanics.py:18) with respect to speed, bounce.

    height: float, speed: float, bounce: float, h: float, steps: int
    """
    # forward
    conditions = []
    heights = []
    speeds = []
    for _ in range(steps):
        speed = speed - 9.81 * h
        height = height + speed * h
        condition = height < 0
        if condition:
            heights.append(height)
            height = -bounce * height
            speeds.append(speed)
            speed = -bounce * speed
        conditions.append(condition)

    # backward
    # return height
    height_bar = 1.0
    bounce_bar = 0.0
    speed_bar = 0.0
    for _ in reversed(range(steps)):
        condition = conditions.pop()
        if condition:
            # speed = -bounce * speed
            speed = speeds.pop()
            speed_negative_bar = speed_bar * speed
            speed_bar = -speed_bar * bounce
            bounce_bar -= speed_negative_bar
            # height = -bounce * height
            height = heights.pop()
            height_negative_bar = height_bar * height
            height_bar = -height_bar * bounce
            bounce_bar -= height_negative_bar
        # height = height + speed * h
        speed_bar += height_bar * h
    return speed_bar, bounce_bar
