"""What the page of other systems says of those that are installed here is true."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.docs.pages import DOCS


@pytest.mark.parametrize("system", ["autograd", "jax", "tangent"])
def test_what_is_said_of_a_system(system):
    if find_spec(system) is None:
        pytest.skip(f"{system} is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "tests.docs.peers", system],
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
