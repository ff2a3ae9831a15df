import textwrap

import gast
import pytest

from srcdiff.frontend.writes import memory_of, own_names

OWN = [
    ("a = x + 1", {"a"}),
    ("a = x", set()),
    ("a = f(x)", set()),
    ("a = b = [1.0]\nb = x[0]", {"a"}),
    ("for row in x:\n    a = -row", {"a"}),
    ("if x:\n    a = -x\nelse:\n    a = x.T", set()),
]


@pytest.mark.parametrize(("body", "names"), OWN)
def test_own_names(body, names):
    text = "def g(x):\n" + textwrap.indent(body, "    ")
    assert own_names(gast.parse(text).body[0], lambda call: False) == names


def test_memory_of_nothing_is_nobodys():
    assert memory_of(None, lambda call: False) == set()


def test_memory_of_a_call_that_makes_new_objects():
    call = gast.parse("f(x)", mode="eval").body
    assert memory_of(call, lambda node: True) == set()
    assert memory_of(call, lambda node: False) == {"f", "x"}
