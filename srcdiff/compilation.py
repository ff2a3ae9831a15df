"""The compilation of one derivative: a function, and all that it calls.

Which functions are needed is found on the way: the pipeline runs for each of them, and
again when what one call tells of the others has grown.
"""

from __future__ import annotations

import copy
import types
from collections.abc import Callable, Mapping

import gast

from srcdiff.analysis.activity import active_names
from srcdiff.analysis.bulk import deciding
from srcdiff.analysis.complexes import meets_complex
from srcdiff.analysis.dimensions import lettered
from srcdiff.analysis.equal import unified
from srcdiff.analysis.expression_types import Known
from srcdiff.codegen.docstring import document
from srcdiff.codegen.imports import import_statements, provide
from srcdiff.codegen.printer import print_module
from srcdiff.compiler import (
    Function,
    Observer,
    Pass,
    finish,
    front_end,
    run,
    unobserved,
)
from srcdiff.core.build import function, parameters
from srcdiff.core.children import nodes_in
from srcdiff.core.join import join
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound_in, is_backward, is_store, statements
from srcdiff.core.types import UNKNOWN, Type
from srcdiff.core.verify import BrokenProgram, verify
from srcdiff.differentiate.aliases import separate, written_by_call
from srcdiff.differentiate.assemble import Wanted, gradient, pair
from srcdiff.differentiate.attempts import committed, unfollowed
from srcdiff.differentiate.call_types import learn
from srcdiff.differentiate.calls import (
    Callee,
    Pair,
    Pairs,
    expand_calls,
    is_over_reals,
)
from srcdiff.differentiate.check import (
    missing_rules,
    read_too_early,
    unknown_calls,
)
from srcdiff.differentiate.hoist import hoisted
from srcdiff.differentiate.logistic import as_one
from srcdiff.differentiate.new_keys import new_keys, with_new_keys
from srcdiff.differentiate.reals_only import checked_for_reals, taken_again
from srcdiff.differentiate.unions import unions
from srcdiff.errors import Refusal, refuse
from srcdiff.frontend.assumed import assumptions
from srcdiff.frontend.callables import Value
from srcdiff.frontend.derived import Derivation
from srcdiff.frontend.library import Library
from srcdiff.frontend.lifted import Lifted, Lifting
from srcdiff.frontend.meaning import as_written
from srcdiff.frontend.source import FunctionSource
from srcdiff.loaded import Loaded
from srcdiff.module import Module
from srcdiff.optimize.branches import known_branches
from srcdiff.optimize.reused import reused
from srcdiff.optimize.sequences import known_sequences
from srcdiff.update.plan import Update

HELPER = "{name} ({place}), with what it reads around it as arguments."


