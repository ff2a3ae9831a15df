"""Programs whose gradients compute again from what they put back."""

import numpy as np

from tests.golden.programs import writing
from tests.programs import numbers, program
from tests.scientific import PROGRAMS as SCIENTIFIC
from tests.scientific.algebra import gauss_elimination, thomas

for name in ("heat_equation", "cholesky_log_determinant", "reaction_diffusion"):
    function, wrt, args = writing.PROGRAMS[name]
    program(*args, wrt=(wrt,) if isinstance(wrt, int) else wrt)(function)

chosen = SCIENTIFIC["gauss_seidel"]
program(*chosen.small_arguments, wrt=chosen.wrt)(chosen.function)


@program(*SCIENTIFIC["thomas"].small_arguments)
def tridiagonal(lower, diagonal, upper, rhs):
    return np.sum(thomas(lower, diagonal, upper, rhs) ** 2)


@program(*SCIENTIFIC["gauss_elimination"].small_arguments)
def eliminated(A, b):
    return np.sum(gauss_elimination(A, b) ** 3)


@program(0.5 + 0.1 * numbers(6), 3)
def indices_computed_again(u, n):
    for i in range(n):
        k = i + i
        for j in range(2):
            at = k + j
            t = u[at] * u[at + 1] if at < 5 else u[0]
            u[at % 6] = t * u[at % 6]
    return np.sum(u)


@program(numbers(6), 5)
def written_until_left(u, n):
    for i in range(n):
        t = u[i] * u[i + 1]
        if t > 3.0:
            break
        u[i] = t * u[i]
        if u[i] < -5.0:
            return t * u[0]
    return np.sum(u) * u[1]


@program(numbers(5), numbers(5, seed=1))
def masks_of_what_is_written(u, v):
    for k in range(2):
        big = u > 0.1 * k
        w = u * v
        u[big] = w[big] * v[big]
        v[1:] -= w[:-1] * u[1:]
    return np.sum(u * v)
