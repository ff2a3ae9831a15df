"""Scientific programs: gradients in both forms, the arguments as they were."""

import copy

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad, vjp
from srcdiff.analysis.complex_values import holds_complex
from srcdiff.compilation import Compilation
from srcdiff.loaded import Loaded
from srcdiff.testing import check_grads
from srcdiff.testing.leaves import mapped
from tests.scientific import PROGRAMS
from tests.scientific.samples import numbers
from tests.trees import assert_close, assert_same

EACH = pytest.mark.parametrize("name", PROGRAMS)


def general_gradients(program, arguments, cotangent):
    """Return the gradients by the general form, which knows nothing of the types."""
    over_complex = holds_complex(arguments)
    compilation = Compilation(program.function, over_complex=over_complex)
    module = compilation.pair(list(program.wrt))
    forward, backward = map(Loaded(module, "general").functions.get, module.entries)
    _, saved = forward(*arguments)
    return backward(saved, cotangent)


@EACH
def test_gradient(name):
    program = PROGRAMS[name]
    check_grads(program.function, program.small_arguments, program.wrt, rtol=1e-7)


@EACH
def test_both_forms_agree_and_leave_the_arguments_alone(name):
    program = PROGRAMS[name]
    arguments = program.small_arguments
    given = copy.deepcopy(arguments)
    random = np.random.default_rng(7)
    value, pullback = vjp(program.function, *given, wrt=program.wrt)
    cotangent = mapped(value, lambda v: random.standard_normal(np.shape(v)))
    found = pullback(cotangent)
    general = general_gradients(program, given, cotangent)
    assert_same(value, program.function(*copy.deepcopy(given)))
    assert_close(general, found, 1e-11)
    assert_same(given, arguments)
    assert all(np.any(g) for g in found)


@pytest.mark.parametrize("size", [*range(4, 12), 16])
@pytest.mark.parametrize("name", ["jacobi_1d", "gauss_seidel", "fdtd_2d", "adi"])
def test_both_forms_agree_at_small_and_large_sizes(name, size):
    program = PROGRAMS[name]
    arguments = program.arguments(size, 2)
    value, pullback = vjp(program.function, *arguments, wrt=program.wrt)
    cotangent = mapped(value, lambda v: np.cos(np.arange(np.size(v))).reshape(v.shape))
    general = general_gradients(program, arguments, cotangent)
    assert_close(general, pullback(cotangent), 1e-11)


def smoothed(u, v):
    u[1:-1] = u[:-2] * v[2:] - np.sin(u[1:-1])
    return np.sum(u[::2] ** 2)


def test_a_text_for_large_arrays_needs_no_helper_for_stencils():
    derivative = grad(smoothed, (0, 1))
    for size in (7, 8):
        arguments = numbers(size), numbers(size, seed=1)
        found = derivative(*arguments)
        assert ("unbroadcast" in derivative.source) == (size < 8)
        general = grad(smoothed, (0, 1), specialise=False)(*arguments)
        assert_close(found, general, 1e-12)
    assert derivative.fits(numbers(8), numbers(900))
    assert not derivative.fits(numbers(8), numbers(7))


SLOW = {"vertical_advection", "cavity_flow"}
"""Their gradients are long, and so are those of their gradients: right, but slow."""
REFUSED = {"n_body"}
"""Tuples of arrays that are written lie on a list of one turn after the other."""


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - SLOW - REFUSED))
def test_gradient_of_the_gradient(name):
    program = PROGRAMS[name]
    check_grads(program.function, program.small_arguments, program.wrt, order=2)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_gradient_of_the_gradient_is_refused_at_a_place(name):
    program = PROGRAMS[name]
    with pytest.raises(SrcdiffError, match=r":\d+: .* is written"):
        check_grads(program.function, program.small_arguments, program.wrt, order=2)