class Compilation:
    """The compilation of one derivative: the user's function and all that it calls.

    known: what is known of the arguments; nothing gives the general form. over_complex:
    what is not known of them may be complex. large: whether to make the text for large
    arrays, which reuses their memory; None where nobody asks which of the two it is.
    """

    def __init__(
        self,
        plain: types.FunctionType,
        observe: Observer = unobserved,
        known: Known | None = None,
        over_complex: bool = False,
        large: bool | None = None,
    ) -> None:
        self.observe = observe
        self.large = large
        self.shapes: set[tuple] = set()
        self.known = known or {}
        self.titles = NameTable()
        lifting = Lifting(self.titles, derive=self.derivative_of)
        self.library = Library(self.core, lifting)
        self.pairs = Pairs(self.titles, may_be_complex=over_complex)
        self.library.over_complex = over_complex
        self.refusals: list[Refusal] = []
        self.main = self.library.specialised(plain, self.known)
        self.titles.reserve(self.main.names.used)

    def core(
        self,
        source: FunctionSource,
        names: NameTable,
        functions: Mapping[str, Value],
    ) -> Function:
        """Return a function in core form; functions: parameters that are known ones."""
        passes = front_end(source, names, self.library.lifting, functions)
        node = run(passes, source.node, self.observe)
        try:
            verify(node, "the front end")
        except BrokenProgram as error:
            if error.name not in names.globals:
                raise
            refuse([read_too_early(error.statement, error.name)])
        return node

    def derivative_of(
        self, function: Derivation, over_complex: bool, known: Known
    ) -> types.FunctionType:
        """Return the derivative of a function that the front end made, generated.

        over_complex, known: as for a compilation.
        """
        inner = copy.copy(self)
        inner.observe, inner.known, inner.refusals = unobserved, dict(known), []
        inner.pairs = Pairs(self.titles, may_be_complex=over_complex)
        made: Lifted | Derivation | types.FunctionType = function.made
        if known and isinstance(made, Derivation):
            made = made.generated_for(known)
        found = self.library.find(made)
        assert found is not None
        inner.main = found
        module = inner.gradient(list(function.wrt), function.wanted, function.title)
        return Loaded(module, function.title).entry

    def gradient(
        self, wrt: list[str], wanted: Wanted, title: str, update: Update | None = None
    ) -> Module:
        """Return the module of a gradient function with respect to parameters.

        update: what a training step does with value and gradients.
        """

        def derive() -> dict[str, tuple[Function, Callee]]:
            names = copy.deepcopy(self.main.names)
            core = self.expanded(self.main, wrt, names, self.known)
            known = unified(core, self.known)
            self.learned(core, known)
            if self.refusals or self.pairs.grew:
                return {title: (core, self.main)}
            core = hoisted(known_sequences(core, names, known), names, known)
            core = self.separated(core, names, known, wrt)
            if self.refusals:
                return {title: (core, self.main)}
            core = self.with_logistics(core, names)
            node = self.derived(core, gradient(core, wrt, wanted, names, known))
            node = finish(node, names, self.observe, update, self.memory(names))
            what = "Value and gradient" if wanted.with_value else "Gradient"
            if update is not None:
                what = f"Training step ({update.rule.__name__})"
            what += f" of {{name}} ({{place}}) with respect to {', '.join(wrt)}."
            node = document(node, what, self.main.key, lettered(core, known))
            return {title: (function(node, node.body, name=title), self.main)}

        return self.module((title,), derive)

    def pair(self, wrt: list[str]) -> Module:
        """Return the module of a function's forward and backward functions."""
        pair = self.pairs.request(self.main, set(wrt))
        unknown = dict.fromkeys(parameters(self.main.node), UNKNOWN)
        pair.known = {**unknown, **self.known}
        return self.module((pair.forward, pair.backward), dict)

    def module(
        self,
        entries: tuple[str, ...],
        derive: Callable[[], dict[str, tuple[Function, Callee]]],
    ) -> Module:
        """Return the module of some functions and of the pairs that they need."""
        while True:
            self.pairs.grew = False
            self.refusals = []
            self.shapes = set()
            functions = derive()
            for request in list(self.pairs.found.values()):
                functions |= self.paired(request)
            refuse(self.refusals)
            if not self.pairs.grew:
                break
        functions |= self.helpers([f for f, _ in functions.values()])
        ordered = {
            t: functions[t] for t in sorted(functions, key=lambda t: t in entries)
        }
        nodes, provided = provide(
            [f for f, _ in ordered.values()], self.outside(ordered)
        )
        imports = import_statements(provided)
        printed = print_module([*imports, *nodes])
        surroundings = {title: callee for title, (_, callee) in ordered.items()}
        written = getattr(functions[entries[0]][0], "written", ())
        restores = any(
            is_store(s) and is_backward(s)
            for f, _ in ordered.values()
            for s in statements(f.body)
        )
        handed = {p.alias: p.value for p in provided if p.handed}
        known = functions[entries[0]][0].known
        return Module(
            printed.text,
            printed.origins,
            entries,
            surroundings,
            written,
            restores,
            self.pairs.may_be_complex,
            handed,
            deciding(known, self.shapes) if self.shapes else None,
            assumptions(self.library.read()),
        )

    def memory(self, names: NameTable) -> list[Pass]:
        """Return the pass that reuses memory; for small arrays it only looks where."""
        if self.large is None:
            return []

        def change(node: Function) -> Function:
            after = reused(node, names if self.large else NameTable(names.used))
            self.shapes |= getattr(after, "reused", set())
            return after if self.large else node

        return [("reused", change)]

    def helpers(self, nodes: list[Function]) -> dict[str, tuple[Function, Callee]]:
        """Return the functions of our own making that some functions call as such."""
        found: dict[str, tuple[Function, Callee]] = {}
        todo = list(nodes)
        while todo:
            for call in [n for n in nodes_in(todo.pop()) if isinstance(n, gast.Call)]:
                target = getattr(call, "target", None)
                if not isinstance(target, Lifted) or target.name in found:
                    continue
                callee = self.library.find(target)
                assert callee is not None
                node = as_written(target)
                found[target.name] = (document(node, HELPER, target, {}), callee)
                todo.append(node)
        return found

    def outside(self, functions: dict[str, tuple[Function, Callee]]) -> set[str]:
        """Return the names that the functions look up in the users' modules."""
        return {n for _, callee in functions.values() for n in callee.outside}

    def expanded(
        self, callee: Callee, wrt: list[str], names: NameTable, known: Known
    ) -> Function:
        """Return a function with the calls that carry derivatives expanded."""
        names.locals = {*parameters(callee.node), *bound_in(callee.node.body)}
        node = expand_calls(
            callee.node,
            set(wrt),
            callee,
            self.library.find,
            self.library.settled,
            self.pairs,
            names,
            self.library.writes,
            known,
        )
        node = known_branches(node, known)
        active = active_names(node, set(wrt), node.body[-1].value.id)
        missing = [*missing_rules(node, active), *unions(node, active)]
        said = {refusal.place for refusal in missing}
        unknown = unknown_calls(node, self.library.writes)
        self.refusals += [*missing, *(r for r in unknown if r.place not in said)]
        self.observe("calls", callee.node, node)
        if not self.pairs.may_be_complex:
            if meets_complex(node, known, callee.lookup()):
                self.library.over_complex = True
                self.pairs.start_over_complex(self.main.key)
        elif is_over_reals(callee.key) and not self.pairs.grew:
            self.refusals.append(taken_again(node))
        return function(node, node.body, may_be_complex=self.pairs.may_be_complex)

    def learned(self, core: Function, known: Known) -> Type:
        """Return the type of a function's result; pairs learn from its calls."""
        result, grew = learn(core, known)
        self.pairs.grew |= grew
        return result

    def separated(
        self, node: Function, names: NameTable, known: Known, wrt: list[str]
    ) -> Function:
        """Return core form in which each write goes through the only name it has."""
        node = with_new_keys(node, names)
        after, refusals = separate(node, names, known)
        after, over_complex = checked_for_reals(after, wrt, known)
        refusals += over_complex
        self.refusals += [*refusals, *unfollowed(after), *new_keys(node, known)]
        after = committed(after, names)
        verify(after, "aliases")
        self.observe("aliases", node, after)
        return after

    def with_logistics(self, node: Function, names: NameTable) -> Function:
        """Return core form with logistic functions as one operation each."""
        after = as_one(node, names)
        self.observe("logistics", node, after)
        return after

    def derived(self, node: Function, after: Function) -> Function:
        """Return the derivative, once it is verified and observed."""
        verify(after, "reverse")
        self.observe("reverse", node, after)
        return after

    def paired(self, request: Pair) -> dict[str, tuple[Function, Callee]]:
        """Return the forward and backward function of a pair, by title."""
        callee = request.callee
        names = copy.deepcopy(callee.names)
        core = self.expanded(callee, request.wrt, names, request.known)
        known = unified(core, request.known)
        titles = (request.forward, request.backward)
        result = join(request.result, self.learned(core, known))
        if result != request.result:
            request.result, self.pairs.grew = result, True
        if self.refusals or self.pairs.grew:
            return dict.fromkeys(titles, (core, callee))
        core = hoisted(known_sequences(core, names, known), names, known)
        core = self.separated(core, names, known, request.wrt)
        if request.called:
            self.refusals += written_by_call(core)
        if self.refusals:
            return dict.fromkeys(titles, (core, callee))
        core = self.with_logistics(core, names)
        both = pair(core, request.wrt, titles, names, known)
        parts = (
            "Forward part of {name} ({place}).",
            "Backward part of {name} ({place}).",
        )
        done = {}
        for title, node, what in zip(titles, both, parts, strict=True):
            memory = self.memory(names)
            finished = finish(node, names, self.observe, memory=memory)
            done[title] = (document(finished, what, callee.key, {}), callee)
        return done
