"""A temporary takes the name of the adjoint that it becomes, where both end alike."""

import pytest

from srcdiff.optimize.coalesce import coalesce
from tests.in_place import changed

KEPT = {
    "the adjoint is written before the last read": """
def f(x, y):
    t = x * y
    a = t
    a = a + y
    return a, t
""",
    "the adjoint is bound again in between": """
def f(x, y):
    a = x
    t = x * y
    b = a * t
    a = t
    return a, b
""",
    "the temporary is written": """
def f(x, y):
    t = x * y
    t[0] = 1.0
    a = t
    a = a + 1.0
    return a, t
""",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_kept(case):
    text = KEPT[case].strip()
    assert changed(text, coalesce) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "t = x * y\n    a = t\n    a[0] = 0.0\n    return a, x",
            "a = x * y\n    a[0] = 0.0\n    return a, x",
        ),
        (
            "t = x * y\n    a = t\n    b = t * x\n    a[1:] = b[:-1]\n    return a, b",
            "a = x * y\n    b = a * x\n    a[1:] = b[:-1]\n    return a, b",
        ),
        (
            "t = x.T\n    a = t\n    a[0] = y[1]\n    return a, x",
            "a = x.T\n    a[0] = y[1]\n    return a, x",
        ),
    ],
)
def test_what_is_merged(text, wanted):
    start = "def f(x, y):\n    "
    assert changed(start + text, coalesce) == start + wanted
