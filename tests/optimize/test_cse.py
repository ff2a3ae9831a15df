"""Common subexpressions are named, only where every reader sees the same value."""

import gast
import numpy as np
import pytest

from srcdiff import compiler, grad, value_and_grad
from srcdiff.codegen.printer import statement
from srcdiff.core.names import NameTable
from srcdiff.core.text import parse_block
from srcdiff.optimize.cse import cse
from srcdiff.testing import check_grads

FUNCTIONS = {"exp": np.exp, "zeros_like": np.zeros_like, "outer": np.outer}


def function(text):
    """Return a function whose lines marked ``# forward`` are the user's."""
    node = parse_block(text)[0]
    lines = text.splitlines()
    for each in gast.walk(node):
        if isinstance(each, gast.stmt):
            line = lines[each.lineno - 1]
            each.part = "forward" if line.endswith("# forward") else "backward"
        if isinstance(each, gast.Call):
            each.target = FUNCTIONS[each.func.attr]
    node.known = {}
    return node


def after(text):
    node = function(text)
    used = [n.id for n in gast.walk(node) if isinstance(n, gast.Name)]
    return statement(cse(node, NameTable(used)))


def test_a_value_used_on_two_lines_gets_a_name():
    text = after(
        "def f(g, x, y):\n"
        "    a = x - np.outer(g, y)\n"
        "    b = x * np.outer(g, y)\n"
        "    return a, b"
    )
    assert "a_part = np.outer(g, y)\n    a = x - a_part\n    b = x * a_part" in text


def test_a_name_that_holds_the_value_is_read():
    text = after(
        "def f(g, x):\n"
        "    a = g * x\n"
        "    b = x - g * x\n"
        "    c = g * x + b\n"
        "    return c"
    )
    assert "a = g * x\n    b = x - a\n    c = a + b" in text


def test_a_forward_name_is_read_and_the_users_lines_stay():
    text = after(
        "def f(g, x):\n"
        "    e = np.exp(x)  # forward\n"
        "    h = 2 * np.exp(x)  # forward\n"
        "    b = g * np.exp(x)\n"
        "    return h, b"
    )
    assert "e = np.exp(x)\n    h = 2 * np.exp(x)\n    b = g * e" in text


def test_call_of_one_name_is_named_after_both():
    text = after(
        "def f(g, x):\n    a = g * np.exp(x)\n    b = g / np.exp(x)\n    return a, b"
    )
    assert "exp_x = np.exp(x)" in text


UNCHANGED = {
    "an operand is bound in between": (
        "    a = 1 + g * x\n    x = x + 1\n    b = 2 + g * x\n    return a, b"
    ),
    "the value's own name is bound again": (
        "    a = g * x\n    a = a + 1\n    b = 2 + g * x\n    return a, b"
    ),
    "an operand is bound in a loop": (
        "    a = 1 + g * x\n"
        "    for i in n:\n"
        "        b = 2 + g * x\n"
        "        x = x + b\n"
        "    return a, b"
    ),
    "an operand is bound in a branch": (
        "    a = 1 + g * x\n"
        "    if n:\n"
        "        x = x + a\n"
        "    b = 2 + g * x\n"
        "    return a, b"
    ),
    "the two are in two branches": (
        "    if n:\n"
        "        a = 1 + g * x\n"
        "    else:\n"
        "        a = 2 + g * x\n"
        "    return a"
    ),
    "the first is in a loop that may not run": (
        "    a = 0\n    for i in n:\n        a = 1 + g * x\n    b = 2 + g * x\n"
        "    return a, b"
    ),
    "an operand is written in place": (
        "    a = 1 + g * x\n    x[0] += 1\n    b = 2 + g * x\n    return a, b"
    ),
    "a view of an operand is written in place": (
        "    v = x.T\n    a = 1 + g * x\n    v[0] += 1\n    b = 2 + g * x\n"
        "    return a, b"
    ),
    "two buffers grow": (
        "    a = np.zeros_like(x)\n"
        "    b = np.zeros_like(x)\n"
        "    a[0] += 1\n"
        "    b[1] += 1\n"
        "    return a, b"
    ),
    "a view of one of them grows": (
        "    v = np.outer(g, x).T\n    b = 2 + np.outer(g, x).T\n    v[0] += 1\n"
        "    return v, b"
    ),
    "both are results": "    a = g * x\n    b = g * x\n    return a, b",
    "what is repeated is cheap": (
        "    a = -g * x.T + (g > x)\n    b = -g / x.T - (g > x)\n    return a, b"
    ),
    "a part may not be computed": (
        "    a = g and g * x\n    b = g or g * x\n    return a, b"
    ),
}


@pytest.mark.parametrize("case", UNCHANGED)
def test_left_alone(case):
    text = f"def f(g, x, n):\n{UNCHANGED[case]}"
    assert after(text) == statement(function(text))


def test_numbers_are_repeated_and_arrays_are_not():
    def f(x, h):
        a = x * (h / 6)
        b = np.sin(a) * (h / 6)
        return np.sum(a * b)

    derivative = grad(f, (0, 1))
    derivative(np.array([0.3, 0.4]), 0.5)
    assert derivative.source.count("h / 6") >= 2


def twice(x, y):
    return np.sum(np.linalg.inv(x @ y) * np.linalg.inv(x @ y).T)


def shared_products(x, y):
    a = np.exp(x * y)
    b = np.sum(a * y) * np.mean(a)
    return b * np.sum(np.tanh(x * y) * x)


def grown(x, y):
    s = 0.0
    for k in range(3):
        s = s + np.sum(x[k] * y) * np.sum(x * y[k])
    return s


@pytest.mark.parametrize("f", [twice, shared_products, grown])
@pytest.mark.parametrize("specialised", [True, False])
def test_gradients_with_and_without(f, specialised, monkeypatch):
    rng = np.random.default_rng(0)
    x, y = (rng.standard_normal((3, 3)) + 3 * np.eye(3) for _ in range(2))
    check_grads(f, (x, y), (0, 1))

    def gradients():
        derivative = value_and_grad(f, (0, 1))
        entry = derivative if specialised else derivative.generated_function()
        return entry(x, y)

    want = gradients()
    kept = [each for each in compiler.OPTIMIZER if each[0] != "cse"]
    monkeypatch.setattr(compiler, "OPTIMIZER", kept)
    got = gradients()
    assert got[0] == want[0]
    for one, other in zip(got[1], want[1], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
