import numpy as np


def phase_retrieval_grad(z, A, intensity):
    """Gradient of phase_retrieval (waves.py:15) with respect to z.

    z: c16[n], A: c16[d, n], intensity: f8[d]
    """
    # forward
    field = A @ z

    # backward
    # return np.mean((np.abs(field) ** 2 - intensity) ** 2)
    field_bar = 4 / intensity.size * (np.abs(field) ** 2 - intensity) * field
    # field = A @ z
    z_bar = np.conj(A).T @ field_bar
    return z_bar
