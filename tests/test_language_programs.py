"""Random programs in everyday Python: right along each path, or refused at a place."""

import os
import warnings

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad
from tests.language_programs import LanguageWriter, load, point

COUNT = int(os.environ.get("SRCDIFF_LANGUAGE", "100"))
BLOCK = 20
STEP = 1e-6


def differences(function, x, y, step):
    """Return the gradient by central differences."""
    return [
        (function(x + step, y) - function(x - step, y)) / (2 * step),
        (function(x, y + step) - function(x, y - step)) / (2 * step),
    ]


def check(seed):
    """Check one program at three points; tell whether it is accepted."""
    text = LanguageWriter(seed).program()
    function = load(text)
    both = [grad(function, (0, 1), specialise=s) for s in (True, False)]
    for k in range(3):
        x, y = point(seed * 10 + k)
        try:
            wanted = differences(function, x, y, STEP)
        except (IndexError, ValueError, ZeroDivisionError) as error:
            for derivative in both:
                with pytest.raises((type(error), SrcdiffError)):
                    derivative(x, y)
            continue
        closer = differences(function, x, y, STEP / 3)
        smooth = np.allclose(wanted, closer, rtol=1e-4, atol=1e-5)
        for derivative in both:
            try:
                found = derivative(x, y)
            except SrcdiffError as error:
                assert "  instead: " in str(error)
                return False
            if smooth:
                np.testing.assert_allclose(found, wanted, 1e-4, 1e-5, err_msg=text)
    return True


@pytest.mark.parametrize("start", range(0, COUNT, BLOCK))
def test_random_programs(start):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        accepted = [check(seed) for seed in range(start, min(start + BLOCK, COUNT))]
    assert sum(accepted) >= 0.8 * len(accepted)
