"""One name per definition-use web: a name that the user reuses becomes several.

Two definitions share a web when some read may see either of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast

from srcdiff.core.attempt import attempt_of, flag_of
from srcdiff.core.build import clone, function, parameters, shallow
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, read, statements

Reaching = dict[str, frozenset[int]]


def split_webs(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with a distinct name for each web, the first keeping its own.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(x):\\n    h = x + 1\\n    h = h * h\\n    return h"
    ... ).body[0]
    >>> print(statement(split_webs(f, NameTable(["x", "h"]))))
    def f(x):
        h = x + 1
        h_2 = h * h
        return h_2
    """
    webs = _Webs(names)
    start: Reaching = {p: frozenset([webs.define(p)]) for p in parameters(node)}
    webs.block(node.body, start)
    return function(node, webs.renamed(node.body))


class _Webs:
    def __init__(self, names: NameTable) -> None:
        self.names = names
        self.parent: list[int] = []
        self.variable: list[str] = []
        self.defined: dict[tuple[int, str], int] = {}
        self.used: dict[tuple[int, str], int] = {}
        self.chosen: dict[int, str] = {}
        self.taken: set[str] = set()

    def define(self, variable: str) -> int:
        self.parent.append(len(self.parent))
        self.variable.append(variable)
        return self.parent[-1]

    def find(self, web: int) -> int:
        while self.parent[web] != web:
            web = self.parent[web]
        return web

    def join(self, webs: Iterable[int]) -> int:
        roots = sorted({self.find(w) for w in webs})
        for other in roots[1:]:
            self.parent[other] = roots[0]
        return roots[0]

    def block(self, block: list[gast.AST], reaching: Reaching) -> Reaching:
        for statement in block:
            reaching = self.statement(statement, reaching)
        return reaching

    def statement(self, node: gast.AST, reaching: Reaching) -> Reaching:
        if isinstance(node, gast.For | gast.While):
            return self.loop(node, reaching)
        self.reads(node, reaching)
        if isinstance(node, gast.If):
            first = self.block(node.body, dict(reaching))
            if attempt_of(node) is not None:
                reaching = self.partly(node.body, reaching)
            merged = _merge(first, self.block(node.orelse, dict(reaching)))
            if attempt_of(node) is not None:
                # Nobody reads the flag yet: the backward part will.
                self.join(merged[flag_of(node)])
            return merged
        return self.binds(node, reaching)

    def partly(self, block: list[gast.AST], reaching: Reaching) -> Reaching:
        """Return what reaches a point after some statements of a block, or none."""
        inside = [(s, v) for s in statements(block) for v in bound(s)]
        for statement, variable in inside:
            made = frozenset([self.defined[id(statement), variable]])
            reaching = _merge(reaching, {**reaching, variable: made})
        return reaching

    def loop(self, node: gast.AST, reaching: Reaching) -> Reaching:
        if isinstance(node, gast.For):
            self.reads(node, reaching)
        head = reaching
        while True:
            if isinstance(node, gast.While):
                self.reads(node, head)
            inside = self.binds(node, dict(head))
            merged = _merge(head, self.block(node.body, inside))
            if merged == head:
                return head
            head = merged

    def reads(self, node: gast.AST, reaching: Reaching) -> None:
        for variable in sorted(read(node)):
            if seen := reaching.get(variable):
                self.used[id(node), variable] = self.join(seen)

    def binds(self, node: gast.AST, reaching: Reaching) -> Reaching:
        for variable in bound(node):
            key = (id(node), variable)
            if key not in self.defined:
                self.defined[key] = self.define(variable)
            reaching = {**reaching, variable: frozenset([self.defined[key]])}
        return reaching

    def name_of(self, web: int) -> str:
        root = self.find(web)
        if root not in self.chosen:
            variable = self.variable[root]
            stem = self.names.stems.get(variable, variable)
            fresh = (
                self.names.temporary
                if variable in self.names.stems
                else self.names.fresh
            )
            self.chosen[root] = variable if variable not in self.taken else fresh(stem)
            self.taken.add(variable)
        return self.chosen[root]

    def renamed(self, block: list[gast.AST]) -> list[gast.AST]:
        for web in range(len(self.parent)):
            self.name_of(web)
        return [self.rename(s) for s in block]

    def rename(self, node: gast.AST) -> gast.AST:
        new = shallow(node)
        for key, value in node.__dict__.items():
            if key in ("body", "orelse") and isinstance(value, list):
                new.__dict__[key] = [self.rename(s) for s in value]
            elif isinstance(value, gast.AST):
                new.__dict__[key] = self.rename_in(value, node)
            elif key == "targets":
                new.targets = [self.rename_in(t, node) for t in value]
        return new

    def rename_in(self, tree: gast.AST, statement: gast.AST) -> gast.AST:
        tree = clone(tree)
        for item in nodes_in(tree):
            if type(item) is gast.Name:
                grown = isinstance(statement, gast.AugAssign)
                read_here = grown or isinstance(item.ctx, gast.Load)
                table = self.used if read_here else self.defined
                web = table.get((id(statement), item.id))
                if web is not None:
                    item.id = self.name_of(web)
        return tree


def _merge(first: Reaching, second: Reaching) -> Reaching:
    return {
        v: first.get(v, frozenset()) | second.get(v, frozenset())
        for v in {**first, **second}
    }
