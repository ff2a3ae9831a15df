"""Complex numbers: on the way, and as arguments."""

import numpy as np

from tests.golden.programs.samples import Program, numbers


def low_pass_misfit(signal, cutoff, target):
    spectrum = np.fft.fft(signal)
    k = np.fft.fftfreq(len(signal))
    smooth = np.fft.ifft(np.exp(-((k / cutoff) ** 2)) * spectrum)
    return np.sum((smooth.real - target) ** 2)


def phase_retrieval(z, A, intensity):
    field = A @ z
    return np.mean((np.abs(field) ** 2 - intensity) ** 2)


def resolvent_trace(shifts, H):
    total = 0j
    for s in shifts:
        total = total + np.trace(np.linalg.inv(1j * s * np.eye(len(H)) - H))
    return abs(total)


PROGRAMS = {
    "low_pass_misfit": Program(
        low_pass_misfit, (0, 1), (numbers(8), 0.2, np.sin(numbers(8)))
    ),
    "phase_retrieval": Program(
        phase_retrieval,
        0,
        (
            np.exp(1j * numbers(3)),
            np.exp(3j * numbers(5, 3)),
            numbers(5) ** 2,
        ),
    ),
    "resolvent_trace": Program(resolvent_trace, (0, 1), (numbers(4), numbers(3, 3))),
}
