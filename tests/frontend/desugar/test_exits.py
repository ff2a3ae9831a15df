"""Leaving loops early: the same values, in the same order of evaluation."""

import itertools

import gast
import numpy as np
import pytest

from srcdiff import grad, value_and_grad
from srcdiff.codegen.printer import statement
from srcdiff.core.names import NameTable
from srcdiff.frontend.desugar.exits import loop_exits
from srcdiff.testing import check_grads

# Programs that leave where ask() says yes: what they put out, and how often they ask.
SHAPES = {
    "break and else": """
        for i in range(3):
            out.append(i)
            if ask():
                break
            out.append(-i)
        else:
            out.append("else")
        return out
    """,
    "continue": """
        for i in range(4):
            if ask():
                out.append("skip")
                continue
            out.append(i)
        return out
    """,
    "test of a while": """
        k = 0
        while k < 4 and ask():
            k = k + 1
            if ask():
                break
            out.append(k)
        else:
            out.append("else")
        return out
    """,
    "mixed": """
        for i in range(3):
            if ask():
                if ask():
                    continue
                if ask():
                    out.append("out")
                    break
                out.append("mixed")
            elif ask():
                return "early", i, out
            out.append(i)
        return out
    """,
    "nested": """
        for i in range(3):
            for j in range(3):
                if ask():
                    break
                if ask():
                    out.append("return")
                    return i, j, out
            else:
                out.append("inner else")
                if ask():
                    continue
            out.append((i, j))
        else:
            out.append("outer else")
        return out
    """,
    "endless": """
        while True:
            if ask():
                return out
            out.append(1)
            while True:
                if ask():
                    break
                if ask():
                    return "inner", out
    """,
}


def run(definition, answers):
    """Return what a program returns, and how often it asked."""
    left = iter(answers)
    asked = []

    def ask():
        asked.append(next(left, True))
        return asked[-1]

    namespace = {"ask": ask, "out": []}
    exec(compile(definition, "<exits>", "exec"), namespace)
    return namespace["f"](), len(asked)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_path_is_the_same(shape):
    before = "def f():" + SHAPES[shape]
    node = gast.parse(before).body[0]
    after = statement(loop_exits(node, NameTable(["out", "ask", "i", "j", "k"])))
    assert "continue" not in after
    paths = [*itertools.product([False, True], repeat=7)]
    for answers in paths:
        assert run(after, answers) == run(before, answers), f"{answers}\n{after}"


def test_what_follows_a_break_is_not_evaluated(capsys):
    def f(x):
        i, s = 0, 0.0
        while i < 3 and print(i) is None:
            if x[i] > 1.0:
                break
            s = s + x[i] ** 2
            i = i + 1
        return s

    value, gradient = value_and_grad(f)(np.array([0.5, 2.0, 0.3]))
    assert capsys.readouterr().out == "0\n1\n"
    assert value == 0.25
    np.testing.assert_array_equal(gradient, [1.0, 0.0, 0.0])


def test_loop_variables_keep_their_last_values():
    def f(x):
        for _k, v in enumerate(x):
            if v > 2.0:
                break
        return v * v + _k

    check_grads(f, (np.array([1.0, 3.0, 5.0]),))
    assert grad(f)(np.array([1.0, 3.0, 5.0])).tolist() == [0.0, 6.0, 0.0]


def test_a_loop_without_turns():
    def f(x, n):
        s = x
        for i in range(n):
            if s > 9.0:
                return s * i
            s = s * x
        else:
            s = s + x
        return s

    assert value_and_grad(f)(3.0, 0) == (6.0, 2.0)
    assert value_and_grad(f)(3.0, 1) == (12.0, 7.0)
    assert value_and_grad(f)(3.0, 9) == (54.0, 54.0)


def test_second_order():
    def f(x):
        y = x
        for k in range(9):
            if y > 20.0:
                return y * x + k
            if k == 1:
                continue
            y = y * x
        return y

    # At 2, y is x^5 when the loop is left.
    assert grad(grad(f))(2.0) == pytest.approx(6 * 5 * 2.0**4)
    assert grad(grad(grad(f)))(2.0) == pytest.approx(6 * 5 * 4 * 2.0**3)


def test_assertions_and_errors_in_loops():
    def f(x):
        for v in x:
            assert v < 9.0, "too large"
            if v < 0.0:
                raise ValueError("negative")
            if v > 5.0:
                break
        return v * v

    assert grad(f)(np.array([1.0, 6.0, -1.0])).tolist() == [0.0, 12.0, 0.0]
    with pytest.raises(ValueError, match="negative"):
        grad(f)(np.array([1.0, -1.0, 6.0]))
    with pytest.raises(AssertionError, match="too large"):
        grad(f)(np.array([1.0, 9.0]))
