"""The pipeline, on one page: from a function's source to the text of its derivative.

Read this first. Each pass takes a function definition and gives one back; printed
after any pass, the program still runs and still gives the same values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.codegen.comments import annotate
from srcdiff.codegen.imports import provide
from srcdiff.codegen.names import shorten
from srcdiff.codegen.printer import Printed, print_module
from srcdiff.core.names import NameTable
from srcdiff.differentiate.assemble import Wanted, gradient
from srcdiff.errors import refuse
from srcdiff.frontend.accept import refusals
from srcdiff.frontend.desugar.assignment import plain_assignments
from srcdiff.frontend.desugar.iteration import index_loops
from srcdiff.frontend.desugar.returns import single_return
from srcdiff.frontend.normalize import normalize
from srcdiff.frontend.origins import mark_origins
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.source import FunctionSource
from srcdiff.frontend.webs import split_webs

Function = gast.FunctionDef
Pass = tuple[str, Callable[[Function], Function]]
Observer = Callable[[str, Function, Function], Any]


@dataclass(frozen=True)
class Module:
    """A generated module: its text, the user's line behind each line, its functions."""

    text: str
    origins: dict[int, Any]
    entry: str


def front_end(source: FunctionSource, names: NameTable) -> list[Pass]:
    """Return the passes from a parsed function to core form."""
    scope = Scope(source)
    return [
        ("origins", lambda f: mark_origins(f, source)),
        ("returns", lambda f: single_return(f, names)),
        ("assignments", lambda f: plain_assignments(f, scope)),
        ("iteration", lambda f: index_loops(f, scope, names)),
        ("normalize", lambda f: normalize(f, scope, names)),
        ("webs", lambda f: split_webs(f, names)),
    ]


def back_end(names: NameTable) -> list[Pass]:
    """Return the passes from a derivative to the text that people read."""
    return [
        ("names", lambda f: shorten(f, names)),
        ("comments", annotate),
    ]


def run(passes: list[Pass], node: Function, observe: Observer | None = None) -> Function:
    """Run passes in order; the observer sees each one's name, input and output."""
    for title, change in passes:
        after = change(node)
        if observe is not None:
            observe(title, node, after)
        node = after
    return node


def compile_gradient(
    source: FunctionSource, wrt: list[str], wanted: Wanted, observe: Observer | None = None
) -> Module:
    """Return the module that computes the gradient of a function."""
    refuse(refusals(source))
    names = NameTable()
    names.reserve(n.id for n in gast.walk(source.node) if isinstance(n, gast.Name))
    core = run(front_end(source, names), source.node, observe)
    derivative: list[Pass] = [
        ("reverse", lambda f: gradient(f, wrt, wanted, names, {})),
    ]
    node = run([*derivative, *back_end(names)], core, observe)
    kind = "value_and_grad" if wanted.with_value else "grad"
    node.name = f"{source.node.name}_{kind}"
    functions, provided = provide([node], set())
    imports = [p.statement for p in provided if p.statement is not None]
    printed: Printed = print_module([*imports, *functions])
    return Module(printed.text, printed.origins, node.name)
