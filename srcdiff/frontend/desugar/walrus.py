"""``name := value`` inside an expression becomes an assignment before the statement."""

from __future__ import annotations

from collections.abc import Iterator

import gast

from srcdiff.core.build import assign, clone, function, name, stamped
from srcdiff.core.traverse import map_children

Block = list[gast.AST]
SCOPES = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def named_expressions(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with each ``:=`` as a statement of its own.

    node: a function in which every ``:=`` is evaluated whenever its statement is.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     while (y := x * x) < 9.0:
    ...         x = x + y
    ...     return x
    ... ''').body[0]
    >>> print(statement(named_expressions(f)))
    def f(x):
        while True:
            y = x * x
            if not y < 9.0:
                break
            x = x + y
        return x
    """
    return function(node, _block(node.body))


def conditional(statement: gast.AST) -> list[gast.NamedExpr]:
    """Return the named expressions of a statement that cannot stand before it.

    They are evaluated on some paths only, or after something that may notice it.

    >>> f = gast.parse("y = a and (b := c)")
    >>> [n.target.id for n in conditional(f.body[0])]
    ['b']
    """
    certain: list[gast.NamedExpr] = []
    earlier: Block = []
    for root in _heads(statement):
        for item in _evaluated(root):
            if isinstance(item, gast.NamedExpr):
                own = {id(n) for n in gast.walk(item.value)}
                if all(id(e) in own or _settled(e, item) for e in earlier):
                    certain.append(item)
            else:
                earlier.append(item)
    every = [n for r in _heads(statement) for n in gast.walk(r) if _is_named(n)]
    return [n for n in every if not any(n is c for c in certain)]


def _is_named(node: gast.AST) -> bool:
    return isinstance(node, gast.NamedExpr)


def _settled(earlier: gast.AST, later: gast.NamedExpr) -> bool:
    """Tell whether an evaluation does not notice a later binding that comes first."""
    if isinstance(earlier, gast.Name):
        return earlier.id != later.target.id
    if not isinstance(earlier, gast.Call):
        return True
    return not any(isinstance(n, gast.Call) for n in gast.walk(later.value))


def _heads(statement: gast.AST) -> Block:
    """Return the expressions that a statement itself evaluates, in their order."""
    keys = ("value", "test", "iter", "exc", "cause")
    found = [statement.__dict__.get(k) for k in keys]
    return [e for e in found if isinstance(e, gast.AST)]


def _evaluated(node: gast.AST) -> Iterator[gast.AST]:
    """Yield the parts of an expression that are surely evaluated, in their order."""
    if isinstance(node, SCOPES):
        return
    if isinstance(node, gast.NamedExpr):
        yield from _evaluated(node.value)
        yield node
        return
    if isinstance(node, gast.BoolOp):
        parts: Block = node.values[:1]
    elif isinstance(node, gast.IfExp):
        parts = [node.test]
    elif isinstance(node, gast.Compare):
        parts = [node.left, node.comparators[0]]
    else:
        parts = [c for c in gast.iter_child_nodes(node) if isinstance(c, gast.expr)]
        parts += [c.value for c in gast.iter_child_nodes(node) if _is_keyword(c)]
    for part in parts:
        yield from _evaluated(part)
    yield node


def _is_keyword(node: gast.AST) -> bool:
    return isinstance(node, gast.keyword)


def _block(block: Block) -> Block:
    return [new for statement in block for new in _statement(statement)]


def _statement(node: gast.AST) -> Block:
    new = clone(node)
    for key in ("body", "orelse"):
        if isinstance(inner := node.__dict__.get(key), list):
            new.__dict__[key] = _block(inner)
    if not any(map(_is_named, (n for r in _heads(node) for n in gast.walk(r)))):
        return [new]
    before: Block = []
    for key in ("value", "test", "iter", "exc", "cause"):
        if isinstance(found := new.__dict__.get(key), gast.AST):
            new.__dict__[key] = _without(found, before, node)
    if not isinstance(new, gast.While):
        return [*before, new]
    out = [*new.orelse, stamped(gast.Break(), node)]
    leave = stamped(gast.If(gast.UnaryOp(gast.Not(), new.test), out, []), node)
    always = gast.Constant(True, None)
    return [stamped(gast.While(always, [*before, leave, *new.body], []), node)]


def _without(node: gast.AST, before: Block, like: gast.AST) -> gast.AST:
    """Return an expression with names for its named expressions, which go before."""
    if isinstance(node, gast.NamedExpr):
        value = _without(node.value, before, like)
        before.append(assign(clone(node.target), value, like=like))
        return name(node.target.id)
    return map_children(node, lambda child: _without(child, before, like))
