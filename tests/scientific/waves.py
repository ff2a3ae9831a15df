"""Programs in complex arithmetic: transforms, integrals over contours, waves."""

import numpy as np

from tests.scientific.samples import Program, numbers, positive


def complex_stockham_fft(x):
    """Transform a power of two of samples by the radix-2 loops of Stockham."""
    n = len(x)
    y = x.astype(complex)
    work = np.empty_like(y)
    stride, length = 1, n
    while length > 1:
        m = length // 2
        for p in range(m):
            w = np.exp(-2j * np.pi * p / length)
            for q in range(stride):
                a = y[q + stride * p]
                b = y[q + stride * (p + m)]
                work[q + stride * 2 * p] = a + b
                work[q + stride * (2 * p + 1)] = (a - b) * w
        y[:] = work
        stride *= 2
        length = m
    return np.abs(y) ** 2


def stockham_by_rows(x, levels):
    """Transform with whole rows at a time, as in the NPBench collection."""
    n = 2**levels
    y = x + 0j
    for level in range(levels):
        rows, half = 2**level, n // 2 ** (level + 1)
        k = np.arange(rows)
        twiddle = np.exp(-1j * np.pi * k / rows)[:, np.newaxis]
        t = y.reshape(rows, 2 * half)
        even, odd = t[:, :half], twiddle * t[:, half:]
        y = np.concatenate((even + odd, even - odd)).reshape(n)
    return y


def complex_contour_integral(nodes, weights, A, Y):
    """Integrate z**k (z - A)**-1 Y along a contour in the plane, for k = 0 and 1."""
    P0 = np.zeros(Y.shape, dtype=np.complex128)
    P1 = np.zeros(Y.shape, dtype=np.complex128)
    for z, w in zip(nodes, weights):  # noqa: B905
        Tz = z * np.eye(A.shape[0]) - A
        X = np.linalg.solve(Tz, Y)
        P0 += w * X
        P1 += w * z * X
    return P0, P1


def crank_nicolson(psi, potential, steps, dt):
    """Step a wave function in a potential well: a tridiagonal solve each step."""
    n = len(potential)
    hamiltonian = np.diag(1.0 + potential) - 0.5 * (np.eye(n, k=1) + np.eye(n, k=-1))
    ahead = np.eye(n) + 0.5j * dt * hamiltonian
    behind = np.eye(n) - 0.5j * dt * hamiltonian
    for _ in range(steps):
        psi = np.linalg.solve(ahead, behind @ psi)
    return np.sum(np.abs(psi) ** 2 * np.arange(n)).real


def split_step(u, steps, dt, gamma):
    """Step the nonlinear Schroedinger equation by Fourier transforms."""
    k = 2 * np.pi * np.fft.fftfreq(len(u))
    linear = np.exp(-0.5j * k**2 * dt)
    for _ in range(steps):
        u = np.fft.ifft(linear * np.fft.fft(u))
        u = u * np.exp(1j * gamma * dt * np.abs(u) ** 2)
    return np.sum(np.abs(u) ** 4)


def mandelbrot_distance(c, steps):
    """Follow the orbits of points of the plane as long as they are near."""
    z = np.zeros_like(c)
    total = 0.0
    for _ in range(steps):
        near = np.abs(z) < 2.0
        z = np.where(near, z * z + c, z)
        total += np.sum(np.log(1.0 + z.real**2 + z.imag**2))
    return total


def multilayer(thicknesses, indices, wavelength):
    """Return how much light layers of glass reflect, by their transfer matrices."""
    whole = np.eye(2, dtype=complex)
    for d, n in zip(thicknesses, indices):  # noqa: B905
        phase = 2 * np.pi * n * d / wavelength
        layer = np.array(
            [
                [np.cos(phase), 1j * np.sin(phase) / n],
                [1j * n * np.sin(phase), np.cos(phase)],
            ]
        )
        whole = whole @ layer
    b, c = whole[0, 0] + whole[0, 1], whole[1, 0] + whole[1, 1]
    return abs((b - c) / (b + c)) ** 2


def beamformer(angles, signals, spacing):
    """Return the power that an array of antennas receives from directions."""
    sensors = np.arange(signals.shape[0])
    power = np.zeros(len(angles))
    for i in range(len(angles)):
        steering = np.exp(1j * spacing * sensors * np.sin(angles[i]))
        output = np.conj(steering) @ signals
        power[i] = np.mean(np.abs(output) ** 2)
    return power


def waves(*shape, seed=0):
    """Return complex numbers, the same each time."""
    return numbers(*shape, seed=seed) + 1j * numbers(*shape, seed=seed + 1)


PROGRAMS = {
    "complex_stockham_fft": Program(
        complex_stockham_fft,
        ("x",),
        lambda n, _: (numbers(2**n),),
        (3, 1),
        (8, 1),
    ),
    "stockham_by_rows": Program(
        stockham_by_rows, ("x",), lambda n, _: (waves(2**n), n), (3, 1), (12, 1)
    ),
    "complex_contour_integral": Program(
        complex_contour_integral,
        ("nodes", "weights", "A", "Y"),
        lambda n, steps: (
            4 * n * np.exp(2j * np.pi * positive(steps)),
            waves(steps),
            waves(n, n),
            numbers(n, 2),
        ),
        (3, 4),
        (40, 20),
    ),
    "crank_nicolson": Program(
        crank_nicolson,
        ("psi", "potential", "dt"),
        lambda n, steps: (waves(n), positive(n), steps, 0.1),
        (4, 3),
        (60, 20),
    ),
    "split_step": Program(
        split_step,
        ("u", "dt", "gamma"),
        lambda n, steps: (waves(n) / 2, steps, 0.05, 1.5),
        (6, 3),
        (1024, 50),
    ),
    "mandelbrot_distance": Program(
        mandelbrot_distance,
        ("c",),
        lambda n, steps: (waves(n, 2) / 4, steps),
        (3, 4),
        (200, 30),
        smooth=False,
    ),
    "multilayer": Program(
        multilayer,
        ("thicknesses", "indices", "wavelength"),
        lambda n, _: (positive(n), positive(n, seed=1), 5.5),
        (4, 1),
        (60, 1),
    ),
    "beamformer": Program(
        beamformer,
        ("angles", "signals", "spacing"),
        lambda n, steps: (numbers(n), waves(steps, 2 * n), 0.9),
        (3, 4),
        (30, 40),
    ),
}
"""By name."""
