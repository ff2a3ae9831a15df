"""The user's functions that a module needs: found, checked, brought to core form."""

from __future__ import annotations

import copy
import functools
import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import gast

from srcdiff.core.build import parameters
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import statements
from srcdiff.core.types import Type
from srcdiff.differentiate.calls import Callee, outside_names
from srcdiff.errors import Refusal, refuse
from srcdiff.frontend.accept import in_place_writes, refusals
from srcdiff.frontend.callables import Instance, Value, functions_among
from srcdiff.frontend.counted import spreads_parameter
from srcdiff.frontend.decided import decided
from srcdiff.frontend.lifted import Lifted, Lifting
from srcdiff.frontend.source import FunctionSource, find_source
from srcdiff.frontend.unfolded import unfolded
from srcdiff.rules.declared import AdjointFunction
from srcdiff.rules.registry import REGISTRY

Core = Callable[[FunctionSource, NameTable, Mapping[str, Value]], gast.FunctionDef]
NOTHING: Mapping[str, Value] = types.MappingProxyType({})


class Library:
    """Finds callees, once each, and brings them to core form."""

    def __init__(self, core: Core, lifting: Lifting) -> None:
        self.core = core
        self.lifting = lifting
        self.found: dict[Any, Callee] = {}
        self.made_for: dict[Any, Callee] = {}
        self.passive: dict[Any, list[Refusal]] = {}
        # Derivatives that are called have to be right for complex numbers.
        self.over_complex = False

    def find(self, target: Any) -> Callee | None:
        """Return the callee that a call's target stands for, in core form.

        Returns None for primitives, classes and whatever else has no Python source.
        Raises the refusals of a function that cannot be differentiated.
        """
        lifted = isinstance(target, Lifted)
        plain = target if lifted else plain_function(target, self.over_complex)
        if plain is None:
            return None
        if plain not in self.found:
            if isinstance(plain, Lifted):
                self.found[plain] = self._made(plain)
            else:
                self.found[plain] = self._bring(find_source(plain))
        return self.found[plain]

    def specialised(
        self, plain: types.FunctionType, known: Mapping[str, Type]
    ) -> Callee:
        """Return a function in core form as it is for arguments of known types.

        Tests that they decide are gone. All calls of the function, its own too, are
        still of the general one. Raises as ``find`` does.
        """
        self.lifting.main = plain
        source = find_source(plain)
        node = decided(source.node, known, source.lookup)
        functions = functions_among(known)
        if node is not source.node or functions or spreads_parameter(node):
            source = replace(source, node=node, known=known)
            return self._bring(source, functions)
        if plain not in self.found:
            self.found[plain] = self._bring(source)
        return self.found[plain]

    def settled(self, callee: Callee, known: Mapping[str, Type]) -> Callee:
        """Return a callee without the tests that literal arguments decide.

        known: the types of those arguments, and of the structures that a function is
        given that calls itself on their parts.
        """
        branches = any(isinstance(s, gast.If) for s in statements(callee.node.body))
        if not known or not branches:
            return callee
        place = (callee.key, tuple((n, repr(t)) for n, t in known.items()))
        if place not in self.made_for:
            self.made_for[place] = self._settled(callee, known)
        return self.made_for[place]

    def _settled(self, callee: Callee, known: Mapping[str, Type]) -> Callee:
        made = callee.key if isinstance(callee.key, Lifted) else None
        source = find_source(callee.key) if made is None else made.source
        assert source is not None
        whole = unfolded(source, known, callee.key)
        node = whole or decided(source.node, known, source.lookup)
        if node is source.node:
            return callee
        changed = replace(source, node=node)
        found = self._bring(changed) if made is None else self._made(made, changed)
        return replace(found, unfolded=whole is not None)

    def _bring(
        self,
        source: FunctionSource,
        functions: Mapping[str, Value] = NOTHING,
    ) -> Callee:
        names = NameTable()
        names.reserve(names_of(source.node))
        objects = [n for n, v in functions.items() if isinstance(v, Instance)]
        refuse(refusals(source, objects))
        node = self.core(source, names, functions)
        return callee_of(source.function, source, node, names)

    def _made(self, made: Lifted, source: FunctionSource | None = None) -> Callee:
        source = source or made.source
        assert source is not None
        names = copy.deepcopy(made.names)
        node = self.core(source, names, NOTHING)
        return callee_of(made, source, node, names)

    def read(self) -> list[types.FunctionType]:
        """Return the users' functions whose code was read, in the order of reading."""
        every = [*self.found, *self.lifting.outside]
        plain = [f for f in every if isinstance(f, types.FunctionType)]
        return [f for f in plain if not str(f.__module__).startswith("srcdiff.")]

    def writes(self, target: Any) -> list[Refusal]:
        """Return where a function called without active arguments writes memory."""
        plain = target if isinstance(target, Lifted) else plain_function(target)
        if plain is None:
            return []
        if plain not in self.passive:
            # A function that calls itself adds nothing to its own writes.
            self.passive[plain] = []
            made = plain.source if isinstance(plain, Lifted) else find_source(plain)
            assert made is not None
            found, called = in_place_writes(made)
            inner = [refusal for each in called for refusal in self.writes(each)]
            self.passive[plain] = [*found, *inner]
        return self.passive[plain]


def callee_of(
    key: Any, source: FunctionSource, node: gast.FunctionDef, names: NameTable
) -> Callee:
    """Return a function in core form together with the surroundings of a plain one."""
    plain = source.function
    cells = dict(zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True))
    cells |= {n: types.CellType(thing) for n, thing in source.imported.items()}
    own = isinstance(key, Lifted)
    return Callee(
        key,
        node,
        names,
        taking(parameters(node)) if own else inspect.signature(plain),
        outside_names(node),
        plain.__globals__,
        cells,
    )


def taking(names: list[str]) -> inspect.Signature:
    """Return the signature of a function that takes these names by position."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature([inspect.Parameter(n, kind) for n in names])


def names_of(node: gast.FunctionDef) -> set[str]:
    """Return the names in a function, those of nested functions included."""
    found = {n.id for n in nodes_in(node) if isinstance(n, gast.Name)}
    inner = [n for s in node.body for n in nodes_in(s)]
    return found | {n.name for n in inner if isinstance(n, gast.FunctionDef)}


def plain_function(
    target: Any, over_complex: bool = False
) -> types.FunctionType | None:
    """Return the Python function behind a callable, None where there is none.

    over_complex: that of a derivative is to be right for complex numbers too.

    >>> plain_function(plain_function) is plain_function
    True
    >>> plain_function(len) is None
    True
    """
    rule = REGISTRY.of(target)
    if isinstance(rule, AdjointFunction):
        target = rule.body
    elif rule is not None or isinstance(target, type):
        return None
    defined = REGISTRY.definition(target, over_complex)
    if defined is not None:
        return defined
    if hasattr(target, "generated_function"):
        return target.generated_function(over_complex)
    if isinstance(target, functools._lru_cache_wrapper):
        target = target.__wrapped__
    return target if isinstance(target, types.FunctionType) else None
