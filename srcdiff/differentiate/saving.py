"""What the forward function of a pair saves for its backward function.

Cheap numbers are computed again. What only some paths bind is saved by these paths: the
branches of the backward function take apart what the same branches of the forward one
have put together.
"""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcdiff.analysis.assigned import surely_bound
from srcdiff.analysis.expression_types import Known
from srcdiff.core.build import assign, branch, clone, name, tuple_of
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.join import python_number
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, bound_in, names_in, read, read_in, statements
from srcdiff.core.types import UNKNOWN, Items

Block = list[gast.AST]
EXACT = gast.Add | gast.Sub | gast.Mult


@dataclass
class Saving:
    """The two parts of a pair, and the names that the first saves for the second."""

    forward: Block
    backward: Block
    saved: frozenset[str] | set[str]


def computed_again(now: Saving, given: set[str], known: Known) -> Saving:
    """Return the parts with cheap numbers computed in the backward part too.

    given: the parameters. Only arithmetic on Python numbers that cannot raise counts,
    of parameters that keep their values.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.types import Number
    >>> body = gast.parse("m = n - 1; k = f(m); g_bar = g_bar * m * k").body
    >>> now = Saving(body[:2], body[2:], {"m", "k"})
    >>> after = computed_again(now, {"n"}, {"n": Number(int), "m": Number(int)})
    >>> print("; ".join(map(statement, after.backward)), sorted(after.saved))
    m = n - 1; g_bar = g_bar * m * k ['k', 'n']
    """
    binders = _binders(now.forward)
    again: dict[str, gast.AST] = {}
    asked: set[str] = set()

    def cheap(variable: str) -> bool:
        if variable in given or variable in asked:
            return variable in again or variable in given - set(binders)
        asked.add(variable)
        found = binders.get(variable, [])
        if len(found) != 1 or not _is_cheap(found[0], known):
            return False
        if not all(map(cheap, names_in(found[0].value))):
            return False
        again[variable] = found[0]
        return True

    for variable in sorted(now.saved - given):
        cheap(variable)
    order = {id(s): k for k, s in enumerate(statements(now.forward))}
    backward = now.backward
    for statement in sorted(again.values(), key=lambda s: -order[id(s)]):
        copied = clone(statement)
        copied.origin, copied.part = None, "backward"
        backward = _placed(backward, copied)
    operands = {o for s in again.values() for o in names_in(s.value)}
    return Saving(now.forward, backward, (now.saved | operands) - set(again))


def _binders(block: Block) -> dict[str, list[gast.AST]]:
    found: dict[str, list[gast.AST]] = {}
    for statement in statements(block):
        for variable in bound(statement):
            found.setdefault(variable, []).append(statement)
    return found


def _is_cheap(statement: gast.AST, known: Known) -> bool:
    if not isinstance(statement, gast.Assign):
        return False
    numbers = all(
        python_number(known.get(n, UNKNOWN)) in (bool, int, float)
        for n in names_in(statement.value)
    )
    single = isinstance(statement.targets[0], gast.Name)
    return single and numbers and _is_exact(statement.value)


def _is_exact(node: gast.AST) -> bool:
    """Tell whether an expression of numbers is arithmetic that never raises."""
    if isinstance(node, gast.BinOp):
        exact = isinstance(node.op, EXACT)
        return exact and _is_exact(node.left) and _is_exact(node.right)
    if isinstance(node, gast.UnaryOp):
        return _is_exact(node.operand)
    if isinstance(node, gast.Compare):
        ordered = not any(isinstance(op, gast.In | gast.NotIn) for op in node.ops)
        return ordered and all(map(_is_exact, [node.left, *node.comparators]))
    return isinstance(node, gast.Name | gast.Constant)


