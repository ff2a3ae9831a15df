"""Factors that cancel: ``q / p * p`` is ``q``, and ``e / s`` is p where ``p = e / s``.

Only what a rule divides by, on the way from one line to the next, cancels. Where that
is 0 or infinite a NaN becomes the limit, as in what people write by hand: ``p - t`` for
the softmax, ``p * (1 - p)`` for the sigmoid.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.available import Table, key_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import constant, name
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.join import python_number
from srcdiff.core.traverse import is_backward
from srcdiff.core.types import Array, same_dtype
from srcdiff.optimize.factor_types import FactorTypes
from srcdiff.optimize.factors import Product, quotient_of
from srcdiff.optimize.roots import Roots
from srcdiff.runtime import quotient


class Cancelling(FactorTypes):
    """Cancels the factors of products, with what is at hand before a statement.

    table: the values that names hold. level: the statements of the block it is in.
    """

    def __init__(self, node: gast.FunctionDef) -> None:
        super().__init__(node)
        self.uses = uses_of(node)
        self.table: Table = {}
        self.roots = Roots(self.held_by, self.is_number)
        self.level: set[int] = set()

    def cancel(self, found: Product) -> None:
        """Cancel whatever cancels in a product."""
        if found.whole:
            return
        # What was opened once may be put together again, and must not be opened again.
        done: set[str] = set()
        while (
            self.unguarded(found) or self.cancelled(found) or self.opened(found, done)
        ):
            pass

    def unguarded(self, found: Product) -> bool:
        """Take ``quotient(g, d) * d`` apart, which is g."""
        for place, factor in enumerate(found.over):
            if getattr(factor, "target", None) is quotient:
                above, divisor = factor.args
                if any(_same(divisor, f) for f in found.over):
                    self.replaced(found, place, quotient_of(above, divisor))
                    return True
        return False

    def plain(self, node: gast.AST) -> gast.AST | None:
        """Return a guarded quotient without its guard, where that changes nothing.

        ``quotient(x / d, 2 * d)`` is ``x / d / (2 * d)``: where d is 0 its dividend is
        not 0. ``quotient(x * z * r, r)`` is ``x * z`` for r = abs(z), 0 where z is.
        """
        if getattr(node, "target", None) is not quotient or len(node.args) != 2:
            return None
        above, below = Product(), Product()
        self.flatten(node.args[0], above)
        self.flatten(node.args[1], below)
        if above.whole or below.whole or below.under or len(below.over) != 1:
            return None
        (divisor,) = below.over
        if not is_pure(divisor) or below.below != 1 or abs(below.number) < 1:
            return None
        held = Product()
        if isinstance(node.args[0], gast.Name):
            self.flatten(self.held_by(node.args[0].id) or node.args[0], held)
        if any(_same(divisor, f) for f in [*above.under, *held.under]):
            return quotient_of(*node.args)
        rest = [f for f in above.over if not _same(divisor, f)]
        of = self.absolute(divisor)
        once = len(rest) == len(above.over) - 1 and below.number == below.sign == 1
        if of is None or not once or not any(_same(of, f) for f in rest):
            return None
        above.over = rest
        return self.expression(above)

    def absolute(self, node: gast.AST) -> gast.AST | None:
        """Return the array z of which an expression is ``np.abs(z)``."""
        value = self.held_by(node.id) if isinstance(node, gast.Name) else node
        if not isinstance(value, gast.Call) or value.keywords or len(value.args) != 1:
            return None
        is_absolute = getattr(value, "target", None) in (np.abs, abs)
        of = value.args[0]
        return of if is_absolute and isinstance(of, gast.Name) else None

    def expression(self, found: Product) -> gast.AST:
        """Return a product as it is written."""
        raise NotImplementedError

    def cancelled(self, found: Product) -> bool:
        for place, factor in enumerate(found.over):
            for divisor in found.under:
                rest = [f for k, f in enumerate(found.over) if k != place]
                value = self.ratio(factor, divisor)
                alike = any(self.is_alike(f, factor) for f in rest)
                if value is not None:
                    found.over[place] = value
                elif found.opened and _same(factor, divisor) and alike:
                    found.over = rest
                else:
                    continue
                found.under = [f for f in found.under if f is not divisor]
                return True
        return False

    def is_alike(self, one: gast.AST, other: gast.AST) -> bool:
        """Tell whether a product with one factor has the shape and dtype of another.

        Sizes that are surely not 1 are equal in a product, or NumPy raises.
        """
        large, small = self.type(one), self.type(other)
        if not isinstance(large, Array) or not isinstance(small, Array):
            return False
        if not large.shape or not small.shape or len(large.shape) != len(small.shape):
            return False
        pairs = zip(large.shape, small.shape, strict=True)
        wide = all(a == b or isinstance(a, str) or b == 1 for a, b in pairs)
        known = large.dtype is not None and None not in (*large.shape, *small.shape)
        return known and wide and same_dtype(large.dtype, small.dtype)

    def ratio(self, factor: gast.AST, divisor: gast.AST) -> gast.AST | None:
        """Return the name that holds ``n / d``, or ``1 - p`` for ``n / (1 + n)``."""
        if not isinstance(factor, gast.Name):
            return None
        whole = self.held(quotient_of(factor, divisor))
        if whole is not None:
            return name(whole)
        if not isinstance(divisor, gast.Name):
            return None
        for one in (constant(1), constant(1.0)):
            sums = [(one, factor), (factor, one)]
            sums_held = [self.held(gast.BinOp(a, gast.Add(), b)) for a, b in sums]
            part = self.held(quotient_of(one, divisor))
            if divisor.id in sums_held and part is not None:
                return gast.BinOp(constant(1), gast.Sub(), name(part))
        return None

    def is_number(self, node: gast.AST) -> bool:
        """Tell whether an expression is surely a Python number."""
        return python_number(self.type(node)) is not None

    def held_by(self, holder: str) -> gast.AST | None:
        """Return the value that a name holds here, None where it is not known."""
        values = self.table.values()
        return next((c.expression for c in values if c.holder == holder), None)

    def held(self, value: gast.AST) -> str | None:
        found = self.table.get(key_of(value))
        return None if found is None else found.holder

    def opened(self, found: Product, done: set[str]) -> bool:
        """Put the value of an adjoint in its place, where then something cancels."""
        for place, factor in enumerate(found.over):
            value = self.value_of(factor)
            if value is None or factor.id in done:
                continue
            inner = Product()
            self.flatten(value, inner)
            others = [f for k, f in enumerate(found.over) if k != place]
            if any(
                _same(f, d) or self.ratio(f, d) is not None
                for d in inner.under
                for f in others
            ):
                done.add(factor.id)
                self.replaced(found, place, value)
                return True
        return False

    def value_of(self, factor: gast.AST) -> gast.AST | None:
        """Return what an adjoint that is read only once holds."""
        if not isinstance(factor, gast.Name) or self.uses.read[factor.id] != 1:
            return None
        for common in self.table.values():
            near = id(common.first) in self.level and is_backward(common.first)
            if common.holder == factor.id and near:
                value = common.expression
                guarded = getattr(value, "target", None) is quotient
                return quotient_of(*value.args) if guarded else value
        return None

    def replaced(self, found: Product, place: int, value: gast.AST) -> None:
        """Put an expression where a factor was."""
        found.opened = True
        later = found.over[place + 1 :]
        found.over = found.over[:place]
        self.flatten(value, found)
        found.over += later

    def flatten(self, node: gast.AST, found: Product) -> None:
        """Add the factors of an expression to a product."""
        raise NotImplementedError


def _same(one: gast.AST, other: gast.AST) -> bool:
    return fingerprint(one) == fingerprint(other)
