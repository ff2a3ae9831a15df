"""One table of names for a generated module: nothing collides, nothing is random."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

from srcdiff import runtime

RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
HELPERS = frozenset(vars(runtime))


class NameTable:
    """The names in use, and the stems of the temporaries that the compiler made.

    >>> table = NameTable(["x", "h"])
    >>> table.fresh("x_bar"), table.fresh("x_bar"), table.fresh("h")
    ('x_bar', 'x_bar_2', 'h_2')
    """

    def __init__(self, used: Iterable[str] = ()) -> None:
        self.used = set(used)
        self.stems: dict[str, str] = {}
        self.globals: set[str] = set()
        self.locals: set[str] = set()

    def reserve(self, names: Iterable[str]) -> None:
        """Mark the user's own names as taken, for good."""
        self.used.update(names)
        self.globals.update(names)

    def fresh(self, stem: str) -> str:
        """Return the stem, or the stem with the lowest free number from 2."""
        candidate, number = stem, 1
        while candidate in self.used or candidate in RESERVED:
            number += 1
            candidate = f"{stem}_{number}"
        self.used.add(candidate)
        return candidate

    def temporary(self, stem: str) -> str:
        """Return a fresh name that the naming pass may shorten again at the end.

        stem: may begin with a temporary's name, whose number is then left out.

        >>> table = NameTable(["y_in"])
        >>> made = table.temporary("y_in")
        >>> made, table.temporary(f"{made}_bar")
        ('y_in_2', 'y_in_bar')
        """
        stem = self._unnumbered(stem)
        # What a helper is called stays free: it may be called in the same function.
        chosen = self.fresh(f"{stem}_1" if stem in HELPERS else stem)
        self.stems[chosen] = stem
        return chosen

    def _unnumbered(self, stem: str) -> str:
        """Return a stem with that of a temporary where it begins with its name."""
        end = len(stem)
        while end > 0:
            begin = self.stems.get(stem[:end])
            if begin is not None:
                return begin + stem[end:]
            end = stem.rfind("_", 0, end)
        return stem
