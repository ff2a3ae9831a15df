"""Conjugates of literals, and what complex programs of one line print."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def turned(x, k):
    z = np.exp(1j * k * x)
    return np.sum((z * (2 - 0.5j)).real) + np.sum((x / 2j + 1j / k).imag)


def test_literals_are_conjugated_in_the_text():
    arguments = np.array([0.3, 0.8]), 1.5
    text = grad(turned, (0, 1)).source_for(*arguments).partition("# backward")[2]
    assert "conjugate()" not in text and "np.conj(1j" not in text
    assert "(2 + 0.5j)" in text and "-1j * k" in text
    check_grads(turned, arguments, order=2)


def energy(x):
    z = x * 1j
    return np.sum((z * np.conj(z)).real)


def test_the_adjoint_of_a_real_part_is_an_array_that_is_filled():
    derivative = grad(energy)
    assert np.allclose(derivative(np.array([1.0, 2.0])), [2.0, 4.0])
    text = derivative.source.partition("# backward")[2]
    assert "conform" not in text and "1.0" not in text


@pytest.mark.parametrize(
    "literal", ["1j", "-1j", "2 - 3j", "-(1 + 2j)", "1 / (1 - 2j)"]
)
def test_every_spelling_of_a_literal(literal, tmp_path, monkeypatch):
    (tmp_path / "spelled.py").write_text(
        f"import numpy as np\n\n\ndef f(x):\n"
        f"    z = np.exp({literal} * x)\n    return np.sum((z * ({literal})).real)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    namespace = {}
    exec("import spelled, importlib; importlib.reload(spelled)", namespace)
    f = namespace["spelled"].f
    check_grads(f, (np.array([0.2, -0.4]),))
    assert "conjugate" not in grad(f).source_for(np.ones(2))
