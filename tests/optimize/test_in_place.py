"""The steps of one statement: which memory each is computed in, and which stays."""

import numpy as np
import pytest

from srcdiff.core.types import Array
from srcdiff.optimize.reused import reused
from tests.in_place import changed

KNOWN = dict.fromkeys("xy", Array(np.dtype(float), ("n",)))
START = "def f(x, y):\n    "
STOP = "\n    return b, x, y"


def after(body, known=KNOWN, part="backward"):
    text = START + body.replace("; ", "\n    ") + STOP
    found = changed(text, reused, part, known)
    return found.removeprefix(START).removesuffix(STOP).replace("\n    ", "; ")


@pytest.mark.parametrize("part", ["forward", "backward"])
@pytest.mark.parametrize(
    "body, want",
    [
        # An array that is read for the last time.
        ("a = x * y; b = a * y", "a = x * y; b = np.multiply(a, y, out=a)"),
        (
            "a = x * y; a = a * y; b = -a",
            "a = x * y; a *= y; b = np.negative(a, out=a)",
        ),
        ("a = x * y; b = x - a", "a = x * y; b = np.subtract(x, a, out=a)"),
        ("a = x * y; b = a * a", "a = x * y; b = np.multiply(a, a, out=a)"),
        ("a = x * y; b = np.sin(a)", "a = x * y; b = np.sin(a, out=a)"),
        # An array that has been read for the last time before.
        (
            "a = x * y; b = np.sum(a); b = x + y",
            "a = x * y; b = np.sum(a); b = np.add(x, y, out=a)",
        ),
        # A whole expression, in one array.
        (
            "b = x * (1.0 - y * y)",
            "b = y * y; b = np.subtract(1.0, b, out=b); b = np.multiply(x, b, out=b)",
        ),
        ("b = np.exp(-x * y)", "b = -x * y; b = np.exp(b, out=b)"),
        (
            "a = x * y; b = x + y; b += 2 * a * y",
            "a = x * y; b = x + y; a *= 2; b += np.multiply(a, y, out=a)",
        ),
        (
            "a = x * y; b = np.sum(2 * a)",
            "a = x * y; b = np.sum(np.multiply(2, a, out=a))",
        ),
        # The name of the result is read to the end: the memory keeps its own.
        (
            "b = x + 1.0; a = x * y; b = np.exp(a * 2) / np.cos(b)",
            "b = x + 1.0; a = x * y; a *= 2; a = np.exp(a, out=a); "
            "b = np.cos(b, out=b); b = np.divide(a, b, out=a)",
        ),
    ],
)
def test_memory_is_reused(body, want, part):
    assert after(body, part=part) == want


@pytest.mark.parametrize(
    "body",
    [
        # What NumPy does in place itself.
        "b = x * y + 1.0",
        "b = 1.0 + x * y",
        "b = -(x * y)",
        # Arrays that are the caller's, or have another name, or are read again.
        "b = x * y",
        "a = x; b = a * y",
        "a = x.T; b = a * y",
        "a = x * y; c = a; b = a * y; b += c",
        "a = x * y; c = a[1:]; b = a * y; b[1:] += c",
        "a = x * y; c = a, x; b = a * y; b += c[0]",
        "a = x * y; c = [a]; b = a * y; b += c[0]",
        "a = x * y; c = [x]; c += [a]; b = a * y; b += c[1]",
        "a = x * y; c = [x]; c[0] = a; b = a * y; b += c[0]",
        "a = x * y; b = [a * y]",
        "a = x * y; b = a * y, a",
        # Another dtype or shape.
        "a = x * y; b = a * 1j",
        "a = x * y; b = a > y",
        "a = x * y; b = a * np.ones((2, 4))",
        "a = x * y; b = a @ y",
        "a = x > y; b = a * y",
        # Evaluated only under a condition, or several times.
        "a = x * y; b = a * y if np.sum(x) > 0 else a",
        "a = x * y; b = [a * k for k in range(2)]",
    ],
)
def test_what_stays(body):
    assert after(body) == body
    assert after(body, {}) == body
