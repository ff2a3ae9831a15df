"""What Python is accepted: every refusal, with its place, reason and way out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import _lru_cache_wrapper
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.errors import Refusal, UnsupportedSyntax
from srcdiff.frontend.desugar.attempts import leaves_by_finally
from srcdiff.frontend.desugar.comprehensions import CONSUMERS
from srcdiff.frontend.desugar.contexts import is_known
from srcdiff.frontend.desugar.matches import unmatched
from srcdiff.frontend.desugar.stores import as_stores
from srcdiff.frontend.outputs import place_of_output
from srcdiff.frontend.receivers import object_names
from srcdiff.frontend.refusals import (
    ARRAY,
    ASYNC,
    CLOSED,
    MATCH,
    METHODS,
    PASS,
    PLAIN,
    REFUSED,
    RESULT,
    STATEMENTS,
    STORE,
    TARGETS,
    UNKNOWN,
    WRITERS,
)
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.source import FunctionSource
from srcdiff.frontend.spelling import spelling
from srcdiff.frontend.writes import memory_of, own_names
from srcdiff.rules.effects import Fresh
from srcdiff.rules.reading import READING_METHODS, READING_MODULES
from srcdiff.rules.registry import REGISTRY


def refusals(source: FunctionSource, objects: Collection[str] = ()) -> list[Refusal]:
    """List every construct of a function that is not accepted, each once.

    source: the function. objects: the parameters that are objects of users' classes.
    Returns the refusals in the order of the text.

    >>> from srcdiff.frontend.source import find_source
    >>> def norm(x):
    ...     return np.sum((yield x))
    >>> [refusal.reason for refusal in refusals(find_source(norm))]
    ['yield is not supported']
    """
    return _Walk(_spelled(source), only_writes=False, objects=objects).run()


def in_place_writes(source: FunctionSource) -> tuple[list[Refusal], list[Any]]:
    """List what a function may write outside of itself: memory of others, outer names.

    source: the function. Returns a refusal for each write, nested functions included,
    except to names that the function itself bound to objects of its own; and the
    functions that it calls, which may write too.

    >>> from srcdiff.frontend.source import find_source
    >>> def clear(x):
    ...     x[0], y = 1.0, x.copy()
    ...     y[1] = 2.0
    >>> found, called = in_place_writes(find_source(clear))
    >>> [write.place.column for write in found], called
    ([4], [])
    """
    walk = _Walk(source, only_writes=True)
    return walk.run(), walk.called


def _spelled(source: FunctionSource) -> FunctionSource:
    """Return a function as the first passes spell it out."""
    node = source.node
    if isinstance(node, gast.FunctionDef):
        names = [n.id for n in nodes_in(node) if isinstance(n, gast.Name)]
        for _, change in spelling(Scope(source), NameTable(names)):
            node = change(node)
    return replace(source, node=node)


class _Walk:
    """One walk over a function, for all that is refused or only for what is written."""

    def __init__(
        self,
        source: FunctionSource,
        only_writes: bool,
        objects: Collection[str] = (),
    ) -> None:
        self.source = source
        self.only_writes = only_writes
        names = [n for n in nodes_in(source.node) if isinstance(n, gast.Name)]
        self.bound = {n.id for n in names if not isinstance(n.ctx, gast.Load)}
        self.own = own_names(source.node, self.makes_new)
        self.objects = {*objects, *object_names(source, self.resolve)}
        self.consumed = {
            n.args[0]
            for n in nodes_in(source.node)
            if isinstance(n, gast.Call) and len(n.args) == 1
            if any(self.resolve(n.func) is c for c in CONSUMERS)
        }
        self.consumed |= {
            n.args[0]
            for n in nodes_in(source.node)
            if isinstance(n, gast.Call) and n.args and self.resolve(n.func) is next
            if len(getattr(n.args[0], "generators", ())) == 1
        }
        self.called: list[Any] = []
        self.found: list[Refusal] = []

    def run(self) -> list[Refusal]:
        """Walk the function and return what was found, in the order of the text."""
        function = self.source.node
        if isinstance(function, gast.AsyncFunctionDef):
            self.refuse(function, *ASYNC)
        self.visit_all(function.body)
        return sorted(self.found, key=lambda r: (r.place.line, r.place.column))

    def refuse(
        self, node: gast.AST, reason: str, remedy: str, written: gast.AST | None = None
    ) -> None:
        """Note a refusal; ``written`` is the expression whose memory is changed."""
        names = memory_of(written, self.makes_new)
        if self.only_writes and (written is None or (names and names <= self.own)):
            return
        place = self.source.place(node)
        self.found.append(Refusal(UnsupportedSyntax, place, reason, remedy))

    def visit_all(self, nodes: Iterable[gast.AST]) -> None:
        """Visit nodes, of which none is ``None``."""
        for node in nodes:
            self.visit(node)

    def visit(self, node: gast.AST) -> None:
        """Refuse a node by its kind if need be, and visit its parts."""
        kind = type(node).__name__
        if self.offends(node):
            rebinds = node if isinstance(node, (gast.Global, gast.Nonlocal)) else None
            written = node.value if isinstance(node, TARGETS) else rebinds
            self.refuse(node, *REFUSED.get(kind, UNKNOWN), written)
        if self.only_writes or not isinstance(node, CLOSED):
            visit = getattr(self, f"visit_{kind}", None)
            visit(node) if visit else self.visit_all(gast.iter_child_nodes(node))

    def offends(self, node: gast.AST) -> bool:
        """Tell whether a node is refused for what it is, by its entry in the table."""
        match node:
            case gast.NamedExpr() | gast.ListComp() | gast.DictComp():
                return False
            case gast.GeneratorExp():
                return node not in self.consumed
            case gast.Delete():
                return not all(isinstance(t, gast.Name) for t in node.targets)
            case gast.Subscript():
                return not isinstance(node.ctx, gast.Load) and not self.may_store(node)
            case gast.Attribute():
                # Of others, the walk that knows the objects says what it refuses.
                own = not self.only_writes and _root(node) in self.bound
                return not isinstance(node.ctx, gast.Load) and not own
            case gast.Match():
                return False
            case gast.Try():
                return leaves_by_finally(node)
            case gast.With():
                return not is_known(node, self.resolve)
        return isinstance(node, (gast.stmt, gast.expr)) and not isinstance(node, PLAIN)

    def may_store(self, place: gast.Subscript) -> bool:
        """Tell whether a store is into an object that a local name holds."""
        return not self.only_writes and self.root(place) in self.bound

    def root(self, node: gast.AST) -> str | None:
        """Return the name at the bottom of a place: a method views its object."""
        while isinstance(node, gast.Attribute | gast.Subscript | gast.Call):
            func = node.func if isinstance(node, gast.Call) else node
            method = isinstance(func, gast.Attribute) and not isinstance(
                self.resolve(func.value), ModuleType
            )
            node = func.value if method or func is node else (*node.args, None)[0]
        return node.id if isinstance(node, gast.Name) else None

    def visit_Assign(self, node: gast.Assign) -> None:
        if self.wrote(node):
            return
        self.visit_all(node.targets)
        places = gast.Name | gast.Subscript
        taken = len(node.targets) == 1 and isinstance(node.targets[0], places)
        if self.only_writes or not (taken and _is_method(node.value, "pop", 0)):
            self.visit(node.value)

    def wrote(self, node: gast.Assign | gast.Expr) -> bool:
        """Visit the stores that a statement's call means, if it is one that writes."""
        stores = None if self.only_writes else as_stores(node, self.resolve)
        for store in stores or ():
            if hasattr(store.value, "scatter"):
                self.visit_all(store.value.args)
            else:
                self.visit_Assign(store)
        return stores is not None

    def visit_AugAssign(self, node: gast.AugAssign) -> None:
        target = node.target
        if self.only_writes and isinstance(target, gast.Name):
            reason = f"{self.source.text(node)} may write in place"
            self.refuse(node, reason, "write x = x + y instead of x += y", target)
        self.visit_all([target, node.value])

    def visit_Match(self, node: gast.Match) -> None:
        found = None
        if not self.only_writes:
            found = unmatched(node, self.source.node, self.resolve)
        if found is not None:
            self.refuse(found[0], found[1], MATCH)
        self.visit_all(gast.iter_child_nodes(node))

    def visit_Expr(self, node: gast.Expr) -> None:
        if self.wrote(node):
            return
        if _is_method(node.value, "append", 1) and not self.only_writes:
            self.visit_all(node.value.args)
        elif isinstance(node.value, gast.Call):
            self.visit_Call(node.value, statement=True)
        else:
            self.visit(node.value)

    def visit_Call(self, node: gast.Call, statement: bool = False) -> None:
        written, remedy = self.changed(node, statement)
        if written is not None:
            reason = f"{self.source.text(node.func)}(...) writes in place"
            self.refuse(node, reason, remedy, written)
        elif self.only_writes and not hasattr(node, "target"):
            self.passed_on(node)
        elif self.only_writes:
            self.called.append(node.target)
        for keyword in node.keywords:
            if keyword.arg == "out" and getattr(keyword.value, "value", "") is not None:
                self.refuse(keyword, "out= writes in place", RESULT, keyword.value)
        spread = {id(a): a.value for a in node.args if isinstance(a, gast.Starred)}
        children = gast.iter_child_nodes(node)
        self.visit_all(spread.get(id(child), child) for child in children)

    def changed(self, call: gast.Call, statement: bool) -> tuple[gast.AST | None, str]:
        """Return what a call is known to write to, and what to write instead."""
        func, first = call.func, call.args[0] if call.args else call
        known = self.resolve(func)
        output = place_of_output(known) if callable(known) else None
        if output is not None and len(call.args) > output:
            return call.args[output], RESULT
        if known is setattr or known is delattr:
            return first, STORE
        if any(known is writer for writer in WRITERS):
            return first, ARRAY
        if isinstance(func, gast.Attribute):
            base = self.resolve(func.value)
            if func.attr == "at" and (statement or isinstance(base, np.ufunc)):
                return first, ARRAY
            methods = STATEMENTS if statement else METHODS
            if not self.only_writes and _root(func) in self.objects:
                # The walk that knows the class says whether it is a method of that.
                return None, ""
            if func.attr in methods and not isinstance(base, ModuleType):
                target = first if isinstance(base, type) else func.value
                return target, methods[func.attr]
        return None, ""

    def passed_on(self, call: gast.Call) -> None:
        """Note a function that gets hold of the arguments, or refuse the unknown."""
        func = call.func
        known = self.resolve(func)
        if isinstance(known, FunctionType | _lru_cache_wrapper):
            self.called.append(known)
            return
        arguments = [*call.args, *(k.value for k in call.keywords)]
        if known is None and isinstance(func, gast.Attribute):
            if func.attr in READING_METHODS:
                return
            arguments.append(func.value)
        elif getattr(known, "__module__", None) in READING_MODULES:
            return
        for argument in arguments:
            if memory_of(argument, self.makes_new):
                reason = f"{self.source.text(func)}(...) may write in place"
                self.refuse(call, reason, PASS, argument)
                return

    def makes_new(self, call: gast.Call) -> bool:
        """Tell whether a call is of a primitive whose result nobody else holds."""
        rule = REGISTRY.of(self.resolve(call.func))
        if rule is None and isinstance(call.func, gast.Attribute):
            rule = REGISTRY.by_method.get(call.func.attr)
        return rule is not None and isinstance(rule.effect, Fresh)

    def resolve(self, node: gast.AST) -> object:
        """Return what a chain of names stands for, or None where that is not known."""
        if isinstance(node, gast.Attribute):
            base = self.resolve(node.value)
            if isinstance(base, ModuleType):
                return getattr(base, node.attr, None)
        elif isinstance(node, gast.Name) and node.id not in self.bound:
            with suppress(KeyError):
                return self.source.lookup(node.id)
        return None


def _root(node: gast.AST) -> str | None:
    """Return the name at the bottom of an expression that views an object, if any."""
    while isinstance(node, gast.Attribute | gast.Subscript | gast.Call):
        if isinstance(node, gast.Call) and node.args:
            node = node.args[0]
        else:
            node = node.func if isinstance(node, gast.Call) else node.value
    return node.id if isinstance(node, gast.Name) else None


def _is_method(node: gast.AST, method: str, count: int) -> bool:
    """Tell whether a node is a call ``name.method(...)`` with so many arguments."""
    match node:
        case gast.Call(
            func=gast.Attribute(value=gast.Name(), attr=attr), args=args, keywords=[]
        ):
            return attr == method and len(args) == count
    return False
