import numpy as np


def lennard_jones_grad(positions, epsilon, sigma):
    """Gradient of lennard_jones (mechanics.py:28) with respect to positions.

    positions: f8[n, d], epsilon: float, sigma: float
    """
    # forward
    r2s = []
    s6s = []
    for i in range(len(positions)):
        for j in range(i):
            r2 = np.sum((positions[i] - positions[j]) ** 2)
            s6 = (sigma**2 / r2) ** 3
            r2s.append(r2)
            s6s.append(s6)

    # backward
    positions_bar = np.zeros_like(positions)
    for i in reversed(range(len(positions))):
        for j in reversed(range(i)):
            r2 = r2s.pop()
            s6 = s6s.pop()
            # energy += 4 * epsilon * (s6**2 - s6)
            s6_bar = 8 * epsilon * s6 - 4 * epsilon
            # s6 = (sigma**2 / r2) ** 3
            s6_ratio = sigma**2 / r2
            r2_bar = -3 * s6_bar * s6_ratio * s6_ratio * s6_ratio / r2
            # r2 = np.sum((positions[i] - positions[j]) ** 2)
            r2_difference_bar = 2 * r2_bar * (positions[i] - positions[j])
            positions_bar[j] -= r2_difference_bar
            positions_bar[i] += r2_difference_bar
    return positions_bar
