"""The generated lines of a two-layer network's gradient are those of the derivation."""

import numpy as np
import pytest

from tests.docs.pages import DOCS
from tests.examples.loading import example

layers = example("two_layer_by_hand")
NAMES = ("w", "beta", "b0", "x", "y_star")
EPS = np.finfo(float).eps


def generated(given):
    lines = layers.statements(layers.gradient.source_for(*given))
    return lines, layers.run(lines.values(), **dict(zip(NAMES, given, strict=True)))


@pytest.mark.parametrize("sizes", [(3, 4, 2), (5, 2, 4), (8, 9, 9), (2, 16, 3)])
@pytest.mark.parametrize("seed", range(4))
def test_every_line_equals_its_formula_to_machine_precision(sizes, seed):
    given = layers.arguments(seed, *sizes)
    _, found = generated(given)
    for name, value in layers.by_hand(*given).items():
        size = np.abs(value).max()
        np.testing.assert_allclose(found[name], value, rtol=0, atol=8 * EPS * size)
    w_bar, beta_bar = layers.gradient(*given)
    np.testing.assert_array_equal(w_bar, found["w_bar"])
    np.testing.assert_array_equal(beta_bar, found["beta_bar"])


def test_the_backward_lines_are_the_steps_of_the_derivation_and_no_more():
    lines, _ = generated(layers.arguments())
    backward = [name for name in lines if name.endswith("_bar")]
    assert backward == list(layers.FORMULAS)


def test_the_page_has_each_line_beside_a_formula():
    lines, _ = generated(layers.arguments())
    page = (DOCS / "by_hand.md").read_text(encoding="utf-8")
    rows = page.partition("<table>")[2].partition("</table>")[0].split("<tr>")[2:]
    assert len(rows) == len(layers.FORMULAS)
    for name, row in zip(layers.FORMULAS, rows, strict=True):
        formula, _, shown = row.partition("<!-- shows:")
        assert "∂L/∂" in formula
        assert lines[name] in shown


def test_it_prints_formulas_and_lines(capsys):
    layers.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert all(float(line.split()[-1]) < 1e-14 for line in lines[1::2])
