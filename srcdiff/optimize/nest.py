"""Temporaries read once go back into the expression that reads them.

The user's nested expressions come back as they were written. In the backward part a
line says one thing: at most so many operations, one of the user's lines, 88 columns.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.uses import Uses
from srcdiff.codegen.printer import expression
from srcdiff.core.build import function, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound_in,
    map_blocks,
    mutated,
    names_in,
    read,
    replace_expressions,
    statements,
    substitute,
)

OPERATIONS = 8
WIDTH = 72
CHEAP = gast.Compare | gast.Attribute | gast.Constant


def nest(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with the compiler's temporaries folded into their readers.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x", "y"])
    >>> t = names.temporary("y_in")
    >>> f = gast.parse(f"def f(x):\\n    {t} = x * x\\n    y = 2 * {t}\\n    return y")
    >>> print(statement(nest(f.body[0], names)))
    def f(x):
        y = 2 * (x * x)
        return y
    """
    work = _Nesting(names)
    while True:
        work.uses = Uses(node)
        work.changed = False
        node = function(node, map_blocks(node.body, work.block))
        if not work.changed:
            return node


class _Nesting:
    def __init__(self, names: NameTable) -> None:
        self.names = names
        self.uses: Uses
        self.changed = False

    def block(self, block: list[gast.AST]) -> list[gast.AST]:
        done = list(block)
        position = 0
        while position < len(done):
            if self.moved(done, position):
                self.changed = True
            else:
                position += 1
        return done

    def moved(self, block: list[gast.AST], position: int) -> bool:
        """Fold the statement at a position into its reader in the block, if it may go."""
        node = block[position]
        if not self.movable(node):
            return False
        target = node.targets[0].id
        reads = self.uses.read[target]
        cheap = isinstance(node.value, CHEAP) and operations(node.value) <= 1
        if reads != 1 and not (cheap and reads <= 3):
            return False
        touched = names_in(node.value)
        places: list[tuple[int, gast.AST]] = []
        for later in range(position + 1, len(block)):
            reader = block[later]
            count = _reads_of(reader, target)
            if count:
                changed = self.folded(node, reader, target)
                if changed is None:
                    return False
                places.append((later, changed))
            reads -= count + _reads_inside(reader, target)
            if _reads_inside(reader, target):
                return False
            if reads == 0:
                break
            if touched & _changes(reader):
                return False
        if reads or not places:
            return False
        for later, changed in places:
            block[later] = changed
        del block[position]
        return True

    def movable(self, node: gast.AST) -> bool:
        if not isinstance(node, gast.Assign) or not isinstance(
            node.targets[0], gast.Name
        ):
            return False
        target = node.targets[0].id
        if not self.uses.once(target):
            return False
        if target not in self.names.stems and not _is_assembled(node):
            return False
        if hasattr(node, "tape_start"):
            return False
        return is_pure(node.value)

    def folded(
        self, node: gast.Assign, reader: gast.AST, target: str
    ) -> gast.AST | None:
        """Return the reader with the temporary's expression in it, None if too much."""
        if isinstance(reader, gast.While) or hasattr(reader, "site"):
            return None
        if isinstance(reader, gast.Return):
            returned = substitute(reader.value, {target: node.value})
            is_tuple = isinstance(node.value, gast.Tuple | gast.List)
            if is_tuple or isinstance(node.value, gast.Name):
                return _with_value(reader, returned)
        elif _is_assembled(node) and target not in self.names.stems:
            return None
        same = getattr(node, "origin", None) == getattr(reader, "origin", None)
        condition = isinstance(reader, gast.If)
        if not same and not (condition and isinstance(node.value, gast.Compare)):
            return None
        if isinstance(reader, gast.Expr) and getattr(reader.value, "tape", False):
            return None
        changed = replace_expressions(
            reader, lambda e: substitute(e, {target: node.value})
        )
        backward = getattr(reader, "part", None) == "backward"
        return changed if not backward or _fits(changed) else None


def _is_assembled(node: gast.Assign) -> bool:
    """Tell whether a statement only puts adjoints together in the form of a parameter."""
    backward = getattr(node, "part", None) == "backward"
    return backward and isinstance(node.value, gast.Tuple | gast.List)


def _with_value(statement: gast.Return, value: gast.AST) -> gast.Return:
    return stamped(gast.Return(value), statement)


def _fits(statement: gast.AST) -> bool:
    found = statement.__dict__
    tree = found.get("value") or found.get("test") or found.get("iter")
    return operations(tree) <= OPERATIONS and len(expression(tree)) <= WIDTH


def operations(node: gast.AST) -> int:
    """Return the number of operations and calls in an expression.

    >>> from srcdiff.core.text import parse_expression
    >>> operations(parse_expression("a * (b + c) + f(x)"))
    4
    """
    counted = gast.BinOp | gast.Call | gast.Compare | gast.BoolOp
    return sum(isinstance(n, counted) for n in gast.walk(node))


def _reads_of(statement: gast.AST, target: str) -> int:
    """Count the reads in a statement's own expressions, not in its blocks."""
    if target not in read(statement):
        return 0
    return Uses(_alone(statement)).read[target]


def _alone(statement: gast.AST) -> gast.FunctionDef:
    empty = gast.arguments([], [], None, [], [], None, [])
    if isinstance(statement, gast.If | gast.For | gast.While):
        head = type(statement).__new__(type(statement))
        head.__dict__.update(statement.__dict__)
        head.body, head.orelse = [], []
        statement = head
    return gast.FunctionDef("head", empty, [statement], [], None, None, [])


def _reads_inside(statement: gast.AST, target: str) -> bool:
    inner = list(statements([statement]))[1:]
    return any(target in read(s) for s in inner)


def _changes(statement: gast.AST) -> set[str]:
    changed = {m for s in statements([statement]) if (m := mutated(s)) is not None}
    return changed | bound_in([statement])
