import numpy as np


def lennard_jones_grad(positions, epsilon, sigma):
    """Gradient of lennard_jones (mechanics.py:28) with respect to positions.

    positions: f8[n, d], epsilon: float, sigma: float
    """
    # forward
    energy = 0.0
    r2_differences = []
    r2_ins = []
    r2s = []
    s6_ratios = []
    s6s = []
    for i in range(len(positions)):
        for j in range(i):
            r2_difference = positions[i] - positions[j]
            r2_in = r2_difference**2
            r2 = np.sum(r2_in)
            s6_ratio = sigma**2 / r2
            s6 = s6_ratio**3
            energy = energy + 4 * epsilon * (s6**2 - s6)
            r2s.append(r2)
            r2_differences.append(r2_difference)
            r2_ins.append(r2_in)
            s6s.append(s6)
            s6_ratios.append(s6_ratio)

    # backward
    positions_bar = np.zeros_like(positions)
    for i in reversed(range(len(positions))):
        for j in reversed(range(i)):
            r2 = r2s.pop()
            r2_difference = r2_differences.pop()
            r2_in = r2_ins.pop()
            s6 = s6s.pop()
            s6_ratio = s6_ratios.pop()
            # energy += 4 * epsilon * (s6**2 - s6)
            energy_difference_bar = 4 * epsilon
            s6_bar = -energy_difference_bar
            s6_bar += 2 * energy_difference_bar * s6
            # s6 = (sigma**2 / r2) ** 3
            r2_bar = -3 * s6_bar * s6_ratio * s6_ratio * s6_ratio / r2
            # r2 = np.sum((positions[i] - positions[j]) ** 2)
            r2_difference_bar = 2 * r2_bar * r2_difference
            positions_bar[j] -= r2_difference_bar
            positions_bar[i] += r2_difference_bar
    return positions_bar
