"""The registry of derivative rules: one declaration per function, used by every pass.

A rule is an ordinary function: the parameters of the function it differentiates, then
keyword-only ``out`` (the result) and ``g`` (the adjoint of the result). It returns one
adjoint per leading parameter (a tuple, or a single expression for one), ``None`` for a
parameter that carries no derivative. Branches that return early are special cases:
the last ``return`` must be right for every input, because the compiler falls through
to it wherever it cannot decide a test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import FunctionType
from typing import Any

import numpy as np

from srcdiff.core import types
from srcdiff.rules.effects import FRESH, Effect

Body = Callable[..., Any]


class Complex(Enum):
    """What the text of a rule gives where an operand is complex.

    REFUSED: nothing right. HOLOMORPHIC: the adjoint, once the operands and the result
    that it reads are conjugated, for the function has a complex derivative in each of
    its operands. AS_WRITTEN: the adjoint, as it stands.
    """

    REFUSED = "refused"
    HOLOMORPHIC = "holomorphic"
    AS_WRITTEN = "as written"


PASS_A_CONSTANT = "pass a constant for it, or write the formula out"
"""What to do where a rule gives no adjoint for a parameter."""

REFUSED = Complex.REFUSED
HOLOMORPHIC = Complex.HOLOMORPHIC
AS_WRITTEN = Complex.AS_WRITTEN


@dataclass(frozen=True)
class Rule:
    """What the compiler knows of one primitive function.

    without_adjoint: parameters that the value depends on smoothly, though the body
    gives no adjoint for them, each with what to write instead. Calls in which they
    carry a derivative are refused.
    """

    name: str
    targets: tuple[Any, ...]
    body: Body | None
    result: types.ResultType = types.unknown_result
    effect: Effect = FRESH
    methods: tuple[str, ...] = ()
    over_complex: Complex = REFUSED
    without_adjoint: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters of the primitive, without ``out`` and ``g``."""
        assert self.body is not None
        whole = inspect.signature(self.body)
        kept = [p for p in whole.parameters.values() if p.name not in ("out", "g")]
        return whole.replace(parameters=kept)

    @cached_property
    def places(self) -> tuple[tuple[str, ...], int] | None:
        """The parameters by position, and how many of them a call has to give.

        None where a call that only gives positions needs more of a look.
        """
        found = list(self.signature.parameters.values())
        if any(p.kind is not p.POSITIONAL_OR_KEYWORD for p in found):
            return None
        needed = sum(p.default is p.empty for p in found)
        return tuple(p.name for p in found), needed


class Elementwise(Rule):
    """Each element of the result depends on the matching elements of the operands."""


class Multilinear(Rule):
    """Linear in each differentiable operand, the others held fixed."""


class General(Rule):
    """Any other differentiable function."""


class Nondifferentiable(Rule):
    """The derivative is zero wherever it exists, or the result holds no floats."""


@dataclass(frozen=True)
class Definition:
    """A primitive, and the Python function that computes the same from others."""

    target: Any
    function: FunctionType
    over_complex: Complex


@dataclass
class Registry:
    """Rules by the object they differentiate, by method name and by attribute name."""

    by_object: dict[Any, Rule] = field(default_factory=dict)
    by_method: dict[str, Rule] = field(default_factory=dict)
    by_attribute: dict[str, Rule] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    definitions: dict[Any, Definition] = field(default_factory=dict)

    def add(self, rule: Rule, attributes: tuple[str, ...] = ()) -> Rule:
        """Enter a rule under its targets, its method names and attribute names."""
        self.rules.append(rule)
        for target in rule.targets:
            self.by_object[_key(target)] = rule
        for method in rule.methods:
            self.by_method[method] = rule
        for attribute in attributes:
            self.by_attribute[attribute] = rule
        return rule

    def declare(self, target: Any, rule: Rule) -> None:
        """Enter a user's rule of one function, instead of an older one of theirs."""
        self.by_object[_key(target)] = rule

    def of(self, target: Any) -> Rule | None:
        """Return the rule of a function object, or None.

        >>> from srcdiff.rules import REGISTRY
        >>> import numpy as np
        >>> REGISTRY.of(np.tanh).name
        'tanh'
        """
        return self.by_object.get(_key(target))

    def definition(
        self, target: Any, may_be_complex: bool = False
    ) -> FunctionType | None:
        """Return the Python function that defines a primitive by others, or None.

        may_be_complex: it has to hold for complex numbers too.
        """
        found = self.definitions.get(_key(target))
        if found is None or (may_be_complex and found.over_complex is REFUSED):
            return None
        return found.function

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)


