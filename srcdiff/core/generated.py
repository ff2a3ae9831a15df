"""Telling generated code from the user's: by the name of its file."""

from __future__ import annotations

SUFFIX = ".srcdiff.py"


def is_generated(file: str) -> bool:
    """Tell whether a file name is one that generated modules are registered under.

    Generated code writes in place only what nobody else holds, so that it may be
    differentiated again where the same text from a user might not.

    >>> is_generated("<srcdiff loss_grad 1>"), is_generated("train.py")
    (True, False)
    """
    return file.startswith("<srcdiff ") or file.endswith(SUFFIX)
