"""The user's functions that a module needs: found, checked, brought to core form."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import gast

from srcdiff.core.names import NameTable
from srcdiff.core.types import Type
from srcdiff.differentiate.calls import Callee, outside_names
from srcdiff.errors import Refusal, refuse
from srcdiff.frontend.accept import in_place_writes, refusals
from srcdiff.frontend.decided import decided
from srcdiff.frontend.source import FunctionSource, find_source
from srcdiff.rules.registry import REGISTRY

Core = Callable[[FunctionSource, NameTable], gast.FunctionDef]


class Library:
    """Finds callees, once each, and brings them to core form."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.found: dict[Any, Callee] = {}
        self.passive: dict[Any, list[Refusal]] = {}

    def find(self, target: Any) -> Callee | None:
        """Return the callee that a call's target stands for, in core form.

        Returns None for primitives, classes and whatever else has no Python source.
        Raises the refusals of a function that cannot be differentiated.
        """
        plain = plain_function(target)
        if plain is None:
            return None
        if plain not in self.found:
            self.found[plain] = self._bring(find_source(plain))
        return self.found[plain]

    def specialised(
        self, plain: types.FunctionType, known: Mapping[str, Type]
    ) -> Callee:
        """Return a function in core form as it is for arguments of known types.

        Tests that they decide are gone. All calls of the function, its own too, are
        still of the general one. Raises as ``find`` does.
        """
        source = find_source(plain)
        node = decided(source.node, known, source.lookup)
        if node is not source.node:
            return self._bring(replace(source, node=node))
        if plain not in self.found:
            self.found[plain] = self._bring(source)
        return self.found[plain]

    def _bring(self, source: FunctionSource) -> Callee:
        names = NameTable()
        names.reserve(n.id for n in gast.walk(source.node) if isinstance(n, gast.Name))
        refuse(refusals(source))
        node = self.core(source, names)
        return callee_of(source.function, node, names)

    def writes(self, target: Any) -> list[Refusal]:
        """Return where a function called without active arguments writes memory."""
        plain = plain_function(target)
        if plain is None:
            return []
        if plain not in self.passive:
            # A function that calls itself adds nothing to its own writes.
            self.passive[plain] = []
            found, called = in_place_writes(find_source(plain))
            inner = [refusal for each in called for refusal in self.writes(each)]
            self.passive[plain] = [*found, *inner]
        return self.passive[plain]


def callee_of(
    plain: types.FunctionType, node: gast.FunctionDef, names: NameTable
) -> Callee:
    """Return a function in core form together with its surroundings."""
    cells = dict(zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True))
    return Callee(
        plain,
        node,
        names,
        inspect.signature(plain),
        outside_names(node),
        plain.__globals__,
        cells,
    )


def plain_function(target: Any) -> types.FunctionType | None:
    """Return the Python function behind a callable, None where there is none.

    >>> plain_function(plain_function) is plain_function
    True
    >>> plain_function(len) is None
    True
    """
    if REGISTRY.of(target) is not None or isinstance(target, type):
        return None
    if hasattr(target, "generated_function"):
        return target.generated_function()
    if isinstance(target, functools._lru_cache_wrapper):
        target = target.__wrapped__
    return target if isinstance(target, types.FunctionType) else None
