"""A user's file for the command line, and a way to run commands on it."""

import itertools

import pytest

from srcdiff.cli.main import main

SOURCE = """\
import numpy as np

from srcdiff import grad, value_and_grad

print("importing")
SCALE = 3.0


def energy(x, k=2.0):
    return SCALE * np.sum(k * x**2)


def wave(x):
    return np.sin(x)


def chain(x):
    return np.sum(wave(x) * x)


cube = lambda x: x**3


@grad(wrt="k")
def tuned(x, k):
    return np.sum(k * np.exp(x))


@value_and_grad(has_aux=True)
def noted(x):
    return np.sum(x**2), "note"


def writes(x):
    np.put(x, 0, 3.0, "clip")
    x.resize(2)
    return 1.0


def network(params, x, act=np.tanh, train=False, kind="mean"):
    (w, b), last = params
    h = x @ w + b
    if act is np.tanh:
        h = np.tanh(h)
    if train:
        h = h * 0.5
    z = h @ last["w"] + last["b"]
    return np.mean(z) if kind == "mean" else np.sum(z)


def annotated(x: "f8[n]", k: float):
    return np.sum(k * x**2)


class Net:
    def loss(self, x):
        return np.sum(x)

"""

SERIAL = itertools.count()


@pytest.fixture
def model(tmp_path):
    """Return the path of the file, under a module name of its own."""
    path = tmp_path / f"model_{next(SERIAL)}.py"
    path.write_text(SOURCE, encoding="utf-8")
    return str(path)


@pytest.fixture
def command(capsys):
    """Return a function that runs a command: exit status, output, error text."""

    def run(*words):
        try:
            status = main(words)
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run
