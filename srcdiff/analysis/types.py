"""Abstract interpretation of core form: what is known of each name before running."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.integers import integer_result
from srcdiff.analysis.stacks import stacks
from srcdiff.core import types
from srcdiff.core.build import parameters
from srcdiff.core.dims import of_parameter
from srcdiff.core.facts import once
from srcdiff.core.join import join, python_number
from srcdiff.core.traverse import is_store, mutated, names_in, statements, tape_of
from srcdiff.core.types import (
    NOTHING,
    UNKNOWN,
    Array,
    Double,
    Instance,
    Items,
    Literal,
    Number,
    Stack,
    Type,
)
from srcdiff.rules.apply import Application, BindingError, apply

Known = dict[str, Type]


def infer(node: gast.FunctionDef, given: Known) -> Known:
    """Return the type of every name whose definitions agree on one.

    given: what is known of parameters. A name that is absent is unknown.

    >>> f = gast.parse(
    ...     "def f(x):\\n    y = 2.0\\n    z = y * 3.0\\n    return z"
    ... ).body[0]
    >>> infer(f, {})
    {'y': Literal(value=2.0), 'z': Number(python=<class 'float'>)}
    """
    last = _inferred(node)
    if last.known is None or last.given != given:
        last.given, last.known = dict(given), _fixed_point(node, given)
    return dict(last.known)


class _Inferred:
    """The types of a function's names for what was given of parameters last."""

    def __init__(self, node: gast.FunctionDef) -> None:
        self.given: Known = {}
        self.known: Known | None = None


_inferred = once(_Inferred)


def _fixed_point(node: gast.FunctionDef, given: Known) -> Known:
    # A parameter has the value of the call too, besides those that rebind it.
    given = {p: _at_call(p, given.get(p, UNKNOWN)) for p in parameters(node)} | {
        name: value for name, value in given.items() if name not in parameters(node)
    }
    # Without loops, what a name holds where it is read has been bound above.
    every = list(statements(node.body))
    loops = any(isinstance(s, gast.For | gast.While) for s in every)
    steps = [step for step in map(_step, every) if step != IDLE]
    pushed_to = stacks(node)
    known: Known = dict(given)
    while True:
        found = _visit(steps, known, given, pushed_to)
        widened = {
            name: join(known[name], value) if name in known else value
            for name, value in found.items()
        }
        if widened == known or not loops:
            return {name: value for name, value in widened.items() if value != UNKNOWN}
        known = widened


@once
def types_of(node: gast.FunctionDef) -> Known:
    """Return the types of a derivative's names, by what is known of its parameters.

    The table serves every pass that sees the same function: nobody may change it.
    """
    return infer(node, node.known)


def _visit(
    steps: list[Any], known: Known, given: Known, pushed_to: frozenset[str]
) -> Known:
    # What an earlier visit has found holds for all definitions, also those below.
    found: Known = dict(given)

    # Where an earlier visit has not been, what this one finds has to do.
    seen: Known = {**given, **known}

    pending = {name for name, value in known.items() if value == NOTHING}

    def bind(name: str, value: Type) -> None:
        found[name] = join(found[name], value) if name in found else value
        if name not in known:
            seen[name] = found[name]
            (pending.add if found[name] == NOTHING else pending.discard)(name)

    for tape, counter, written, target, value in steps:
        if tape is not None:
            name, pushed = tape
            if name not in pushed_to:
                bind(name, UNKNOWN)
            elif pushed is not None:
                bind(name, Stack(type_of(pushed, seen)))
        if target is not None:
            waits = pending and names_in(value) & pending
            whole = NOTHING if waits else type_of(value, seen)
            if type(target) is str and target in pushed_to:
                whole = Stack(_common(whole))
            if type(target) is str:
                bind(target, whole)
            else:
                for name, kind in _parts(target, whole):
                    bind(name, kind)
        elif counter is not None:
            bind(counter, Number(int))
        elif written is not None:
            statement, root = written
            after = _after_write(statement, root, seen)
            if after is not None:
                bind(root, after)
    return found


def _common(display: Type) -> Type:
    """Return what the items of a list have in common."""
    if not isinstance(display, Items):
        return UNKNOWN
    found: Type = NOTHING
    for item in display.items:
        found = join(found, item)
    return found


@once
def _step(statement: gast.AST) -> Any:
    """Return what a statement does to the types of names.

    That is the tape that it pushes to or pops from with what it pushes, the name it
    counts with, itself and the name it writes into, the name or the tuple that it
    binds, and to what.
    """
    tape = _tape(statement)
    if isinstance(statement, gast.For):
        return tape, statement.target.id, None, None, None
    if is_store(statement) or isinstance(statement, gast.AugAssign):
        root = mutated(statement)
        written = None if root is None else (statement, root)
        return tape, None, written, None, None
    if isinstance(statement, gast.Assign) and not hasattr(statement, "site"):
        target = statement.targets[0]
        bound = target.id if isinstance(target, gast.Name) else target
        return tape, None, None, bound, statement.value
    return tape, None, None, None, None


