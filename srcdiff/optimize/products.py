"""Products in one form: the sign and the numbers in front, each of them once.

``-(-p * q)`` is ``p * q``, ``x * 0.01 * (2 * w)`` is ``0.02 * x * w`` and, for an array
y, ``y * (h / 6)`` is ``h / 6 * y``: numbers meet each other before they meet an array.
A number spread over an array that only multiplies another one does so as a number. A
division by a size that may be 0 comes last, on an array: an empty one stays empty.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.available import at_hand, key_of
from srcdiff.analysis.expression_types import type_of
from srcdiff.analysis.types import types_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.build import constant, function, name, subscript
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.join import python_number
from srcdiff.core.traverse import (
    bound,
    is_backward,
    map_blocks,
    map_children,
    names_in,
    replace_expressions,
    with_fields,
)
from srcdiff.core.types import Array, same_dtype, shape_of
from srcdiff.optimize.cancel import Cancelling
from srcdiff.optimize.factor_types import has_floats
from srcdiff.optimize.factors import (
    Number,
    Product,
    is_movable,
    is_product,
    is_signed,
    is_unit,
    merged,
    negated,
    plain,
    quotient_of,
    reduced,
    times,
)
from srcdiff.optimize.joins import joined
from srcdiff.optimize.spread import settled, spread_over, uniform


def products(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with the backward part's products in one form.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(x, w, h):\\n    b = -(-x * 0.01 * (2 * w)) * h\\n    return b"
    ... ).body[0]
    >>> f.body[0].part = "backward"
    >>> f.known = {"h": Array(None, ()), "x": Array(None, (3,))}
    >>> print(statement(products(f)))
    def f(x, w, h):
        b = 0.02 * h * x * w
        return b
    """
    work = _Products(node)
    tables = at_hand(node)
    written = memory_of(node).written

    def each(block: list[gast.AST]) -> list[gast.AST]:
        work.level = set(map(id, block))
        changed_ones = [changed(s) if is_backward(s) else s for s in block]
        return joined(changed_ones, work.uses.read)

    def changed(statement: gast.AST) -> gast.AST:
        work.table = tables.get(id(statement), {})
        new = replace_expressions(statement, work.form)
        # A product is memory of its own: what is written later must not become shared.
        bound_to = {*bound(statement), *names_in(new.__dict__.get("value") or new)}
        if not bound_to & written or not _shares(statement, new):
            return new
        kind = type_of(new.value, types_of(node))
        if not isinstance(kind, Array) or not kind.shape:
            return statement
        copied = gast.Attribute(new.value, "copy", gast.Load())
        return with_fields(new, {"value": gast.Call(copied, [], [])})

    return function(node, map_blocks(node.body, each))


def _shares(before: gast.AST, after: gast.AST) -> bool:
    """Tell whether a statement's value was new memory and now is another name's."""
    views = gast.Name | gast.Subscript | gast.Attribute
    assigned = isinstance(after, gast.Assign)
    return assigned and is_product(before.value) and isinstance(after.value, views)


