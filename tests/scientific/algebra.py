"""Linear algebra by loops: factorisations, triangular systems, sparse matrices."""

import numpy as np

from tests.scientific.samples import Program, definite, dominant, numbers, positive


def lu(A):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[:j, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            A[i, j] -= A[i, :i] @ A[:i, j]
    return A


def cholesky(A):
    A[0, 0] = np.sqrt(A[0, 0])
    for i in range(1, A.shape[0]):
        for j in range(i):
            A[i, j] -= np.dot(A[i, :j], A[j, :j])
            A[i, j] /= A[j, j]
        A[i, i] -= np.dot(A[i, :i], A[i, :i])
        A[i, i] = np.sqrt(A[i, i])
    return np.tril(A)


def gram_schmidt(A):
    Q = np.zeros_like(A)
    R = np.zeros((A.shape[1], A.shape[1]), dtype=A.dtype)
    for k in range(A.shape[1]):
        nrm = np.dot(A[:, k], A[:, k])
        R[k, k] = np.sqrt(nrm)
        Q[:, k] = A[:, k] / R[k, k]
        for j in range(k + 1, A.shape[1]):
            R[k, j] = np.dot(Q[:, k], A[:, j])
            A[:, j] -= Q[:, k] * R[k, j]
    return Q, R


def durbin(r):
    y = np.empty_like(r)
    alpha = -r[0]
    beta = 1.0
    y[0] = -r[0]
    for k in range(1, r.shape[0]):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + np.dot(np.flip(r[:k]), y[:k])) / beta
        y[:k] += alpha * np.flip(y[:k])
        y[k] = alpha
    return y


def triangular_solve(L, x, b):
    for i in range(x.shape[0]):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return x


def thomas(lower, diagonal, upper, rhs):
    """Solve a tridiagonal system; diagonal and right-hand side are used up."""
    n = len(rhs)
    for i in range(1, n):
        w = lower[i - 1] / diagonal[i - 1]
        diagonal[i] -= w * upper[i - 1]
        rhs[i] -= w * rhs[i - 1]
    x = np.zeros(n)
    x[-1] = rhs[-1] / diagonal[-1]
    for i in reversed(range(n - 1)):
        x[i] = (rhs[i] - upper[i] * x[i + 1]) / diagonal[i]
    return x


def floyd_warshall(path):
    for k in range(path.shape[0]):
        path[:] = np.minimum(path[:], np.add.outer(path[:, k], path[k, :]))
    return np.sum(path**2)


def sparse_product(rows, columns, values, x):
    y = np.empty(rows.size - 1, values.dtype)
    for i in range(rows.size - 1):
        cols = columns[rows[i] : rows[i + 1]]
        vals = values[rows[i] : rows[i + 1]]
        y[i] = vals @ x[cols]
    return y


def contour_integral(weights, nodes, A, Y):
    """Integrate z**k (z - A)**-1 Y along a line of real nodes, for k = 0 and 1."""
    P0 = np.zeros_like(Y)
    P1 = np.zeros_like(Y)
    for w, z in zip(weights, nodes):  # noqa: B905
        Tz = z * np.eye(A.shape[0]) - A
        X = np.linalg.solve(Tz, Y)
        P0 += w * X
        P1 += w * z * X
    return P0, P1


def gauss_elimination(A, b):
    """Solve a system with row pivoting."""
    n = len(b)
    for k in range(n):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            factor = A[i, k] / A[k, k]
            A[i, k:] -= factor * A[k, k:]
            b[i] -= factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x


def sparse_rows(n, width):
    """Return row pointers, columns and values of a matrix with some entries a row."""
    random = np.random.default_rng(n)
    counts = random.integers(0, width + 1, n)
    rows = np.concatenate([[0], np.cumsum(counts)])
    return rows, random.integers(0, n, rows[-1]), numbers(int(rows[-1]))


PROGRAMS = {
    "lu": Program(lu, ("A",), lambda n, _: (dominant(n),), (4, 1), (40, 1)),
    "cholesky": Program(cholesky, ("A",), lambda n, _: (definite(n),), (4, 1), (40, 1)),
    "gram_schmidt": Program(
        gram_schmidt, ("A",), lambda n, _: (numbers(n + 2, n),), (3, 1), (40, 1)
    ),
    "durbin": Program(
        durbin, ("r",), lambda n, _: (0.2 * numbers(n) / n,), (5, 1), (200, 1)
    ),
    "triangular_solve": Program(
        triangular_solve,
        ("L", "b"),
        lambda n, _: (dominant(n), numbers(n, seed=1), numbers(n, seed=2)),
        (5, 1),
        (200, 1),
    ),
    "thomas": Program(
        thomas,
        ("lower", "diagonal", "upper", "rhs"),
        lambda n, _: (
            numbers(n - 1),
            4.0 * positive(n),
            numbers(n - 1, seed=1),
            numbers(n, seed=2),
        ),
        (5, 1),
        (500, 1),
    ),
    "floyd_warshall": Program(
        floyd_warshall, ("path",), lambda n, _: (positive(n, n),), (5, 1), (40, 1)
    ),
    "sparse_product": Program(
        sparse_product,
        ("values", "x"),
        lambda n, width: (*sparse_rows(n, width), numbers(n, seed=1)),
        (6, 3),
        (500, 20),
    ),
    "contour_integral": Program(
        contour_integral,
        ("weights", "nodes", "A", "Y"),
        lambda n, steps: (
            numbers(steps),
            4.0 * n * positive(steps),
            numbers(n, n),
            numbers(n, 2),
        ),
        (3, 4),
        (40, 20),
    ),
    "gauss_elimination": Program(
        gauss_elimination,
        ("A", "b"),
        lambda n, _: (numbers(n, n), numbers(n)),
        (4, 1),
        (30, 1),
    ),
}
"""By name."""
