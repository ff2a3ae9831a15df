"""Programs that try: each along paths where it fails and where it does not."""

import contextlib

import numpy as np

from tests.programs import numbers, program


@program(numbers(3))
def first_that_works(x):
    try:
        y = np.sqrt(x[3])
    except IndexError:
        y = x[0] * x[1]
    try:
        z = np.sin(x[1])
    except (IndexError, ValueError):
        z = 0.0
    return y * z


@program(0.7)
def returns_of_a_try(x):
    try:
        return x * x * factor(x)
    except ZeroDivisionError:
        return 3.0 * x


def factor(x):
    try:
        if x > 0.5:
            raise ValueError("large", 3)
        return x * x
    except ValueError as error:
        if error.args[1] != 3:
            raise
        return x * error.args[1]


@program(1.5, np.array([[2.5, 0.1], [0.1, 1.5]]))
def jitter_in_a_loop(x, a):
    total = 0.0
    for i in range(5):
        try:
            root = np.linalg.cholesky(a - i * np.eye(2))
            total = total + root[0, 0] * x
        except np.linalg.LinAlgError:
            total = total * x + x
            if i > 3:
                break
            continue
        total = total * 2
    return total


@program(1.3)
def every_clause(x):
    y = x
    for i in range(5):
        try:
            if i % 2:
                raise ValueError("odd")
            y = y * x
        except KeyError:
            y = 0.0 * x
        except ValueError as error:
            y = y + x * x * len(error.args)
        else:
            y = y * 0.5
            if i > 3:
                continue
        finally:
            print("turn", i)
            y = y * 1.5
        y = y * x
    return y


def bounded(x):
    y = x
    for _ in range(3):
        y = np.sin(y) * x
        if y > 100:
            raise ValueError
    return y


@program(1.1)
def a_call_that_may_fail(x):
    out = 0.0
    for i in range(4):
        try:
            out = out + bounded(x * (1 + 500 * (i % 2)))
        except ValueError:
            out = out * x
    return out


@program(1.2)
def suppressed(x):
    s = x
    for i in range(4):
        with contextlib.suppress(ZeroDivisionError):
            s = s + x / (i - 2)
        s = s * 1.5
    return s


@program(numbers(3))
def end_of_an_array(x):
    a = x * 2.0
    for i in range(5):
        try:
            v = a[i]
        except IndexError:
            break
        a[i] = v * v
    return np.sum(a)


@program(1.3)
def skipped_items(x):
    values = []
    for i in range(4):
        try:
            r = x / (i - 1)
        except ZeroDivisionError:
            continue
        values.append(r * r)
    return sum(values)


@program(1.3)
def raised_by_numpy(x):
    y = 1.0
    with np.errstate(all="raise"):
        try:
            y = np.float64(x) / np.float64(0.0)
        except FloatingPointError:
            y = x * 3.0
    return y * x


@program(1.1)
def a_try_that_is_left(x):
    for i in range(3):
        try:
            if i == 2:
                return x * i + 3 * x
            y = x * i
        finally:
            x = x * 2
        x = x + y
    return x


@program(0.4)
def a_loop_in_a_try(x):
    try:
        y = x
        for k in range(3):
            y = y * x + 1 / (k - 2)
    except ZeroDivisionError:
        y = 5.0 * x
    except TypeError:
        raise
    return y * x
