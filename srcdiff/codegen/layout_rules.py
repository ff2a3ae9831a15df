"""Where long statements break: the decisions of `ruff format` about a tree."""

from __future__ import annotations

import gast

from srcdiff.codegen.precedence import TEST, is_negative, level, operands, rank

PLAIN = "plain"
"""No parentheses: the expression brings its own brackets."""

BEST_FIT = "best fit"
"""Parentheses if these make the expression fit: it has no place to break."""

MULTILINE = "multiline"
"""Parentheses if the expression takes several lines."""

_ATTRIBUTE = 100
"""A rank for the dot after a bracket, which binds tighter than any operator."""

_COLLECTIONS = (gast.Tuple, gast.List, gast.Set, gast.Dict)
_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_TRAILERS = (gast.Call, gast.Subscript)


def style(node: gast.AST, minimum: int = TEST) -> str:
    """How a statement's last expression is put in parentheses if it is too long.

    >>> parse = lambda text: gast.parse(text, mode="eval").body
    >>> [style(parse(text)) for text in ("a + b", "[a]", "a_name")]
    ['multiline', 'plain', 'best fit']
    """
    if level(node) < minimum or isinstance(node, gast.Lambda):
        return PLAIN
    while True:
        if fluent_chain(node) or isinstance(node, gast.IfExp):
            return MULTILINE
        if rank(node) is not None or isinstance(node, (gast.UnaryOp, gast.Await)):
            return MULTILINE
        if isinstance(node, (*_TRAILERS, gast.Attribute)):
            ((inner, bound),) = operands(node)
            if level(inner) < bound:
                return PLAIN
            node = inner
            continue
        if isinstance(node, gast.Name):
            return BEST_FIT
        if isinstance(node, gast.Constant):
            return MULTILINE if is_negative(node.value) else _constant_style(node.value)
        return BEST_FIT if isinstance(node, gast.JoinedStr) else PLAIN


def _constant_style(value: object) -> str:
    return BEST_FIT if len(repr(value)) > 5 and value is not False else PLAIN


def is_plain(node: gast.AST) -> bool:
    """Whether no line break goes before the dot that follows this expression."""
    return not isinstance(node, _TRAILERS) and level(node) >= level(gast.Pass())


def has_brackets(node: gast.AST) -> bool:
    """Whether an expression ends in brackets of its own, such as a call.

    >>> has_brackets(gast.parse("f(x)", mode="eval").body)
    True
    """
    return isinstance(node, (*_COLLECTIONS, *_COMPREHENSIONS, *_TRAILERS))


def brings_brackets(node: gast.AST) -> bool:
    """Whether a chain of dots, calls and subscripts has brackets to break.

    >>> brings_brackets(gast.parse("a.f(x).b", mode="eval").body)
    True
    """
    while isinstance(node, (*_TRAILERS, gast.Attribute)):
        if isinstance(node, gast.Subscript) or _has_contents(node):
            return True
        ((node, _),) = operands(node)
    return has_brackets(node)


def _has_contents(node: gast.AST) -> bool:
    if isinstance(node, gast.Call):
        return bool(node.args or node.keywords)
    if isinstance(node, gast.Dict):
        return bool(node.keys)
    if isinstance(node, (gast.Tuple, gast.List, gast.Set)):
        return bool(node.elts)
    return isinstance(node, _COMPREHENSIONS)


def fluent_chain(node: gast.AST) -> frozenset[int]:
    """The ids of a chain of calls that breaks before its dots; empty for any other.

    That is a chain with two dots or more after a bracket.

    >>> bool(fluent_chain(gast.parse("a.b().c().d", mode="eval").body))
    True
    >>> bool(fluent_chain(gast.parse("a.b().c()", mode="eval").body))
    False
    """
    chain = set()
    dots = 0
    while isinstance(node, (*_TRAILERS, gast.Attribute)):
        chain.add(id(node))
        ((inner, minimum),) = operands(node)
        parenthesized = level(inner) < minimum
        if isinstance(node, gast.Attribute):
            dots += parenthesized or isinstance(inner, _TRAILERS)
        if parenthesized:
            break
        node = inner
    return frozenset(chain) if dots > 1 else frozenset()


def can_omit_parentheses(node: gast.AST) -> bool:
    """Whether to break an expression's own brackets rather than to add parentheses.

    >>> can_omit_parentheses(gast.parse("a + f(x)", mode="eval").body)
    True
    >>> can_omit_parentheses(gast.parse("a + b + f(x)", mode="eval").body)
    False
    """
    survey = _Survey()
    survey.visit(node)
    if not survey.any_brackets or survey.count > 1:
        return False
    if survey.loosest is None or survey.loosest == _ATTRIBUTE:
        return True
    return survey.last_ends_in_brackets or survey.first_starts_in_brackets


class _Survey:
    """What stands in an expression outside of all brackets."""

    def __init__(self) -> None:
        self.loosest: int | None = None
        self.count = 0
        self.any_brackets = False
        self.last_ends_in_brackets = False
        self.first_starts_in_brackets = False
        self.seen_first = False

    def visit(self, node: gast.AST) -> None:
        """Look at an expression that has no parentheses round it."""
        if isinstance(node, gast.BoolOp):
            self._operator(rank(node), len(node.values) - 1)
        elif isinstance(node, gast.Compare):
            self._operator(rank(node), len(node.ops))
        elif isinstance(node, gast.IfExp):
            self._operator(TEST, 2)
        elif isinstance(node, gast.BinOp):
            self._operator(rank(node), 1)
        elif isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Invert):
            self._operator(level(node), 1)
        if isinstance(node, (gast.UnaryOp, gast.Lambda, gast.Await, gast.Starred)):
            self.seen_first = True
        if has_brackets(node):
            self.any_brackets = True
        children = operands(node)
        for child, minimum in children:
            self._operand(child, minimum)
            if isinstance(node, gast.Attribute) and (
                level(child) < minimum or has_brackets(child)
            ):
                self._operator(_ATTRIBUTE, 1)
        if isinstance(node, (*_TRAILERS, gast.Attribute)) or not children:
            self.last_ends_in_brackets = _has_contents(node)

    def _operand(self, node: gast.AST, minimum: int) -> None:
        if level(node) < minimum:
            self.any_brackets = True
            self.last_ends_in_brackets = True
            starts = True
        else:
            self.visit(node)
            starts = _has_contents(node)
        if not self.seen_first:
            self.seen_first = True
            self.first_starts_in_brackets = starts

    def _operator(self, operator: int | None, count: int) -> None:
        if operator is None:
            return
        if self.loosest is None or operator < self.loosest:
            self.loosest, self.count = operator, count
        elif operator == self.loosest:
            self.count += count
