"""The patterns of `match` statements."""

from __future__ import annotations

import gast

from srcdiff.codegen.printer_expressions import Expressions


class Patterns(Expressions):
    """Prints patterns, beside expressions.

    >>> source = "match x:\\n    case [1, *_] | {'a': b, **c}: pass"
    >>> case = gast.parse(source).body[0].cases[0]
    >>> printer = Patterns()
    >>> printer.text(case.pattern)
    '[1, *_] | {"a": b, **c}'
    """

    def pattern(self, node: gast.AST, top: bool = False) -> None:
        """A pattern; `top` is the place right after `case`."""
        loose = (gast.MatchOr, gast.MatchAs)
        binds = isinstance(node, loose) and getattr(node, "pattern", node) is not None
        if binds and not top:
            self.bracketed("(", lambda: self.dispatch(node), ")")
        else:
            self.dispatch(node)

    def _MatchValue(self, node: gast.MatchValue) -> None:
        self.operand(node.value)

    def _MatchSingleton(self, node: gast.MatchSingleton) -> None:
        self.write(repr(node.value))

    def _MatchSequence(self, node: gast.MatchSequence) -> None:
        if node.patterns:
            self.bracketed(
                "[", lambda: self.sequence(node.patterns, self._subpattern), "]"
            )
        else:
            self.write("[]")

    def _subpattern(self, item: gast.AST | str | tuple) -> None:
        if isinstance(item, str):
            self.write(item)
            return
        if isinstance(item, tuple):
            key, item = item
            if isinstance(key, str):
                self.write(key)
            else:
                self.operand(key)
                self.write(": ")
        # Inside of brackets `as` and `|` need no parentheses.
        self.pattern(item, top=True)

    def _MatchMapping(self, node: gast.MatchMapping) -> None:
        items: list = list(zip(node.keys, node.patterns, strict=True))
        if node.rest is not None:
            items.append("**" + node.rest)
        if items:
            self.bracketed("{", lambda: self.sequence(items, self._subpattern), "}")
        else:
            self.write("{}")

    def _MatchClass(self, node: gast.MatchClass) -> None:
        keywords = [name + "=" for name in node.kwd_attrs]
        items = [*node.patterns, *zip(keywords, node.kwd_patterns, strict=True)]
        self.operand(node.cls)
        if items:
            self.bracketed("(", lambda: self.sequence(items, self._subpattern), ")")
        else:
            self.write("()")

    def _MatchStar(self, node: gast.MatchStar) -> None:
        self.write("*" + (node.name or "_"))

    def _MatchAs(self, node: gast.MatchAs) -> None:
        if node.pattern is not None:
            self.chain(
                lambda: self.pattern(
                    node.pattern, isinstance(node.pattern, gast.MatchOr)
                )
            )
            self.write(f" as {node.name}")
        else:
            self.write(node.name or "_")

    def _MatchOr(self, node: gast.MatchOr) -> None:
        self.pattern(node.patterns[0])
        for alternative in node.patterns[1:]:
            self.gap()
            self.write("| ")
            self.pattern(alternative)
