"""Expressions to text on one line, with only the parentheses that they need.

The methods call a few hooks (`bracketed`, `gap` and the like) at the places where a
line may be broken. Here the hooks write plain text; `layout_wrapped` overrides them.
"""

from __future__ import annotations

import gast

from srcdiff.codegen import precedence
from srcdiff.codegen.precedence import (
    ATOM,
    BOR,
    COMPARISONS,
    OPERATORS,
    OR,
    TEST,
    YIELD,
)
from srcdiff.codegen.printer_collections import Collections
from srcdiff.codegen.printer_text import constant, fstring
from srcdiff.core.attempt import is_caught


class Expressions(Collections):
    """Prints expressions on one line.

    >>> printer = Expressions()
    >>> printer.text(gast.parse("(-a)**2 * (b+c)", mode="eval").body)
    '(-a) ** 2 * (b + c)'
    """

    def __init__(self, quote: str = '"') -> None:
        # Not the constructor of Unparser: that one prints to a file at once.
        self.out: list = []
        self.quote = quote

    def text(self, node: gast.AST) -> str:
        """The text of a node."""
        self.out = []
        self.dispatch(node)
        return "".join(self.out)

    def dispatch(self, tree: gast.AST) -> None:
        getattr(self, "_" + type(tree).__name__)(tree)

    # hooks

    def lambda_body(self, node: gast.AST) -> None:
        """What a lambda returns."""
        self.operand(node)

    def dot(self, node: gast.Attribute) -> None:
        """The place before the dot of an attribute."""

    # helpers

    def operand(self, node: gast.AST, minimum: int = TEST) -> None:
        """An expression, in parentheses if it binds more loosely than `minimum`."""
        if precedence.level(node) >= minimum:
            self.dispatch(node)
        elif type(node) is gast.Tuple:
            self.dispatch(node)  # brings its own parentheses
        else:
            self.bracketed("(", lambda: self.dispatch(node), ")")

    # expressions

    def _Name(self, node: gast.Name) -> None:
        self.out.append(node.id)

    def _Constant(self, node: gast.Constant) -> None:
        text = constant(node.value)
        if self.quote == "'" and text.endswith('"') and "'" not in text:
            text = text.replace('"', "'")
        self.out.append(text)

    def _JoinedStr(self, node: gast.JoinedStr) -> None:
        self.write(fstring(node, self._inside_fstring, self.quote))

    def _inside_fstring(self, node: gast.AST, quote: str) -> str:
        inside = Expressions(quote)
        if type(node) in (gast.Lambda, gast.NamedExpr):  # their colon would end them
            inside.bracketed("(", lambda: inside.dispatch(node), ")")
        else:
            inside.operand(node, YIELD)
        return "".join(inside.out)

    def _NamedExpr(self, node: gast.NamedExpr) -> None:
        self.dispatch(node.target)
        self.write(" := ")
        self.operand(node.value)

    def _UnaryOp(self, node: gast.UnaryOp) -> None:
        ((operand, minimum),) = precedence.operands(node)
        self.write(OPERATORS[type(node.op)][0])
        self.operand(operand, minimum)

    def _BinOp(self, node: gast.BinOp) -> None:
        self.chain(lambda: self._binary(node))

    _BoolOp = _Compare = _BinOp

    def _binary(self, node: gast.AST) -> None:
        """Operators of one level, without a group of their own."""
        kind = type(node)
        if kind is gast.Compare:
            symbols = [COMPARISONS[type(op)] for op in node.ops]
        else:
            symbols = [OPERATORS[type(node.op)][0]]
        (first, minimum), *rest = precedence.operands(node)
        hug = (
            symbols[0] == "**"
            and precedence.level(first) >= minimum
            and precedence.is_simple_power_operand(first)
            and precedence.is_simple_power_operand(precedence.base(rest[0][0]))
        )
        self._side(node, first, minimum)
        for index, (child, minimum) in enumerate(rest):
            symbol = symbols[index if kind is gast.Compare else 0]
            if hug:
                self.gap("")
                self.write(symbol)
            else:
                self.gap()
                self.write(symbol + " ")
            self._side(node, child, minimum)

    def _side(self, parent: gast.AST, child: gast.AST, minimum: int) -> None:
        """An operand; operators of the parent's own rank break when the parent does."""
        bare = precedence.level(child) >= minimum
        if bare and precedence.rank(child) == precedence.rank(parent):
            self._binary(child)
        else:
            self.operand(child, minimum)

    def _IfExp(self, node: gast.IfExp) -> None:
        self.chain(lambda: self._conditional(node))

    def _conditional(self, node: gast.IfExp) -> None:
        self.chain(lambda: self.operand(node.body, OR))
        self.gap()
        self.write("if ")
        self.chain(lambda: self.operand(node.test, OR))
        self.gap()
        self.write("else ")
        if type(node.orelse) is gast.IfExp:
            self._conditional(node.orelse)
        else:
            self.chain(lambda: self.operand(node.orelse, TEST))

    def _Lambda(self, node: gast.Lambda) -> None:
        # The parameters stay on one line, whatever becomes of the body.
        header = Expressions(self.quote)
        header.parameters(node.args)
        parameters = "".join(header.out)
        self.write(f"lambda {parameters}: " if parameters else "lambda: ")
        self.lambda_body(node.body)

    def _Attribute(self, node: gast.Attribute) -> None:
        ((value, minimum),) = precedence.operands(node)
        self.operand(value, minimum)
        self.dot(node)
        self.write("." + node.attr)

    def _Call(self, node: gast.Call) -> None:
        if is_caught(node):
            self.write(node.error)
            return
        self.operand(node.func, ATOM)
        if not node.args and not node.keywords:
            self.write("()")
        elif (
            len(node.args) == 1
            and not node.keywords
            and type(node.args[0]) is gast.GeneratorExp
        ):
            only = node.args[0]
            self.bracketed("(", lambda: self.comprehension((only.elt,), only), ")")
        else:
            items = [*node.args, *node.keywords]
            self.bracketed(
                "(", lambda: self.sequence(items, self._argument), ")", loose=True
            )

    def _argument(self, node: gast.AST) -> None:
        if type(node) is gast.keyword:
            self.write("**" if node.arg is None else node.arg + "=")
            node = node.value
        self.operand(node)

    def _Subscript(self, node: gast.Subscript) -> None:
        self.operand(node.value, ATOM)
        index = node.slice
        if type(index) is gast.Tuple and index.elts:
            self.bracketed("[", lambda: self.elements(index), "]", loose=True)
        else:
            self.bracketed("[", lambda: self.operand(index), "]")

    def _Slice(self, node: gast.Slice) -> None:
        bounds = (node.lower, node.upper, node.step)
        space = "" if all(map(precedence.is_simple_slice_bound, bounds)) else " "
        if node.lower:
            self.operand(node.lower)
            self.write(space)
        self.write(":")
        if node.upper:
            self.write(space)
            self.operand(node.upper)
        if node.step:
            self.write((space if node.upper else "") + ":" + space)
            self.operand(node.step)

    def _Starred(self, node: gast.Starred) -> None:
        self.write("*")
        self.operand(node.value, BOR)

    def _Await(self, node: gast.Await) -> None:
        self.write("await ")
        self.operand(node.value, ATOM)

    def _Yield(self, node: gast.Yield) -> None:
        self.write("yield")
        if node.value is not None:
            self.write(" ")
            self.bare(node.value)

    def _YieldFrom(self, node: gast.YieldFrom) -> None:
        self.write("yield from ")
        self.operand(node.value, TEST)
