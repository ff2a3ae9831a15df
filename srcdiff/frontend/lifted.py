"""Functions that the front end makes out of nested and of specialised ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import gast

from srcdiff.core.build import name
from srcdiff.core.names import NameTable
from srcdiff.errors import Place, Refusal, UnsupportedSyntax
from srcdiff.frontend.callables import Closure, Value
from srcdiff.frontend.source import FunctionSource

DEEPEST = 40
"""So many functions may be specialised inside each other."""


@dataclass(eq=False)
class Lifted:
    """A function at module level that stands for a nested or a specialised one.

    name: what it is called in the module. stem: its name in the user's program.
    code: of the function it was made from.
    names: the names of the function around it and its own. kept: the parameters that
    are still there. extra: names of the function around it that it reads, parameters
    too. returned: the function that it returns, if it does; captured: the names whose
    values it returns in its place.
    changed: parameters that hold functions, and are written to. rebound: parts of
    objects whose new values it returns, too, and after: what they hold then, if known.
    valued: whether it returns anything else; same: which of them its result is. outer:
    the objects that were there before.
    """

    name: str
    stem: str
    code: CodeType
    kept: list[str]
    extra: list[str]
    names: NameTable = field(default_factory=NameTable)
    source: FunctionSource | None = None
    returned: Value | None = None
    captured: list[str] = field(default_factory=list)
    functions: dict[str, Value] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    recursive: bool = False
    rebound: list[str] = field(default_factory=list)
    after: dict[str, Value] = field(default_factory=dict)
    valued: bool = True
    same: str | None = None
    outer: set[int] = field(default_factory=set)

    @property
    def __name__(self) -> str:
        return self.stem

    @property
    def __code__(self) -> CodeType:
        return self.code

    __defaults__ = None
    __kwdefaults__ = None


@dataclass
class Lifting:
    """The functions made for one compilation.

    titles: the names of the module. outside: users' functions as code. values: all that
    keys name by identity, kept alive. refusals: all that was said against the program.
    main: the function that is differentiated. derive: generates the derivative of a
    function that was made.
    """

    titles: NameTable = field(default_factory=NameTable)
    made: dict[Any, Lifted] = field(default_factory=dict)
    outside: dict[Any, Closure] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    main: Any = None
    depth: int = 0
    derive: Any = None

    def title(
        self, stem: str, source: FunctionSource, hidden: Collection[str] = ()
    ) -> str:
        """Return a name for a function of the module that nothing else has.

        hidden: names that may stand for something else where it is called.
        """
        around = source.function.__globals__
        while (found := self.titles.fresh(stem)) in around or found in hidden:
            pass
        return found

    def refuse(self, place: Place, reason: str, remedy: str) -> None:
        """Note a refusal; the walk goes on."""
        self.refusals.append(Refusal(UnsupportedSyntax, place, reason, remedy))


def positional(names: Iterable[str]) -> gast.arguments:
    """Return the parameters of a function that takes these names, and no others."""
    found = [name(n) for n in names]
    for each in found:
        each.ctx = gast.Param()
    return gast.arguments(found, [], None, [], [], None, [])
