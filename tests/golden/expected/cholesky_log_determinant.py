import numpy as np
from srcdiff.runtime import diag_adjoint, private, quotient


def cholesky_log_determinant_grad(A):
    """Gradient of cholesky_log_determinant (writing.py:21) with respect to A.

    A: f8[n, d]
    """
    # forward
    A = private(A)
    n = len(A)
    As = []
    for i in range(n):
        for j in range(i):
            As.append(A[i, j])
            A[i, j] = (A[i, j] - A[i, :j] @ A[j, :j]) / A[j, j]
        As.append(A[i, i])
        A[i, i] = np.sqrt(A[i, i] - A[i, :i] @ A[i, :i])

    # backward
    # return 2.0 * np.sum(np.log(np.diag(A)))
    A_bar = diag_adjoint(2 / np.diag(A), A, 0)
    A_bar = A_bar.copy()
    for i in reversed(range(n)):
        A_root = A[i, i]
        # A[i, i] = np.sqrt(A[i, i] - A[i, :i] @ A[i, :i])
        A[i, i] = As.pop()
        A_difference_bar = quotient(A_bar[i, i], 2 * A_root)
        A_bar[i, i] = A_difference_bar
        A_bar[i, :i] -= 2 * A_difference_bar * A[i, :i]
        for j in reversed(range(i)):
            A_ratio = A[i, j]
            # A[i, j] = (A[i, j] - A[i, :j] @ A[j, :j]) / A[j, j]
            A[i, j] = As.pop()
            A_difference_bar_2 = A_bar[i, j] / A[j, j]
            A_bar[i, j] = A_difference_bar_2
            A_bar[j, j] -= A_difference_bar_2 * A_ratio
            A_bar[j, :j] -= A_difference_bar_2 * A[i, :j]
            A_bar[i, :j] -= A_difference_bar_2 * A[j, :j]
    return A_bar
