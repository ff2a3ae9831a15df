"""What Python is accepted: every refusal, with its place, reason and way out."""

from __future__ import annotations

import operator
import random
from collections.abc import Iterable
from contextlib import suppress
from functools import _lru_cache_wrapper
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from srcdiff.errors import Refusal, UnsupportedSyntax
from srcdiff.frontend.source import FunctionSource, memory_of, own_names
from srcdiff.rules.effects import Fresh
from srcdiff.rules.reading import READING_METHODS
from srcdiff.rules.registry import REGISTRY

_LOOP = "write one expression over whole arrays, or a for loop"
_OUTSIDE = "define it outside the function and call it by name"
_ARRAY = "build a new array with np.where, np.concatenate or np.stack"
_LIST = "make a new list, as in items + [x] or items[:-1]"
_DICT = "make a new dict with every key written out"
_STORE = "return the new value and let the caller store it"
_RESULT = "use the value that the call returns"
_PASS = "pass the value in as an argument and return the new one"
_COMPLEX = "keep real and imaginary parts in two arrays"
_AFTER = "assign the result to a name and return after the loop"
_ASYNC = ("async code is not supported", "write a plain function; wait in the caller")
_IMPORT = ("import inside a function is not supported", "import at module level")
_YIELD = ("yield is not supported", "collect the values and return them")
_TRY = ("try is not supported", "test for the condition with if")

_REFUSED = {
    **dict.fromkeys(("AsyncFor", "AsyncFunctionDef", "AsyncWith", "Await"), _ASYNC),
    **dict.fromkeys(("Import", "ImportFrom"), _IMPORT),
    **dict.fromkeys(("Try", "TryStar"), _TRY),
    **dict.fromkeys(("Yield", "YieldFrom"), _YIELD),
    "AnnAssign": ("a declaration gives no value", "give one, or remove the line"),
    "Attribute": ("assignment to an attribute changes its object", _STORE),
    "Break": ("break is not supported", "put the condition in the test of a while"),
    "ClassDef": ("a class inside a function is not supported", _OUTSIDE),
    "Constant": ("complex derivatives are not supported yet", _COMPLEX),
    "Continue": ("continue is not supported", "put the rest of the body under an if"),
    "Delete": ("del is not supported", "leave it out, or make a new list or dict"),
    "Dict": ("** in a dict is not supported", _DICT),
    "DictComp": ("a dict comprehension is not supported", _DICT),
    "FunctionDef": ("a function inside a function is not supported", _OUTSIDE),
    "GeneratorExp": ("a generator expression is not supported", _LOOP),
    "Global": ("global rebinds a name outside the function", _PASS),
    "Lambda": ("a lambda inside a function is not supported", _OUTSIDE),
    "ListComp": ("a list comprehension is not supported", _LOOP),
    "Match": ("match is not supported", "write if, elif and else"),
    "NamedExpr": (":= is not supported", "assign the name in a statement before this"),
    "Nonlocal": ("nonlocal rebinds a name outside the function", _PASS),
    "Return": ("return inside a loop is not supported", _AFTER),
    "Set": ("a set is not supported", "write a tuple or a list"),
    "SetComp": ("a set comprehension is not supported", _LOOP),
    "Starred": ("starred items are not supported", "write the items out one by one"),
    "Subscript": ("assignment to a subscript writes in place", _ARRAY),
    "TypeAlias": ("a type statement is not supported", "move it to module level"),
    "With": ("with is not supported", "enter the context in the caller"),
}
_UNKNOWN = ("this syntax is not supported", "write it with plain expressions")
_PLAIN = (
    *(gast.Assert, gast.Assign, gast.AugAssign, gast.BinOp, gast.BoolOp, gast.Call),
    *(gast.Compare, gast.Expr, gast.For, gast.FormattedValue, gast.If, gast.IfExp),
    *(gast.JoinedStr, gast.List, gast.Name, gast.Pass, gast.Raise, gast.Slice),
    *(gast.Tuple, gast.UnaryOp, gast.While),
)
_TARGETS = (gast.Attribute, gast.Subscript)
# Not looked into, and one refusal is enough; the parts of a del were refused with it.
_CLOSED = (
    *(gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef, gast.Lambda, gast.Delete),
    *(gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp),
)
_METHODS = {
    **dict.fromkeys(("append", "extend", "pop"), _LIST),
    **dict.fromkeys(("itemset", "put", "setfield"), _ARRAY),
    "fill": "make the array with np.full or np.full_like",
    "resize": "use np.resize, which returns a new array",
    "setflags": "set the flags before the function is called",
    "shuffle": "use permutation, which returns a new array",
    "sort": "use np.sort or sorted, which return a new array or list",
}
# As expressions, these may be methods that return a new object.
_STATEMENTS = {
    **_METHODS,
    **dict.fromkeys(("clear", "insert", "remove", "reverse"), _LIST),
    **dict.fromkeys(("popitem", "setdefault", "update"), _DICT),
    "partition": "use np.partition, which returns a new array",
}
_WRITERS = (
    *(np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask),
    *(np.random.shuffle, random.shuffle, operator.delitem, operator.setitem),
    *(operator.iadd, operator.isub, operator.imul, operator.itruediv),
    *(operator.ifloordiv, operator.imod, operator.ipow, operator.imatmul),
)


# Of these, only the functions listed above write to arrays.
_READING_MODULES = ("builtins", "math", "numpy", "numpy.linalg", "operator", "time")


def refusals(source: FunctionSource) -> list[Refusal]:
    """List every construct of a function that is not accepted, each once.

    source: the function. Returns the refusals in the order of the text.

    >>> from srcdiff.frontend.source import find_source
    >>> def norm(x):
    ...     return sum(v * v for v in x)
    >>> [refusal.reason for refusal in refusals(find_source(norm))]
    ['a generator expression is not supported']
    """
    return _Walk(source, only_writes=False).run()


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


