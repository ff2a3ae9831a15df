"""What srcdiff.nn offers, and that nothing of it is imported before it is asked for."""

import subprocess
import sys

from srcdiff import nn


def test_importing_srcdiff_does_not_import_networks():
    text = "import sys, srcdiff; print([m for m in sys.modules if 'srcdiff.nn' in m])"
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_all_that_is_offered_is_there():
    assert sorted(nn.__all__) == nn.__all__
    assert all(hasattr(nn, name) for name in nn.__all__)
