"""Options of the test suite, and the share of it that one of several Pythons runs."""

import os
import zlib
from pathlib import Path

ROOT = Path(__file__).parent
SHARED = [
    *("analysis", "core", "nn", "optimize", "rules", "runtime", "test_passes.py"),
    *("test_random_programs.py", "test_writing_programs.py", "test_sized_programs.py"),
    *("test_container_programs.py", "test_language_programs.py"),
    "test_complex_programs.py",
]
"""What hangs least on the version of Python: each test runs on one version at least."""


def pytest_addoption(parser):
    parser.addoption(
        "--update",
        action="store_true",
        help="write the golden files of generated code anew",
    )


def pytest_collection_modifyitems(config, items):
    """Keep the share ``SRCDIFF_SHARE`` (such as ``1/2``) of what is shared."""
    share = os.environ.get("SRCDIFF_SHARE")
    if share is None:
        return
    number, count = map(int, share.split("/"))
    kept = [i for i in items if not _is_shared(i) or _lot(i, count) == number - 1]
    dropped = [i for i in items if i not in set(kept)]
    items[:] = kept
    config.hook.pytest_deselected(items=dropped)


def _lot(item, count):
    return zlib.crc32(item.nodeid.encode()) % count


def _is_shared(item):
    if ROOT not in item.path.parents or "test_each_optimisation_off" in item.nodeid:
        return False
    return item.path.relative_to(ROOT).parts[0] in SHARED
