"""Random programs with containers that change: right in both forms, or refused."""

import os
import warnings

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad
from tests.container_programs import ContainerWriter
from tests.language_programs import load

COUNT = int(os.environ.get("SRCDIFF_CONTAINERS", "60"))
BLOCK = 20
STEP = 1e-6


def point(seed):
    """Return a point at which to look at a program."""
    random = np.random.default_rng(seed)
    x, y = map(float, random.uniform(-1.2, 1.2, 2))
    return x, y, random.uniform(-1.2, 1.2, 3)


def differences(function, args, step):
    """Return the gradient by central differences, as one array."""
    flat = np.concatenate([np.ravel(a) for a in args])
    found = np.empty(len(flat))
    for k in range(len(flat)):
        sides = []
        for sign in (1, -1):
            moved = flat.copy()
            moved[k] += sign * step
            sides.append(function(float(moved[0]), float(moved[1]), moved[2:]))
        found[k] = (sides[0] - sides[1]) / (2 * step)
    return found


def verdict(seed):
    """Return ``right``, ``refused``, ``unsure``, ``no program``, or what is wrong.

    Refused is what is refused where the types are known; others may be at rest.
    """
    function = load(ContainerWriter(seed).program())
    outcome = "right"
    for k in range(2):
        args = point(seed * 10 + k)
        try:
            wanted = differences(function, args, STEP)
            closer = differences(function, args, STEP / 3)
        except Exception:
            return "no program"
        size = 1 + np.max(np.abs(wanted))
        if not np.all(np.isfinite(wanted)) or size > 1e5:
            return "unsure"
        if not np.allclose(wanted, closer, rtol=1e-4, atol=1e-5 * size):
            outcome = "unsure"
            continue
        for specialise in (True, False):
            given = args[2].copy()
            try:
                parts = grad(function, (0, 1, 2), specialise=specialise)(*args)
            except SrcdiffError as error:
                if "  instead: " not in str(error):
                    return f"no remedy: {error}"
                outcome = "refused" if specialise else outcome
                continue
            except Exception as error:
                return f"{type(error).__name__}: {error}"
            if not np.array_equal(args[2], given):
                return "the caller's array has changed"
            found = np.concatenate([np.ravel(p) for p in parts])
            if found.shape != wanted.shape or not np.allclose(
                found, wanted, rtol=1e-3, atol=1e-4 * size
            ):
                return f"wrong (specialise={specialise}): {found}, {wanted}"
    return outcome


@pytest.mark.parametrize("start", range(0, COUNT, BLOCK))
def test_random_programs(start):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = {s: verdict(s) for s in range(start, min(start + BLOCK, COUNT))}
    known = ("right", "refused", "unsure", "no program")
    assert [(s, v) for s, v in found.items() if v not in known] == []
    assert sum(v == "right" for v in found.values()) >= 0.3 * len(found)
