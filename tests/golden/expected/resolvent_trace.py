import numpy as np
from srcdiff.runtime import conform, diagonal_adjoint, quotient, seed


def resolvent_trace_grad(shifts, H):
    """Gradient of resolvent_trace (waves.py:20) with respect to shifts, H.

    shifts: f8[n], H: f8[d, d]
    """
    # forward
    total = 0j
    total_invs = []
    total_traces = []
    totals = []
    for s in shifts:
        total_inv = np.linalg.inv(1j * s * np.eye(len(H)) - H)
        total_trace = np.trace(total_inv)
        totals.append(total)
        total = total + total_trace
        total_invs.append(total_inv)
        total_traces.append(total_trace)
    value = abs(total)

    # backward
    # return abs(total)
    total_bar = conform(quotient(seed(value) * total, value), total)
    H_bar = np.zeros_like(H)
    shifts_bar = np.zeros_like(shifts)
    for i in reversed(range(len(shifts))):
        total_inv = total_invs.pop()
        total_trace = total_traces.pop()
        # total = total + np.trace(np.linalg.inv(1j * s * np.eye(len(H)) - H))
        total = totals.pop()
        total_trace_bar = conform(total_bar, total_trace)
        total_bar = conform(total_bar, total)
        total_inv_bar = diagonal_adjoint(
            np.expand_dims(total_trace_bar, -1), total_inv, 0, 0, 1
        )
        conj_total_inv = np.conj(total_inv)
        total_difference_bar = -conj_total_inv.T @ total_inv_bar @ conj_total_inv.T
        H_bar += (-total_difference_bar).real
        s_bar = ((total_difference_bar * np.eye(len(H))).sum() * -1j).real
        # for s in shifts:
        shifts_bar[i] += s_bar
    return shifts_bar, H_bar