def _key(target: Any) -> Any:
    """Return what identifies a function: ``np.add.outer`` is a new object each time."""
    owner = getattr(target, "__self__", None)
    if isinstance(owner, np.ufunc):
        return id(owner), target.__name__
    return id(target)


REGISTRY = Registry()


def _declare(
    kind: type[Rule], targets: tuple[Any, ...], **known: Any
) -> Callable[[Body], Body]:
    attributes = known.pop("attributes", ())

    def enter(body: Body) -> Body:
        REGISTRY.add(kind(body.__name__, targets, body, **known), attributes)
        return body

    return enter


def _ufunc_result(targets: tuple[Any, ...]) -> types.ResultType:
    ufunc = next((t for t in targets if isinstance(t, np.ufunc)), None)
    if ufunc is None:
        return elementwise_result
    return lambda *values: types.ufunc_result(ufunc, *values)


def elementwise_result(*values: types.Type, **keywords: types.Type) -> types.Type:
    """Return the broadcast shape of the operands with an unknown dtype.

    >>> elementwise_result(types.SCALAR, types.Literal(2))
    Array(dtype=None, shape=())
    """
    return types.Array(None, types.broadcast_shapes(*map(types.shape_of, values)))


def elementwise(
    *targets: Any,
    methods: tuple[str, ...] = (),
    result: types.ResultType | None = None,
    over_complex: Complex = REFUSED,
) -> Callable[[Body], Body]:
    """Declare the rule of an elementwise function; the compiler undoes broadcasting.

    The text must be linear in ``g``: forward mode is the same text with ``g`` replaced
    by each operand's tangent. over_complex: what it is good for where an operand is
    complex.
    """
    found = result or _ufunc_result(targets)
    known = {"methods": methods, "result": found, "over_complex": over_complex}
    return _declare(Elementwise, targets, **known)


def multilinear(
    *targets: Any, methods: tuple[str, ...] = (), **known: Any
) -> Callable[[Body], Body]:
    """Declare the rule of a function that is linear in each differentiable operand.

    That holds for complex numbers too.
    """
    known = {"over_complex": HOLOMORPHIC, **known}
    return _declare(Multilinear, targets, methods=methods, **known)


def rule(
    *targets: Any, methods: tuple[str, ...] = (), **known: Any
) -> Callable[[Body], Body]:
    """Declare the rule of any other differentiable function.

    Keywords: ``result`` (types of arguments to type of result), ``effect``,
    ``attributes`` (attribute names that mean the same, such as ``T``),
    ``over_complex`` (what the text is good for where an operand is complex),
    ``without_adjoint`` (parameters whose derivative is missing, and no zero).
    """
    return _declare(General, targets, methods=methods, **known)


def defines(
    *targets: Any, over_complex: Complex = AS_WRITTEN
) -> Callable[[Body], Body]:
    """Declare a function that is a primitive in terms of others, to differentiate.

    Where a call of the primitive carries a derivative, the compiler treats it as a call
    of this function. It has the parameters that it supports, under NumPy's names.
    over_complex: REFUSED if it computes something else where an operand is complex.
    """

    def enter(function: Body) -> Body:
        assert isinstance(function, FunctionType)
        for target in targets:
            REGISTRY.definitions[_key(target)] = Definition(
                target, function, over_complex
            )
        return function

    return enter


def nondifferentiable(
    *targets: Any,
    methods: tuple[str, ...] = (),
    attributes: tuple[str, ...] = (),
    result: types.ResultType = types.unknown_result,
    effect: Effect = FRESH,
) -> None:
    """Declare functions whose result carries no derivative."""
    name = targets[0].__name__ if targets else (methods + attributes)[0]
    REGISTRY.add(
        Nondifferentiable(name, targets, None, result, effect, methods), attributes
    )
