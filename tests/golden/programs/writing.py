"""Arrays written in place, exits from nested loops, classes and closures with state."""

import numpy as np

from tests.golden.programs.samples import Program, numbers


def heat_equation(u, diffusivity, dt, dx, steps, target):
    for _ in range(steps):
        u[1:-1] += diffusivity * dt / dx**2 * (u[:-2] - 2 * u[1:-1] + u[2:])
    return np.sum((u - target) ** 2)


def gauss_seidel(u, f, h, sweeps):
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] - h * h * f[i])
    return np.sum(u**2)


def cholesky_log_determinant(A):
    n = len(A)
    for i in range(n):
        for j in range(i):
            A[i, j] = (A[i, j] - A[i, :j] @ A[j, :j]) / A[j, j]
        A[i, i] = np.sqrt(A[i, i] - A[i, :i] @ A[i, :i])
    return 2.0 * np.sum(np.log(np.diag(A)))


def first_payout(rates, barrier, price):
    for i in range(len(rates)):
        value = price
        for r in rates[i]:
            value = value * np.exp(r)
            if value > barrier:
                return value - barrier
    return 0.0


class Oscillator:
    """A mass on a spring, with friction."""

    def __init__(self, stiffness, friction, state):
        self.stiffness = stiffness
        self.friction = friction
        self.state = state

    def acceleration(self, position, speed):
        return -self.stiffness * position - self.friction * speed

    def after(self, h, steps):
        position, speed = self.state
        for _ in range(steps):
            speed = speed + h * self.acceleration(position, speed)
            position = position + h * speed
        return position, speed


def oscillator_energy(oscillator, h, steps):
    position, speed = oscillator.after(h, steps)
    return 0.5 * (oscillator.stiffness * position**2 + speed**2)


class Cell:
    """A recurrent cell that keeps its state."""

    def __init__(self, W, U, b):
        self.W, self.U, self.b = W, U, b
        self.h = np.zeros(len(b))

    def step(self, x):
        self.h = np.tanh(self.W @ x + self.U @ self.h + self.b)
        return self.h


def prediction_error(cell, inputs, targets):
    error = 0.0
    for k in range(len(inputs)):
        error += np.sum((cell.step(inputs[k]) - targets[k]) ** 2)
    return error


def reaction_diffusion(u, rate, h, steps):
    source = np.zeros_like(u)

    def change(v):
        return v * (1.0 - v) + source

    for _ in range(steps):
        source[1:-1] = rate * (u[:-2] - 2 * u[1:-1] + u[2:])
        u += h * change(u)
    return np.mean(u)


PROGRAMS = {
    "heat_equation": Program(
        heat_equation, (0, 1), (numbers(12), 0.4, 0.1, 0.5, 3, np.ones(12))
    ),
    "gauss_seidel": Program(gauss_seidel, ("u", "f"), (numbers(9), numbers(9), 0.3, 3)),
    "cholesky_log_determinant": Program(
        cholesky_log_determinant, 0, (4 * np.eye(9) + numbers(9, 9),)
    ),
    "first_payout": Program(first_payout, (0, 2), (0.3 * numbers(4, 5), 1.5, 1.0)),
    "oscillator": Program(
        oscillator_energy, 0, (Oscillator(2.0, 0.1, (1.0, 0.5)), 0.1, 5)
    ),
    "recurrent_cell": Program(
        prediction_error,
        0,
        (
            Cell(numbers(4, 3), numbers(4, 4), numbers(4)),
            numbers(6, 3),
            numbers(6, 4),
        ),
    ),
    "reaction_diffusion": Program(
        reaction_diffusion, (0, 1), (0.5 + 0.1 * numbers(12), 0.2, 0.1, 4)
    ),
}
"""By the name of the golden file."""
