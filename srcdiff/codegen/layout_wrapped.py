"""Statements too long for a line, broken as `ruff format` breaks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from srcdiff.codegen import layout, layout_rules
from srcdiff.codegen.layout import (
    BestFit,
    Breakable,
    Choice,
    Doc,
    Gap,
    Group,
    IfBroken,
    Indent,
)
from srcdiff.codegen.precedence import TEST, YIELD
from srcdiff.codegen.printer_statements import Statements
from srcdiff.core.attempt import is_caught

_INSIDE = Group([])
"""The place inside of brackets, where lines break freely."""


class Wrapped(Statements):
    """Prints a statement over as many lines as it needs.

    >>> call = f"f({', '.join(['argument'] * 12)})"
    >>> print(Wrapped().lines(gast.parse(f"x = {call}").body[0].value, 0))
    f(
        argument,
        ...
    )
    """

    def __init__(self) -> None:
        super().__init__()
        # None: no brackets so far; a Group: inside of parentheses if that is broken.
        self.place: Group | None = None
        # The ids of the nodes of a chain of calls that breaks before its dots.
        self.dots: frozenset[int] = frozenset()

    def lines(
        self, node: gast.AST, indent: int, write: Callable[..., None] | None = None
    ) -> str:
        """The text of a node at an indentation, with line breaks where it is long."""
        self.out = []
        self.indent = indent
        (write or self.dispatch)(node)
        return layout.render(self.out, indent)

    def _collect(self, contents: Callable[[], None], place: Group | None) -> Doc:
        outer, self.out = self.out, []
        outside, self.place = self.place, place
        contents()
        self.out, collected = outer, self.out
        self.place = outside
        return collected

    # hooks of expressions

    def bracketed(
        self, left: str, contents: Callable[[], None], right: str, loose: bool = False
    ) -> None:
        inner = self._collect(contents, _INSIDE)
        if loose:
            inner = [Group(inner)]
        group = Group([left, Indent([Gap(""), *inner]), Gap(""), right])
        if self.place is None or self.place is _INSIDE:
            self.out.append(group)
        else:
            self.out.append(Breakable([group], self.place))

    def sequence(
        self, nodes: Sequence, write: Callable[..., None], comma: bool = True
    ) -> None:
        for index, node in enumerate(nodes):
            if index:
                self.out += [",", Gap(" ")]
            write(node)
        if comma:
            self.out.append(IfBroken(","))

    def gap(self, flat: str = " ") -> None:
        if self.place is None:
            self.write(flat)
        else:
            self.out.append(Gap(flat, None if self.place is _INSIDE else self.place))

    def chain(self, contents: Callable[[], None]) -> None:
        if self.place is None:
            contents()
        else:
            inner = self._collect(contents, self.place)
            within = None if self.place is _INSIDE else self.place
            self.out.append(Group(inner, within))

    # hooks of statements

    def optional(self, contents: Callable[[], None]) -> None:
        inner = self._collect(contents, _INSIDE)
        parts = [IfBroken("("), Indent([Gap(""), *inner]), Gap(""), IfBroken(")")]
        self.out.append(Group(parts))

    def value(self, node: gast.AST, minimum: int = TEST, wrap: bool = True) -> None:
        if type(node) is gast.Tuple:
            self.bare(node)
            return
        style = layout_rules.style(node, minimum) if wrap else layout_rules.PLAIN
        if style is layout_rules.PLAIN:
            self.operand(node, minimum)
        elif style is layout_rules.BEST_FIT:
            if layout_rules.brings_brackets(node):
                self.operand(node, minimum)
                return
            group = Group([])
            group.contents = self._collect(lambda: self.operand(node, minimum), group)
            self.out.append(BestFit(group))
        elif layout_rules.can_omit_parentheses(node):
            self._last_resort(lambda: self.operand(node, minimum))
        else:
            self.optional(lambda: self.operand(node, minimum))

    def message(self, node: gast.AST) -> None:
        style = layout_rules.style(node)
        if style is layout_rules.PLAIN or (
            style is layout_rules.BEST_FIT and layout_rules.brings_brackets(node)
        ):
            self.operand(node)
        else:
            self.optional(lambda: self.operand(node))

    def returns(self, node: gast.FunctionDef) -> None:
        # The parameters break before the annotation does.
        flat = Statements()
        flat.returns(node)
        self.out += flat.out

    def _last_resort(self, contents: Callable[[], None]) -> None:
        """Parentheses only if breaking the contents' own brackets does not do."""
        group = Group([])
        inner = self._collect(contents, group)
        group.contents = [
            IfBroken("(", group),
            Indent([Gap(""), *inner], group),
            Gap(""),
            IfBroken(")", group),
        ]
        self.out.append(group)

    def assigned(self, target: gast.AST, operator: str, value: gast.AST) -> None:
        if not layout_rules.has_brackets(target):
            super().assigned(target, operator, value)
            return
        before = self._collect(lambda: self.bare(target), None)
        before.append(f" {operator} ")
        flat = Statements()
        flat.bare(target)
        one_line = "".join(flat.out)
        if self.indent + len(one_line) + 4 > layout.WIDTH:
            self.out += before  # the target breaks, which is enough
            self.operand(value, YIELD)
            return
        if layout_rules.style(value, YIELD) is not layout_rules.BEST_FIT:
            self.out += before
            self.value(value, YIELD)
            return
        bare = self._collect(lambda: self.operand(value, YIELD), None)
        start = f"{one_line} {operator} "
        variants: list[Doc] = [[start, *bare]]
        if isinstance(value, (gast.Call, gast.Subscript, gast.Attribute)):
            variants.append([start, Group(bare, forced=True)])
        inside = Group(["(", Indent([Gap(""), *bare]), Gap(""), ")"], forced=True)
        variants += [[start, inside], [*before, *bare]]
        self.out.append(Choice(variants))

    # expressions with a layout of their own

    def bare(self, node: gast.AST, minimum: int = TEST) -> None:
        if type(node) is gast.Tuple and len(node.elts) > 1:
            self.optional(lambda: self.elements(node))
        else:
            self.operand(node, minimum)

    def _Yield(self, node: gast.Yield) -> None:
        if self.place is None and node.value is not None:
            self.write("yield ")
            self.value(node.value)
        else:
            super()._Yield(node)

    def lambda_body(self, node: gast.AST) -> None:
        if layout_rules.has_brackets(node):
            self.operand(node)
        else:
            self.optional(lambda: self.operand(node))

    def _Attribute(self, node: gast.Attribute) -> None:
        self._fluent(node, lambda: super(Wrapped, self)._Attribute(node))

    def _Call(self, node: gast.Call) -> None:
        if is_caught(node):
            super()._Call(node)
            return
        self._fluent(node, lambda: super(Wrapped, self)._Call(node))

    def _Subscript(self, node: gast.Subscript) -> None:
        self._fluent(node, lambda: super(Wrapped, self)._Subscript(node))

    def dot(self, node: gast.Attribute) -> None:
        if id(node) in self.dots and not layout_rules.is_plain(node.value):
            self.gap("")

    def _fluent(self, node: gast.AST, write: Callable[[], None]) -> None:
        """A chain of calls, with breaks before its dots if it has several."""
        if self.place is None or id(node) in self.dots:
            write()
            return
        outer, self.dots = self.dots, layout_rules.fluent_chain(node)
        if self.dots:
            self.out.append(Group(self._collect(write, self.place)))
        else:
            write()
        self.dots = outer
