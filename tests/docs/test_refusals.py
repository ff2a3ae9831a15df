"""Refusals that no page shows a program for: each says where, why and what instead."""

import zlib

import numpy as np
import pytest

from srcdiff import SrcdiffError, grad

X = np.array([0.3, 0.7, -1.2])


def memory(k, x, kept):
    kept[k] = x if k < 2 else memory(k - 1, x, kept) * x
    return kept[k]


def handed_on(v):
    zlib.adler32(v)


def scaled(x, factor):
    return x * factor


def some_paths(x):
    if x > 0.5:
        return lambda v: v * x
    return None


def calls_itself(x):
    return memory(4, x, np.zeros(5))


def repeats_a_list(x):
    return np.sum(np.array([[x[0], x[1]]] * 2) * [[1.0, 2.0], [3.0, 4.0]])


def asks_the_unknown(x, data):
    return np.sum(x) * zlib.crc32(data)


def lets_another_hand_on(x, data):
    handed_on(data)
    return np.sum(x)


def spreads_late(x, items):
    return x[0] > 9 and scaled(*items)


def gives_too_much(x):
    h = lambda v: v * x  # noqa: E731
    return h(x, 2.0)


def leaves_a_loop_over_functions(x):
    for act in (np.sin, lambda v: v * v):
        x = act(x)
        if x > 9:
            break
    return x


def calls_what_may_be_none(x):
    return some_paths(x)(x)


def decomposes_in_full(x):
    return np.sum(np.linalg.svd(np.outer(x, x)[:, :2] + np.eye(3)[:, :2])[0])


def pads_by_a_ramp(x):
    return np.sum(np.pad(x, 2, mode="linear_ramp") ** 2)


def pads_by_several(x):
    return np.sum(np.pad(np.ones(2), 1, constant_values=(x[0], x[1])))


def takes_another_norm(x):
    return np.linalg.norm(np.outer(x, x), 1)


def crosses_in_the_plane(x):
    return np.sum(np.cross(x[:2], x[1:]))


SPATIAL_ONLY = np.lib.NumpyVersion(np.__version__) >= "2.5.0"

# The function, its arguments, the text under the carets (None: the whole line), a piece
# of the reason, and of what to do instead.
REFUSED = [
    (calls_itself, (1.5,), None, "and calls itself", "a loop"),
    (repeats_a_list, (X,), None, "joining or repeating", "np.array"),
    (asks_the_unknown, (X, X), "zlib.crc32(data)", "may change its", "numbers only"),
    (lets_another_hand_on, (X, X), "zlib.adler32(v)", "may change", "numbers only"),
    (spreads_late, (X, X), "items", "may not be reached", "take them apart"),
    (gives_too_much, (1.5,), "h(x, 2.0)", "too many positional", "mend the call"),
    (leaves_a_loop_over_functions, (0.4,), None, "left early", "one after the other"),
    (calls_what_may_be_none, (0.4,), None, "on some paths only", "in each branch"),
    (decomposes_in_full, (X,), None, "only the reduced", "reduced"),
    (pads_by_a_ramp, (X,), None, "np.pad with mode='linear_ramp'", "pad with mode"),
    (pads_by_several, (X,), None, "several constant_values", "np.concatenate"),
    (takes_another_norm, (X,), None, "norm(x, 1) has no", "the Frobenius norm"),
    pytest.param(
        *(crosses_in_the_plane, (X,), None, "two components", "write x"),
        marks=pytest.mark.skipif(SPATIAL_ONLY, reason="NumPy refuses it itself"),
    ),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("f", "args", "text", "reason", "remedy"), REFUSED)
def test_refused(f, args, text, reason, remedy):
    with pytest.raises(SrcdiffError) as caught:
        grad(f)(*args)
    said = str(caught.value)
    first, *_ = said.splitlines()
    assert first.startswith(f"{__file__}:")
    assert reason in first
    assert remedy in said.split("\n  instead: ")[1]
    if text is not None:
        shown, carets = said.splitlines()[1:3]
        start = len(carets) - len(carets.lstrip())
        assert shown[start : len(carets)] == text
