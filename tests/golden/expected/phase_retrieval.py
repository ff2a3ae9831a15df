import numpy as np
from srcdiff.runtime import quotient


def phase_retrieval_grad(z, A, intensity):
    """Gradient of phase_retrieval (waves.py:15) with respect to z.

    z: c16[n], A: c16[d, n], intensity: f8[d]
    """
    # forward
    field = A @ z
    abs_field = np.abs(field)

    # backward
    # return np.mean((np.abs(field) ** 2 - intensity) ** 2)
    difference_bar = 2 / intensity.size * (abs_field**2 - intensity)
    field_bar = quotient(2 * difference_bar * abs_field * field, abs_field)
    # field = A @ z
    z_bar = np.conj(A).T @ field_bar
    return z_bar
