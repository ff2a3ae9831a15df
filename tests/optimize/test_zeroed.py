"""A zero and the addition behind it are one store, where nothing tells them apart."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.core.types import Array
from srcdiff.optimize.zeroed import zeroed
from srcdiff.testing import check_grads
from tests.in_place import changed

KNOWN = {n: Array(np.dtype(float), ("n",)) for n in "xy"}
START = "def f(x, y):\n    x = x.copy()\n    "


def rewritten(body):
    text = START + body.replace("; ", "\n    ") + "\n    return x, y"
    after = changed(text, lambda node, names: zeroed(node), known=KNOWN)
    return after.removeprefix(START).removesuffix("\n    return x, y").split("\n    ")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("x[1:] = 0.0; x[1:] += y[1:]", ["x[1:] = y[1:]"]),
        ("x[1:] = 0.0; x[1:] -= y[1:]", ["x[1:] = -y[1:]"]),
        (
            "x[1:-1] = 0.0; x[2:] += y[2:]; x[1:-1] += y[1:3]",
            ["x[1:-1] = y[1:3]", "x[2:] += y[2:]"],
        ),
        (
            "x[1:-1] = 0.0; t = y * 2; x[2:] -= t[2:]; x[1:-1] += t[:2]",
            ["t = y * 2", "x[1:-1] = t[:2]", "x[2:] -= t[2:]"],
        ),
        (
            "x[1:-1] = 0.0; x[2:] += y[2:]; t = y * 2; x[1:-1] += t[:2]",
            ["t = y * 2", "x[1:-1] = t[:2]", "x[2:] += y[2:]"],
        ),
        (
            "t = x[1:].copy(); x[1:] = 0.0; a = 2 * t; y = y + a.sum()",
            ["t = x[1:].copy()", "a = 2 * t", "x[1:] = 0.0", "y = y + a.sum()"],
        ),
    ],
)
def test_one_store(body, wanted):
    assert rewritten(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "x[1:] = 0.0; x[:-1] += y[1:]",
        "x[1:] = 0.0; y = x * 2; x[1:] += y[1:]",
        "x[1:] = 0.0; x = x * 2; x[1:] += y[1:]",
        "x[1:] = 0.0; t = x[:2]; t[1] = 5.0; x[1:] += y[1:]",
        "x[1:] = 0.0; x[1:] += x[:-1]",
        "k = 1; x[k:] = 0.0; k = 2; x[k:] += y[k:]",
        "x[1:] = 0.0; x[:1] += y[1]; y = y + 1.0; x[2:] += y[2:]; t = y * y;"
        " y = y - 2.0; x[1:] += t[1:]",
        "x[1:] = 0.0; x[1:] *= 3.0",
        "x[1:] = 7.0; x[1:] += y[1:]",
        "t = x[1:].copy(); x[1:] = 0.0; x[0] = 3.0; a = 2 * t; y = y + a.sum()",
        "t = x[1:].copy(); x[1:] = 0.0; a = 2 * t; y = y + a.sum() + t.sum()",
    ],
)
def test_what_stays(body):
    assert rewritten(body) == body.replace("; ", ";").replace(";", "; ").split("; ")


def test_a_sweep_reads_as_by_hand():
    def sweep(u, n):
        for _ in range(n):
            for i in range(1, len(u) - 1):
                u[i] = 0.5 * u[i] * (u[i - 1] + u[i + 1])
        return np.sum(u * u)

    u = np.random.default_rng(0).random(5)
    derivative = grad(sweep)
    derivative(u, 2)
    backward = derivative.source.split("# backward")[1]
    assert "= 0.0" not in backward and "copy" not in backward
    assert "own" not in derivative.source
    check_grads(sweep, (u, 2))


def test_an_adjoint_is_made_private_once_for_a_loop():
    def sweep(u, n):
        v = np.sin(u)
        for i in range(n):
            v[i] = v[i] * v[i + 1]
        return np.sum(v.T)

    u = np.random.default_rng(0).random(5)
    for specialise in (True, False):
        derivative = grad(sweep, specialise=specialise)
        derivative(u, 3)
        loops = derivative.source.split("# backward")[1].split("for ")[1:]
        assert not any(
            "= v_bar.copy()" in loop or "own(v_bar)" in loop for loop in loops
        )
    check_grads(sweep, (u, 3))
