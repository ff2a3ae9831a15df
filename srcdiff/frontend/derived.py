"""Derivatives that a program makes: ``grad(f)`` inside of a function.

That of a function which exists before the program runs is made once, when the program
is compiled. That of a nested function is one of the function at module level that
stands for it, with what that reads around it as further arguments: so derivatives flow
to the names around it too.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import gast

from srcdiff.analysis.complexes import is_complex_type
from srcdiff.core.build import constant, name, parameters
from srcdiff.core.types import UNKNOWN, Type, holds_floats
from srcdiff.differentiate.assemble import Wanted
from srcdiff.errors import (
    Place,
    Refusal,
    SourceUnavailable,
    SrcdiffError,
    UnsupportedSyntax,
    refuse,
)
from srcdiff.frontend.callables import (
    Argument,
    Choice,
    Closure,
    Derived,
    Instance,
    Known,
    Partial,
    Value,
)
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.parameters import signature_of
from srcdiff.frontend.source import find_source
from srcdiff.frontend.target import target_of
from srcdiff.frontend.turns import Turns

OPEN = "which derivative this is, only the run tells"
LITERAL = "write wrt and the other options as literals"
NUMBERLESS = "this derivative is with respect to what the call does not pass as data"
MEND = "let wrt name a parameter that the call gives numbers"

BOUND = "a partial from outside is differentiated here"
WRITTEN = "make it here, or write a lambda in its place"
ITSELF = "this derivative is needed to make itself"
UNROLL = "write out what is differentiated again, as a function of its own"
AROUND = "{} is called inside of what is differentiated"
SUM = "write grad(lambda x: np.sum(f(x) * v))(x) for it"

_MAKERS: dict[Callable[..., Any], bool] = {}
_OUTERMOST: set[Callable[..., Any]] = set()


def makes_derivatives(with_value: bool) -> Callable[[Any], Any]:
    """Declare a function to make derivatives of others; with_value: and the value."""

    def declared(function: Any) -> Any:
        _MAKERS[function] = with_value
        return function

    return declared


def outermost(function: Any) -> Any:
    """Declare a function that programs which are differentiated cannot call."""
    _OUTERMOST.add(function)
    return function


def is_outermost(thing: Any) -> bool:
    """Tell whether a function is one that differentiated programs cannot call."""
    return isinstance(thing, types.FunctionType) and thing in _OUTERMOST


def is_maker(thing: Any) -> bool:
    """Tell whether a function is one that makes derivatives of others."""
    return isinstance(thing, types.FunctionType) and thing in _MAKERS


_UNDERWAY: ContextVar[tuple[Any, ...]] = ContextVar("underway", default=())


@contextmanager
def underway(plain: types.FunctionType, *how: Any) -> Iterator[None]:
    """Note that the derivative of a function is being made in some way.

    Raises UnsupportedSyntax where making it has come to need it.
    """
    before = _UNDERWAY.get()
    if (plain, how) in before:
        source = find_source(plain)
        place = source.place(source.node)
        refuse([Refusal(UnsupportedSyntax, place, ITSELF, UNROLL)])
    token = _UNDERWAY.set((*before, (plain, how)))
    try:
        yield
    finally:
        _UNDERWAY.reset(token)


@dataclass(eq=False)
class Derivation:
    """The derivative of a function that the front end made, generated when needed.

    made: that function, or its derivative. title: its name in the module. wrt: of the
    parameters. place: where the program asks for it. derive: generates it for types of
    the parameters; over_complex: it has to be right for complex numbers.
    """

    made: Lifted | Derivation
    title: str
    wrt: tuple[str, ...]
    wanted: Wanted
    place: Place
    derive: Callable[[Derivation, bool, Mapping[str, Type]], types.FunctionType]
    generated: dict[Any, types.FunctionType] = field(default_factory=dict)
    underway: bool = False

    @property
    def __name__(self) -> str:
        return self.title

    @property
    def wrt_names(self) -> list[str]:
        """The names of the parameters that the derivative is with respect to."""
        return list(self.wrt)

    @property
    def kept(self) -> list[str]:
        """The parameters of the user's function that are still there."""
        return self.made.kept

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters."""
        if isinstance(self.made, Derivation):
            return self.made.parameters
        assert self.made.source is not None
        return parameters(self.made.source.node)

    @property
    def __signature__(self) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(n, kind) for n in self.parameters])

    def generated_function(self, over_complex: bool = False) -> types.FunctionType:
        """Return the generated function that is right for all arguments."""
        return self._generated(over_complex, {})

    def generated_for(self, known: Mapping[str, Type]) -> types.FunctionType:
        """Return the generated function for types of its parameters.

        That is the general form where one that it is with respect to holds no floats.
        """
        floats = all(holds_floats(known.get(n, UNKNOWN)) for n in self.wrt)
        over_complex = any(map(is_complex_type, known.values()))
        return self._generated(over_complex, known if floats else {})

    def _generated(
        self, over_complex: bool, known: Mapping[str, Type]
    ) -> types.FunctionType:
        key = (over_complex, tuple(known.items()))
        if key not in self.generated:
            if self.underway:
                refuse([Refusal(UnsupportedSyntax, self.place, ITSELF, UNROLL)])
            self.underway = True
            try:
                self.generated[key] = self.derive(self, over_complex, known)
            finally:
                self.underway = False
        return self.generated[key]

    def __call__(self, *args: Any) -> Any:
        return self.generated_function()(*args)


class Derivatives(Turns):
    """The walk over expressions, derivatives included. Subclasses walk calls."""

    def derivative(
        self,
        node: gast.Call,
        func: Argument,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return what a call of ``grad`` or the like makes of a function."""
        assert isinstance(func.value, Known)
        maker = func.value.thing
        try:
            given = dict(inspect.signature(maker).bind(*leading, **named).arguments)
            function = given.pop("f", None)
            options = {n: literal_of(a.expression) for n, a in given.items()}
        except (TypeError, ValueError):
            self.refuse(node, OPEN, LITERAL)
            return Argument(constant(None))
        if function is None:
            return Argument(None, Partial(node, func, (), dict(given)))
        if function.value is None:
            self.refuse(node, GONE, CHOOSE)
            return Argument(constant(None))
        if isinstance(function.value, Known):
            return self.known_derivative(node, maker, function.value.thing, options)
        self.made(node)
        held = self.kept(node, function, "function", "function")
        return Argument(None, Derived(node, held, maker, options))

    def known_derivative(
        self, node: gast.Call, maker: Any, thing: Any, options: dict[str, Any]
    ) -> Argument:
        """Return the derivative of a function that exists before the program runs."""
        sites = self.nest.sites
        site = ("derivative", maker, id(thing), tuple(options.items()))
        if site not in sites:
            try:
                sites[site] = maker(thing, **options)
            except SrcdiffError as error:
                self.refuse(node, str(error), "mend the call")
                return Argument(constant(None))
            self.nest.lifting.values.append(thing)
        derivative = sites[site]
        if not hasattr(derivative, "__name__"):
            self.refuse(node, BOUND, WRITTEN)
            return Argument(constant(None))
        written = name(self.names.temporary(f"{stem_of(derivative)}_grad"))
        written.provided = derivative
        return Argument(written, Known(derivative))

    def derived_call(
        self,
        node: gast.Call,
        derived: Derived,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return the call of the derivative of a function that is made here."""
        free = free_parameters(derived.function.value)
        found = self.invoke(node, derived.function, leading, named)
        wanted = _named(derived.options.get("wrt", 0), free)
        if wanted is None or found.expression is None:
            self.refuse(node, NUMBERLESS, MEND)
            return Argument(constant(None))
        return Argument(self.differentiated(node, found.expression, derived, wanted))

    def differentiated(
        self, node: gast.Call, called: gast.AST, derived: Derived, wrt: list[str]
    ) -> gast.AST:
        """Return the call of a function's derivative, for one of the function."""
        if isinstance(called, gast.IfExp):
            sides = [
                self.differentiated(node, side, derived, wrt)
                for side in (called.body, called.orelse)
            ]
            return gast.copy_location(gast.IfExp(called.test, *sides), node)
        target = getattr(called, "target", None)
        if isinstance(target, Lifted | Derivation):
            made = self.derivation(node, target, derived, wrt)
        elif callable(target):
            entry = (
                tuple(wrt) if isinstance(derived.options.get("wrt"), tuple) else wrt[0]
            )
            options = {**derived.options, "wrt": entry}
            found = self.known_derivative(node, derived.maker, target, options)
            made = found.value.thing if isinstance(found.value, Known) else None
        else:
            made = None
        if made is None:
            self.refuse(node, NUMBERLESS, MEND)
            return constant(None)
        title = name(getattr(made, "title", f"{stem_of(made)}_grad"))
        title.provided = made
        self.names.used.add(title.id)
        new = gast.Call(title, called.args, called.keywords)
        gast.copy_location(new, node)
        new.target = made
        return new

    def derivation(
        self,
        node: gast.AST,
        made: Lifted | Derivation,
        derived: Derived,
        wrt: list[str],
    ) -> Derivation | None:
        """Return the derivative of a function that was made, once for a compilation."""
        lifting = self.nest.lifting
        if isinstance(made, Lifted) and made.source is None:
            return None
        if not set(wrt) <= set(made.kept):
            return None
        single = not isinstance(derived.options.get("wrt"), tuple)
        has_aux = bool(derived.options.get("has_aux", False))
        wanted = Wanted(_MAKERS[derived.maker], has_aux, single)
        key = ("derivative", id(made), tuple(wrt), wanted)
        if key not in self.nest.sites:
            stem = made.stem if isinstance(made, Lifted) else made.title
            title = lifting.title(f"{stem}_grad", self.source, self.locals)
            place = self.source.place(node)
            new = Derivation(made, title, (), wanted, place, lifting.derive)
            places = [made.kept.index(n) for n in wrt]
            new.wrt = tuple(new.parameters[k] for k in places)
            self.nest.sites[key] = new
        return self.nest.sites[key]

    def invoke(
        self,
        node: gast.Call,
        func: Argument,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return what stands for the call of a known function."""
        raise NotImplementedError


def stem_of(derivative: Any) -> str:
    """Return what a derivative is called after: its function, if that has a name."""
    title: str = derivative.__name__
    return title if title.isidentifier() else "function"


def literal_of(node: gast.AST | None) -> Any:
    """Return the value of a literal: a number, string or a tuple of them.

    Raises ValueError for anything else.

    >>> from srcdiff.core.text import parse_expression
    >>> literal_of(parse_expression("(0, 'w', -1)"))
    (0, 'w', -1)
    """
    if node is None:
        raise ValueError("no expression")
    return gast.literal_eval(node)


def free_parameters(value: Value | None) -> list[str]:
    """Return the parameters that a call of a function still has to give."""
    if isinstance(value, Closure):
        return list(signature_of(value).parameters)
    if isinstance(value, Partial):
        return free_parameters(value.function.value)[len(value.leading) :]
    if isinstance(value, Derived):
        return free_parameters(value.function.value)
    if isinstance(value, Choice):
        sides = [free_parameters(a.value) for a in (value.taken, value.other)]
        return sides[0] if sides[0] == sides[1] else []
    if isinstance(value, Instance):
        method = value.attribute("__call__")
        return list(inspect.signature(method).parameters)[1:] if method else []
    try:
        target = target_of(getattr(value, "thing", None))  # type: ignore[arg-type]
    except SourceUnavailable:
        return []
    return list(target.plain_signature.parameters)[len(target.leading) :]


def _named(wrt: Any, free: list[str]) -> list[str] | None:
    """Return the parameters that ``wrt`` stands for, None where it has none."""
    found = []
    for entry in wrt if isinstance(wrt, tuple) else (wrt,):
        if isinstance(entry, str) and entry in free:
            found.append(entry)
        elif type(entry) is int and -len(free) <= entry < len(free):
            found.append(free[entry])
        else:
            return None
    return found or None