class _Products(Cancelling):
    def form(self, node: gast.AST) -> gast.AST:
        """Return an expression in its form; one that has it already, as it is."""
        new = self.visit(node)
        return node if key_of(new) == key_of(node) else new

    def visit(self, node: gast.AST) -> gast.AST:
        """Return an expression with the products in it in their form."""
        if type(node) is gast.Name or type(node) is gast.Constant:
            return node
        if not is_product(node):
            new = map_children(node, self.visit)
            return self.plain(new) or self.spread(self.summed(new))
        found = self.product(node)
        if found.whole:
            return map_children(node, self.visit)
        return self.expression(found)

    def product(self, node: gast.AST) -> Product:
        """Return an expression flattened, the numbers spread in it as numbers."""
        found = Product(signed=is_signed(node))
        self.flatten(node, found)
        self.unspread(found)
        self.without_units(found)
        self.refilled(found)
        self.resized(found)
        self.cancel(found)
        return found

    def summed(self, node: gast.AST) -> gast.AST:
        """Return ``-2 * x.sum()`` for ``(-2 * x).sum()``."""
        method = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute)
        if not method or node.func.attr != "sum" or not is_product(node.func.value):
            return node
        inner = self.product(node.func.value)
        if not self.floating(inner.over):
            return node
        weak = [f for f in inner.over if python_number(self.type(f)) is not None]
        level = [f for f in inner.under if self.is_level(f, inner.over, node)]
        outer = Product(inner.sign, inner.number, inner.below, weak, level)
        inside = [f for f in inner.over if not any(f is w for w in weak)]
        if not inside:
            return node
        below = [f for f in inner.under if not any(f is e for e in level)]
        summand = self.expression(Product(over=inside, under=below))
        func = gast.Attribute(summand, "sum", gast.Load())
        outer.over.append(gast.Call(func, node.args, node.keywords))
        return self.expression(outer)

    def is_level(
        self, divisor: gast.AST, factors: list[gast.AST], node: gast.Call
    ) -> bool:
        """Tell whether a divisor is the same along the one axis of a sum that stays."""
        given = {k.arg: k.value for k in node.keywords}
        axis, kept = given.get("axis"), given.get("keepdims")
        if not isinstance(axis, gast.Constant) or not isinstance(kept, gast.Constant):
            return False
        small, large = (self.type(f) for f in (divisor, times(factors)))
        if not isinstance(small, Array) or not isinstance(large, Array):
            return False
        if (
            not small.shape
            or not large.shape
            or not same_dtype(small.dtype, large.dtype)
        ):
            return False
        if type(axis.value) is not int or kept.value is not True:
            return False
        return len(small.shape) == len(large.shape) and small.shape[axis.value] == 1

    def flatten(self, node: gast.AST, found: Product) -> None:
        """Add the factors of an expression to a product."""
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
            found.sign = -found.sign
            self.flatten(node.operand, found)
        elif is_product(node):
            self.flatten(node.left, found)
            if isinstance(node.op, gast.Mult):
                self.flatten(node.right, found)
            else:
                self.divide(node.right, found)
        elif is_movable(node):
            self.number(node.value, found)
        else:
            visited = self.visit(node)
            if is_product(visited):
                self.flatten(visited, found)
            else:
                found.whole |= self.is_whole(visited)
                found.over.append(visited)

    def divide(self, node: gast.AST, found: Product) -> None:
        """Divide a product by an expression, whose sign and numbers it takes over."""
        divisor = Product()
        self.flatten(node, divisor)
        found.divided = True
        found.whole |= divisor.whole
        found.sign *= divisor.sign
        self.number(divisor.below, found)
        below = merged(found.below, divisor.number)
        if below is None:
            divisor.over.insert(0, constant(divisor.number))
        else:
            found.below = below
        rest = Product(over=divisor.over, under=divisor.under)
        if rest.over or rest.under:
            found.under.append(self.expression(rest))

    def number(self, value: Number, found: Product) -> None:
        """Merge a constant with that of the product, or keep it as a factor."""
        if value < 0:
            found.sign, value = -found.sign, -value
        product = merged(found.number, value)
        if product is None:
            found.over.append(constant(value))
        else:
            found.number = product

    def unspread(self, found: Product) -> None:
        """Let a number spread over an array multiply another one of its type."""
        for factor in list(found.over):
            others = [f for f in [*found.over, *found.under] if f is not factor]
            small = self.number_in(factor, others)
            if small is not None:
                place = next(k for k, f in enumerate(found.over) if f is factor)
                later = found.over[place + 1 :]
                found.over = found.over[:place]
                self.flatten(small, found)
                found.over += later

    def without_units(self, found: Product) -> None:
        """Drop ``np.float32(1.0)`` where another factor has that precision."""
        rest = [f for f in found.over if not is_unit(f)]
        if len(rest) == len(found.over):
            return
        kinds = [self.type(f) for f in [*rest, *found.under]]
        if any(has_floats(k) and k.dtype == np.float32 for k in kinds):
            found.over = rest

    def refilled(self, found: Product) -> None:
        """Let ``-2 * full_like(a, -0.5)`` fill the array with the product."""
        alone = len(found.over) == 1 and not found.under and found.below == 1
        if not alone or found.whole:
            return
        factor = found.over[0]
        if getattr(factor, "target", None) is not np.full_like:
            return
        value = factor.args[1] if len(factor.args) == 2 else None
        if not isinstance(value, gast.Constant) or not has_floats(self.type(factor)):
            return
        merged_one = merged(found.number, value.value)
        if merged_one is not None:
            filled = [factor.args[0], constant(found.sign * merged_one)]
            found.over = [with_fields(factor, {"args": filled})]
            found.number, found.sign = 1, 1

    def number_in(self, factor: gast.AST, others: list[gast.AST]) -> gast.AST | None:
        """Return what is spread in a factor, where another has the shape and dtype."""
        whole = spread_over(factor)
        if whole is None:
            return None
        model = self.type(whole)
        alike = any(self.type(f) == model for f in others)
        if not isinstance(model, Array) or not settled(model) or not alike:
            return self.number_for(factor, others)
        value = uniform(factor)
        if value is not None and self.weak(value, model):
            return value
        broadcast = getattr(factor, "target", None) is np.broadcast_to
        return factor.args[0] if broadcast else None

    def number_for(self, factor: gast.AST, others: list[gast.AST]) -> gast.AST | None:
        """Return s of ``full_like(np.log(x), s)`` where another factor is x."""
        if getattr(factor, "target", None) is not np.full_like:
            return None
        whole, value = factor.args
        if isinstance(whole, gast.BinOp) and isinstance(whole.op, gast.Pow):
            inner = whole.left if isinstance(whole.right, gast.Constant) else None
        else:
            one = getattr(getattr(whole, "target", None), "nin", None) == 1
            inner = whole.args[0] if one else None
        kind = self.type(inner) if inner is not None else None
        if isinstance(kind, Array) and python_number(self.type(value)) is not None:
            same = fingerprint(inner)
            if any(fingerprint(f) == same for f in others):
                return value
        model, root = self.type(whole), self.roots.of(whole)
        if root is None or not has_floats(model) or not self.weak(value, model):
            return None
        dtypes = [k.dtype for k in map(self.type, others) if has_floats(k)]
        alike = model.dtype in dtypes and any(self.roots.of(f) == root for f in others)
        return value if alike else None

    def resized(self, found: Product) -> None:
        """Ask the sizes of arrays that are read anyhow."""
        factors = [*found.over, *found.under]
        for place, divisor in enumerate(found.under):
            asked = divisor.value if isinstance(divisor, gast.Attribute) else None
            if not isinstance(asked, gast.Name) or divisor.attr != "size":
                continue
            model = self.known.get(asked.id)
            read = {n for f in factors if f is not divisor for n in names_in(f)}
            if isinstance(model, Array) and asked.id not in read:
                for other in sorted(read):
                    size = self.size_of(other, model, asked.id)
                    if size is not None:
                        found.under[place] = size
                        break

    def size_of(self, other: str, model: Array, asked: str) -> gast.AST | None:
        """Return the size of an array as that of another one, or of an axis of it."""
        kind = self.known.get(other)
        if not isinstance(kind, Array):
            return None
        rooted = self.roots.of(name(other)) == self.roots.of(name(asked))
        if rooted or (kind == model and settled(model)):
            return gast.Attribute(name(other), "size", gast.Load())
        if not settled(model):
            return None
        if not isinstance(kind, Array) or not kind.shape or not model.shape:
            return None
        if len(model.shape) != 1 or model.shape[0] not in kind.shape:
            return None
        shape = gast.Attribute(name(other), "shape", gast.Load())
        return subscript(shape, constant(kind.shape.index(model.shape[0])))

    def spread(self, node: gast.AST) -> gast.AST:
        """Return ``full_like(a, s) / n`` for ``full_like(a, s / n)``: n may be 0."""
        if getattr(node, "target", None) is not np.full_like or len(node.args) != 2:
            return node
        inner = Product()
        self.flatten(node.args[1], inner)
        if has_floats(self.type(node.args[0])) and any(map(is_unit, inner.over)):
            # The array has the precision, whatever the number has.
            inner.over = [f for f in inner.over if not is_unit(f)]
            value = self.expression(inner)
            node = with_fields(node, {"args": [node.args[0], value]})
        ints = [f for f in inner.under if python_number(self.type(f)) is int]
        sizes = [f for f in ints if not self.is_size(f)]
        model = self.type(node.args[0])
        if not sizes or not has_floats(model):
            return node
        inner.under = [f for f in inner.under if not any(f is s for s in sizes)]
        filled = gast.Call(node.func, [node.args[0], self.expression(inner)], [])
        filled.target = np.full_like
        return self.expression(Product(over=[filled], under=sizes))

    def expression(self, found: Product) -> gast.AST:
        """Return a product as it is written: numbers, arrays, divisors."""
        lead, rest = self.ordered(found.over)
        number, below = reduced(found.number, found.below)
        if found.divided and below == 1 and not found.under:
            number = float(number)
        # A whole number that is divided makes a float, as it stands or as a float.
        divided = not found.over and bool(found.under)
        number = plain(number, divided or self.floating(found.over))
        floats = type(number) is int or self.makes_floats([*lead, *rest])
        if number != 1 or not found.over or not floats:
            lead = [constant(number), *lead]
        under = found.under
        if not rest:
            under = sorted(under, key=lambda f: shape_of(self.type(f)) == ())
        if lead and below != 1 and (rest or not under):
            lead, below = [quotient_of(times(lead), constant(below))], 1
        if lead and rest:
            # Where a size is surely not 0, it divides a number rather than an array.
            for size in filter(self.is_size, under):
                lead = [quotient_of(times(lead), size)]
            under = [d for d in under if not self.is_size(d)]
        factors = [*lead, *rest]
        free = found.signed or self.takes_sign(factors[0])
        outside = found.sign < 0 and not free
        if found.sign < 0 and not outside:
            factors[0] = negated(factors[0])
        if below != 1:
            under = [times([constant(below), *under[:1]]), *under[1:]]
        whole = times(factors)
        for divisor in under:
            whole = quotient_of(whole, divisor)
        return gast.UnaryOp(gast.USub(), whole) if outside else whole

    def ordered(self, factors: list[gast.AST]) -> tuple[list[gast.AST], list[gast.AST]]:
        """Return the scalars that go ahead of arrays, and the other factors."""
        shapes = [shape_of(self.type(f)) for f in factors]
        if not any(shapes):
            return [], factors
        pairs = list(zip(factors, shapes, strict=True))
        return [f for f, s in pairs if s == ()], [f for f, s in pairs if s != ()]
