"""Fourier transforms of real and complex arrays, at other sizes, scaled all ways."""

import numpy as np
import pytest

from srcdiff.runtime import (
    fft_adjoint,
    fftn_adjoint,
    ifft_adjoint,
    ifftn_adjoint,
    irfft_adjoint,
    rfft_adjoint,
)
from tests.rules.harness import check
from tests.rules.test_complexes import numbers

ONE = [np.fft.fft, np.fft.ifft]
SEVERAL = [np.fft.fft2, np.fft.ifft2, np.fft.fftn, np.fft.ifftn]
HALF = [np.fft.rfft, np.fft.irfft]
VECTOR, MATRIX = numbers(5), numbers(3, 4)
OPTIONS = [
    *({}, {"n": 3}, {"n": 8}, {"axis": 0}, {"n": 2, "axis": 0, "norm": "ortho"}),
    *({"norm": "forward"}, {"norm": "ortho"}, {"norm": "backward"}),
]
AXES = [{}, {"axes": (0,)}, {"norm": "ortho"}, {"s": (2, 6), "axes": (0, 1)}]

CASES = [
    *((f, (x,), {}) for f in ONE for x in (VECTOR, VECTOR.astype("c8"), numbers(1))),
    *((f, (MATRIX,), options) for f in [*ONE, np.fft.irfft] for options in OPTIONS),
    *((np.fft.rfft, (MATRIX.real.copy(),), options) for options in OPTIONS),
    *((np.fft.rfft, (x,), {}) for x in (VECTOR.real.copy(), numbers(1).real.copy())),
    *((np.fft.irfft, (x, n), {}) for x in (VECTOR, MATRIX) for n in (1, 4, 5, 9)),
    *((f, (MATRIX,), options) for f in SEVERAL for options in AXES),
    *((f, (x,), {}) for f in (np.fft.fftshift, np.fft.ifftshift) for x in (VECTOR,)),
    *((np.fft.fftshift, (MATRIX, axes), {}) for axes in (0, (0, 1))),
    *((np.fft.ifftshift, (MATRIX, axes), {}) for axes in (1, (0, 1))),
    *((f, (numbers(3), numbers(4), 3), {}) for f in (fft_adjoint, ifft_adjoint)),
    *((f, (MATRIX, MATRIX), {}) for f in (fftn_adjoint, ifftn_adjoint)),
    (rfft_adjoint, (numbers(3), VECTOR.real.copy()), {}),
    (irfft_adjoint, (np.arange(4.0), numbers(3)), {}),
]
HELPERS = (
    *(fft_adjoint, ifft_adjoint, fftn_adjoint, ifftn_adjoint),
    *(rfft_adjoint, irfft_adjoint),
)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_rule(case):
    target, args, kwargs = CASES[case]
    check(target, *args, wrt=[0] if target in HELPERS else None, **kwargs)
