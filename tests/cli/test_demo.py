"""``srcdiff demo`` shows, runs, checks and times the example."""

import importlib.util
import re
import sys

import numpy as np
import pytest

from srcdiff.cli import by_hand, demo

pytest.importorskip("sklearn")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(demo, "REPETITIONS", 3)


def number_after(text, out):
    """Return the number that stands after a text in the output."""
    found = re.search(re.escape(text) + r" ([-+.\de]+)", out)
    return float(found[1])


def test_it_reports_what_it_promises(command, tmp_path):
    picture = tmp_path / "digits.png"
    status, out, _ = command("demo", "--epochs", "8", "--plot", str(picture))
    assert status == 0
    assert "def loss_value_and_grad(params, x, t):" in out and "\x1b[" not in out
    assert len(re.findall(r"^epoch +\d+: loss \d", out, re.MULTILINE)) == 8
    assert number_after("\ntest accuracy:", out) >= 96.0
    assert number_after("largest difference from central differences:", out) < 1e-8
    assert number_after("time of a training step's gradient:", out) > 0.0
    assert out.endswith(f"plot: {picture}\n")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_it_says_so(command, tmp_path, monkeypatch):
    for name in [*sys.modules]:
        if name.partition(".")[0] == "matplotlib":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    picture = tmp_path / "digits.png"
    status, out, _ = command("demo", "--epochs", "1", "--plot", str(picture))
    assert status == 0 and not picture.exists()
    last = out.splitlines()[-1]
    assert last == "no plot: matplotlib is not installed (pip install matplotlib)"


def test_without_scikit_learn_it_says_what_to_install(command, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *a: None if name == "sklearn" else found(name, *a),
    )
    status, out, err = command("demo")
    assert (status, out) == (2, "")
    assert err.endswith("pip install scikit-learn\n")


def test_a_picture_that_cannot_be_written_gives_exit_2(command):
    status, _, err = command("demo", "--epochs", "1", "--plot", "/no/such/a.png")
    assert (status, err) == (
        2,
        "cannot write /no/such/a.png: No such file or directory\n",
    )
    status, _, err = command("demo", "--epochs", "0")
    assert status == 2 and "--epochs" in err


def test_the_gradient_by_hand_is_the_same_gradient():
    program = demo.example()
    rng = np.random.default_rng(1)
    (x, t), _ = program.digits(rng)
    params = program.untrained(rng)
    value, gradient = program.loss_and_gradient(params, x[:9], t[:9])
    value_by_hand, gradient_by_hand = by_hand.loss_and_gradient(params, x[:9], t[:9])
    assert np.isclose(value, value_by_hand, rtol=1e-13)
    for layer, layer_by_hand in zip(gradient, gradient_by_hand, strict=True):
        for ours, theirs in zip(layer, layer_by_hand, strict=True):
            assert np.allclose(ours, theirs, rtol=1e-10, atol=1e-15)
