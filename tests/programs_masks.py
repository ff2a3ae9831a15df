"""Programs with ``where=`` and ``initial=``, and writes by flat position or by mask."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(3, 4), numbers(4, seed=1))
def reductions_of_some(x, y):
    here = x > -0.5
    total = np.sum(x * x, axis=0, where=here, initial=0.3) * y
    whole = np.prod(y, initial=2.0, where=y < 1.0) + x.sum(where=y > 0)
    most = x.max(axis=1, initial=y[0]) - np.min(x, initial=0.2, where=here)
    means = np.mean(x, axis=1, where=here, keepdims=True)
    return np.sum(total) * whole + np.sum(most) + np.sum(means**2)


@program(numbers(3, 4), numbers(4, seed=1))
def quotients_where_they_are(x, y):
    z = np.divide(x, y, out=np.zeros_like(x), where=y > 0)
    np.sqrt(x, out=z, where=x > 0.1)
    z = z + np.log(x, out=np.ones((3, 4)), where=(x > 0.2) & (y < 1.0))
    np.add(z, 1.0, out=z, where=[True, False, True, False])
    return np.sum(z * z)


@program(numbers(3, 4), numbers(4, seed=1), [5, -2])
def put_by_position(x, y, places):
    a = x * 2.0
    np.put(a, places, y)
    np.put(a, [0, 3, 7], y[:2])
    a.put(1, y[3])
    np.put(a, places[0] + 1, 2.5)
    np.put_along_axis(a, np.array([[3], [0], [1]]), y[:1] * x[:, :1], axis=1)
    np.put_along_axis(a, np.array([[1, 2, 0, 1]]), x[:1], 0)
    return np.sum(a**2 * np.arange(12.0).reshape(3, 4))


@program(numbers(3, 4), numbers(4, seed=1))
def placed_by_mask(x, y):
    a, b = x * 2.0, x**2
    np.place(a, x > 0.3, y[:3])
    np.putmask(b, x < 0.2, y[1:])
    b = b + a * x
    np.putmask(a, a < 0, a * x)
    np.place(b, b > 1e9, [1.0])
    return np.sum(a * b)
