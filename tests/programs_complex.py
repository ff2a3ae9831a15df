"""Programs with complex numbers on the way, and with complex arguments."""

import numpy as np

from tests.programs import numbers, program

TURNS = np.exp(0.5j * np.arange(4))


@program(numbers(4))
def spectrum_by_a_constant(x):
    z = x * TURNS + 0.5j
    w = np.conj(z[1:]) @ z[:-1]
    return np.sum(np.abs(z) ** 2) + w.real * w.imag


@program(numbers(4))
def complex_items_written(x):
    z = np.zeros(4, dtype=complex)
    for k in range(4):
        z[k] = np.exp(1j * k * x[k])
        z[k:] += 0.3 * x[k - 1]
    z.imag[1:] *= 2.0
    return np.sum((z * z).real) + abs(z[0])


@program(numbers(3) + 1j * numbers(3), numbers(3, 3) + 2 * np.eye(3))
def complex_and_real_arguments(z, a):
    y = np.linalg.solve(a + 0.2j, z)
    if y[0].real > 5.0:
        y = y * 1j
    return np.vdot(y, y).real + np.sum(np.angle(y + 3.0))
