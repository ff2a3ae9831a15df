"""The optimiser: its passes, in order, run until nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.names import NameTable
from srcdiff.optimize.algebra import algebra
from srcdiff.optimize.constants import constants
from srcdiff.optimize.copies import copies
from srcdiff.optimize.deadcode import dead_code
from srcdiff.optimize.fold import fold
from srcdiff.optimize.nest import nest
from srcdiff.optimize.scalars import scalars

Pass = tuple[str, Callable[[gast.FunctionDef, NameTable], gast.FunctionDef]]

OPTIMIZER: list[Pass] = [
    ("dead code", lambda node, names: dead_code(node)),
    ("copies", lambda node, names: copies(node)),
    ("constants", constants),
    ("fold", lambda node, names: fold(node)),
    ("algebra", lambda node, names: algebra(node)),
    ("scalars", lambda node, names: scalars(node)),
    ("nest", nest),
]

ROUNDS = 4
"""Passes feed each other; two or three rounds settle every program seen so far."""


def settled(before: gast.FunctionDef, after: gast.FunctionDef) -> bool:
    """Tell whether a round of the optimiser has changed nothing."""
    return fingerprint(before.body) == fingerprint(after.body)
