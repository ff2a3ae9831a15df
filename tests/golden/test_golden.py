"""Generated code, byte for byte; ``pytest tests/golden --update`` writes it anew."""

import difflib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from srcdiff.testing import check_grads
from tests.golden.programs import PROGRAMS

FOLDER = Path(__file__).parent
CONFIGURATION = FOLDER.parents[1] / "pyproject.toml"
EACH = pytest.mark.parametrize("name", PROGRAMS)


def golden(name):
    return FOLDER / "expected" / f"{name}.py"


@EACH
def test_text(name, request):
    text = PROGRAMS[name].gradient_text()
    path = golden(name)
    if request.config.getoption("--update"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    wanted = path.read_bytes().decode()
    difference = difflib.unified_diff(
        wanted.splitlines(), text.splitlines(), path.name, "generated", lineterm=""
    )
    assert text == wanted, "\n".join(difference)


@EACH
def test_gradient_is_right(name):
    function, wrt, args = PROGRAMS[name]
    check_grads(function, args, wrt)


def test_no_file_without_a_program():
    assert {p.stem for p in golden("any").parent.glob("*.py")} == set(PROGRAMS)


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_ruff_is_content(command):
    beside = Path(sys.executable).with_name("ruff")
    ruff = str(beside) if beside.exists() else shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    options = ["--no-cache", "--config", CONFIGURATION]
    if command == ["check"]:
        # A user's project imports srcdiff as a third party, as it does NumPy.
        options += ["--config", 'lint.isort.known-third-party = ["srcdiff"]']
    done = subprocess.run(
        [ruff, *command, *options, FOLDER / "expected"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