class _Walk:
    """One walk over a function, for all that is refused or only for what is written."""

    def __init__(self, source: FunctionSource, only_writes: bool):
        self.source = source
        self.only_writes = only_writes
        names = [n for n in gast.walk(source.node) if isinstance(n, gast.Name)]
        self.bound = {n.id for n in names if not isinstance(n.ctx, gast.Load)}
        self.own = own_names(source.node, self.makes_new)
        self.called: list[Any] = []
        self.loops = 0
        self.found: list[Refusal] = []

    def run(self) -> list[Refusal]:
        """Walk the function and return what was found, in the order of the text."""
        function = self.source.node
        if isinstance(function, gast.AsyncFunctionDef):
            self.refuse(function, *_ASYNC)
        for star, name in ("*", function.args.vararg), ("**", function.args.kwarg):
            if name is not None:
                reason = f"the parameter {star}{name.id} is not supported"
                self.refuse(name, reason, "name every parameter")
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
            written = node.value if isinstance(node, _TARGETS) else rebinds
            self.refuse(node, *_REFUSED.get(kind, _UNKNOWN), written)
        if self.only_writes or not isinstance(node, _CLOSED):
            visit = getattr(self, f"visit_{kind}", None)
            visit(node) if visit else self.visit_all(gast.iter_child_nodes(node))

    def offends(self, node: gast.AST) -> bool:
        """Tell whether a node is refused for what it is, by its entry in the table."""
        match node:
            case gast.Return():
                return self.loops > 0
            case gast.AnnAssign():
                return node.value is None
            case gast.Constant():
                return isinstance(node.value, complex)
            case gast.Dict():
                return None in node.keys
            case gast.Subscript() | gast.Attribute():
                return not isinstance(node.ctx, gast.Load)
        return isinstance(node, (gast.stmt, gast.expr)) and not isinstance(node, _PLAIN)

    def visit_Assign(self, node: gast.Assign) -> None:
        self.visit_all(node.targets)
        names = len(node.targets) == 1 and isinstance(node.targets[0], gast.Name)
        if self.only_writes or not (names and _is_method(node.value, "pop", 0)):
            self.visit(node.value)

    def visit_AugAssign(self, node: gast.AugAssign) -> None:
        target = node.target
        if isinstance(node.op, gast.Add) and not self.only_writes:
            match target:
                case gast.Subscript(value=gast.Name()):
                    target = target.slice
        if self.only_writes and isinstance(target, gast.Name):
            reason = f"{self.source.text(node)} may write in place"
            self.refuse(node, reason, "write x = x + y instead of x += y", target)
        self.visit_all([target, node.value])

    def visit_Expr(self, node: gast.Expr) -> None:
        if _is_method(node.value, "append", 1) and not self.only_writes:
            self.visit_all(node.value.args)
        elif isinstance(node.value, gast.Call):
            self.visit_Call(node.value, statement=True)
        else:
            self.visit(node.value)

    def visit_For(self, node: gast.For | gast.While) -> None:
        loop = "for" if isinstance(node, gast.For) else "while"
        heads = [node.target, node.iter] if loop == "for" else [node.test]
        self.visit_all(heads)
        self.loops += 1
        self.visit_all(node.body)
        self.loops -= 1
        if node.orelse:
            reason = f"{loop} ... else is not supported"
            self.refuse(node.orelse[0], reason, "write the else branch after the loop")
            self.visit_all(node.orelse)

    visit_While = visit_For

    def visit_Call(self, node: gast.Call, statement: bool = False) -> None:
        written, remedy = self.changed(node, statement)
        if written is not None:
            reason = f"{self.source.text(node.func)}(...) writes in place"
            self.refuse(node, reason, remedy, written)
        elif self.only_writes:
            self.passed_on(node)
        for keyword in node.keywords:
            if keyword.arg is None:
                reason = "** in a call is not supported"
                self.refuse(keyword, reason, "write the keywords out one by one")
            elif (
                keyword.arg == "out" and getattr(keyword.value, "value", "") is not None
            ):
                self.refuse(keyword, "out= writes in place", _RESULT, keyword.value)
        self.visit_all(gast.iter_child_nodes(node))

    def changed(self, call: gast.Call, statement: bool) -> tuple[gast.AST | None, str]:
        """Return what a call is known to write to, and what to write instead."""
        func, first = call.func, call.args[0] if call.args else call
        known = self.resolve(func)
        if isinstance(known, np.ufunc) and len(call.args) > known.nin:
            return call.args[known.nin], _RESULT
        if known is setattr or known is delattr:
            return first, _STORE
        if any(known is writer for writer in _WRITERS):
            return first, _ARRAY
        if isinstance(func, gast.Attribute):
            base = self.resolve(func.value)
            if func.attr == "at" and (statement or isinstance(base, np.ufunc)):
                return first, _ARRAY
            methods = _STATEMENTS if statement else _METHODS
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
        elif getattr(known, "__module__", None) in _READING_MODULES:
            return
        for argument in arguments:
            if memory_of(argument, self.makes_new):
                reason = f"{self.source.text(func)}(...) may write in place"
                self.refuse(call, reason, _PASS, argument)
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


def _is_method(node: gast.AST, method: str, count: int) -> bool:
    """Tell whether a node is a call ``name.method(...)`` with so many arguments."""
    match node:
        case gast.Call(
            func=gast.Attribute(value=gast.Name(), attr=attr), args=args, keywords=[]
        ):
            return attr == method and len(args) == count
    return False
