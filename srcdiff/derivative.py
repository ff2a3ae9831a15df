"""The callable that a user holds: a derivative, its text, and how to call it."""

from __future__ import annotations

import functools
import sys
import threading
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srcdiff.analysis.bulk import Place, is_large
from srcdiff.analysis.complex_values import holds_complex
from srcdiff.analysis.complexes import complex_only, is_complex_type
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.flags import flags
from srcdiff.analysis.signature import Key, describe_all, key_of, types_of
from srcdiff.codegen.standalone import names_read, standalone
from srcdiff.compilation import Compilation
from srcdiff.core.types import UNKNOWN, Number, holds_floats
from srcdiff.differentiate.assemble import Wanted
from srcdiff.entrance import Entrance, arguments_of, entrance
from srcdiff.errors import InvalidArgument
from srcdiff.frontend.annotations import annotated
from srcdiff.frontend.derived import underway
from srcdiff.frontend.library import plain_function
from srcdiff.frontend.source import find_source
from srcdiff.frontend.target import Target, target_of
from srcdiff.loaded import Loaded, frames
from srcdiff.module import Module
from srcdiff.points import check_apart, differentiable

Wrt = int | str | tuple[int | str, ...]


SIGNATURES = 64
"""So many signatures of a function are compiled; all others use the general form."""


@dataclass(frozen=True)
class Made:
    """What is made for one signature: a text in memory, and the way in."""

    loaded: Loaded
    entrance: Entrance
    signature: str

    def holds(self) -> bool:
        """Tell whether the names that the text reads stand for what they did."""
        return self.loaded.module.holds()


