import numpy as np
from srcdiff.runtime import diag_adjoint, own, private, quotient


def cholesky_log_determinant_grad(A):
    """Gradient of cholesky_log_determinant (writing.py:21) with respect to A.

    A: f8[n, n]
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
    for i in reversed(range(n)):
        A_in = A[i, i]
        # A[i, i] = np.sqrt(A[i, i] - A[i, :i] @ A[i, :i])
        A[i, i] = As.pop()
        A_bar = A_bar.copy()
        A_in_bar = own(A_bar[i, i])
        A_bar[i, i] = 0.0
        A_in_bar_2 = quotient(A_in_bar, 2 * A_in)
        A_bar[i, :i] += -2 * A_in_bar_2 * A[i, :i]
        A_bar[i, i] += A_in_bar_2
        for j in reversed(range(i)):
            A_in_2 = A[i, j]
            # A[i, j] = (A[i, j] - A[i, :j] @ A[j, :j]) / A[j, j]
            A[i, j] = As.pop()
            A_in_bar_3 = own(A_bar[i, j])
            A_bar[i, j] = 0.0
            A_in_bar_4 = A_in_bar_3 / A[j, j]
            A_bar[j, j] += -A_in_bar_4 * A_in_2
            A_bar[j, :j] += -A_in_bar_4 * A[i, :j]
            A_bar[i, :j] += -A_in_bar_4 * A[j, :j]
            A_bar[i, j] += A_in_bar_4
    return own(A_bar)
