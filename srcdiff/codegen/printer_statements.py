"""The lines of statements: whole simple statements and the headers of compound ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from srcdiff.codegen.precedence import OPERATORS, TEST, YIELD
from srcdiff.codegen.printer_collections import parameter_items
from srcdiff.codegen.printer_patterns import Patterns
from srcdiff.core.attempt import attempt_of


class Statements(Patterns):
    """Prints one statement, or the header of one, on one line.

    >>> Statements().text(gast.parse("for (i, x) in y: pass").body[0])
    'for i, x in y:'
    """

    # hooks

    def value(self, node: gast.AST, minimum: int = TEST, wrap: bool = True) -> None:
        """An expression that a statement ends with; `wrap` allows added parentheses."""
        self.bare(node, minimum)

    def assigned(self, target: gast.AST, operator: str, value: gast.AST) -> None:
        """The last target of an assignment, its operator and its value."""
        self.bare(target)
        self.write(f" {operator} ")
        self.value(value, YIELD)

    def message(self, node: gast.AST) -> None:
        """The message of an assertion, which moves to a line of its own first."""
        self.operand(node)

    def returns(self, node: gast.FunctionDef) -> None:
        """The annotation of what a function returns."""
        self.operand(node.returns)

    def optional(self, contents: Callable[[], None]) -> None:
        """Contents that stand in parentheses if they take several lines."""
        contents()

    # simple statements

    def _Expr(self, node: gast.Expr) -> None:
        arithmetic = (gast.BinOp, gast.BoolOp, gast.Compare)
        self.value(node.value, YIELD, wrap=isinstance(node.value, arithmetic))

    def _Assign(self, node: gast.Assign) -> None:
        *others, last = node.targets
        for target in others:
            self.bare(target)
            self.write(" = ")
        self.assigned(last, "=", node.value)

    def _AugAssign(self, node: gast.AugAssign) -> None:
        self.assigned(node.target, OPERATORS[type(node.op)][0] + "=", node.value)

    def _AnnAssign(self, node: gast.AnnAssign) -> None:
        if not node.simple and isinstance(node.target, gast.Name):
            self.write(f"({node.target.id})")
        else:
            self.operand(node.target)
        self.write(": ")
        if node.value is None:
            self.condition(node.annotation)
        else:
            self.operand(node.annotation)
            self.write(" = ")
            self.value(node.value, YIELD)

    def _Return(self, node: gast.Return) -> None:
        self.write("return")
        if node.value is not None:
            self.write(" ")
            self.value(node.value)

    def _Delete(self, node: gast.Delete) -> None:
        self.write("del ")
        self.optional(lambda: self.sequence(node.targets, self.operand))

    def _Assert(self, node: gast.Assert) -> None:
        self.write("assert ")
        self.condition(node.test)
        if node.msg is not None:
            self.write(", ")
            self.message(node.msg)

    def _Raise(self, node: gast.Raise) -> None:
        self.write("raise")
        if node.exc is not None:
            self.write(" ")
            self.condition(node.exc)
        if node.cause is not None:
            self.write(" from ")
            self.condition(node.cause)

    def condition(self, node: gast.AST) -> None:
        """An expression after a keyword, where a tuple keeps its parentheses."""
        if type(node) is gast.Tuple:
            self.operand(node)
        else:
            self.value(node)

    def _Global(self, node: gast.Global) -> None:
        self.write("global " + ", ".join(node.names))

    def _Nonlocal(self, node: gast.Nonlocal) -> None:
        self.write("nonlocal " + ", ".join(node.names))

    def _Import(self, node: gast.Import) -> None:
        self.write("import ")
        self.sequence(node.names, self._alias)

    def _ImportFrom(self, node: gast.ImportFrom) -> None:
        self.write(f"from {'.' * (node.level or 0)}{node.module or ''} import ")
        if node.names[0].name == "*":
            self.write("*")
        else:
            self.optional(lambda: self.sequence(node.names, self._alias))

    def _alias(self, node: gast.alias) -> None:
        self.write(node.name + (f" as {node.asname}" if node.asname else ""))

    def _Pass(self, node: gast.Pass) -> None:
        self.write("pass")

    def _Break(self, node: gast.Break) -> None:
        self.write("break")

    def _Continue(self, node: gast.Continue) -> None:
        self.write("continue")

    # headers

    def _If(self, node: gast.If, keyword: str = "if") -> None:
        if attempt_of(node) is not None:
            self.write("try:")
            return
        self.write(keyword + " ")
        self._test(node.test)
        self.write(":")

    def _While(self, node: gast.While) -> None:
        self._If(node, "while")

    def _test(self, node: gast.AST) -> None:
        # The one place where an assignment expression stands without parentheses.
        if type(node) is gast.NamedExpr:
            self.dispatch(node)
        else:
            self.condition(node)

    def _For(self, node: gast.For, keyword: str = "for") -> None:
        self.write(keyword + " ")
        self.bare(node.target)
        self.write(" in ")
        self.condition(node.iter)
        self.write(":")

    def _AsyncFor(self, node: gast.AsyncFor) -> None:
        self._For(node, "async for")

    def _With(self, node: gast.With, keyword: str = "with") -> None:
        self.write(keyword + " ")
        if len(node.items) == 1:
            (item,) = node.items
            if item.optional_vars is None and type(item.context_expr) is gast.Tuple:
                # One pair of parentheses would be those round several items.
                self.bracketed("(", lambda: self.dispatch(item.context_expr), ")")
            elif item.optional_vars is None:
                self.condition(item.context_expr)
            else:
                self._withitem(item)
        else:
            self.optional(lambda: self.sequence(node.items, self._withitem))
        self.write(":")

    def _AsyncWith(self, node: gast.AsyncWith) -> None:
        self._With(node, "async with")

    def _withitem(self, node: gast.withitem) -> None:
        self.operand(node.context_expr)
        if node.optional_vars is not None:
            self.write(" as ")
            self.operand(node.optional_vars)

    def _Try(self, node: gast.Try) -> None:
        self.write("try:")

    _TryStar = _Try

    def _ExceptHandler(self, node: gast.ExceptHandler, keyword: str = "except") -> None:
        self.write(keyword)
        if node.type is not None:
            self.write(" ")
            self.condition(node.type)
        if node.name is not None:
            self.write(" as " + node.name.id)
        self.write(":")

    def _FunctionDef(self, node: gast.FunctionDef, keyword: str = "def") -> None:
        self.write(f"{keyword} {node.name}")
        self._type_parameters(node)
        count = len(parameter_items(node.args))
        if count:
            # A parameter on its own gets a comma, as one of several lines.
            contents = partial(self.parameters, node.args)
            self.bracketed("(", contents, ")", loose=count > 1)
        else:
            self.write("()")
        if node.returns is not None:
            self.write(" -> ")
            self.returns(node)
        self.write(":")

    def _AsyncFunctionDef(self, node: gast.AsyncFunctionDef) -> None:
        self._FunctionDef(node, "async def")

    def _ClassDef(self, node: gast.ClassDef) -> None:
        self.write("class " + node.name)
        self._type_parameters(node)
        items = [*node.bases, *node.keywords]
        if items:
            self.bracketed(
                "(", lambda: self.sequence(items, self._argument), ")", loose=True
            )
        self.write(":")

    def _type_parameters(self, node: gast.AST) -> None:
        if getattr(node, "type_params", None):
            self.bracketed(
                "[", lambda: self.sequence(node.type_params, self._type_parameter), "]"
            )

    def _type_parameter(self, node: gast.AST) -> None:
        stars = {gast.TypeVarTuple: "*", gast.ParamSpec: "**"}
        self.write(stars.get(type(node), "") + node.name)
        if getattr(node, "bound", None) is not None:
            self.write(": ")
            self.operand(node.bound)
        if getattr(node, "default_value", None) is not None:
            self.write(" = ")
            self.operand(node.default_value)

    def _TypeAlias(self, node: gast.TypeAlias) -> None:
        self.write("type " + node.name.id)
        self._type_parameters(node)
        self.write(" = ")
        self.value(node.value)

    def _Match(self, node: gast.Match) -> None:
        self.write("match ")
        self.value(node.subject)
        self.write(":")

    def _match_case(self, node: gast.match_case) -> None:
        self.write("case ")
        if isinstance(node.pattern, gast.MatchOr):
            self.optional(lambda: self.dispatch(node.pattern))
        else:
            self.pattern(node.pattern, top=True)
        if node.guard is not None:
            self.write(" if ")
            self._test(node.guard)
        self.write(":")

    def decorator(self, node: gast.AST) -> None:
        """The line of a decorator."""
        self.write("@")
        self.operand(node)
