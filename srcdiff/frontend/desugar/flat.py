"""``a.flat`` is a copy of one axis: read as such, put back after a store into it."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    assign,
    clone,
    constant,
    name,
    numpy_call,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.replaced import replaced

Block = list[gast.AST]


def spelled_flat(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function without the attribute ``flat`` of arrays.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(a):
    ...     a.flat[::4] = 1.0
    ...     return a.flat[2]
    ... ''').body[0]
    >>> print(statement(spelled_flat(f, NameTable("fa"))))
    def f(a):
        flat = np.ravel(a).copy()
        flat[::4] = 1.0
        a[...] = np.reshape(flat, np.shape(a))
        return np.ravel(a)[2]
    """
    if not any(map(_is_flat, nodes_in(node))):
        return node

    def change(statement: gast.AST) -> Block:
        place = _place(statement)
        if place is not None and isinstance(place.value.value, gast.Name):
            return _stored(statement, place, names)
        return [_read(statement)]

    return replaced(node, change)


def _is_flat(node: gast.AST) -> bool:
    if not isinstance(node, gast.Attribute) or node.attr != "flat":
        return False
    return isinstance(node.ctx, gast.Load) and not hasattr(node, "member")


def _place(node: gast.AST) -> gast.Subscript | None:
    """Return the place ``a.flat[i]`` that a statement stores into, if it does."""
    targets = [getattr(node, "target", None), *getattr(node, "targets", [])[:1]]
    for target in targets:
        if isinstance(target, gast.Subscript) and _is_flat(target.value):
            return target
    return None


def _stored(node: gast.AST, place: gast.Subscript, names: NameTable) -> Block:
    array, flat = place.value.value, names.temporary("flat")
    whole = numpy_call("ravel", clone(array))
    copied = gast.Call(gast.Attribute(whole, "copy", gast.Load()), [], [])
    new = clone(node)
    target = subscript(name(flat), _read(place.slice), store=True)
    if isinstance(node, gast.AugAssign):
        new.target = target
    else:
        new.targets = [target, *node.targets[1:]]
    new.value = _read(node.value)
    shaped = numpy_call("reshape", name(flat), numpy_call("shape", clone(array)))
    back = gast.Assign(
        [subscript(clone(array), constant(...), store=True)], shaped, None
    )
    done = [assign(flat, copied), new, back]
    return [gast.copy_location(stamped(s, node), node) for s in done]


def _read(node: gast.AST) -> gast.AST:
    new = map_children(node, _read)
    if not _is_flat(new):
        return new
    return gast.copy_location(numpy_call("ravel", new.value), node)