class Derivative:
    """The gradient of a function, as a function: callable, readable, saveable.

    Calling it with the primal's arguments returns what ``grad`` or ``value_and_grad``
    promises. ``source`` is the generated text, ``signatures`` says for which arguments
    there are texts of their own, ``primal`` is the function differentiated. It has the
    primal's name, docstring and signature. ``grad`` and ``value_and_grad`` make it.

    >>> from srcdiff import grad
    >>> slope = grad(lambda x, k: k * x**2)
    >>> slope(3.0, k=2.0)
    12.0
    >>> "x_bar = 2 * k * x" in slope.source
    True
    """

    def __init__(
        self,
        primal: Callable[..., Any],
        wrt: Wrt,
        wanted: Wanted,
        specialise: bool = True,
        readable: bool = False,
    ) -> None:
        self.primal = primal
        self.wrt = wrt
        self.wanted = wanted
        self.specialise = specialise
        self.readable = readable
        self._target: Target = target_of(primal)
        self._partial = bool(self._target.leading or self._target.named)
        self._names = self._target.resolve(wrt)
        self._arguments = arguments_of(self._target.plain)
        self._lock = threading.RLock()
        self._made: dict[Key, Made] = {}
        self._sized: dict[Key, Place | None] = {}
        self._general_form: Made | None = None
        self._over_complex: dict[Key, Made] = {}
        self._for_types: dict[Key, Loaded] = {}
        self._by_file: dict[str, Loaded] = {}
        self._last: Made | None = None
        self._call: Callable[..., Any] = self._missed
        functools.update_wrapper(self, primal, updated=())
        self.__signature__ = self._target.signature

    @property
    def signatures(self) -> tuple[str, ...]:
        """The signatures that have a text of their own, in the order of their making.

        >>> slope = Derivative(lambda x, k: k * x, 0, Wanted(False, False, True))
        >>> slope(1.0, 2.0), slope(1.0, 3)
        (2.0, 3.0)
        >>> slope.signatures
        ('x: float, k: float', 'x: float, k: int')
        """
        return tuple(dict.fromkeys(made.signature for made in self._made.values()))

    @property
    def wrt_names(self) -> list[str]:
        """The names of the parameters that it is the gradient with respect to."""
        return list(self._names)

    @property
    def source(self) -> str:
        """The generated Python, a whole module: that which served the last call.

        Before any call, the text for the types that annotations of the function give;
        without such, the general form, which is right for all arguments.
        """
        return self._last.loaded.module.text if self._last else self._at_rest.text

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """Return the generated Python for arguments like these, without calling it.

        args, kwargs: as for a call; only their signature matters. Raises as a call
        does, except what the function itself would raise.

        >>> slope = Derivative(lambda x: x * x, 0, Wanted(False, False, True))
        >>> "x: float" in slope.source_for(1.0)
        True
        """
        return self._of(*self._target.complete(args, kwargs)).loaded.module.text

    def fits(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether a call would be served by the text of the last one, at once.

        args, kwargs: as for a call.
        This is the test that every call begins with, alone: generated code, which costs
        about as much as one NumPy call. It may say no to a call of the same signature,
        never yes to one of another.

        >>> slope = Derivative(lambda x: x * x, 0, Wanted(False, False, True))
        >>> slope(2.0), slope.fits(3.0), slope.fits([3.0])
        (4.0, True, False)
        """
        args, kwargs = self._target.complete(args, kwargs)
        last = self._last
        if last is None or self._call is not last.entrance.call:
            return False
        return last.entrance.fits(*args, **kwargs)

    @functools.cached_property
    def _flags(self) -> frozenset[str]:
        return flags(find_source(self._target.plain).node)

    @property
    def _general(self) -> Made:
        with self._lock:
            made = self._general_form
            if made is None or not made.holds():
                made = self._general_form = self._compiled({}, None)
            return made

    def _general_for(self, values: dict[str, Any]) -> Made:
        """Return the form that is right for all arguments with complex ones among them.

        Where none is complex, that is the general form.
        """
        if not holds_complex(values):
            return self._general
        known = complex_only(self._known(values))
        key = tuple(known.items())
        with self._lock:
            made = self._over_complex.get(key)
            if made is None or not made.holds():
                made = self._over_complex[key] = self._compiled(known, None)
            return made

    def known_of(self, *args: Any, **kwargs: Any) -> Known:
        """Return what a call tells of the parameters: the types of its signature.

        args, kwargs: as for a call.
        """
        args, kwargs = self._target.complete(args, kwargs)
        return self._known(self._arguments(*args, **kwargs))

    def _known(self, values: dict[str, Any]) -> Known:
        points = {n: differentiable(values[n], n) for n in self._names}
        return types_of({**values, **points}, self._flags)

    def module_for(self, known: Known) -> Module:
        """Return the generated module for types of parameters; none: the general form.

        known: by name; nothing is known of parameters that are left out.
        """
        return self._module(known) if known else self._general.loaded.module

    @functools.cached_property
    def _at_rest(self) -> Module:
        return self.module_for(self.annotated)

    def _module(self, known: Known, large: bool | None = None) -> Module:
        plain = self._target.plain
        kind = "value_and_grad" if self.wanted.with_value else "grad"
        title = f"{_identifier(plain.__name__)}_{kind}"
        if any(map(is_complex_type, known.values())):
            plain = plain_function(self.primal, over_complex=True) or plain
        if known and isinstance(self.primal, Derivative):
            plain = self.primal.generated_for(known)
        with underway(plain, *self._names, bool(known)):
            compilation = Compilation(plain, known=known, large=large)
            return compilation.gradient(self._names, self.wanted, title)

    @functools.cached_property
    def annotated(self) -> Known:
        """What the annotations of the function say; nothing for the general form."""
        found = annotated(self._target.plain) if self.specialise else {}
        for name in self._names:
            if found.get(name) == Number(int):
                found[name] = Number(float)
        return found

    def _compiled(
        self, known: Known, values: dict[str, Any] | None, large: bool | None = None
    ) -> Made:
        plain = self._target.plain
        module = self._module(known, large)
        loaded = Loaded(module, module.entries[0])
        self._by_file[loaded.file] = loaded
        door = entrance(
            plain,
            (loaded.entry, loaded.returned, self._check(loaded)),
            self._missed,
            self._names,
            self.wanted,
            values,
            self._flags,
            None if module.sized is None else (module.sized, bool(large)),
            module.assumed,
        )
        return Made(loaded, door, describe_all(known))

    def _check(self, loaded: Loaded) -> Callable[..., Any] | None:
        """Return the check of a generated function that writes to its arguments."""
        written = loaded.module.written
        if not written:
            return None

        def check(*args: Any, **kwargs: Any) -> None:
            check_apart(self._arguments(*args, **kwargs), written)

        return check

    def _of(self, args: tuple, kwargs: dict[str, Any]) -> Made:
        """Return what is made for the signature of a call of the plain function."""
        values = self._arguments(*args, **kwargs)
        if not self.specialise:
            return self._general_for(values)
        key = tuple(key_of(v, n in self._flags) for n, v in values.items())
        found = self._made.get((key, self._is_large(key, values)))
        if found is not None and found.holds():
            return found
        known = self._known(values)
        with self._lock:
            large = self._is_large(key, values)
            found = self._made.get((key, large))
            if found is None and len(self._made) >= SIGNATURES:
                return self._general_for(values)
            if found is not None and found.holds():
                return found
            made = self._compiled(known, values, None if self.readable else large)
            sized = self._sized[key] = made.loaded.module.sized
            # Which array decides is known only now: it may be a small one.
            self._made[key, large and sized is not None] = made
            alike = large == self._is_large(key, values) or sized is None
            return made if alike else self._of(args, kwargs)

    def _is_large(self, key: Key, values: dict[str, Any]) -> bool:
        """Tell whether a call of a signature is one for the text that reuses memory."""
        if self.readable or self._sized.get(key, ()) is None:
            return False
        return is_large(values, self._sized.get(key))

    def _missed(self, *args: Any, **kwargs: Any) -> Any:
        """Serve a call that is not of the last signature."""
        made = self._last = self._of(args, kwargs)
        # A form that is right for many signatures has no test that would find it.
        if any(made is each for each in self._made.values()):
            self._call = made.entrance.call
        return made.entrance.run(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the gradient (and value) at the given arguments.

        args, kwargs: as the primal takes them; those of wrt hold real numbers.
        Raises UnsupportedSyntax, NoDerivativeRule or NotDifferentiable where the
        primal or an argument has no derivative, and what the primal itself raises.

        >>> from srcdiff import value_and_grad
        >>> value_and_grad(lambda x: x**2)(3.0)
        (9.0, 6.0)
        """
        if self._partial:
            args, kwargs = self._target.complete(args, kwargs)
        try:
            return self._call(*args, **kwargs)
        except Exception as error:
            self._explain(error)
            raise

    def _explain(self, error: Exception) -> None:
        """Say at which line of the user's an exception arose in generated text."""
        for frame, _ in frames(error.__traceback__):
            loaded = self._by_file.get(frame.f_code.co_filename)
            if loaded is not None:
                return loaded.explain(error)

    def generated_function(self, over_complex: bool = False) -> types.FunctionType:
        """Return the generated function itself, for differentiating it again.

        over_complex: it has to be right for complex arguments too.
        """
        if not over_complex:
            return self._general.loaded.entry
        return self._general_over_complex.entry

    def generated_for(self, known: Known) -> types.FunctionType:
        """Return the generated function for types of its parameters, as it was made.

        known: by name of parameter. It is the general form where derivatives are made
        in that form only, or by an argument that is no float.
        """
        over_complex = any(map(is_complex_type, known.values()))
        floats = all(holds_floats(known.get(n, UNKNOWN)) for n in self._names)
        if not self.specialise or not floats:
            return self.generated_function(over_complex)
        key = tuple(known.items())
        with self._lock:
            made = self._for_types.get(key)
            if made is None or not made.module.holds():
                if len(self._for_types) >= SIGNATURES:
                    self._for_types.clear()
                module = self._module(known)
                self._for_types[key] = Loaded(module, module.entries[0])
            return self._for_types[key].entry

    @functools.cached_property
    def _general_over_complex(self) -> Loaded:
        if self._general.loaded.module.over_complex:
            return self._general.loaded
        plain = plain_function(self.primal, over_complex=True) or self._target.plain
        title = self._general.loaded.module.entries[0]
        with underway(plain, *self._names, "complex"):
            compilation = Compilation(plain, over_complex=True)
            module = compilation.gradient(self._names, self.wanted, title)
        return Loaded(module, title)

    def save(self, path: str | Path, *args: Any, **kwargs: Any) -> None:
        """Write the derivative as a module that needs NumPy only.

        path: the file to write. args, kwargs: arguments whose signature the text is to
        be made for; without, the types of annotations; without these, the general form,
        right for all arguments, whatever calls came before. A text that was made for
        types raises TypeError when it is called with others. Raises InvalidArgument
        when the function reads a global that cannot be written as source.

        >>> import pathlib, tempfile
        >>> from srcdiff import grad
        >>> slope = grad(lambda x: x**3)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "slope.py")
        ...     slope.save(path)
        ...     "def lambda__grad(x):" in path.read_text()
        True
        """
        known = self.known_of(*args, **kwargs) if args or kwargs else self.annotated
        Path(path).write_text(self.standalone(known), encoding="utf-8")

    def standalone(self, known: Known) -> str:
        """Return the text that ``save`` writes, for types of parameters.

        known: types by name of parameter, as ``known_of`` finds them; nothing for the
        general form. Raises InvalidArgument as ``save`` does.

        >>> from srcdiff import grad
        >>> slope = grad(lambda x: x**2)
        >>> "import numpy as np" in slope.standalone(slope.known_of(2.0))
        True
        """
        return standalone_text(self.module_for(known), known)

    def __reduce__(self):
        module = sys.modules.get(self.__module__)
        found = module
        for part in self.__qualname__.split("."):
            found = getattr(found, part, None)
        if found is self:
            return self.__qualname__
        options = (self.specialise, self.readable)
        return Derivative, (self.primal, self.wrt, self.wanted, *options)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        kind = "value_and_grad" if self.wanted.with_value else "grad"
        wrt = ", ".join(self._names)
        return f"<{kind} of {self._target.plain.__qualname__} wrt {wrt}>"


def standalone_text(module: Module, known: Known) -> str:
    """Return a generated module as one that needs NumPy only.

    known: the types that its text was made for. Raises InvalidArgument when one of its
    functions reads a global that cannot be written as source.
    """
    outside: dict[str, Any] = {}
    for title, names in names_read(module.text).items():
        callee = module.surroundings[title]
        for name in sorted(names):
            if name in callee.cells:
                value = callee.cells[name].cell_contents
            elif name in callee.globals:
                value = callee.globals[name]
            else:
                continue
            if name in outside and outside[name] is not value:
                raise InvalidArgument(
                    f"cannot save {name}: two of the functions mean different "
                    "things by it; give it another name in one of them"
                )
            outside[name] = value
    handed = module.handed.items()
    outside |= {name: getattr(called, "__wrapped__", called) for name, called in handed}
    return standalone(module.text, outside, known)


def _identifier(name: str) -> str:
    return name if name.isidentifier() else "lambda_"
