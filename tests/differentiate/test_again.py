"""Temporaries are computed again only where less is recorded for it, and rightly."""

import re

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads
from tests.scientific.samples import numbers


def product_of_neighbours(u, n):
    for _ in range(n):
        u[1:-1] = 0.5 * u[1:-1] * (u[:-2] + u[2:])
    return np.sum(u)


def one_number_of_a_linear_update(u, n):
    total = 0.0
    for _ in range(n):
        v = u[0] * u[1]
        total += v * v
        u[:] = 0.9 * u[:]
    return total


def two_arrays(u, v, n):
    for _ in range(n):
        t = u[1:] * v[:-1]
        u[1:] = t * v[1:]
        v[:-1] = t - v[:-1]
    return np.sum(u * v)


def mask_of_what_it_writes(u, n):
    for _ in range(n):
        big = u > 0.2
        u[big] = u[big] * np.sum(u)
    return np.sum(u)


def indices(u, n):
    for i in range(n):
        k = i + 2 * i
        for j in range(2):
            at = k + j
            t = u[at] * u[at + 1]
            u[at] = t * t
    return np.sum(u)


def left_early(u, n):
    for i in range(n):
        t = u[i] * u[i + 1]
        if t > 3.0:
            break
        u[i] = t * u[i]
        if u[i] < -5.0:
            return t * u[0]
    return np.sum(u) * u[1]


PROGRAMS = [
    (product_of_neighbours, (numbers(9), 3)),
    (one_number_of_a_linear_update, (numbers(9), 3)),
    (two_arrays, (numbers(9), numbers(9, seed=1), 3)),
    (mask_of_what_it_writes, (numbers(9), 2)),
    (indices, (numbers(12), 3)),
    (left_early, (numbers(9), 5)),
    (left_early, (3 * numbers(9), 5)),
]


@pytest.mark.parametrize("program, arguments", PROGRAMS)
def test_gradient(program, arguments):
    check_grads(program, arguments, rtol=1e-7)
    wrt = tuple(k for k, a in enumerate(arguments) if isinstance(a, np.ndarray))
    general = grad(program, wrt, specialise=False)(*arguments)
    found = grad(program, wrt)(*arguments)
    for one, other in zip(general, found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def appended(program, arguments):
    """Return what the generated gradient records, line by line."""
    text = grad(program).source_for(*arguments)
    pushes = re.compile(r"\.append\(|^us\[\w+\] = ")
    return [line for row in text.splitlines() if pushes.search(line := row.strip())]


def test_the_overwritten_items_are_kept_and_no_factor_of_them():
    arguments = (numbers(9), 3)
    assert appended(product_of_neighbours, arguments) == ["us[k] = u[1:-1]"]


def test_an_array_is_not_kept_to_compute_a_number_again():
    lines = appended(one_number_of_a_linear_update, (numbers(9), 3))
    assert lines and not any("u[:]" in line for line in lines)


def test_indices_are_computed_again():
    assert appended(indices, (numbers(12), 3)) == ["us.append(u[at])"]


def rows_exchanged(a):
    for k in range(2):
        p = k + np.argmax(a[k:, 0])
        a[[k, p]] = a[[p, k]] * a[0, 0]
    return np.sum(a * a)


def test_lists_of_indices_are_computed_again():
    arguments = (numbers(4, 8),)
    text = grad(rows_exchanged).source_for(*arguments)
    assert "= [p, k]" in text and "= [k, p]" in text.split("# backward")[1]
    check_grads(rows_exchanged, arguments, rtol=1e-7)


def turned(x, n):
    for k in range(n):
        angle = 2.0 * np.pi * k / n
        x[k] = np.cos(angle) * x[k] - np.sin(angle) * x[k + 1]
    return np.sum(x)


def test_constants_of_numpy_are_known_numbers():
    text = grad(turned).source_for(numbers(9), 3)
    assert "unbroadcast" not in text and "us.append" not in text