def _placed(block: Block, statement: gast.AST) -> Block:
    """Return a block with a statement before its first reader, as far in as may be."""
    variable = bound(statement)[0]
    readers = [k for k, s in enumerate(block) if variable in read_in([s])]
    if not readers:
        return block
    first = block[readers[0]]
    if len(readers) == 1 and isinstance(first, gast.If) and variable not in read(first):
        sides = [first.body, first.orelse]
        inside = [variable in read_in(side) for side in sides]
        if inside.count(True) == 1:
            sides = [
                _placed(side, statement) if reads else side
                for side, reads in zip(sides, inside, strict=True)
            ]
            return _replaced(
                block, first, branch(first.test, sides[0], sides[1], first)
            )
    return [*block[: readers[0]], statement, *block[readers[0] :]]


def _replaced(block: Block, old: gast.AST, new: gast.AST) -> Block:
    return [new if s is old else s for s in block]


def saved_by_paths(
    now: Saving, given: set[str], known: Known, names: NameTable
) -> Saving:
    """Return the parts where each path saves what only it binds, as one more name."""
    missing = now.saved - given - surely_bound(now.forward)
    binders = _binders(now.forward)
    once = {v for v in missing if len(binders.get(v, [])) == 1}
    for ahead in now.forward:
        inside = once & bound_in([ahead])
        if not isinstance(ahead, gast.If) or not inside:
            continue
        back = _mirror(ahead, now.backward, inside)
        if back is None:
            continue
        kept = names.temporary("kept")
        both = _kept_by(ahead, back, inside, kept, known)
        if both is None:
            continue
        forward = _replaced(now.forward, ahead, both[0])
        backward = _replaced(now.backward, back, both[1])
        now = Saving(forward, backward, (now.saved - inside) | {kept})
    return now


def _mirror(ahead: gast.If, block: Block, inside: set[str]) -> gast.If | None:
    """Return the branch of the backward part that alone reads what a branch binds."""
    readers = [s for s in block if read_in([s]) & inside]
    if len(readers) != 1 or not isinstance(readers[0], gast.If):
        return None
    same = fingerprint(readers[0].test) == fingerprint(ahead.test)
    return readers[0] if same and not read(readers[0]) & inside else None


def _kept_by(
    ahead: gast.If, back: gast.If, inside: set[str], kept: str, known: Known
) -> tuple[gast.AST, gast.AST] | None:
    """Return both branches, where each side of one puts together a tuple ``kept``."""
    sides = [
        _side(f, b, inside & bound_in(f), kept, known, ahead)
        for f, b in ((ahead.body, back.body), (ahead.orelse, back.orelse))
    ]
    if sides[0] is None or sides[1] is None:
        return None
    forward = branch(ahead.test, sides[0][0], sides[1][0], ahead)
    return forward, branch(back.test, sides[0][1], sides[1][1], back)


def _side(
    forward: Block,
    backward: Block,
    inside: set[str],
    kept: str,
    known: Known,
    like: gast.AST,
) -> tuple[Block, Block] | None:
    direct = sorted(inside & surely_bound(forward))
    rest = inside - set(direct)
    if rest:
        ahead = next(s for s in forward if rest & bound_in([s]))
        alone = isinstance(ahead, gast.If) and not direct and rest <= bound_in([ahead])
        back = _mirror(ahead, backward, rest) if alone else None
        both = None if back is None else _kept_by(ahead, back, rest, kept, known)
        if both is None:
            return None
        return _replaced(forward, ahead, both[0]), _replaced(backward, back, both[1])
    if not set(direct) <= read_in(backward):
        return None
    items = assign(kept, tuple_of([name(v) for v in direct]), like=like)
    items.origin, items.part = None, "forward"
    if not direct:
        return [*forward, items], backward
    taken = assign(tuple_of([name(v, True) for v in direct], True), name(kept))
    taken.value.returns = Items(tuple(known.get(v, UNKNOWN) for v in direct))
    taken.origin, taken.part = None, "backward"
    return [*forward, items], [taken, *backward]
