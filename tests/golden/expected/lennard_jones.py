import numpy as np


def lennard_jones_grad(positions, epsilon, sigma):
    """Gradient of lennard_jones (mechanics.py:28) with respect to positions.

    positions: f8[n, n], epsilon: float, sigma: float
    """
    # forward
    energy = 0.0
    r2_ins = []
    r2_ins_2 = []
    r2s = []
    s6_ins = []
    s6s = []
    for i in range(len(positions)):
        for j in range(i):
            r2_in = positions[i] - positions[j]
            r2_in_2 = r2_in**2
            r2 = np.sum(r2_in_2)
            s6_in = sigma**2 / r2
            s6 = s6_in**3
            energy = energy + 4 * epsilon * (s6**2 - s6)
            r2s.append(r2)
            r2_ins.append(r2_in)
            r2_ins_2.append(r2_in_2)
            s6s.append(s6)
            s6_ins.append(s6_in)

    # backward
    positions_bar = np.zeros_like(positions)
    for i in reversed(range(len(positions))):
        for j in reversed(range(i)):
            r2 = r2s.pop()
            r2_in = r2_ins.pop()
            r2_in_2 = r2_ins_2.pop()
            s6 = s6s.pop()
            s6_in = s6_ins.pop()
            # energy += 4 * epsilon * (s6**2 - s6)
            energy_in_bar = 4 * epsilon
            s6_bar = -energy_in_bar
            s6_bar += 2 * energy_in_bar * s6
            # s6 = (sigma**2 / r2) ** 3
            r2_bar = -3 * s6_bar * s6_in * s6_in * s6_in / r2
            # r2 = np.sum((positions[i] - positions[j]) ** 2)
            r2_in_bar = 2 * r2_bar * r2_in
            positions_bar[j] += -r2_in_bar
            positions_bar[i] += r2_in_bar
    return positions_bar
