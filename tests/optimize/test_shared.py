"""Equal values have one name where nothing writes the memory that they stand in."""

import pytest

from srcdiff.optimize.shared import shared
from tests.in_place import changed

KEPT = {
    "a result that is written": """
def f(x, y):
    t = x - y
    a = np.asarray(t)
    a[0] = 9.0
    s = x - y
    return a, s, s * 2
""",
    "an operand that is written": """
def f(x, y):
    a = x * 2
    t = a - y
    b = a[1:]
    b[0] = 9.0
    s = a - y
    return t, s, b
""",
    "an operand that is bound again": """
def f(x, y):
    t = x - y
    x = x * 2
    s = x - y
    return t, s
""",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_kept(case):
    text = KEPT[case].strip()
    assert changed(text, shared, part="forward") == text


def test_what_is_shared():
    text = "def f(x, y):\n    t = x - y\n    s = x - y\n    return t, s"
    wanted = "def f(x, y):\n    t = x - y\n    return t, t"
    assert changed(text, shared, part="forward") == wanted
