"""Generated modules in memory, and how their errors become the user's."""

from __future__ import annotations

import ast
import functools
import re
import types
from collections.abc import Iterator

from srcdiff.codegen.load import Surroundings, load
from srcdiff.errors import NotDifferentiable
from srcdiff.module import Module
from srcdiff.runtime.misuse import Misuse

_NAME = re.compile(r"\b[A-Za-z_]\w*")
_NUMBER = re.compile(r"_\d+$")


class Loaded:
    """Generated functions in memory, and the way from their lines to the user's."""

    def __init__(self, module: Module, stem: str) -> None:
        self.module = module
        handed = {n: types.CellType(v) for n, v in module.handed.items()}
        around = {
            title: Surroundings(callee.globals, {**callee.cells, **handed})
            for title, callee in module.surroundings.items()
        }
        self.lines = module.text.splitlines()
        self.functions = load(module.text, stem, around)
        for each in self.functions.values():
            vars(each)["over_complex"] = module.over_complex
        for title, callee in module.surroundings.items():
            function, plain = self.functions[title], callee.key
            if not title.endswith("_backward"):
                function.__defaults__ = plain.__defaults__
                function.__kwdefaults__ = plain.__kwdefaults__
        self.entry = self.functions[module.entries[0]]
        self.file = next(iter(self.functions.values())).__code__.co_filename

    @property
    def returned(self) -> ast.expr | None:
        """The expression that the first of the functions returns at its end."""
        title = self.module.entries[0]
        for node in ast.parse(self.module.text).body:
            if isinstance(node, ast.FunctionDef) and node.name == title:
                last = node.body[-1]
                return last.value if isinstance(last, ast.Return) else None
        return None

    def explain(self, error: BaseException) -> None:
        """Say at which user's line an exception arose; locate our own errors."""
        origin, never = None, None
        for frame, line in frames(error.__traceback__):
            if frame.f_code.co_filename == self.file:
                origin = self.module.origins.get(line, origin)
                never = self.never_bound(frame, line)
        if origin and never and isinstance(error, TypeError | AttributeError):
            raise UnboundLocalError(
                f"cannot access local variable {never!r} where it is not associated "
                f"with a value\n  in {origin.file}:{origin.line}: {origin.text}"
            ) from None
        if isinstance(error, Misuse):
            where = f"{origin.file}:{origin.line}: " if origin else ""
            quoted = f"\n    {origin.text}" if origin else ""
            raise NotDifferentiable(
                f"{where}{error.reason}{quoted}\n  instead: {error.remedy}"
            ) from error
        if origin is not None:
            error.add_note(f"in {origin.file}:{origin.line}: {origin.text}")

    def never_bound(self, frame: types.FrameType, line: int) -> str | None:
        """Return a name read in a line that a path of the user's program left unbound.

        The generated text holds None there, where the user's would have raised.
        """
        for name in _NAME.findall(self.lines[line - 1]):
            if frame.f_locals.get(name, name) is None and name in self.placeholders:
                return _NUMBER.sub("", name)
        return None

    @functools.cached_property
    def placeholders(self) -> set[str]:
        """The names that the text sets to None, and the user's program does not."""
        found = set()
        for number, text in enumerate(self.lines, 1):
            name, _, value = text.strip().partition(" = ")
            origin = self.module.origins.get(number)
            if value == "None" and origin is not None and "None" not in origin.text:
                found.add(name)
        return found


def frames(
    traceback: types.TracebackType | None,
) -> Iterator[tuple[types.FrameType, int]]:
    """Yield the frames of a traceback with their lines, the innermost last."""
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
