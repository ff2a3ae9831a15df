"""Displays, comprehensions and the parameters of functions to text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import astunparse
import gast

from srcdiff.codegen.precedence import BOR, OR, TEST


class Collections(astunparse.Unparser):
    """What is written between brackets and commas; `Expressions` has the rest."""

    out: list

    # hooks

    def bracketed(
        self, left: str, contents: Callable[[], None], right: str, loose: bool = False
    ) -> None:
        """Brackets; `loose` ones may break round contents that stay on one line."""
        self.out.append(left)
        contents()
        self.out.append(right)

    def sequence(
        self, nodes: Sequence, write: Callable[..., None], comma: bool = True
    ) -> None:
        """Items between commas; `comma` allows one at the end of broken lines."""
        first = True
        for node in nodes:
            if first:
                first = False
            else:
                self.out.append(", ")
            write(node)

    def gap(self, flat: str = " ") -> None:
        """A space where a line may break, if it is inside of brackets."""
        self.out.append(flat)

    def chain(self, contents: Callable[[], None]) -> None:
        """Contents whose own gaps break together."""
        contents()

    def operand(self, node: gast.AST, minimum: int = TEST) -> None:
        """An expression, in parentheses if it binds more loosely than `minimum`."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        self.out.append(text)

    def bare(self, node: gast.AST, minimum: int = TEST) -> None:
        """An expression where a tuple of two or more needs no parentheses."""
        if type(node) is gast.Tuple and len(node.elts) > 1:
            self.elements(node)
        else:
            self.operand(node, minimum)

    def elements(self, node: gast.Tuple) -> None:
        """The elements of a tuple, without parentheses."""
        self.sequence(node.elts, self.operand, comma=len(node.elts) > 1)
        if len(node.elts) == 1:
            self.write(",")

    # displays

    def _Tuple(self, node: gast.Tuple) -> None:
        self._display("(", node, lambda: self.elements(node), ")")

    def _List(self, node: gast.List) -> None:
        self._display("[", node, lambda: self.sequence(node.elts, self.operand), "]")

    def _Set(self, node: gast.Set) -> None:
        if node.elts:
            self.bracketed("{", lambda: self.sequence(node.elts, self.operand), "}")
        else:
            self.write("{*()}")  # there is no display of an empty set

    def _display(
        self, left: str, node: gast.AST, contents: Callable[[], None], right: str
    ) -> None:
        if node.elts:
            self.bracketed(left, contents, right)
        else:
            self.write(left + right)

    def _Dict(self, node: gast.Dict) -> None:
        items = list(zip(node.keys, node.values, strict=True))
        if items:
            self.bracketed("{", lambda: self.sequence(items, self._item), "}")
        else:
            self.write("{}")

    def _item(self, item: tuple[gast.AST | None, gast.AST]) -> None:
        key, value = item
        if key is None:
            self.write("**")
            self.operand(value, BOR)
        else:
            self.chain(lambda: self.operand(key))
            self.write(": ")
            self.operand(value)

    def comprehension(self, parts: Sequence[gast.AST], node: gast.AST) -> None:
        """What stands between the brackets of a comprehension."""

        def contents() -> None:
            self.chain(lambda: self.operand(parts[0]))
            for part in parts[1:]:
                self.write(": ")
                self.operand(part)
            for generator in node.generators:
                self.gap()
                self.dispatch(generator)

        self.chain(contents)

    def _ListComp(self, node: gast.ListComp) -> None:
        self.bracketed("[", lambda: self.comprehension((node.elt,), node), "]")

    def _SetComp(self, node: gast.SetComp) -> None:
        self.bracketed("{", lambda: self.comprehension((node.elt,), node), "}")

    def _GeneratorExp(self, node: gast.GeneratorExp) -> None:
        self.bracketed("(", lambda: self.comprehension((node.elt,), node), ")")

    def _DictComp(self, node: gast.DictComp) -> None:
        parts = (node.key, node.value)
        self.bracketed("{", lambda: self.comprehension(parts, node), "}")

    def _comprehension(self, node: gast.comprehension) -> None:
        self.write("async for " if node.is_async else "for ")
        self.bare(node.target)
        self.write(" in ")
        self.operand(node.iter, OR)
        for test in node.ifs:
            self.gap()
            self.write("if ")
            self.operand(test, OR)

    # parameters

    def parameters(self, node: gast.arguments) -> None:
        """The parameters of a function or of a lambda."""
        self.sequence(parameter_items(node), self._parameter)

    def _parameter(self, item: tuple[str, gast.Name | None, gast.AST | None]) -> None:
        prefix, name, default = item
        self.write(prefix)
        if name is None:
            return
        self.write(name.id)
        if name.annotation is not None:
            self.write(": ")
            self.operand(name.annotation)
        if default is not None:
            self.write(" = " if name.annotation is not None else "=")
            self.operand(default)


def parameter_items(node: gast.arguments) -> list:
    """Each parameter as (stars or a lone `/` or `*`, name, default).

    >>> node = gast.parse("lambda x, *, y=1: 0", mode="eval").body.args
    >>> [stars + (name.id if name else "") for stars, name, _ in parameter_items(node)]
    ['x', '*', 'y']
    """
    positional = [*node.posonlyargs, *node.args]
    missing = len(positional) - len(node.defaults)
    defaults = [None] * missing + node.defaults
    items: list = [("", *pair) for pair in zip(positional, defaults, strict=True)]
    if node.posonlyargs:
        items.insert(len(node.posonlyargs), ("/", None, None))
    if node.vararg is not None:
        items.append(("*", node.vararg, None))
    elif node.kwonlyargs:
        items.append(("*", None, None))
    keyword_only = zip(node.kwonlyargs, node.kw_defaults, strict=True)
    items.extend(("", *pair) for pair in keyword_only)
    if node.kwarg is not None:
        items.append(("**", node.kwarg, None))
    return items
