"""The imports that a generated module needs, under names that do not collide."""

from __future__ import annotations

import builtins
import types
from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.core.build import clone
from srcdiff.core.traverse import names_in


@dataclass(frozen=True)
class Provided:
    """An object that generated code names: where it comes from, and as what."""

    value: Any
    alias: str

    @property
    def statement(self) -> gast.AST | None:
        """The import statement, or None for a builtin under its own name."""
        own = self.own_name
        renamed = self.alias if self.alias != own else None
        if isinstance(self.value, types.ModuleType):
            renamed = self.alias if self.alias != self.value.__name__ else None
            return gast.Import([gast.alias(self.value.__name__, renamed)])
        if self.module == "builtins" and renamed is None:
            return None
        return gast.ImportFrom(self.module, [gast.alias(own, renamed)], 0)

    @property
    def own_name(self) -> str:
        """The name of the object where it is defined."""
        return self.value.__name__

    @property
    def module(self) -> str:
        """The module to import the object from."""
        found = self.value.__module__ or "builtins"
        return "srcdiff.runtime" if found.startswith("srcdiff.runtime") else found


def provide(
    functions: list[gast.FunctionDef], taken: set[str]
) -> tuple[list[gast.FunctionDef], list[Provided]]:
    """Return the functions with our own names made distinct, and what they stand for.

    taken: names that mean something else in the user's functions or modules.
    """
    functions = [clone(f) for f in functions]
    nodes = [n for f in functions for n in gast.walk(f) if type(n) is gast.Name]
    ours = [n for n in nodes if hasattr(n, "provided")]
    theirs = taken | {n.id for n in nodes if not hasattr(n, "provided")}
    found: dict[int, Provided] = {}
    for node in ours:
        key = id(node.provided)
        if key not in found:
            alias = _alias(node, theirs | {p.alias for p in found.values()})
            found[key] = Provided(node.provided, alias)
        node.id = found[key].alias
    return functions, list(found.values())


def _alias(node: gast.Name, taken: set[str]) -> str:
    alias, number = node.id, 1
    while alias in taken:
        number += 1
        alias = f"{node.id}_{number}"
    return alias


def used_names(functions: list[gast.FunctionDef]) -> set[str]:
    """Return every name that generated functions read, builtins left out."""
    found = {n for f in functions for s in f.body for n in names_in(s)}
    return found - set(dir(builtins))
