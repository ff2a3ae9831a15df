"""A maximum is left out of the gradient only where it surely cancels."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def bound_again_in_a_branch(z, c):
    m = np.max(z)
    a = z - m
    if c > 0:
        a = z * 1.0
    return np.sum(a + m)


def written_in_place(z, c):
    m = np.max(z)
    a = z - m
    a[0] = c
    return np.sum(a + m)


def written_through_a_view(z, c):
    m = np.max(z)
    a = z - m
    b = a[1:]
    b *= c
    return np.sum(a + m)


def bound_again_in_a_loop(z, c):
    m = np.max(z)
    a = z - m
    for _ in range(2):
        a = z * c
    return np.sum(a + m)


def cancels_in_each_turn(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        t += m + np.log(np.sum(np.exp(z * c - m))) + t * 0.1
    return t


def needed_by_the_next_turn(z, c):
    t, last = 0.0, 0.0
    for _ in range(3):
        m = np.max(z * c)
        e = np.exp(z * c - m)
        t += m + np.log(np.sum(e)) + np.sum(last)
        last = e
    return t


def needed_after_the_loop(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        t += np.log(np.sum(np.exp(z * c - m))) + m
    return t + m


def needed_after_a_break(z, c):
    t = 0.0
    while True:
        m = np.max(z * c)
        e = np.exp(z * c - m)
        t += m + np.log(np.sum(e))
        if t > 3.0:
            break
        e = z * 1.0
    return t + np.sum(e)


def read_in_a_branch(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        if t > 0:
            t += np.sum(np.exp(z * c - m))
        else:
            t += np.log(np.sum(np.exp(z * c - m))) + m
    return t


PROGRAMS = [
    bound_again_in_a_branch,
    written_in_place,
    written_through_a_view,
    bound_again_in_a_loop,
    cancels_in_each_turn,
    needed_by_the_next_turn,
    needed_after_the_loop,
    needed_after_a_break,
    read_in_a_branch,
]


@pytest.mark.parametrize("function", PROGRAMS)
def test_gradients(function):
    check_grads(function, (np.array([0.3, 1.2, -0.4]), 0.7), wrt=(0, 1))


def test_the_text_of_what_cancels_in_a_loop():
    slope = grad(cancels_in_each_turn)
    slope(np.array([0.3, 1.2, -0.4]), 0.7)
    assert "tie_shares" not in slope.source


RNG = np.random.default_rng(0)
Z = RNG.normal(size=(4, 4))
LABELS = np.array([1, 3, 0, 1])


def labels_first(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(t)), t]
    return np.sum(right - np.log(np.exp(shifted).sum(axis=1)))


def from_logarithms(z, t):
    shifted = z - z.max(axis=-1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.sum(logp[np.arange(len(t)), t])


def both_picked(z, t):
    shifted = z - np.max(z, axis=1, keepdims=True)
    rows = shifted[np.arange(len(t)), t]
    return np.sum(shifted[np.arange(len(z)), t] - 2 * t * t + 3.0 - rows)


def ratio_of_sums(z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.sum((e * t).sum(axis=1) / e.sum(axis=1))


@pytest.mark.parametrize(
    "f", [labels_first, from_logarithms, both_picked, ratio_of_sums]
)
def test_maxima_that_cancel(f):
    check_grads(f, (Z, LABELS), wrt=0)
    narrow = (Z[:2], LABELS) if f is ratio_of_sums else (Z[:, :3], LABELS % 3)
    check_grads(f, narrow, wrt=0)
    assert "max_z_bar" not in grad(f).source_for(Z, LABELS)


def other_rows(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(t))[::-1], t]
    return np.sum((right - np.log(np.exp(shifted).sum(axis=1))) ** 2)


def one_label(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    right = shifted[np.arange(1), t[:1]]
    return np.sum((right - np.log(np.exp(shifted).sum(axis=1))) ** 2)


def misaligned(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    return np.sum((shifted - np.log(np.exp(shifted).sum(axis=1))) ** 2)


def along_the_other_axis(z, t):
    shifted = z - z.max(axis=0, keepdims=True)
    right = shifted[np.arange(len(t)), t]
    return np.sum((right - np.log(np.exp(shifted).sum(axis=0))) ** 2)


def summed_over_the_other(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(t)), t]
    return np.sum((right - np.log(np.exp(shifted).sum(axis=0))) ** 2)


def twice(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(t)), t]
    return np.sum((2 * right - np.log(np.exp(shifted).sum(axis=1))) ** 2)


def products_of_picks(z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.sum(e[np.arange(len(t)), t] * e.sum(axis=1))


def summed_again(z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    total = e.sum(axis=1)
    return np.sum((e / total.sum(axis=0)) ** 2)


KEPT = [
    *(other_rows, one_label, misaligned, along_the_other_axis),
    *(summed_over_the_other, twice, products_of_picks, summed_again),
]


@pytest.mark.parametrize("f", KEPT)
def test_maxima_that_matter(f):
    check_grads(f, (Z, LABELS), wrt=0)
    assert "max_z_bar" in grad(f).source_for(Z, LABELS)


def column_again(z, t):
    e = np.exp(z - np.max(z, axis=1)[:, None])
    p = e / np.sum(e, axis=1)[:, None]
    return np.sum(np.log(p[np.arange(len(t)), t]) * t)


def reshaped(z, t):
    shifted = z - z.max(axis=-1).reshape(-1, 1)
    return np.sum((shifted - np.log(np.exp(shifted).sum(axis=-1)).reshape(-1, 1)) ** 2)


def expanded(z, t):
    e = np.exp(z - np.expand_dims(np.max(z, axis=1), 1))
    return np.sum((e / np.expand_dims(np.sum(e, axis=1), -1)) ** 2)


def sum_of_logarithms(z, t):
    m = np.max(z, axis=1)
    return np.sum((m + np.log(np.sum(np.exp(z - m[:, np.newaxis]), axis=1))) * t)


def columns(z, t):
    e = np.exp(z - z.max(axis=0))
    return np.sum((e / e.sum(axis=0)) ** 2)


def of_cubes(z, t):
    cube = z[:, :, None] * z[:, None, :2]
    e = np.exp(cube - np.max(cube, axis=1)[:, None, :])
    return np.sum((e / e.sum(axis=1, keepdims=True)) ** 2)


def of_differences(z, t):
    m = np.min(z, axis=1)
    return np.sum(((z - m) - (z * t - m)) ** 2)


@pytest.mark.parametrize(
    "f",
    [
        *(column_again, reshaped, expanded, sum_of_logarithms, columns, of_cubes),
        of_differences,
    ],
)
def test_maxima_that_cancel_without_their_axis(f):
    check_grads(f, (Z, LABELS), wrt=0)
    if f is not of_differences:
        check_grads(f, (Z[:, :3], LABELS % 3), wrt=0)
    assert "tie_shares" not in grad(f).source_for(Z, LABELS)
    general = grad(f, specialise=False)(Z, LABELS)
    np.testing.assert_allclose(grad(f)(Z, LABELS), general, rtol=1e-12, atol=1e-14)


def rows_for_columns(z, t):
    e = np.exp(z - np.max(z, axis=1))
    return np.sum((e / np.sum(e, axis=1)[:, None]) ** 2)


def put_back_in_front(z, t):
    e = np.exp(z - np.max(z, axis=1)[None, :])
    return np.sum((e / np.sum(e, axis=1)[:, None]) ** 2)


def divided_by_columns(z, t):
    e = np.exp(z - np.max(z, axis=1)[:, None])
    return np.sum((e / np.sum(e, axis=1)) ** 2)


def needed_besides(z, t):
    m = np.max(z, axis=1)
    e = np.exp(z - m[:, None])
    return np.sum(e / np.sum(e, axis=1)[:, None] * t) + np.sum(m**2)


def in_the_wrong_place(z, t):
    cube = z[:, :, None] * z[:, None, :]
    e = np.exp(cube - np.max(cube, axis=1)[:, :, None])
    return np.sum((e / e.sum(axis=1, keepdims=True)) ** 2)


def a_row_of_one(z, t):
    m = np.max(z, axis=1)
    e = np.exp(z - m.reshape(1, -1))
    return np.sum((e / e.sum(axis=1).reshape(-1, 1)) ** 2)


def every_other(z, t):
    m = np.max(z, axis=1)
    e = np.exp(z[::2] - m[::2, None])
    return np.sum((e / e.sum(axis=1)[::-1, None]) ** 2)


@pytest.mark.parametrize(
    "f",
    [
        *(rows_for_columns, put_back_in_front, divided_by_columns, needed_besides),
        *(in_the_wrong_place, a_row_of_one, every_other),
    ],
)
def test_maxima_that_matter_without_their_axis(f):
    check_grads(f, (Z, LABELS), wrt=0)
    assert "tie_shares" in grad(f).source_for(Z, LABELS)
