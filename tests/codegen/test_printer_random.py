"""Random programs through the printer, with `ast.unparse` as the oracle."""

from __future__ import annotations

import ast
import random

import gast
import pytest

from srcdiff.codegen.printer import expression, print_module

BINARY = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.Mod]
BINARY += [ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift, ast.FloorDiv]
UNARY = [ast.USub, ast.UAdd, ast.Not, ast.Invert]
COMPARE = [ast.Lt, ast.Eq, ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.GtE]
CONSTANTS = [0, 1, 2.5, 1e-7, 1e20, 3j, True, None, ..., "a", "it's", 'a "b"', b"x"]
CONSTANTS += ["'\"", "\n", "{x}", "\\", "\u00e9", 10**30]


class Maker:
    """Makes random trees of a bounded depth."""

    def __init__(self, seed: int, names: tuple[str, ...] = ("x", "y", "z")) -> None:
        self.random = random.Random(seed)
        self.names = names

    def name(self, context: type = ast.Load) -> ast.Name:
        return ast.Name(self.random.choice(self.names), context())

    def several(self, depth: int, least: int = 0) -> list[ast.expr]:
        return [self.expr(depth) for _ in range(self.random.randint(least, 3))]

    def starred(self, depth: int, least: int = 0) -> list[ast.expr]:
        items = self.several(depth, least)
        if items and self.random.random() < 0.2:
            items[0] = ast.Starred(items[0], ast.Load())
        return items

    def expr(self, depth: int) -> ast.expr:
        if depth <= 0:
            if self.random.random() < 0.6:
                return self.name()
            return ast.Constant(self.random.choice(CONSTANTS))
        kinds = [
            *[self.binary] * 4,
            *[self.call] * 2,
            *[self.subscript] * 2,
            *[self.attribute] * 2,
            self.unary,
            self.boolean,
            self.compare,
            self.conditional,
            self.lambda_,
            self.display,
            self.mapping,
            self.comprehension,
            self.walrus,
            self.fstring,
            self.yield_,
        ]
        return self.random.choice(kinds)(depth - 1)

    def binary(self, depth: int) -> ast.expr:
        operator = self.random.choice(BINARY)()
        return ast.BinOp(self.expr(depth), operator, self.expr(depth))

    def unary(self, depth: int) -> ast.expr:
        return ast.UnaryOp(self.random.choice(UNARY)(), self.expr(depth))

    def boolean(self, depth: int) -> ast.expr:
        operator = self.random.choice([ast.And, ast.Or])()
        return ast.BoolOp(operator, self.several(depth, 2))

    def compare(self, depth: int) -> ast.expr:
        right = self.several(depth, 1)
        operators = [self.random.choice(COMPARE)() for _ in right]
        return ast.Compare(self.expr(depth), operators, right)

    def conditional(self, depth: int) -> ast.expr:
        return ast.IfExp(self.expr(depth), self.expr(depth), self.expr(depth))

    def lambda_(self, depth: int) -> ast.expr:
        return ast.Lambda(self.arguments(depth), self.expr(depth))

    def arguments(self, depth: int) -> ast.arguments:
        names = iter("abcdefgh")
        count = self.random.randint(0, 2)
        only = [ast.arg(next(names)) for _ in range(self.random.randint(0, 1))]
        positional = [ast.arg(next(names)) for _ in range(count)]
        keyword = [ast.arg(next(names)) for _ in range(self.random.randint(0, 2))]
        return ast.arguments(
            posonlyargs=only,
            args=positional,
            vararg=self.random.choice([None, ast.arg("args")]),
            kwonlyargs=keyword,
            kw_defaults=[self.random.choice([None, self.expr(depth)]) for _ in keyword],
            kwarg=self.random.choice([None, ast.arg("kwargs")]),
            defaults=[self.expr(depth) for _ in range(self.random.randint(0, count))],
        )

    def display(self, depth: int) -> ast.expr:
        kind = self.random.choice([ast.Tuple, ast.List, ast.Set])
        if kind is ast.Set:
            return ast.Set(self.starred(depth, 1))
        return kind(self.starred(depth), ast.Load())

    def mapping(self, depth: int) -> ast.expr:
        values = self.several(depth)
        keys = [self.random.choice([None, self.expr(depth)]) for _ in values]
        return ast.Dict(keys, values)

    def comprehension(self, depth: int) -> ast.expr:
        target: ast.expr = self.name(ast.Store)
        if self.random.random() < 0.3:
            target = ast.Tuple([target, self.name(ast.Store)], ast.Store())
        tests = [self.expr(depth) for _ in range(self.random.randint(0, 2))]
        generators = [ast.comprehension(target, self.expr(depth), tests, 0)]
        if self.random.random() < 0.2:
            return ast.DictComp(self.expr(depth), self.expr(depth), generators)
        kind = self.random.choice([ast.ListComp, ast.SetComp, ast.GeneratorExp])
        return kind(self.expr(depth), generators)

    def walrus(self, depth: int) -> ast.expr:
        return ast.NamedExpr(self.name(ast.Store), self.expr(depth))

    def yield_(self, depth: int) -> ast.expr:
        if self.random.random() < 0.3:
            return ast.YieldFrom(self.expr(depth))
        return ast.Yield(self.random.choice([None, self.expr(depth)]))

    def fstring(self, depth: int) -> ast.expr:
        # Before 3.12 an f-string holds no quotes or backslashes deep inside.
        inner = Maker(self.random.randrange(10**9), self.names)
        value = ast.BinOp(inner.name(), ast.Add(), inner.name())
        spec = self.random.choice([None, ast.JoinedStr([ast.Constant(">3")])])
        if self.random.random() < 0.3:
            spec = ast.JoinedStr([ast.FormattedValue(inner.name(), -1, None)])
        conversion = self.random.choice([-1, 114])
        text = self.random.choice(["a", "it's", '"', "{", "'\"", "\n"])
        pieces = [ast.Constant(text), ast.FormattedValue(value, conversion, spec)]
        return ast.JoinedStr(pieces)

    def call(self, depth: int) -> ast.expr:
        names = self.random.sample(["p", "q"], self.random.randint(0, 2))
        keywords = [ast.keyword(name, self.expr(depth)) for name in names]
        if self.random.random() < 0.1:
            keywords.append(ast.keyword(None, self.expr(depth)))
        return ast.Call(self.expr(depth), self.starred(depth), keywords)

    def attribute(self, depth: int) -> ast.expr:
        attribute = self.random.choice(["real", "T", "shape"])
        return ast.Attribute(self.expr(depth), attribute, ast.Load())

    def index(self, depth: int) -> ast.expr:
        if self.random.random() < 0.5:
            return self.expr(depth)
        parts = [self.random.choice([None, self.expr(depth)]) for _ in range(3)]
        return ast.Slice(*parts)

    def subscript(self, depth: int) -> ast.expr:
        index = self.index(depth)
        if self.random.random() < 0.4:
            items = [self.index(depth) for _ in range(self.random.randint(1, 3))]
            index = ast.Tuple(items, ast.Load())
        return ast.Subscript(self.expr(depth), index, ast.Load())

    def target(self, depth: int) -> ast.expr:
        kind = self.random.randrange(4)
        if kind == 0 and depth > 0:
            items = [self.target(depth - 1) for _ in range(self.random.randint(1, 3))]
            return ast.Tuple(items, ast.Store())
        if kind == 1:
            return ast.Subscript(self.name(), self.index(0), ast.Store())
        if kind == 2:
            return ast.Attribute(self.name(), "field", ast.Store())
        return self.name(ast.Store)

    def body(self, depth: int) -> list[ast.stmt]:
        return [self.stmt(depth) for _ in range(self.random.randint(1, 3))]

    def orelse(self, depth: int) -> list[ast.stmt]:
        return self.body(depth) if self.random.random() < 0.4 else []

    def stmt(self, depth: int) -> ast.stmt:
        deep = self.random.randint(0, 3)
        value = self.expr(deep)
        simple: list[ast.stmt] = [
            ast.Assign([self.target(2)], value),
            ast.Assign([self.target(1), self.target(1)], value),
            ast.AugAssign(self.name(ast.Store), self.random.choice(BINARY)(), value),
            ast.AnnAssign(self.name(ast.Store), self.expr(1), value, 1),
            ast.AnnAssign(self.name(ast.Store), self.expr(1), None, 0),
            ast.Return(value),
            ast.Assert(value, self.random.choice([None, self.expr(1)])),
            ast.Raise(value, self.random.choice([None, self.expr(1)])),
            ast.Expr(ast.Call(self.name(), [value], [])),
            ast.Delete([ast.Name("x", ast.Del()), ast.Name("y", ast.Del())]),
            ast.Pass(),
        ]
        if depth <= 0:
            return self.random.choice(simple)
        below = depth - 1
        compound = [
            lambda: ast.If(value, self.body(below), self.orelse(below)),
            lambda: ast.While(value, self.body(below), self.orelse(below)),
            lambda: ast.For(
                self.target(1), value, self.body(below), self.orelse(below)
            ),
            lambda: ast.With(
                [ast.withitem(self.expr(1), None), ast.withitem(value, self.name())],
                self.body(below),
            ),
            lambda: ast.Try(
                self.body(below),
                [ast.ExceptHandler(self.expr(1), "e", self.body(below))],
                self.orelse(below),
                self.orelse(below),
            ),
            lambda: self.function(below),
            lambda: ast.ClassDef("C", self.several(1), [], self.body(below), []),
        ]
        if self.random.random() < 0.4:
            return self.random.choice(simple)
        return self.random.choice(compound)()

    def function(self, depth: int) -> ast.stmt:
        decorators = [self.name()] if self.random.random() < 0.2 else []
        return ast.FunctionDef(
            "f", self.arguments(1), self.body(depth), decorators, self.returns()
        )

    def returns(self) -> ast.expr | None:
        return self.random.choice([None, self.expr(1)])


