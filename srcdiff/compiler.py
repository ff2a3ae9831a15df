"""The pipeline, on one page: from a function's source to the text of its derivative.

Read this first. Each pass takes a function definition and gives one back; printed
after any pass, the program still runs and still gives the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import gast

from srcdiff.codegen.attempts import careful
from srcdiff.codegen.comments import annotate
from srcdiff.codegen.contexts import entered
from srcdiff.codegen.loops import over_items
from srcdiff.codegen.names import shorten
from srcdiff.codegen.printer import expression
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.names import NameTable
from srcdiff.core.verify import verify
from srcdiff.differentiate.logistic import written_out
from srcdiff.differentiate.tape import unrecorded
from srcdiff.frontend.callables import Value
from srcdiff.frontend.closures import lift_functions
from srcdiff.frontend.desugar.assignment import plain_assignments
from srcdiff.frontend.desugar.attempts import attempts
from srcdiff.frontend.desugar.attributes import stored_attributes
from srcdiff.frontend.desugar.comprehensions import loops_for_comprehensions
from srcdiff.frontend.desugar.contexts import contexts
from srcdiff.frontend.desugar.exits import loop_exits
from srcdiff.frontend.desugar.flat import spelled_flat
from srcdiff.frontend.desugar.iteration import index_loops
from srcdiff.frontend.desugar.matches import matches
from srcdiff.frontend.desugar.ordered import evaluated_in_order
from srcdiff.frontend.desugar.returns import single_return
from srcdiff.frontend.desugar.stores import stores
from srcdiff.frontend.desugar.unpacking import starred_targets
from srcdiff.frontend.desugar.walrus import named_expressions
from srcdiff.frontend.lifted import Lifting
from srcdiff.frontend.normalize import normalize
from srcdiff.frontend.origins import mark_origins
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.source import FunctionSource
from srcdiff.frontend.spelling import spelling
from srcdiff.frontend.webs import split_webs
from srcdiff.optimize.accumulate import accumulate
from srcdiff.optimize.algebra import algebra
from srcdiff.optimize.assembled import assembled
from srcdiff.optimize.chosen import chosen
from srcdiff.optimize.coalesce import coalesce
from srcdiff.optimize.conjugates import conjugates
from srcdiff.optimize.constants import constants
from srcdiff.optimize.copies import copies
from srcdiff.optimize.cse import cse
from srcdiff.optimize.deadcode import dead_code
from srcdiff.optimize.faint import faint
from srcdiff.optimize.filled import filled
from srcdiff.optimize.fold import fold
from srcdiff.optimize.nest import nest
from srcdiff.optimize.products import products
from srcdiff.optimize.reshaped import reshaped
from srcdiff.optimize.scalars import scalars
from srcdiff.optimize.shapes import shapes
from srcdiff.optimize.shared import shared
from srcdiff.optimize.signs import signs
from srcdiff.optimize.spelled import spelled
from srcdiff.optimize.squeezed import squeezed
from srcdiff.optimize.stretched import stretched
from srcdiff.optimize.sums import sums
from srcdiff.optimize.thin import thin_products
from srcdiff.optimize.transposed import transposed
from srcdiff.optimize.upright import upright
from srcdiff.optimize.zeroed import zeroed
from srcdiff.update.plan import Update
from srcdiff.update.section import with_update

Function: TypeAlias = gast.FunctionDef
Pass = tuple[str, Callable[[Function], Function]]
Observer = Callable[[str, Function, Function], Any]


def unobserved(title: str, before: Function, after: Function) -> None:
    """Watch nothing: the observer of a pipeline that nobody looks at."""


def front_end(
    source: FunctionSource,
    names: NameTable,
    lifting: Lifting,
    functions: Mapping[str, Value],
) -> list[Pass]:
    """Return the passes from a parsed function to core form.

    Those of ``spelling`` are seen by the one that refuses, too.

    functions: the parameters that are, or hold, known functions.
    """
    scope = Scope(source)
    return [
        ("origins", lambda f: mark_origins(f, source)),
        ("contexts", lambda f: contexts(f, scope)),
        *spelling(scope, names),
        ("matches", lambda f: matches(f, scope, names)),
        ("functions", lambda f: lift_functions(f, source, names, lifting, functions)),
        ("flat", lambda f: spelled_flat(f, names)),
        ("attributes", stored_attributes),
        ("attempts", lambda f: attempts(f, scope, names)),
        ("stores", lambda f: stores(f, scope)),
        ("ordered", lambda f: evaluated_in_order(f, names, scope.pure)),
        ("walrus", named_expressions),
        ("comprehensions", lambda f: loops_for_comprehensions(f, names, scope.pure)),
        ("exits", lambda f: loop_exits(f, names)),
        ("unpacking", lambda f: starred_targets(f, names)),
        ("assignments", lambda f: plain_assignments(f, scope)),
        ("returns", lambda f: single_return(f, names)),
        ("iteration", lambda f: index_loops(f, scope, names)),
        ("normalize", lambda f: normalize(f, scope, names)),
        ("webs", lambda f: split_webs(f, names)),
    ]


OPTIMIZER: list[tuple[str, Callable[[Function, NameTable], Function]]] = [
    ("copies", copies),
    ("coalesce", coalesce),
    ("constants", constants),
    ("fold", lambda node, names: fold(node)),
    ("conjugates", lambda node, names: conjugates(node)),
    ("products", lambda node, names: products(node)),
    ("signs", lambda node, names: signs(node)),
    ("algebra", lambda node, names: algebra(node)),
    ("scalars", lambda node, names: scalars(node)),
    ("filled", lambda node, names: filled(node)),
    ("chosen", lambda node, names: chosen(node)),
    ("dead code", lambda node, names: dead_code(node)),
    ("faint", lambda node, names: faint(node)),
    ("zeroed", lambda node, names: zeroed(node)),
    ("transposed", lambda node, names: transposed(node)),
    ("squeezed", lambda node, names: squeezed(node)),
    ("reshaped", lambda node, names: reshaped(node)),
    ("cse", cse),
    ("shapes", shapes),
    ("nest", lambda node, names: nest(node, names, expression)),
    ("stretched", lambda node, names: stretched(node)),
    ("assembled", lambda node, names: assembled(node)),
]

ROUNDS = 6
"""Passes feed each other; two or three rounds settle every program seen so far."""


def optimizer(names: NameTable) -> list[Pass]:
    """Return one round of the optimiser."""

    def bind(change: Callable[[Function, NameTable], Function]) -> Callable:
        return lambda node: change(node, names)

    return [(title, bind(change)) for title, change in OPTIMIZER]


def back_end(
    names: NameTable, update: Update | None = None, memory: Sequence[Pass] = ()
) -> list[Pass]:
    """Return the passes from an optimised derivative to the text that people read.

    update: what a training step does with value and gradients. memory: the pass that
    reuses the memory of dead arrays, where it is to run.
    """
    section: list[Pass] = []
    if update is not None:
        section = [("update", lambda f: with_update(f, update, names))]
    return [
        ("shared", lambda f: shared(f, names)),
        ("sums", sums),
        ("filled sums", filled),
        ("accumulate", accumulate),
        ("spelled", spelled),
        ("upright", upright),
        ("thin products", thin_products),
        *section,
        *memory,
        ("loops", lambda f: over_items(f, names)),
        ("handlers", lambda f: careful(f, names)),
        ("names", lambda f: shorten(f, names)),
        ("comments", annotate),
        ("with", entered),
    ]


def run(passes: list[Pass], node: Function, observe: Observer = unobserved) -> Function:
    """Run passes in order; the observer sees each one's name, input and output."""
    for title, change in passes:
        after = change(node)
        observe(title, node, after)
        node = after
    return node


def finish(
    node: Function,
    names: NameTable,
    observe: Observer,
    update: Update | None = None,
    memory: Sequence[Pass] = (),
) -> Function:
    """Return a derivative optimised until nothing changes, and made readable.

    update, memory: as for ``back_end``.
    """
    node = run([("written out", written_out)], node, observe)
    node = settled(node, names, observe)
    # What only told a shape is a record that nobody reads, once the shape is known.
    needed = unrecorded(node)
    if needed is not node:
        observe("records", node, needed)
        node = settled(needed, names, observe)
    return run(back_end(names, update, memory), node, observe)


def settled(node: Function, names: NameTable, observe: Observer) -> Function:
    """Return a derivative optimised until nothing changes."""
    passes = optimizer(names)
    idle = 0
    for _ in range(ROUNDS):
        before = node
        for one in passes:
            given = node
            node = run([one], given, observe)
            # What all passes in turn have left alone, no further turn will change.
            idle = idle + 1 if node is given else 0
            if idle == len(passes):
                break
        verify(node, "the optimiser")
        if idle == len(passes) or fingerprint(before.body) == fingerprint(node.body):
            break
    return node
