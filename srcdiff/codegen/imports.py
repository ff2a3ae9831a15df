"""The imports that a generated module needs, under names that do not collide."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.core.build import clone
from srcdiff.core.children import nodes_in
from srcdiff.rules.declared import AdjointFunction
from srcdiff.rules.registry import REGISTRY


@dataclass(frozen=True)
class Provided:
    """An object that generated code names: where it comes from, and as what."""

    value: Any
    alias: str

    @property
    def handed(self) -> bool:
        """Whether the object is handed to the module: no import may find it.

        So it is with functions of users that carry no derivative, derivatives of such,
        and rules of users.
        """
        if hasattr(self.value, "generated_function"):
            return True
        rule = REGISTRY.of(self.value)
        if rule is not None or not isinstance(self.value, types.FunctionType):
            return isinstance(rule, AdjointFunction)
        own = self.value.__module__
        return own.split(".")[0] != "numpy" and not own.startswith("srcdiff.runtime")

    @property
    def statement(self) -> gast.AST | None:
        """The import statement, or None for a builtin under its own name."""
        if self.handed:
            return None
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
    nodes = [n for f in functions for n in nodes_in(f) if type(n) is gast.Name]
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


def import_statements(provided: list[Provided]) -> list[gast.AST]:
    """Return the import statements, sorted, those from one module joined."""
    modules: list[gast.AST] = []
    names: dict[str, list[gast.alias]] = {}
    for each in sorted(provided, key=lambda p: p.alias):
        statement = each.statement
        if isinstance(statement, gast.Import):
            modules.append(statement)
        elif isinstance(statement, gast.ImportFrom):
            names.setdefault(statement.module, []).extend(statement.names)
    joined = [gast.ImportFrom(m, names[m], 0) for m in sorted(names)]
    return [*modules, *joined]