def reparsed(tree: ast.AST) -> tuple[str, ast.AST]:
    """The tree's own text by way of `ast.unparse`, and what Python reads there."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            node.__dict__.setdefault("type_params", [])
    text = ast.unparse(ast.fix_missing_locations(tree))
    return text, ast.parse(text)


@pytest.mark.parametrize("seed", range(40))
def test_random_expressions(seed: int) -> None:
    maker = Maker(seed)
    for _ in range(60):
        try:
            text, _ = reparsed(ast.Expression(maker.expr(maker.random.randint(1, 4))))
        except (SyntaxError, ValueError):
            continue  # no Python, such as a yield inside of a comprehension
        printed = expression(gast.parse(text).body[0].value)
        assert ast.dump(ast.parse(f"({printed})")) == ast.dump(ast.parse(f"({text})"))
        assert "\n" not in printed


@pytest.mark.parametrize("seed", range(60))
def test_random_statements(seed: int) -> None:
    # Long names, so that most lines need wrapping.
    names = ("x", "a_variable_name", "another_rather_long_variable_name")
    maker = Maker(1000 + seed, names)
    for _ in range(12):
        try:
            text, tree = reparsed(ast.Module([maker.function(2)], []))
        except (SyntaxError, ValueError):
            continue
        printed = print_module(gast.parse(text).body).text
        assert ast.dump(ast.parse(printed)) == ast.dump(tree), printed
        again = print_module(gast.parse(printed).body).text
        assert again == printed
