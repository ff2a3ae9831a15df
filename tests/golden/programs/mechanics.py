"""Differential equations, energies, polynomials."""

import numpy as np

from tests.golden.programs.samples import Program, numbers


def runge_kutta(y, k, h, steps):
    for _ in range(steps):
        a = -k * y
        b = -k * (y + 0.5 * h * a)
        c = -k * (y + 0.5 * h * b)
        d = -k * (y + h * c)
        y = y + h / 6 * (a + 2 * b + 2 * c + d)
    return np.sum(y**2)


def bouncing_ball(height, speed, bounce, h, steps):
    for _ in range(steps):
        speed = speed - 9.81 * h
        height = height + speed * h
        if height < 0:
            height = -bounce * height
            speed = -bounce * speed
    return height


def lennard_jones(positions, epsilon, sigma):
    energy = 0.0
    for i in range(len(positions)):
        for j in range(i):
            r2 = np.sum((positions[i] - positions[j]) ** 2)
            s6 = (sigma**2 / r2) ** 3
            energy += 4 * epsilon * (s6**2 - s6)
    return energy


def spring_chain(x, k, rest):
    stretch = x[1:] - x[:-1] - rest
    return 0.5 * k * np.sum(stretch**2)


def horner(coefficients, x):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


PROGRAMS = {
    "runge_kutta": Program(runge_kutta, (0, 1), (numbers(3), 0.5, 0.1, 4)),
    "bouncing_ball": Program(
        bouncing_ball, ("speed", "bounce"), (1.0, 0.5, 0.8, 0.05, 20)
    ),
    "lennard_jones": Program(
        lennard_jones, 0, (2 * np.eye(3) + 0.1 * numbers(3, 3), 1.0, 1.5)
    ),
    "spring_chain": Program(spring_chain, 0, (numbers(5), 2.0, 0.3)),
    "horner": Program(horner, (0, 1), (numbers(4), 0.7)),
}
"""By the name of the golden file."""
