"""Fits a document of text and possible line breaks into lines of limited width.

A document is a list of strings and of the parts below. A `Group` is either flat or
broken; its gaps are printed flat in the first case and as line breaks in the second.
The rules for when a group breaks are those of the formatters black and ruff.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WIDTH = 88

Doc = list[Any]


@dataclass(slots=True, eq=False)
class Gap:
    """A line break where the text round it is broken, else the text `flat`."""

    flat: str
    within: Group | None = None
    """Where given, the gap can only break if this group is broken."""


@dataclass(slots=True, eq=False)
class Group:
    """Contents that stay on one line if they fit."""

    contents: Doc
    within: Group | None = None
    """Where given, this is a group only if that one is broken."""
    forced: bool = False
    broken: bool = field(default=False, init=False)


@dataclass(slots=True, eq=False)
class Indent:
    """Contents whose lines are indented; with `within`, only if that is broken."""

    contents: Doc
    within: Group | None = None


@dataclass(slots=True, eq=False)
class IfBroken:
    """Text that only stands in broken surroundings: a trailing comma, a parenthesis."""

    text: str
    within: Group | None = None


@dataclass(slots=True, eq=False)
class Breakable:
    """Brackets that may break while the group round them counts as one line."""

    contents: Doc
    within: Group | None = None


@dataclass(slots=True, eq=False)
class BestFit:
    """An expression that gets parentheses only if these make it fit."""

    group: Group


@dataclass(slots=True, eq=False)
class Choice:
    """The first variant that fits, else the last; the first one is printed flat."""

    variants: list[Doc]


@dataclass(slots=True)
class _Item:
    part: Any
    indent: int
    broken: bool
    every_line: bool = False
    """When measuring: lines after the first one must fit too."""


def render(doc: Doc, indent: int) -> str:
    """The text of a document whose first line starts at column `indent`.

    >>> doc = ["f", Group(["(", Indent([Gap(""), "x,", Gap(" "), "y"]), Gap(""), ")"])]
    >>> render(doc, 0)
    'f(x, y)'
    """
    return _Printer().render(doc, indent)


def _push(stack: list[_Item], contents: Doc, like: _Item, **changes: Any) -> None:
    indent = changes.get("indent", like.indent)
    broken = changes.get("broken", like.broken)
    every_line = changes.get("every_line", like.every_line)
    for part in reversed(contents):
        stack.append(_Item(part, indent, broken, every_line))


class _Printer:
    def render(self, doc: Doc, indent: int) -> str:
        self.out: list[str] = []
        self.column = indent
        # Whether an enclosing group was found to fit, so that its own groups fit.
        self.measured = False
        self.stack: list[_Item] = []
        _push(self.stack, doc, _Item(None, indent, True))
        while self.stack:
            self._print(self.stack.pop())
        return "".join(self.out)

    def _print(self, item: _Item) -> None:
        part = item.part
        kind = type(part)
        if kind is str:
            self.out.append(part)
            self.column += len(part)
        elif kind is Gap:
            if item.broken and (part.within is None or part.within.broken):
                self._newline(item.indent)
            else:
                self.out.append(part.flat)
                self.column += len(part.flat)
        elif kind is Group:
            self._print_group(part, item)
        elif kind is Indent:
            deeper = part.within is None or part.within.broken
            _push(self.stack, part.contents, item, indent=item.indent + 4 * deeper)
        elif kind is IfBroken:
            if item.broken if part.within is None else part.within.broken:
                self.out.append(part.text)
                self.column += len(part.text)
        elif kind is Breakable:
            if part.within is None or not part.within.broken:
                self.measured = False
            _push(self.stack, part.contents, item)
        elif kind is BestFit:
            self._print_best_fit(part, item)
        else:
            self._print_choice(part, item)

    def _newline(self, indent: int) -> None:
        self.out.append("\n" + " " * indent)
        self.column = indent
        self.measured = False

    def _print_group(self, group: Group, item: _Item) -> None:
        if group.within is not None and not group.within.broken:
            _push(self.stack, group.contents, item)
            return
        group.broken = False
        if group.forced:
            group.broken = True
        elif item.broken or not self.measured:
            self.measured = True
            group.broken = not self._fits(group.contents, item, broken=False)
        _push(self.stack, group.contents, item, broken=group.broken)

    def _print_best_fit(self, part: BestFit, item: _Item) -> None:
        group = part.group
        group.broken = False
        if not (item.broken or not self.measured) or self._fits(
            group.contents, item, broken=False
        ):
            self.measured = True
            _push(self.stack, group.contents, item, broken=False)
            return
        column = self.column
        group.broken = True
        self.column = item.indent + 4
        helps = self._fits(group.contents, item, broken=True, indent=item.indent + 4)
        self.column = column
        if not helps:
            group.broken = False
            _push(self.stack, group.contents, item, broken=False)
            return
        contents = ["(", Indent([Gap(""), *group.contents]), Gap(""), ")"]
        _push(self.stack, contents, item, broken=True)

    def _print_choice(self, choice: Choice, item: _Item) -> None:
        if self.measured and not item.broken:
            _push(self.stack, choice.variants[0], item)
            return
        self.measured = True
        for index, variant in enumerate(choice.variants[:-1]):
            if self._fits(variant, item, broken=index > 0):
                _push(self.stack, variant, item, broken=index > 0)
                return
        _push(self.stack, choice.variants[-1], item, broken=True)

    def _fits(self, contents: Doc, like: _Item, **changes: Any) -> bool:
        """Whether contents and what follows them fit, up to the next possible break."""
        stack: list[_Item] = []
        _push(stack, contents, like, every_line=False, **changes)
        rest = len(self.stack)
        left = WIDTH - self.column
        first_line = True
        while True:
            if stack:
                item = stack.pop()
            elif rest:
                rest -= 1
                item = self.stack[rest]
            else:
                return True
            part = item.part
            kind = type(part)
            if kind is str:
                left -= len(part)
                if left < 0 and item.every_line and not first_line:
                    left = 0  # a text too long for any line is no reason to wrap
            elif kind is Gap:
                if item.broken and (part.within is None or part.within.broken):
                    if not item.every_line:
                        return True
                    left = WIDTH - item.indent
                    first_line = False
                else:
                    left -= len(part.flat)
            elif kind is Group:
                if part.within is not None and not part.within.broken:
                    _push(stack, part.contents, item)
                else:
                    part.broken = item.broken or part.forced
                    _push(stack, part.contents, item, broken=part.broken)
            elif kind is Indent:
                deeper = part.within is None or part.within.broken
                _push(stack, part.contents, item, indent=item.indent + 4 * deeper)
            elif kind is IfBroken:
                if item.broken if part.within is None else part.within.broken:
                    left -= len(part.text)
            elif kind is Breakable:
                if not item.broken and (part.within is None or not part.within.broken):
                    _push(stack, part.contents, item, broken=True, every_line=True)
                else:
                    _push(stack, part.contents, item)
            elif kind is BestFit:
                part.group.broken = item.broken
                _push(stack, part.group.contents, item)
            else:
                variant = part.variants[-1 if item.broken else 0]
                _push(stack, variant, item)
            if left < 0:
                return False
