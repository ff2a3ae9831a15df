"""What a gradient keeps of the arrays that its program writes in place, in bytes."""

import tracemalloc

import numpy as np
import pytest

from srcdiff import vjp
from srcdiff.analysis.signature import types_of
from srcdiff.compilation import Compilation
from srcdiff.loaded import Loaded
from tests.scientific.samples import numbers

STEPS, CELLS = 10_000, 1000


def linear(u, steps):
    for _ in range(steps):
        u[1:-1] += 0.1 * (u[:-2] - 2.0 * u[1:-1] + u[2:])
    return u


def nonlinear(u, steps):
    for _ in range(steps):
        u[1:-1] = 0.5 * u[1:-1] * (u[:-2] + u[2:])
    return u


def one_cell(u, steps):
    for k in range(steps):
        u[k % 10] = np.sin(u[k % 7]) * u[k % 10]
    return u


def saved(function, u, steps):
    """Return what the forward function of a pair hands to the backward function."""
    module = Compilation(function, known=types_of({"u": u, "steps": steps})).pair(["u"])
    loaded = Loaded(module, function.__name__)
    _, kept = loaded.functions[module.entries[0]](u, steps)
    return kept


def held(value):
    """Return the bytes of the numbers in an array or in lists of them."""
    if isinstance(value, list | tuple):
        return sum(map(held, value))
    return value.nbytes if isinstance(value, np.ndarray | np.generic) else 0


def peak(call):
    """Return the most memory that a call has in use at one time."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_a_linear_stencil_keeps_nothing():
    u = numbers(CELLS)
    assert held(saved(linear, u, STEPS)) <= u.nbytes
    vjp(linear, u, 2, wrt="u")
    pullback = vjp(linear, u, STEPS, wrt="u")[1]
    assert peak(lambda: pullback(np.ones(CELLS))) < 20 * u.nbytes


def test_a_nonlinear_stencil_keeps_the_cells_that_it_overwrites():
    u = 0.1 * numbers(CELLS)
    overwritten = 8 * STEPS * (CELLS - 2)
    found = held(saved(nonlinear, u, STEPS))
    assert overwritten <= found <= overwritten + u.nbytes


@pytest.mark.parametrize("cells", [10, 100_000])
def test_what_is_kept_does_not_grow_with_cells_that_no_step_touches(cells):
    u = numbers(cells)
    grown = held(saved(one_cell, u, 200)) - held(saved(one_cell, u, 100))
    # A turn keeps a cell and a sine; indices are computed again.
    assert grown == 100 * 2 * 8
