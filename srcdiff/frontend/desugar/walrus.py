"""``name := value`` inside an expression becomes an assignment before the statement."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, clone, function, name, stamped, tuple_of
from srcdiff.core.traverse import map_children

Block = list[gast.AST]
HEADS = ("value", "test", "iter", "exc", "cause")
COMPREHENSIONS = (gast.ListComp, gast.DictComp, gast.GeneratorExp)
MOVED = (gast.NamedExpr, *COMPREHENSIONS)


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


def _binds(node: gast.AST) -> bool:
    """Tell whether an expression binds a name itself, not in a comprehension."""
    if isinstance(node, COMPREHENSIONS):
        return False
    named = isinstance(node, gast.NamedExpr)
    return named or any(map(_binds, gast.iter_child_nodes(node)))


def heads(statement: gast.AST) -> Block:
    """Return the expressions that a statement itself evaluates, in their order."""
    found = [statement.__dict__.get(k) for k in HEADS]
    return [e for e in found if isinstance(e, gast.AST)]


def _block(block: Block) -> Block:
    return [new for statement in block for new in _statement(statement)]


def _statement(node: gast.AST) -> Block:
    new = clone(node)
    for key in ("body", "orelse"):
        if isinstance(inner := node.__dict__.get(key), list):
            new.__dict__[key] = _block(inner)
    if not any(map(_binds, heads(node))):
        return [new]
    before: Block = []
    for key in HEADS:
        if isinstance(found := new.__dict__.get(key), gast.AST):
            new.__dict__[key] = _without(found, before, node)
    if not isinstance(new, gast.While):
        return [*before, new]
    return [asked_inside(new, before, node)]


def asked_inside(loop: gast.While, before: Block, like: gast.AST) -> gast.While:
    """Return a loop that runs some statements before each test."""
    out = [*loop.orelse, stamped(gast.Break(), like)]
    leave = stamped(gast.If(gast.UnaryOp(gast.Not(), loop.test), out, []), like)
    always = gast.Constant(True, None)
    return stamped(gast.While(always, [*before, leave, *loop.body], []), like)


def _without(node: gast.AST, before: Block, like: gast.AST) -> gast.AST:
    """Return an expression with names for its named expressions, which go before."""
    if isinstance(node, COMPREHENSIONS):
        return node
    if hasattr(node, "unpacked"):
        # Names for the items of what a call returns: a tuple can be taken apart now.
        call, *items = [s for s in node.value.elts if isinstance(s, gast.NamedExpr)]
        targets = [clone(s.target) for s in items or [call]]
        into = tuple_of(targets, store=True) if items else targets[0]
        before.append(assign(into, _without(call.value, before, like), like=like))
        return clone(node.value.elts[-1])
    if hasattr(node, "taken"):
        # All that it does happens before; what it is has a name then.
        _without(node.value, before, like)
        return name(node.taken)
    if isinstance(node, gast.NamedExpr):
        value = _without(node.value, before, like)
        before.append(assign(clone(node.target), value, like=like))
        return name(node.target.id)
    return map_children(node, lambda child: _without(child, before, like))