IDLE = (None,) * 5


def _tape(statement: gast.AST) -> tuple[str, gast.AST | None] | None:
    """Return the tape that a statement pushes to or pops from, and what it pushes."""
    if (pushed_to := tape_of(statement, "append")) is not None:
        return pushed_to, statement.value.args[0]
    popped_from = tape_of(statement, "pop")
    return None if popped_from is None else (popped_from, None)


def _at_call(parameter: str, value: Type) -> Type:
    """Return the type of a parameter at the call: an integer has a symbol's value."""
    if value == Number(int):
        return Number(int, of_parameter(parameter))
    return value


def _after_write(statement: gast.AST, root: str, known: Known) -> Type | None:
    """Return what a write in place may make of its object; None if it stays as it is.

    An array keeps dtype and shape; a number is another one; items may change type.
    """
    kind = known.get(root)
    if kind is None or kind == NOTHING:
        return None
    if isinstance(kind, Array) and kind.shape != ():
        return None
    if isinstance(statement, gast.AugAssign) and isinstance(
        statement.target, gast.Name
    ):
        whole = gast.BinOp(statement.target, statement.op, statement.value)
        return type_of(whole, known)
    return None if isinstance(kind, Array) or _keeps(statement, kind) else UNKNOWN


def _keeps(statement: gast.AST, kind: Type) -> bool:
    """Tell whether a write changes an array in a container, not which one is there."""
    if not isinstance(kind, types.Items | types.Fields):
        return False
    if not all(isinstance(i, Array) and i.shape not in ((), None) for i in kind.items):
        return False
    if isinstance(statement, gast.AugAssign):
        return True
    place = statement.targets[0] if is_store(statement) else None
    return place is not None and not isinstance(place.value, gast.Name)


def _parts(target: gast.AST, whole: Type) -> list[tuple[str, Type]]:
    """Return the type of each name that an unpacking binds."""
    if isinstance(target, gast.Name):
        return [(target.id, whole)]
    nothing = NOTHING if whole == NOTHING else UNKNOWN
    inside: tuple[Type, ...] = (nothing,) * len(target.elts)
    if isinstance(whole, types.Items) and len(whole.items) == len(target.elts):
        inside = whole.items
    elif isinstance(whole, Array) and whole.shape:
        inside = (Array(whole.dtype, whole.shape[1:]),) * len(target.elts)
    pairs = zip(target.elts, inside, strict=True)
    return [part for each, kind in pairs for part in _parts(each, kind)]


def type_of(node: gast.AST, known: Known) -> Type:
    """Return what is known of the value of an expression."""
    if isinstance(node, gast.Name):
        builtin = getattr(node, "provided", None) is complex
        return Literal(complex) if builtin else known.get(node.id, UNKNOWN)
    if isinstance(node, gast.Constant):
        return Literal(node.value)
    if hasattr(node, "returns"):
        return node.returns
    if hasattr(node, "pair"):
        return Items((node.pair.result, UNKNOWN))
    last = _last(node)
    given = [known.get(name) for name in last.names]
    if last.result is None or given != last.given:
        last.given, last.result = given, _found_type(node, known)
    return last.result


class _Last:
    """The type that an expression had last, and those that its names had then."""

    def __init__(self, node: gast.AST) -> None:
        self.names = tuple(names_in(node))
        self.given: list[Type | None] = []
        self.result: Type | None = None


_last = once(_Last)


def _found_type(node: gast.AST, known: Known) -> Type:
    if isinstance(node, gast.JoinedStr):
        return types.Other()
    if isinstance(node, gast.Tuple | gast.List):
        if any(isinstance(e, gast.Starred) for e in node.elts):
            return UNKNOWN
        items = tuple(type_of(e, known) for e in node.elts)
        return types.Items(items, tuple if isinstance(node, gast.Tuple) else list)
    if isinstance(node, gast.Slice):
        return UNKNOWN
    if getattr(node, "tape", False):
        popped_from = known.get(node.func.value.id)
        return popped_from.item if isinstance(popped_from, Stack) else UNKNOWN
    if isinstance(node, gast.Attribute):
        if constant := _constant_of(node):
            known_type = isinstance(constant, type)
            return Literal(constant) if known_type else Number(type(constant))
        owner = type_of(node.value, known)
        if isinstance(owner, Instance):
            return owner.attribute(node.attr)
        if limits := _limits(node, owner):
            return Array(limits.dtype, ())
    if isinstance(node, gast.UnaryOp | gast.BinOp):
        return _arithmetic(node, known)
    if isinstance(node, gast.Compare):
        return _comparison(node, known)
    try:
        found = apply(node)
    except BindingError:
        return UNKNOWN
    if found is None:
        return UNKNOWN
    return _result(found, known)


