"""Run a program as each pass of the compiler leaves it."""

import contextlib
import copy
import dis
import inspect
import io
import sys
from dataclasses import dataclass, field

import numpy as np

from srcdiff.analysis.flags import flags
from srcdiff.analysis.signature import types_of
from srcdiff.codegen.contexts import entered
from srcdiff.codegen.imports import import_statements, provide
from srcdiff.codegen.load import Surroundings, load
from srcdiff.codegen.printer import print_module
from srcdiff.compilation import Compilation
from srcdiff.differentiate.assemble import Wanted
from srcdiff.frontend.source import find_source

EVERYTHING = Wanted(with_value=True, has_aux=False, single=False)


@dataclass
class Watched:
    """A compilation, and the functions that each pass made."""

    compilation: Compilation
    before: list
    after: list = field(default_factory=list)
    final: dict = field(default_factory=dict)


def call(function, program):
    """Call a function at a copy of a program's arguments, printing nothing."""
    args, kwargs = copy.deepcopy((program.args, program.kwargs))
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        return function(*args, **kwargs)


def names_of(program):
    """Return the names of the parameters to differentiate by."""
    known = list(inspect.signature(program.function).parameters)
    return [k if isinstance(k, str) else known[k] for k in program.wrt]


def watch(program, specialised):
    """Compile a program's value and gradients, and keep what each pass makes.

    specialised: let the compiler know the types of the program's arguments.
    """
    plain = program.function
    front = []
    known = {}
    if specialised:
        bound = inspect.signature(plain).bind(*program.args, **program.kwargs)
        bound.apply_defaults()
        known = types_of(bound.arguments, flags(find_source(plain).node))
    compilation = Compilation(
        plain, lambda title, _, after: front.append((title, after)), known
    )
    watched = Watched(compilation, front)
    main = plain.__name__

    def observe(title, before, after):
        if title == "calls" and after.name == main:
            watched.after.clear()  # another round, for there are new pairs
        watched.after.append((title, after))
        watched.final[after.name] = after

    compilation.observe = observe
    compilation.gradient(names_of(program), EVERYTHING, main)
    return watched


def callees_of(watched):
    """Return the functions that a compilation has brought to core form."""
    compilation = watched.compilation
    return [*compilation.library.found.values(), compilation.main]


def loaded(watched, functions):
    """Print functions as one module, and return its text and its functions."""
    helpers = watched.compilation.helpers(list(functions.values()))
    functions = {**{title: node for title, (node, _) in helpers.items()}, **functions}
    callees = {c.node.name: c for c in callees_of(watched)}
    for pair in watched.compilation.pairs.found.values():
        callees[pair.forward] = callees[pair.backward] = pair.callee
    outside = {n for c in callees_of(watched) for n in c.outside}
    # What a statement's contexts do is part of what it means.
    nodes, provided = provide([entered(f) for f in functions.values()], outside)
    text = print_module([*import_statements(provided), *nodes]).text
    around = {
        name: Surroundings(callees[name].globals, callees[name].cells)
        for name in functions
    }
    made = load(text, "stage", around)
    for name, function in made.items():
        if not name.endswith("_backward"):
            function.__defaults__ = callees[name].key.__defaults__
            function.__kwdefaults__ = callees[name].key.__kwdefaults__
    return text, made


def front_end_programs(watched):
    """Yield title, text and function for each program that computes a value.

    These are all programs before the reverse transform, callees' included. A function
    that the front end made runs as part of the program that calls it.
    """
    main = watched.compilation.main.node.name
    whole = next(n for t, n in watched.before if t == "functions" and n.name == main)
    lifted = {made.name for made in watched.compilation.library.lifting.made.values()}
    pairs = pair_functions(watched)
    titles = {title for title, _ in watched.after}
    front = [*watched.before]
    for title, node in watched.after:
        if title == "reverse":
            break
        front.append((title, node))
    for title, node in watched.after:
        if title == "calls" and node.name != main:
            front.append((title, node))
    assert "calls" in titles
    seen = set()
    for title, node in front:
        if node.name in pairs:
            continue
        run = main if node.name in lifted else node.name
        caller = {main: whole} if node.name in lifted else {}
        text, made = loaded(watched, {**pairs, **caller, node.name: node})
        if text not in seen:
            seen.add(text)
            yield title, run, text, made[run]


def pair_functions(watched):
    """Return the finished forward and backward functions of the callees."""
    found = {}
    for pair in watched.compilation.pairs.found.values():
        for name in (pair.forward, pair.backward):
            found[name] = watched.final[name]
    return found


def derivative_programs(watched):
    """Yield title, text and gradient function for each pass from the reverse one on.

    Of all functions, one is as the pass leaves it, and the others are finished.
    """
    main = watched.compilation.main.node.name
    finished = {**pair_functions(watched), main: watched.final[main]}
    seen = set()
    reversed_yet = False
    for title, node in watched.after:
        reversed_yet |= title == "reverse"
        if node.name not in finished or not reversed_yet or title == "calls":
            continue
        text, made = loaded(watched, {**finished, node.name: node})
        if text not in seen:
            seen.add(text)
            yield title, text, made[main]


def recorded_calls(function, codes):
    """Run a function; return what the functions of some codes got and gave back."""
    calls, open_frames = [], {}

    def profile(frame, event, value):
        if frame.f_code not in codes:
            return
        if event == "call":
            open_frames[id(frame)] = copy.deepcopy(dict(frame.f_locals))
        elif event == "return":
            arguments = open_frames.pop(id(frame))
            last = dis.opname[frame.f_code.co_code[frame.f_lasti]]
            if not last.startswith("RETURN"):
                return  # an exception passes
            calls.append((frame.f_code, arguments, copy.deepcopy(value)))

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(before)
    return calls
