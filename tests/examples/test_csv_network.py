"""Who has only read the README trains a network on a file of their own."""

import subprocess
import sys

import numpy as np
import pytest

from tests.examples.loading import EXAMPLES

PROGRAM = EXAMPLES / "csv_network.py"


def test_it_has_less_than_thirty_lines_and_one_name_of_srcdiff():
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 30
    assert text.count("srcdiff") == 1
    assert "from srcdiff import value_and_grad\n" in text


def errors(path):
    done = subprocess.run(
        [sys.executable, PROGRAM, path], capture_output=True, text=True, check=True
    )
    return [float(line.split()[-1]) for line in done.stdout.splitlines()]


def left_by_a_line(path):
    """Return the mean squared error of least squares on the standardised columns."""
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    _, rest, _, _ = np.linalg.lstsq(table[:, :-1], table[:, -1], rcond=None)
    return rest[0] / len(table)


@pytest.mark.parametrize("n", [40, 200])
def test_it_learns_a_file_that_is_made_here(tmp_path, n):
    rng = np.random.default_rng(n)
    x = rng.normal(size=(n, 2))
    table = np.column_stack([x, x[:, 0] * x[:, 1] + x[:, 0]])
    np.savetxt(tmp_path / "t.csv", table, delimiter=",", header="a,b,c", comments="")
    found = errors(tmp_path / "t.csv")
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1 * left_by_a_line(tmp_path / "t.csv")


def test_it_learns_the_file_beside_it():
    found = errors(EXAMPLES / "rents.csv")
    assert found[-1] < 0.5 * left_by_a_line(EXAMPLES / "rents.csv")
