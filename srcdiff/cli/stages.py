"""The program as each pass of the compiler leaves it."""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.api import value_and_grad
from srcdiff.codegen.imports import import_statements, provide
from srcdiff.codegen.printer import print_module
from srcdiff.compilation import Compilation
from srcdiff.compiler import Observer
from srcdiff.derivative import Derivative
from srcdiff.errors import InvalidArgument
from srcdiff.frontend.target import target_of


def stages() -> list[str]:
    """Return the names of the passes, in the order in which they run first.

    >>> "reverse" in stages()
    True
    """
    seen: list[str] = []
    _compile(value_and_grad(_identity), {}, lambda title, *_: seen.append(title))
    return list(dict.fromkeys(map(spelled, seen)))


def spelled(title: str) -> str:
    """Return the name of a pass as one word for the command line.

    >>> spelled("dead code")
    'dead-code'
    """
    return title.replace(" ", "-")


def _identity(x: float) -> float:
    return x


def program_after(derivative: Derivative, known: Known, stage: str) -> str:
    """Return the module as it stands after a pass, with the functions that it calls.

    known: the types that the compiler may use; none for the general form.
    Raises InvalidArgument for a pass that does not exist, and what compiling raises.
    """
    names = stages()
    if stage not in names:
        raise InvalidArgument(f"no stage {stage!r}; there are: {', '.join(names)}")
    found: dict[str, gast.FunctionDef] = {}

    def observe(title: str, before: gast.FunctionDef, after: gast.FunctionDef) -> None:
        # A pass may run several times; its last program of each function counts.
        if spelled(title) == stage:
            found[after.name] = after

    outside = _compile(derivative, known, observe)
    nodes, provided = provide(list(found.values()), outside)
    return print_module([*import_statements(provided), *nodes]).text


def _compile(derivative: Derivative, known: Known, observe: Observer) -> set[str]:
    """Compile a derivative under observation; return the names of the user's module."""
    target = target_of(derivative.primal)
    compilation = Compilation(target.plain, observe, known)
    names = target.resolve(derivative.wrt)
    module = compilation.gradient(names, derivative.wanted, "derivative")
    return {n for callee in module.surroundings.values() for n in callee.outside}
