"""``name := value`` inside an expression becomes an assignment before the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gast

from srcdiff.core.build import assign, clone, function, name, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children

Block = list[gast.AST]
HEADS = ("value", "test", "iter", "exc", "cause")
COMPREHENSIONS = (gast.ListComp, gast.DictComp, gast.GeneratorExp)
MOVED = (gast.NamedExpr, *COMPREHENSIONS)
SCOPES = (gast.Lambda, gast.SetComp)


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


def conditional(
    statement: gast.AST, pure: Callable[[gast.Call], bool]
) -> list[gast.AST]:
    """Return the named expressions and comprehensions that cannot stand before.

    They are evaluated on some paths only, or after something that may notice it.
    pure: tells of a call that it surely has no effect.

    >>> f = gast.parse("y = a and (b := c)")
    >>> [n.target.id for n in conditional(f.body[0], lambda call: False)]
    ['b']
    """
    certain: set[int] = set()
    earlier: Block = []
    for item in (i for root in heads(statement) for i in _evaluated(root)):
        own = {id(n) for n in nodes_in(item)}
        before = [e for e in earlier if id(e) not in own]
        if isinstance(item, MOVED) and all(_settled(e, item, pure) for e in before):
            certain.add(id(item))
        earlier.append(item)
    return [
        n
        for root in heads(statement)
        for n in nodes_in(root)
        if isinstance(n, MOVED) and id(n) not in certain and not _within(n, root)
    ]


def _within(node: gast.AST, root: gast.AST) -> bool:
    """Tell whether a comprehension stands in another one, which decides for both."""
    return isinstance(node, COMPREHENSIONS) and any(
        isinstance(outer, COMPREHENSIONS)
        and any(n is node for part in results(outer) for n in nodes_in(part))
        for outer in nodes_in(root)
    )


def results(node: gast.AST) -> Block:
    """Return what a comprehension computes for each turn."""
    return [node.key, node.value] if isinstance(node, gast.DictComp) else [node.elt]


def _is_named(node: gast.AST) -> bool:
    return isinstance(node, gast.NamedExpr)


def _settled(
    earlier: gast.AST, later: gast.AST, pure: Callable[[gast.Call], bool]
) -> bool:
    """Tell whether an evaluation does not notice a later one that comes first."""
    if isinstance(earlier, gast.Name):
        return not _is_named(later) or earlier.id != later.target.id
    if not isinstance(earlier, gast.Call) or pure(earlier):
        return True
    calls = [n for n in nodes_in(later) if isinstance(n, gast.Call)]
    return all(map(pure, calls))


def heads(statement: gast.AST) -> Block:
    """Return the expressions that a statement itself evaluates, in their order."""
    found = [statement.__dict__.get(k) for k in HEADS]
    return [e for e in found if isinstance(e, gast.AST)]


def _evaluated(node: gast.AST) -> Iterator[gast.AST]:
    """Yield the parts of an expression that are surely evaluated, in their order."""
    if isinstance(node, SCOPES):
        return
    if isinstance(node, gast.NamedExpr):
        yield from _evaluated(node.value)
        yield node
        return
    if isinstance(node, COMPREHENSIONS):
        yield from (n for n in nodes_in(node) if isinstance(n, gast.Name | gast.Call))
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
    if not any(map(_is_named, (n for r in heads(node) for n in nodes_in(r)))):
        return [new]
    before: Block = []
    for key in HEADS:
        if isinstance(found := new.__dict__.get(key), gast.AST):
            new.__dict__[key] = _without(found, before, node)
    if not isinstance(new, gast.While):
        return [*before, new]
    return [tested_inside(new, before, node)]


def tested_inside(loop: gast.While, before: Block, like: gast.AST) -> gast.While:
    """Return a loop that runs some statements before each test."""
    out = [*loop.orelse, stamped(gast.Break(), like)]
    leave = stamped(gast.If(gast.UnaryOp(gast.Not(), loop.test), out, []), like)
    always = gast.Constant(True, None)
    return stamped(gast.While(always, [*before, leave, *loop.body], []), like)


def _without(node: gast.AST, before: Block, like: gast.AST) -> gast.AST:
    """Return an expression with names for its named expressions, which go before."""
    if isinstance(node, gast.NamedExpr):
        value = _without(node.value, before, like)
        before.append(assign(clone(node.target), value, like=like))
        return name(node.target.id)
    return map_children(node, lambda child: _without(child, before, like))
