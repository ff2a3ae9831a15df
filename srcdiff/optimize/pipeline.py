"""The optimiser: its passes, in order, run until nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import gast

Pass = tuple[str, Callable[[gast.FunctionDef], gast.FunctionDef]]

OPTIMIZER: list[Pass] = []
