"""Nested expressions become named single operations (A-normal form).

Expressions that cannot carry a derivative stay as the user wrote them: constants,
names from outside, comparisons, tests, shapes, indices, calls of nondifferentiable
functions.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.build import (
    assign,
    clone,
    constant,
    function,
    name,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    names_in,
    root_name,
    target_names,
    targets_in,
    with_fields,
)
from srcdiff.frontend import temporaries
from srcdiff.frontend.desugar import conditional
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.meaning import Meaning, counters
from srcdiff.frontend.resolve import NOTHING, Scope, local_names

TAPES = {"append": 1, "pop": 0}


def normalize(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function in core form: one operation a statement, operands named.

    node: a function whose loops run over ranges and which returns once.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.origins import mark_origins
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     return x * (x - 1.0)
    >>> source = find_source(f)
    >>> marked = mark_origins(source.node, source)
    >>> print(statement(normalize(marked, Scope(source), NameTable(["x"]))))
    def f(x):
        difference = x - 1.0
        value = x * difference
        return value
    """
    scope.locals |= local_names(node)
    meaning = Meaning(scope, counters(node))
    body = _Normalizer(scope, names, meaning).block(node.body)
    return function(node, body, args=meaning.resolved(node.args))


class _Normalizer:
    def __init__(self, scope: Scope, names: NameTable, meaning: Meaning) -> None:
        self.scope = scope
        self.names = names
        self.meaning = meaning
        self.out: list[gast.AST] = []
        self.like: gast.AST | None = None
        self.stem = "t"
        self.line: str | None = None
        self.items: dict[Any, str] = {}

    def block(self, statements: list[gast.AST]) -> list[gast.AST]:
        saved, self.out = self.out, []
        for statement in statements:
            self.statement(statement)
        done, self.out = self.out, saved
        return done

    def statement(self, node: gast.AST) -> None:
        self.like = node
        self.items = {}
        if isinstance(node, gast.Assign):
            self.assignment(node)
        elif isinstance(node, gast.AugAssign):
            self.accumulation(node)
        elif isinstance(node, gast.Return):
            self.line, self.stem = None, ""
            value = self.operation(node.value)
            self.stem = "value"
            self.emit(gast.Return(self.local(value)))
        elif isinstance(node, gast.If):
            self.stem = "condition"
            branches = (self.block(node.body), self.block(node.orelse))
            self.like = node
            self.emit(gast.If(self.passive(node.test), *branches))
        elif isinstance(node, gast.While):
            body = self.block(node.body)
            self.like = node
            self.emit(gast.While(self.passive(node.test), body, []))
        elif isinstance(node, gast.For):
            self.stem = f"{node.target.id}_stop".lstrip("_")
            header = clone(node.iter)
            backwards = self.meaning.callee(header) is reversed
            counted = header.args[0] if backwards else header
            counted.args = [self.index_atom(a) for a in counted.args]
            header = self.meaning.resolved(header)
            body = self.block(node.body)
            self.like = node
            self.emit(gast.For(node.target, header, body, [], None))
        elif isinstance(node, gast.Expr):
            self.expression_statement(node)
        elif isinstance(node, gast.Assert | gast.Raise):
            copied = clone(node)
            copied = self.meaning.resolved(copied)
            self.emit(copied)
        elif isinstance(node, gast.Break):
            self.emit(gast.Break())
        elif not isinstance(node, gast.Pass):
            raise AssertionError(type(node).__name__)

    def expression_statement(self, node: gast.Expr) -> None:
        if isinstance(node.value, gast.Constant):
            return
        value = node.value
        if isinstance(value, gast.Call) and _tape_call(value):
            self.stem = f"{value.func.value.id}_item"
            new = clone(value)
            new.args = [self.atom(a, bind=True) for a in value.args]
            new.tape = True
            self.emit(gast.Expr(new))
        elif hasattr(value, "scatter"):
            place, index, addend = value.args
            self.stem = f"{root_name(place)}_item"
            new = clone(value)
            new.args = [self.base(place), self.where(index), self.atom(addend)]
            self.emit(gast.Expr(self.passive(new)))
        elif self.is_users(value):
            # What it returns is dropped; what it writes is not.
            self.stem = "result"
            self.named(self.operation(value))
        else:
            self.emit(gast.Expr(self.passive(value)))

    def assignment(self, node: gast.Assign) -> None:
        first, *others = node.targets
        self.line, self.stem = self.line_of(first), ""
        if any(isinstance(t, gast.Subscript) for t in targets_in(node.targets)):
            self.stores(node)
            return
        value = self.operation(node.value, whole=True)
        if isinstance(first, gast.Name):
            self.emit(assign(clone(first), value))
            source: gast.AST = name(first.id)
        elif isinstance(value, gast.Tuple | gast.List) and _parallel(first, value):
            self.parallel(first, value)
            source = value
        else:
            source = self.local(value)
            self.emit(assign(_as_tuple(first), source))
        for other in others:
            self.emit(assign(_as_tuple(other), clone(source)))

    def line_of(self, target: gast.AST) -> str | None:
        """Return what a line of the user's binds or writes, None for a temporary."""
        first = root_name(next(targets_in([target])))
        return None if first in self.names.stems else first

    def parallel(self, target: gast.AST, value: gast.AST) -> None:
        """Emit ``a, b = b, a``: every right side is read before any name is bound."""
        values = list(value.elts)
        for position, item in enumerate(values):
            earlier = {n for t in target.elts[:position] for n in target_names(t)}
            if names_in(item) & earlier:
                values[position] = self.named(item)
        for each, item in zip(target.elts, values, strict=True):
            self.emit(assign(_as_tuple(each), item))

    def stores(self, node: gast.Assign) -> None:
        """Emit an assignment of which some target is an item of an object."""
        value: Any = node.value
        if isinstance(value, gast.Tuple | gast.List):
            value = type(value)([self.atom(e) for e in value.elts], gast.Load())
        else:
            value = self.atom(value)
        for target in node.targets:
            self.place(target, value)

    def place(self, target: gast.AST, value: gast.AST) -> None:
        """Emit the binding of a target, or the store into it."""
        self.items = {}
        if isinstance(target, gast.Subscript):
            place = subscript(
                self.base(target.value), self.where(target.slice), store=True
            )
            if isinstance(value, gast.Tuple | gast.List):
                value = self.named(value)
            self.emit(gast.Assign([place], clone(value), None))
        elif isinstance(target, gast.Name):
            self.emit(assign(clone(target), clone(value)))
        elif isinstance(value, gast.Tuple | gast.List) and _parallel(target, value):
            for each, item in zip(target.elts, value.elts, strict=True):
                self.place(each, item)
        else:
            stem = f"{self.line or 'value'}_part"
            parts = [self.names.temporary(stem) for _ in target.elts]
            self.scope.locals.update(parts)
            unpacked = gast.Tuple([name(p, True) for p in parts], gast.Store())
            self.emit(assign(unpacked, self.local(value)))
            for each, part in zip(target.elts, parts, strict=True):
                self.place(each, name(part))

    def where(self, node: gast.AST) -> gast.AST:
        """Return the index of a write, which means the same after the write."""
        if isinstance(node, gast.Tuple):
            return gast.Tuple([self.where(e) for e in node.elts], gast.Load())
        if isinstance(node, gast.Slice):
            parts = (node.lower, node.upper, node.step)
            return gast.Slice(*(p and self.where(p) for p in parts))
        if _simple_index(node) or self.scope.outside(node):
            return self.index(node)
        return self.local(self.operation(node))

    def base(self, node: gast.AST) -> gast.AST:
        """Return a local name for the object that is written."""
        return self.local(self.operation(node))

    def accumulation(self, node: gast.AugAssign) -> None:
        """Emit ``b op= e``: a sum in place as it stands, any other as read and store.

        Python reads the item before it computes e, which matters where e's calls write.
        """
        target = node.target
        self.line, self.stem = self.line_of(target), ""
        if isinstance(target, gast.Name):
            value = self.atom(node.value)
            self.emit(gast.AugAssign(clone(target), node.op, value))
            return
        place = subscript(self.base(target.value), self.where(target.slice), store=True)
        if isinstance(node.op, gast.Add | gast.Sub) and not self.calls_users(node):
            self.emit(gast.AugAssign(place, node.op, self.atom(node.value)))
            return
        item = self.named(subscript(place.value, clone(place.slice)))
        result = self.named(gast.BinOp(item, node.op, self.atom(node.value)))
        self.emit(gast.Assign([place], result, None))

    def calls_users(self, node: gast.AugAssign) -> bool:
        calls = (n for n in nodes_in(node.value) if isinstance(n, gast.Call))
        return any(map(self.is_users, calls))

    def is_users(self, node: gast.AST) -> bool:
        """Tell whether an expression is a call of a function that has no rule."""
        if not isinstance(node, gast.Call) or self.meaning.rule(node) is not None:
            return False
        return isinstance(self.meaning.callee(node), FunctionType | Lifted)

    def emit(self, statement: gast.AST) -> None:
        self.out.append(stamped(statement, self.like))

    def named(self, value: gast.AST, role: str = "") -> gast.Name:
        stem = self.stem or temporaries.stem(value, self.line, role, self.is_local)
        temporary = self.names.temporary(stem)
        self.scope.locals.add(temporary)
        self.emit(assign(temporary, value))
        return name(temporary)

    def is_local(self, local: str) -> bool:
        """Tell whether a name is a local of the user's, not a temporary."""
        return local in self.scope.locals and local not in self.names.stems

    def shared(self, value: gast.Subscript, bind: bool) -> gast.AST:
        """Return one name for an item that a statement reads several times."""
        if not bind and self.meaning.cannot_carry(value):
            return value
        key = fingerprint(value)
        if key not in self.items:
            self.items[key] = self.named(value).id
        return name(self.items[key])

    def local(self, value: gast.AST) -> gast.AST:
        """Return a local name for the value of an operation."""
        is_local = isinstance(value, gast.Name) and value.id in self.scope.locals
        return value if is_local else self.named(value)

    def atom(self, node: gast.AST, bind: bool = False, role: str = "") -> gast.AST:
        """Return a name or passive expression for a value, binding it where needed."""
        value = self.operation(node)
        if isinstance(value, gast.Name) and value.id in self.scope.locals:
            return value
        if isinstance(value, gast.Subscript):
            return self.shared(value, bind)
        if not bind and self.meaning.cannot_carry(value) and is_pure(value):
            return value
        keep = isinstance(value, gast.Name) and not bind
        return value if keep else self.named(value, role)

    def passive(self, node: gast.AST) -> gast.AST:
        return self.meaning.resolved(node)

    def operation(self, node: gast.AST, whole: bool = False) -> gast.AST:
        """Return a single operation on atoms that computes the expression.

        whole: the expression is all of the user's line.
        """
        self_contained = self.passive(node)
        if self.meaning.cannot_carry(self_contained):
            return self_contained
        kind = type(node)
        if kind is gast.Name:
            return clone(node)
        if kind is gast.BinOp:
            left = self.atom(node.left)
            role = "denominator" if isinstance(node.op, gast.Div) else ""
            return gast.BinOp(left, node.op, self.atom(node.right, role=role))
        if kind is gast.UnaryOp:
            return gast.UnaryOp(node.op, self.atom(node.operand))
        if kind is gast.Attribute:
            return with_fields(node, {"value": self.atom(node.value)})
        if kind is gast.Subscript:
            value = self.atom(node.value)
            return gast.Subscript(value, self.index(node.slice), gast.Load())
        if kind in (gast.Tuple, gast.List):
            return kind([self.atom(e) for e in node.elts], gast.Load())
        if kind is gast.Dict:
            keys = [self.passive(k) for k in node.keys]
            return gast.Dict(keys, [self.atom(v) for v in node.values])
        if kind is gast.Call:
            return self.called(node, whole)
        if kind in (gast.IfExp, gast.BoolOp):
            return self.chosen(node)
        raise AssertionError(kind.__name__)

    def called(self, node: gast.Call, whole: bool) -> gast.AST:
        if self.meaning.callee(node) is dict and not node.args:
            keys = [constant(k.arg) for k in node.keywords]
            return gast.Dict(keys, [self.atom(k.value) for k in node.keywords])
        keywords = [gast.keyword(k.arg, self.atom(k.value)) for k in node.keywords]
        target = self.meaning.callee(node)
        function_called = self.passive(node.func)
        if target is NOTHING and isinstance(node.func, gast.Attribute):
            receiver = node.func.value
            if not self.scope.outside(receiver):
                receiver = self.atom(receiver, bind=True)
            function_called = gast.Attribute(receiver, node.func.attr, gast.Load())
        given = [a for a in node.args if not isinstance(a, gast.Constant)]
        role = "argument" if whole and len(given) == 1 else ""
        arguments = [self.atom(a, role=role) for a in node.args]
        new = gast.Call(function_called, arguments, keywords)
        for key in ("lineno", "end_lineno", "col_offset", "end_col_offset"):
            if hasattr(node, key):
                setattr(new, key, getattr(node, key))
        if target is not NOTHING:
            new.target = target
        elif _tape_call(node):
            new.tape = True
        return new

    def chosen(self, node: gast.AST) -> gast.AST:
        """Bind a conditional expression or and/or by a branch; return its name."""
        like = self.like
        result = self.names.temporary(self.stem or f"{self.line or 'value'}_choice")
        self.scope.locals.add(result)
        if isinstance(node, gast.IfExp):
            branch = conditional.from_choice(node, result)
            setup: list[gast.AST] = []
        else:
            setup, branch = conditional.from_junction(node, result)
        for statement in [*setup, branch]:
            for inner in nodes_in(statement):
                if isinstance(inner, gast.stmt):
                    stamped(inner, like)
            self.statement(statement)
        self.items = {}
        self.like = like
        return name(result)

    def index(self, node: gast.AST) -> gast.AST:
        if isinstance(node, gast.Tuple):
            return gast.Tuple([self.index(e) for e in node.elts], gast.Load())
        if isinstance(node, gast.Slice):
            parts = (node.lower, node.upper, node.step)
            return gast.Slice(*(p and self.index_atom(p) for p in parts))
        return self.index_atom(node)

    def index_atom(self, node: gast.AST) -> gast.AST:
        return self.passive(node) if _simple_index(node) else self.atom(node)


def _simple_index(node: gast.AST) -> bool:
    """Tell whether an index is arithmetic on names and numbers, kept in one piece."""
    if isinstance(node, gast.BinOp):
        return _simple_index(node.left) and _simple_index(node.right)
    if isinstance(node, gast.UnaryOp):
        return _simple_index(node.operand)
    return isinstance(node, gast.Name | gast.Constant)


def _tape_call(node: gast.Call) -> bool:
    return (
        isinstance(node.func, gast.Attribute)
        and isinstance(node.func.value, gast.Name)
        and TAPES.get(node.func.attr) == len(node.args)
        and not node.keywords
    )


def _parallel(target: gast.AST, value: gast.AST) -> bool:
    return isinstance(target, gast.Tuple | gast.List) and len(target.elts) == len(
        value.elts
    )


def _as_tuple(target: gast.AST) -> gast.AST:
    if isinstance(target, gast.Name):
        return clone(target)
    return gast.Tuple([_as_tuple(e) for e in target.elts], gast.Store())
