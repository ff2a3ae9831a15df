"""One function on the way through the front end: what its names are known to hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import gast

from srcdiff.core.build import assign, name, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.frontend.callables import (
    Argument,
    Items,
    Object,
    Unsure,
    Value,
    arguments_of,
    made_at,
    made_here,
)
from srcdiff.frontend.decomposition import Decomposition
from srcdiff.frontend.lifted import Lifting
from srcdiff.frontend.scopes import binders, bindings
from srcdiff.frontend.source import FunctionSource

GONE = "which function this is, only the run tells"
CHOOSE = "write the call in each branch, or give the function as an argument"
INSIDE = "a function that keeps values is made inside an expression"
DATA = "a function that is made here is used as a value"
CALL = "call it here, or pass it to a function that calls it"
STORED = "a store into an attribute that is an object, or has code of its own"
STORE = "make a new object with the value that it is to have"


@dataclass
class Nest:
    """What a function shares with those that it makes: names, and what was made.

    decomposition: which objects are taken apart. sites: what places of the program
    stand for, so that each is taken once. owners: the objects of which names are parts,
    by identity; places: where these are made, and attributes. frames: how many
    functions have been walked.
    """

    names: NameTable
    lifting: Lifting
    decomposition: Decomposition = field(default_factory=Decomposition)
    sites: dict[Any, Any] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    places: dict[str, tuple[Any, str]] = field(default_factory=dict)
    frames: int = 0


class Frame:
    """The state of the walk over one function."""

    def __init__(
        self,
        source: FunctionSource,
        node: gast.FunctionDef,
        nest: Nest,
        values: Mapping[str, Value],
        spelled: Mapping[str, gast.AST],
    ) -> None:
        self.source = source
        self.node = node
        self.nest = nest
        self.names = nest.names
        self.values: dict[str, Value] = dict(values)
        self.spelled = spelled
        self.locals = bindings(node) | set(values)
        self.exits: list[dict[str, Value]] = []
        self.changed: set[str] = set()
        self.extra: set[str] = set()
        self.first: str | None = None
        self.binders = binders(node)
        self.out: list[gast.AST] = []
        self.like: gast.AST | None = None
        self.straight = True
        self.returned: list[tuple[gast.Return, Value | None, list, dict]] = []
        # What objects have to do with the function: see ``objects``.
        nest.frames += 1
        self.serial = nest.frames
        self.direct: gast.AST | None = None
        self.writes = 0
        self.done: dict[int, Argument] = {}
        self.outer: set[int] = set()
        self.present: set[int] = set()
        self.rebound: dict[str, None] = {}
        self.parts_bound: set[str] = set()
        self.states: list[dict[str, Value]] = []
        self.views: dict[str, set[Any]] = {}
        self.storable: set[int] = set()
        self.receivers: set[str] = set()
        self.opening: list[tuple[str, Object]] = []
        self.entry: dict[str, Object] = {}

    @property
    def wrote(self) -> bool:
        """Whether the statement that is looked at binds names on its way."""
        return self.writes > 0

    def refuse(self, node: gast.AST, reason: str, remedy: str) -> None:
        """Refuse a node of the function."""
        self.nest.lifting.refuse(self.source.place(node), reason, remedy)

    def escaped(self, value: Value | None) -> None:
        """Note that something gets hold of a value that srcdiff does not follow."""
        todo = [value]
        while todo:
            found = todo.pop()
            if isinstance(found, Object):
                origin = found.origin
                given = origin[0] == "parameter"
                self.nest.decomposition.escaped.add(origin[:2] if given else origin)
            elif found is not None:
                todo += [a.value for a in arguments_of(found)]

    def emit(self, statement: gast.AST) -> None:
        """Put a statement before the one that is looked at."""
        self.out.append(stamped(statement, self.like))

    def held(self, node: gast.AST, key: Any, stem: str, value: gast.AST) -> gast.AST:
        """Bind a value to a name of its own, once for each place; return the name.

        node: where the value stands. key: tells the values of one place apart.
        """
        if isinstance(value, gast.Constant):
            return value
        walrus = self.like is not None and any(
            isinstance(n, gast.NamedExpr) for n in nodes_in(self.like)
        )
        if not self.straight or walrus or self.wrote:
            self.refuse(node, INSIDE, CHOOSE)
        site = ("held", id(node), key)
        if site not in self.nest.sites:
            self.nest.sites[site] = self.names.temporary(stem)
        self.locals.add(self.nest.sites[site])
        self.emit(assign(self.nest.sites[site], value))
        return name(self.nest.sites[site])

    @contextmanager
    def inside(self, hidden: Collection[str] = ()) -> Iterator[None]:
        """Look at a part that is not evaluated once, in order, or has other names.

        hidden: names of the part's own, which mean nothing around it.
        """
        straight, values, own = self.straight, self.values, set(hidden) - self.locals
        done, self.done = self.done, {}
        self.locals |= own
        self.straight = False
        self.values = {n: v for n, v in values.items() if n not in hidden}
        yield
        self.straight, self.values, self.done = straight, values, done
        self.locals -= own

    def bind(self, target: str, value: Value | None) -> None:
        """Note what a name holds from now on."""
        self.values.pop(target, None)
        if value is not None:
            self.values[target] = value

    def mutated(self, name: str) -> None:
        """Note that a list or dict that a name holds may be another from now on."""
        value = self.values.get(name)
        if isinstance(value, Items):
            if hasattr(value.site, "kept"):
                self.refuse(self.like or value.site, STORED, STORE)
            self.values[name] = Unsure(made_here(value))
            self.changed.add(name)

    def made(self, site: gast.AST) -> None:
        """Note that a place runs again: what it made before is not what it was."""
        for each, value in self.values.items():
            if made_at(value, site):
                self.values[each] = Unsure(made_here(value))
