"""Records of arrays in one array that is made before the loop, not in a list.

Where it is known how often a loop turns and what shape a record has: that is several
times faster than to make a new array a turn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.sharing import parts_of
from srcdiff.analysis.types import infer
from srcdiff.core.atoms import Linear
from srcdiff.core.bounds import least
from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    numpy_call,
    shallow,
    stamped,
    subscript,
    tuple_of,
)
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.join import python_number
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound_in,
    breaks,
    is_backward,
    is_store,
    map_blocks,
    statements,
    tape_of,
)
from srcdiff.core.types import Array, Dim, Literal, Number

Block = list[gast.AST]


@dataclass
class _Record:
    """A push of items in a loop, and the pop in the loop that runs it backwards."""

    push: gast.Expr
    pop: gast.Assign
    ahead: gast.For
    back: gast.For
    shape: list[gast.AST]

    @property
    def place(self) -> gast.Subscript:
        """Where the items stand that are recorded."""
        return self.push.value.args[0].func.value

    @property
    def tape(self) -> str:
        """The list that the record is on."""
        tape = tape_of(self.push, "append")
        assert tape is not None
        return tape


def preallocated(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with arrays for lists of records, where that may be.

    node: forward and backward part together.
    """
    known = infer(node, getattr(node, "known", {}))
    found = _records(node.body, known)
    return _Arrays(node, found, names).function(node) if found else node


def _records(body: Block, known: Known) -> list[_Record]:
    loops = [s for s in body if isinstance(s, gast.For)]
    pops = {
        s.site: (s, loop)
        for loop in loops
        if is_backward(loop)
        for s in loop.body
        if hasattr(s, "site") and is_store(s)
    }
    found = []
    for loop in loops:
        if is_backward(loop) or not _counts(loop):
            continue
        for push in loop.body:
            if (
                tape_of(push, "append") is None
                or getattr(push, "site", None) not in pops
            ):
                continue
            pop, back = pops[push.site]
            shape = _shape(push.value.args[0], loop, known)
            if shape is not None and _mirrors(back, loop):
                found.append(_Record(push, pop, loop, back, shape))
    return found


def _counts(loop: gast.For) -> bool:
    """Tell whether a loop surely takes all its turns, which are 0, 1, 2 or so on."""
    header = loop.iter
    if header.target is not range or len(header.args) > 2 or breaks(loop.body):
        return False
    start = header.args[0] if len(header.args) == 2 else constant(0)
    whole = isinstance(start, gast.Constant) and start.value >= 0
    return whole and loop.target.id not in bound_in(loop.body)


def _mirrors(back: gast.For, loop: gast.For) -> bool:
    header = back.iter
    turned = header.target is reversed and fingerprint(header.args[0])
    same = turned == fingerprint(loop.iter)
    return same and back.target.id == loop.target.id


def _shape(value: gast.AST, loop: gast.For, known: Known) -> list[gast.AST] | None:
    """Return the shape of copied items of an array, as it is before a loop."""
    if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Attribute):
        return None
    place = value.func.value
    if value.func.attr != "copy" or not isinstance(place, gast.Subscript):
        return None
    root = place.value
    if not isinstance(root, gast.Name) or root.id in bound_in(loop.body):
        return None
    kind = known.get(root.id)
    if not isinstance(kind, Array) or kind.dtype is None or kind.shape is None:
        return None
    parts = parts_of(place.slice)
    if len(parts) > len(kind.shape):
        return None
    dims: list[gast.AST] = []
    rest = [gast.Slice(None, None, None)] * (len(kind.shape) - len(parts))
    for axis, part in enumerate([*parts, *rest]):
        if isinstance(part, gast.Slice):
            removed = _removed(part, kind.shape[axis])
            if removed is None:
                return None
            dims.append(_size(root.id, axis, removed))
        elif python_number(type_of(part, known)) is not int:
            return None
    return dims


def _removed(part: gast.Slice, size: Dim) -> int | None:
    """Return how many items a slice leaves out at the two ends, None where unknown."""
    ends = [getattr(b, "value", None) for b in (part.lower, _negated(part.upper))]
    given = [b for b in (part.lower, part.upper) if b is not None]
    if part.step is not None or len(given) != sum(type(e) is int for e in ends):
        return None
    counts = [e or 0 for e in ends]
    fits = min(counts) >= 0 and sum(counts) <= (least(size) or 0)
    return sum(counts) if fits else None


