"""The example is a short program that needs ``value_and_grad`` and learns digits."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "mlp_digits.py"


def test_it_is_short_and_takes_one_name_from_srcdiff():
    text = EXAMPLE.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 80
    taken = [
        (node.module, [alias.name for alias in node.names])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module.startswith("srcdiff")
    ]
    assert taken == [("srcdiff", ["value_and_grad"])]


def test_it_learns_digits():
    pytest.importorskip("sklearn")
    done = subprocess.run([sys.executable, EXAMPLE], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 20, done.stderr
    assert float(lines[-1].split()[-1].rstrip("%")) >= 96.0
