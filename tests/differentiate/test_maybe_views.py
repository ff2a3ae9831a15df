"""Names of which NumPy decides whether they are views, written in place."""

import numpy as np
import pytest

from srcdiff import grad


def vector_as_matrix(x):
    y = x.ravel() * 1.0
    m = y.reshape(2, 3)
    m *= 2.0
    return np.sum(y**2)


def raveled(x):
    v = np.ravel(x)
    x[0, 0] = x[1, 1] * v[1]
    v[1:] *= x[0, 0]
    return np.sum(x * x) + np.sum(v)


def raveled_transpose(x):
    y = x * 1.0
    v = np.ravel(y.T)
    v *= y[0, 0]
    y[1, 0] = v[2] * v[0]
    return np.sum(v * v) + 3 * np.sum(y)


def by_turns(x):
    v = x.reshape(-1)
    for i in range(3):
        v[i] = v[i] * v[i + 1]
        if i > 0:
            x[0, 1] += v[i] * x[1, 0]
    return np.sum(x**2) + np.sum(v**3)


def in_a_loop(x):
    total = 0.0
    for k in range(2):
        row = x[k : k + 1].T.reshape(3, 1)
        flat = x[k:].reshape(-1)
        flat[0] *= 2.0
        total += np.sum(row * flat[1])
    return total + np.sum(x * x)


def through_a_view_of_it(x):
    v = x.ravel()
    w = v[1:4]
    w += x[0, 2]
    x[1] *= w
    return np.sum(v * v)


def two_at_once(x):
    v = x.ravel()
    both = [v, x]
    both[0][0] = 2.0
    return np.sum(x) + np.sum(v)


PROGRAMS = [
    vector_as_matrix,
    raveled,
    raveled_transpose,
    by_turns,
    in_a_loop,
    through_a_view_of_it,
    two_at_once,
]
POINT = np.linspace(0.5, 2.0, 6).reshape(2, 3)
LAYOUTS = [
    np.ascontiguousarray,
    np.asfortranarray,
    lambda x: np.repeat(x, 2, axis=1)[:, ::2],
    lambda x: np.repeat(x, 2, axis=0)[::2],
    lambda x: x[::-1].copy()[::-1],
]


def by_differences(function, layout):
    """Return the gradient at a point whose memory has a layout, entry by entry."""
    found = np.zeros(POINT.shape)
    for index in np.ndindex(POINT.shape):
        ends = []
        for step in (1e-4, -1e-4):
            moved = POINT.copy()
            moved[index] += step
            ends.append(function(layout(moved)))
        found[index] = (ends[0] - ends[1]) / 2e-4
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("function", PROGRAMS)
def test_gradient_for_each_layout(function, layout):
    want = by_differences(function, layout)
    for specialise in (True, False):
        point = layout(POINT)
        found = grad(function, specialise=specialise)(point)
        np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-5)
        np.testing.assert_array_equal(point, POINT)


def test_a_reshaped_vector_is_written_through():
    text = grad(vector_as_matrix).source_for(POINT)
    assert "y.reshape(2, 3)[...] = y.reshape(2, 3) * 2.0" in text
    assert "shares_memory" not in text