def _negated(bound: gast.AST | None) -> gast.AST | None:
    """Return c of a bound ``-c``, which counts from the end."""
    if isinstance(bound, gast.UnaryOp) and isinstance(bound.op, gast.USub):
        return bound.operand
    if isinstance(bound, gast.Constant) and type(bound.value) is int:
        return constant(-bound.value) if bound.value < 0 else None
    return None


def _size(root: str, axis: int, removed: int) -> gast.AST:
    shape = gast.Attribute(name(root), "shape", gast.Load())
    size = subscript(shape, constant(axis))
    return gast.BinOp(size, gast.Sub(), constant(removed)) if removed else size


def _turns(loop: gast.For, known: Known) -> tuple[gast.AST, gast.AST | None]:
    """Return how often a loop turns, and what it starts at if that is not 0."""
    *starts, stop = map(clone, loop.iter.args)
    start = starts[0] if starts and starts[0].value else None
    count = stop if start is None else gast.BinOp(stop, gast.Sub(), start)
    kind = type_of(count, known)
    size = kind.value if isinstance(kind, Number | Literal) else None
    low = least(size) if isinstance(size, int | str | Linear) else None
    whole = start is None and getattr(stop, "target", None) is len
    if not whole and (low is None or low < 0):
        count = call("max", count, constant(0), target=max)
    return count, start


class _Arrays:
    """Puts arrays in the place of lists of records."""

    def __init__(
        self, node: gast.FunctionDef, found: list[_Record], names: NameTable
    ) -> None:
        self.found = found
        self.names = names
        lists = Counter(tape_of(s, "append") for s in statements(node.body))
        mine = Counter(r.tape for r in found)
        self.free = {t for t in mine if mine[t] == lists[t]}
        self.known = infer(node, getattr(node, "known", {}))
        self.counters: dict[int, str] = {}
        self.made: dict[int, Block] = {}
        self.new: dict[int, gast.AST] = {}

    def function(self, node: gast.FunctionDef) -> gast.FunctionDef:
        for record in self.found:
            self.add(record)
        changed = map_blocks(
            node.body, lambda block: [self.new.get(id(s), s) for s in block]
        )
        body: Block = []
        for old, new in zip(node.body, changed, strict=True):
            if id(old) in self.counters:
                new = shallow(new)
                new.target = name(self.counters[id(old)], store=True)
            body += [*self.made.get(id(old), []), new]
        return function(node, body)

    def add(self, record: _Record) -> None:
        tape = record.tape
        array = tape
        if tape in self.free:
            self.free.remove(tape)
        else:
            array = self.names.temporary(self.names.stems.get(tape, tape))
        count, start = _turns(record.ahead, self.known)
        made = numpy_call("empty", tuple_of([count, *record.shape]))
        root = record.place.value.id
        kind = self.known[root]
        if isinstance(kind, Array) and kind.dtype != np.float64:
            made.args.append(gast.Attribute(name(root), "dtype", gast.Load()))
        statement = assign(array, made, like=record.ahead)
        statement.tape_start = True
        self.made.setdefault(id(record.ahead), []).append(statement)
        counter = self.counter(record)
        turn: gast.AST = name(counter)
        if start is not None:
            turn = gast.BinOp(turn, gast.Sub(), start)
        kept = gast.Assign(
            [subscript(name(array), turn, store=True)], clone(record.place), None
        )
        self.new[id(record.push)] = stamped(kept, record.push)
        back = gast.Assign(
            record.pop.targets, subscript(name(array), clone(turn)), None
        )
        self.new[id(record.pop)] = stamped(back, record.pop)

    def counter(self, record: _Record) -> str:
        """Return the name that counts the turns of the two loops of a record."""
        if id(record.ahead) not in self.counters:
            counter = record.ahead.target.id
            if counter == "_":
                counter = self.names.temporary("k")
            self.counters[id(record.ahead)] = counter
            self.counters[id(record.back)] = counter
        return self.counters[id(record.ahead)]
