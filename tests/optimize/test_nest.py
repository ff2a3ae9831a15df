"""A view moves behind writes into what it shows, a value that was read does not."""

import numpy as np

from srcdiff import grad
from srcdiff.codegen.printer import expression
from srcdiff.core.types import Array
from srcdiff.optimize.nest import nest
from srcdiff.testing import check_grads
from tests.in_place import changed

KNOWN = {n: Array(np.dtype(float), ("n",)) for n in "xy"}
START = "def f(x, y):\n    x = x.copy()\n    "


def nested(body):
    text = START + body.replace("; ", "\n    ") + "\n    return a, x, y"

    def change(node, names):
        return nest(node, names, expression)

    after = changed(text, change, known=KNOWN)
    return (
        after.removeprefix(START).removesuffix("\n    return a, x, y").split("\n    ")
    )


def test_views_move():
    assert nested("t = x[1:]; x[1:] = y[1:]; a = t * 2") == [
        "x[1:] = y[1:]",
        "a = x[1:] * 2",
    ]


def test_what_was_read_stays():
    for body in (
        "t = x[1:].copy(); x[1:] = y[1:]; a = t * 2",
        "t = x[1:] * 1; x[1:] = y[1:]; a = t * 2",
        "t = x[y > 0]; x[1:] = y[1:]; a = t * 2",
        "t = x[1]; x[1:] = y[1:]; a = t * 2",
        "t = x[1:]; x = y * 2; a = t * 2",
    ):
        assert nested(body) == body.split("; ")


def test_numbers_are_repeated():
    found = nested("n = 3; t = 0.5 * n; a = t * x; y = t * a")
    assert found == ["n = 3", "a = 0.5 * n * x", "y = 0.5 * n * a"]


def test_what_is_viewed_several_times_is_computed_once():
    def f(h, w, u):
        k = (h @ w).T
        return np.sum(u @ k * (k + 1.0)) + np.sum(u / np.sum(u * u, axis=1)[:, None])

    h, w, u = np.ones((3, 2)), np.eye(2), np.eye(2)
    lines = grad(f, (0, 1, 2)).source_for(h, w, u).split("\n")
    assert sum("h @ w" in line for line in lines if "#" not in line) == 1
    check_grads(f, (h, w, u), (0, 1, 2))
