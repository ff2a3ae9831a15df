"""The gradients of single arrays, taken out of what a gradient function returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from srcdiff.core.build import call, clone, constant, name, subscript
from srcdiff.core.traverse import bound, mutated, names_in, read, statements
from srcdiff.optimize.assembled import holds_own
from srcdiff.runtime import accumulate_at, add_adjoints, like, own, zeros_like
from srcdiff.update.leaves import Leaf, Path, Step, reached, stem_of

FRESH = (zeros_like, add_adjoints, own)
"""Runtime functions whose containers hold arrays that nobody else holds."""


class Pieces:
    """Finds the expression of the gradient of each array.

    node: returns the value and the gradients. bars: the gradients. bind: gives an
    expression a name, before the update.
    """

    def __init__(
        self,
        node: gast.FunctionDef,
        bars: gast.AST,
        bind: Callable[[str, gast.AST], gast.AST],
    ) -> None:
        self.node = node
        self.bars = bars
        self.bind = bind
        self.named: dict[int, gast.AST] = {}

    def layers(self, leaves: Sequence[Leaf]) -> gast.AST | None:
        """Return all gradients as one list of owned arrays, where the text has one."""
        if self.is_owned(self.bars):
            return self.bind(f"{leaves[0].parameter}_bar", self.bars)
        base = _sequence(self.bars)
        if base is None or not all(self.is_own(base, leaf.path) for leaf in leaves):
            return None
        return clone(self.bars)

    def of(self, leaf: Leaf) -> gast.AST:
        """Return the gradient of an array: memory that the step owns."""
        tree, left = self.bars, list(leaf.path)
        done: Path = ()
        if leaf.place is not None:
            tree = tree.elts[leaf.place]
        while left and isinstance(tree, gast.Tuple | gast.List | gast.Dict):
            found = _item(tree, left[0])
            if found is None:
                break
            tree, done = found, (*done, left.pop(0))
        if not left:
            return clone(tree)
        return self.inside(tree, leaf, done, tuple(left))

    def inside(self, tree: gast.AST, leaf: Leaf, done: Path, left: Path) -> gast.AST:
        """Return an item of a gradient that the text has as a whole."""
        if id(tree) not in self.named:
            self.named[id(tree)] = self.whole(tree, leaf, done, left)
        whole = self.named[id(tree)]
        shown = clone(whole)
        if not getattr(whole, "formed", False):
            for step in left:
                shown = subscript(shown, constant(step.key))
            return shown
        return reached(shown, left)

    def whole(self, tree: gast.AST, leaf: Leaf, done: Path, left: Path) -> gast.AST:
        """Return a whole gradient as one whose arrays are owned, bound to a name."""
        point = reached(name(leaf.parameter), done)
        stem = f"{stem_of(point)}_bar"
        if self.is_owned(tree):
            return self.bind(stem, tree)
        base = _sequence(tree)
        if base is not None and self.is_own(base, left):
            whole = clone(tree) if tree is base else self.bind(stem, tree)
            whole.formed = self.is_formed(base)
            return whole
        formed = call("like", call("own", tree, target=own), point, target=like)
        whole = self.bind(stem, formed)
        whole.formed = True
        return whole

    def is_owned(self, tree: gast.AST) -> bool:
        """Tell whether an expression puts together what nobody else holds."""
        if hasattr(tree, "owned"):
            return True
        starred = isinstance(tree, gast.Tuple | gast.List) and any(
            isinstance(e, gast.Starred) for e in tree.elts
        )
        return starred and holds_own(self.node, tree)

    def is_formed(self, base: gast.Name) -> bool:
        """Tell whether a container has the form of the parameter: objects as such."""
        made = [s for s in statements(self.node.body) if base.id in bound(s)]
        return getattr(getattr(made[-1], "value", None), "target", None) is like

    def is_own(
        self, base: gast.Name, left: Path, holder: gast.AST | None = None
    ) -> bool:
        """Tell whether a container surely holds arrays that nothing else holds.

        left: the steps from the container to an array. holder: the one statement that
        may take the container as a whole; the end of the function, if none is given.
        """
        body = self.node.body
        holder = holder or body[-1]
        made = [k for k, s in enumerate(body) if self.is_fresh(s, base.id, left)]
        for statement in statements(body[made[-1] if made else 0 :]):
            if base.id in bound(statement):
                if not self.is_fresh(statement, base.id, left) and not _grows(
                    statement
                ):
                    return False
            elif mutated(statement) == base.id:
                if not self.adds(statement, base.id, left):
                    return False
            elif base.id in read(statement) and statement is not holder:
                return False
        return True

    def is_fresh(self, statement: gast.AST, base: str, left: Path) -> bool:
        """Tell whether a statement makes a container of arrays that nobody holds."""
        if not isinstance(statement, gast.Assign) or base not in bound(statement):
            return False
        value = statement.value
        if isinstance(value, gast.List) and not value.elts:
            return True
        target = getattr(value, "target", None)
        if target is like:
            return self.shows(value.args[0], left, statement, arrays=False)
        return target in FRESH

    def adds(self, statement: gast.AST, base: str, left: Path) -> bool:
        """Tell whether a statement adds to arrays of a container, or appends some."""
        value = statement.value
        if isinstance(statement, gast.AugAssign):
            return base not in names_in(value)
        gathers = hasattr(value, "gathers")
        return gathers and self.shows(value.args[0], left[1:], statement, arrays=True)

    def shows(self, tree: gast.AST, left: Path, holder: gast.AST, arrays: bool) -> bool:
        """Tell whether what a path leads to is owned, in what a statement takes.

        arrays: whether arrays that stand in the statement itself are.
        """
        for k, step in enumerate(left):
            if isinstance(tree, gast.Name):
                return self.is_own(tree, left[k:], holder)
            found = None
            if isinstance(tree, gast.Tuple | gast.List | gast.Dict):
                found = _item(tree, step)
            if found is None:
                return False
            tree = found
        return arrays


def _grows(statement: gast.AST) -> bool:
    """Tell whether a statement is ``a = accumulate_at(a, ...)``: into owned arrays."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    grows = getattr(value, "target", None) is accumulate_at
    return grows and getattr(value.args[0], "id", None) in bound(statement)


def _sequence(tree: gast.AST) -> gast.Name | None:
    """Return the list that an expression is, perhaps turned round or made a tuple."""
    if getattr(tree, "target", None) is tuple:
        tree = tree.args[0]
    if isinstance(tree, gast.Subscript) and isinstance(tree.slice, gast.Slice):
        tree = tree.value
    return tree if isinstance(tree, gast.Name) else None


def _item(tree: gast.AST, step: Step) -> gast.AST | None:
    """Return an item of a display."""
    if isinstance(tree, gast.Dict):
        for key, value in zip(tree.keys, tree.values, strict=True):
            if isinstance(key, gast.Constant) and key.value == step.key:
                return value
        return None
    if any(isinstance(each, gast.Starred) for each in tree.elts):
        return None
    return tree.elts[step.key]
