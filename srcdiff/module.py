"""A generated module, before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from srcdiff.analysis.bulk import Place
from srcdiff.differentiate.calls import Callee
from srcdiff.frontend.assumed import Assumption


@dataclass(frozen=True)
class Module:
    """A generated module: text, the user's line behind each line, its functions.

    written: the parameters of the primal that it writes into. restores: its backward
    part undoes writes of its forward part. over_complex: it is right for complex
    numbers too; else where all are real. handed: by name, the rules of users' own that
    it calls. sized: the argument whose size tells whether the text that reuses memory
    is worth while; None where the two texts are one. assumed: what names of users'
    modules stood for.
    """

    text: str
    origins: dict[int, Any]
    entries: tuple[str, ...]
    surroundings: dict[str, Callee]
    written: tuple[str, ...] = ()
    restores: bool = False
    over_complex: bool = False
    handed: Mapping[str, Any] = field(default_factory=dict)
    sized: Place | None = None
    assumed: tuple[Assumption, ...] = ()

    def holds(self) -> bool:
        """Tell whether the names still stand for what they did."""
        return all(one.holds() for one in self.assumed)
