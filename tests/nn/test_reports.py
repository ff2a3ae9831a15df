"""Progress: a bar on a terminal where tqdm is installed, lines elsewhere."""

import io
import sys
import types

import numpy as np
import pytest

from srcdiff import nn


def loss(w, x, t):
    return np.mean((x @ w - t) ** 2)


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Bar:
    made: list = []  # noqa: RUF012

    def __init__(self, total, initial, unit):
        self.total, self.done, self.closed = total, initial, False
        self.shown = []
        self.made.append(self)

    def set_postfix(self, losses):
        self.shown.append(losses)

    def update(self, count):
        self.done += count

    def close(self):
        self.closed = True


def fit(**options):
    x = np.ones((4, 1))
    return nn.fit(
        loss, np.zeros(1), (x, x[:, 0]), optimiser=nn.sgd(0.1), epochs=40, **options
    )


def test_nothing_is_shown_unless_asked_for(capsys):
    fit()
    assert capsys.readouterr() == ("", "")


def test_lines_when_piped(capsys):
    fit(progress=True, validation=(np.ones((1, 1)), np.ones(1)))
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == "" and len(lines) == 20
    assert lines[0].startswith("epoch 2/40: loss 0.64, validation 0.4096")
    assert lines[-1].startswith("epoch 40/40: ")


def test_a_bar_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(tqdm=Bar))
    Bar.made.clear()
    fit(progress=True)
    (bar,) = Bar.made
    assert bar.done == bar.total == 40 and bar.closed
    assert bar.shown[0] == {"loss": "1"}


def test_lines_on_a_terminal_without_tqdm(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    fit(progress=True)
    assert len(terminal.getvalue().splitlines()) == 20


def test_the_bar_is_closed_after_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(tqdm=Bar))
    Bar.made.clear()

    def fail(epoch):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        fit(progress=True, callbacks=[fail])
    assert Bar.made[0].closed