def _constant_of(node: gast.Attribute) -> Any:
    """Return what a module such as NumPy has under a name, if that is a constant.

    It is a number such as ``np.pi``, or the class of complex numbers of a precision.
    """
    module = getattr(node.value, "provided", None)
    found = getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
    if isinstance(found, type) and issubclass(found, np.complexfloating):
        return found
    return found if type(found) in (int, float) else None


def _limits(node: gast.Attribute, owner: Type) -> np.finfo | None:
    """Return the limits of a float of which ``eps`` or the like is asked."""
    if node.attr not in ("eps", "tiny", "max", "min", "smallest_normal"):
        return None
    limits = owner.value if isinstance(owner, Literal) else None
    return limits if isinstance(limits, np.finfo) else None


def _result(found: Application, known: Known) -> Type:
    positional, keywords = [], {}
    for parameter, value in found.arguments.items():
        kind = type_of(value, known)
        if parameter == "index":
            kind = index_type(value, known)
        if found.rule.body is None:
            by_position = parameter.isdigit()
        else:
            declared = found.rule.signature.parameters[parameter].kind
            if declared is inspect.Parameter.VAR_POSITIONAL:
                positional += [type_of(e, known) for e in value.elts]
                continue
            by_position = declared is not inspect.Parameter.KEYWORD_ONLY
        if by_position and len(positional) == _place(found, parameter):
            positional.append(kind)
        else:
            keywords[parameter] = kind
    return _either(found.rule.result, positional, keywords)


def _place(found: Application, parameter: str) -> int:
    if found.rule.body is None:
        return int(parameter)
    return list(found.rule.signature.parameters).index(parameter)


def index_type(node: gast.AST, known: Known) -> Type:
    """Return the type of an index: slices and tuples are literals of their parts.

    A part whose value is not known is a type.
    """
    if isinstance(node, gast.Slice):
        parts = [node.lower, node.upper, node.step]
        found = [Literal(None) if p is None else type_of(p, known) for p in parts]
        bounds = [t.value if isinstance(t, Literal) else t for t in found]
        return Literal(slice(*bounds))
    if isinstance(node, gast.Tuple):
        return Literal(tuple(index_type(e, known) for e in node.elts))
    return type_of(node, known)


def _arithmetic(node: gast.UnaryOp | gast.BinOp, known: Known) -> Type:
    parts = (
        [node.operand] if isinstance(node, gast.UnaryOp) else [node.left, node.right]
    )
    operands = [type_of(p, known) for p in parts]
    first = operands[0]
    negated = isinstance(node.op, gast.USub) and python_number(first)
    if negated and isinstance(first, Literal):
        return Literal(-first.value)
    if isinstance(node.op, gast.Add) and (whole := _joined_items(*operands)):
        return whole
    found = apply(node)
    if found is None:
        return UNKNOWN
    result = _either(found.rule.result, operands, {})
    if result == Number(int):
        return integer_result(node.op, operands)
    return Double() if result == _FLOATS and not _has_array(operands) else result


ORDERS = gast.Lt | gast.LtE | gast.Gt | gast.GtE | gast.Eq | gast.NotEq


def _comparison(node: gast.Compare, known: Known) -> Type:
    """Return the type of ``a < b`` for an array with an array or a number."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ORDERS):
        return UNKNOWN
    operands = [type_of(e, known) for e in (node.left, node.comparators[0])]
    arrays = [t for t in operands if isinstance(t, Array)]
    if not arrays or not all(t in arrays or python_number(t) for t in operands):
        return UNKNOWN
    try:
        shape = types.broadcast_shapes(*map(types.shape_of, operands))
    except ValueError:
        # Operands that do not fit, in a branch that may never run.
        return UNKNOWN
    return Array(np.dtype(bool), shape)


def _joined_items(first: Type, second: Type | None = None) -> Items | None:
    """Return the type of a sum of two tuples, or of two lists."""
    if not isinstance(first, Items) or not isinstance(second, Items):
        return None
    alike = first.python is second.python and first.python in (tuple, list)
    return Items((*first.items, *second.items), first.python) if alike else None


_FLOATS = Array(np.dtype(float), ())


def _has_array(operands: list[Type]) -> bool:
    return any(isinstance(t, Array) for t in operands)


def _either(result, positional: list[Type], keywords: dict[str, Type]) -> Type:
    """Return the type of a result where some operands may be float or float64."""
    try:
        return _of_each(result, positional, keywords)
    except (ValueError, IndexError):
        # Operands that do not fit, in a branch that may never run.
        return UNKNOWN


def _of_each(result, positional: list[Type], keywords: dict[str, Type]) -> Type:
    given = [*positional, *keywords.values()]
    if not any(isinstance(t, Double) for t in given):
        return result(*positional, **keywords)
    found = []
    for choice in (Number(float), _FLOATS):
        chosen = [choice if isinstance(t, Double) else t for t in positional]
        named = {k: choice if isinstance(t, Double) else t for k, t in keywords.items()}
        found.append(result(*chosen, **named))
    return join(*found)
