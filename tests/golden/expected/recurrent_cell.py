import numpy as np


def prediction_error_grad(cell, inputs, targets):
    """Gradient of prediction_error (writing.py:76) with respect to cell.

    cell: Cell(W: f8[n, d], U: f8[n, h], b: f8[n], h: f8[k]), inputs: f8[m, d],
    targets: f8[p, q]
    """
    # forward
    h = cell.h
    error_differences = []
    hs = []
    for k in range(len(inputs)):
        hs.append(h)
        h = np.tanh(cell.W @ inputs[k] + cell.U @ h + cell.b)
        error_difference = h - targets[k]
        error_differences.append(error_difference)

    # backward
    U_bar = np.zeros_like(cell.U)
    W_bar = np.zeros_like(cell.W)
    b_bar = np.zeros_like(cell.b)
    h_bar = np.zeros_like(h)
    for k in reversed(range(len(inputs))):
        error_difference = error_differences.pop()
        # error += np.sum((cell.step(inputs[k]) - targets[k]) ** 2)
        h_bar += 2 * error_difference
        h_in_bar = h_bar * (1 - h * h)
        h = hs.pop()
        b_bar += h_in_bar
        U_bar += np.outer(h_in_bar, h)
        h_bar = cell.U.T @ h_in_bar
        W_bar += np.outer(h_in_bar, inputs[k])
    return {"W": W_bar, "U": U_bar, "b": b_bar, "h": h_bar}
