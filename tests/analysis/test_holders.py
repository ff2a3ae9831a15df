"""What a value may share memory with."""

import gast
import numpy as np
import pytest

from srcdiff.analysis.holders import holders
from srcdiff.core.text import parse_expression

CASES = {
    "a": {"a"},
    "a * b": set(),
    "-a": set(),
    "a[i:]": {"a"},
    "a.T": {"a"},
    "(a * b).T": set(),
    "[a, (b, c.T)]": {"a", "b", "c"},
    "np.sin(a)": set(),
    "np.broadcast_to(a, s)": {"a", "np", "s"},
    "unknown(a)": {"a", "unknown"},
    "2.0": set(),
}


@pytest.mark.parametrize("text", CASES)
def test_holders(text):
    node = parse_expression(text)
    for each in gast.walk(node):
        if isinstance(each, gast.Call) and isinstance(each.func, gast.Attribute):
            each.target = getattr(np, each.func.attr)
    assert holders(node) == CASES[text]
