"""Training steps: loss, gradients and update of the parameters as one function."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.flags import flags
from srcdiff.analysis.signature import Key, describe_all, key_of, types_of
from srcdiff.codegen.guard import Objects
from srcdiff.compilation import Compilation
from srcdiff.derivative import Wrt, standalone_text
from srcdiff.differentiate.assemble import Wanted
from srcdiff.entrance import arguments_of
from srcdiff.errors import InvalidArgument
from srcdiff.frontend.source import find_source
from srcdiff.frontend.target import Target, target_of
from srcdiff.loaded import Loaded, frames
from srcdiff.module import Module
from srcdiff.nn.optimisers import Optimiser
from srcdiff.nn.parameters import arrays_in, is_state
from srcdiff.nn.way_in import way_in
from srcdiff.points import check_apart
from srcdiff.update.leaves import Leaf
from srcdiff.update.plan import Clip, Update


def training_step(
    loss: Callable[..., Any],
    optimiser: Optimiser,
    wrt: Wrt = 0,
    clip: Clip | None = None,
) -> TrainingStep:
    """Return the function that makes one step of training, in place.

    loss: a function with a scalar value. optimiser: such as ``sgd(rate=0.1)``. wrt: the
    parameter of the loss that is trained, by position or name, or a tuple of several.
    clip: such as ``by_norm(1.0)``.

    Returns ``step``: ``value = step(state, *arguments)`` takes the state that
    ``optimiser.init(params)`` gives and the arguments of the loss. It returns the loss
    before the step, and changes the arrays of params and of the state. Its text is
    generated for each signature of the arguments, as that of a gradient is; ``source``
    shows it, ``save`` writes it.

    Raises InvalidArgument, when called, for parameters that cannot be updated in place:
    numbers, arrays of integers, one array twice. Otherwise as ``grad``.

    >>> import numpy as np
    >>> def loss(w, x, t):
    ...     return np.mean((x @ w - t) ** 2)
    >>> from srcdiff.nn.optimisers import sgd
    >>> optimiser = sgd(rate=0.5)
    >>> step = training_step(loss, optimiser)
    >>> w, x, t = np.zeros(1), np.ones((2, 1)), np.array([1.0, 2.0])
    >>> float(step(optimiser.init(w), w, x, t)), w
    (2.5, array([1.5]))
    """
    return TrainingStep(loss, optimiser, wrt, clip)


@dataclass(frozen=True)
class Made:
    """What is made for one signature: a text in memory, and the way in.

    run: serves calls of the signature. call: hands all others on.
    """

    loaded: Loaded
    known: Known
    run: Callable[..., Any]
    call: Callable[..., Any]


class TrainingStep:
    """One step of training, as a function: callable, readable, saveable.

    ``source`` is the generated text, ``loss`` the function that is made small.
    """

    def __init__(
        self,
        loss: Callable[..., Any],
        optimiser: Optimiser,
        wrt: Wrt,
        clip: Clip | None,
    ) -> None:
        self.loss = loss
        self.optimiser = optimiser
        self.wrt = wrt
        self.clip = clip
        self._target: Target = target_of(loss)
        self._partial = bool(self._target.leading or self._target.named)
        self._names = self._target.resolve(wrt)
        self._arguments = arguments_of(self._target.plain)
        self._lock = threading.RLock()
        self._made: dict[Key, Made] = {}
        self._by_file: dict[str, Loaded] = {}
        self._last: Made | None = None
        self._call: Callable[..., Any] = self._missed
        functools.update_wrapper(self, loss, updated=())
        parameters = self._target.signature.parameters
        taken = inspect.Parameter(
            Objects(parameters).fresh("state"), inspect.Parameter.POSITIONAL_ONLY
        )
        self.__signature__ = inspect.Signature([taken, *parameters.values()])

    @property
    def signatures(self) -> tuple[str, ...]:
        """The signatures that have a text of their own, in order of their making."""
        return tuple(dict.fromkeys(describe_all(m.known) for m in self._made.values()))

    @property
    def source(self) -> str:
        """The generated Python, a whole module: for the signature of the last call.

        Raises InvalidArgument before any call: ``source_for`` needs none.
        """
        if self._last is None:
            raise InvalidArgument(
                "a training step has its text by the arguments of a call; instead: "
                "call it first, or ask source_for(*arguments)"
            )
        return self._last.loaded.module.text

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """Return the generated Python for arguments of the loss, without a step.

        args, kwargs: as for a call, without the state; only their signature matters.
        Raises as a call does, except what the loss itself would raise.
        """
        return self._of(*self._target.complete(args, kwargs)).loaded.module.text

    def save(self, path: str | Path, *args: Any, **kwargs: Any) -> None:
        """Write the step as a module that needs NumPy only.

        path: the file to write. args, kwargs: arguments of the loss whose signature the
        text is to be made for; without, that of the last call. The text raises
        TypeError when it is called with arguments of others. Raises InvalidArgument
        before any call, and when the loss reads a global that cannot be written as
        source.
        """
        made = self._last
        if args or kwargs:
            made = self._of(*self._target.complete(args, kwargs))
        if made is None:
            raise InvalidArgument(
                "a training step has its text by the arguments of a call; instead: "
                "call it first, or give arguments: save(path, *arguments)"
            )
        text = standalone_text(made.loaded.module, made.known)
        Path(path).write_text(text, encoding="utf-8")

    @functools.cached_property
    def _flags(self) -> frozenset[str]:
        return flags(find_source(self._target.plain).node)

    def _leaves(self, values: dict[str, Any]) -> tuple[Leaf, ...]:
        """Return the arrays to update. Raises InvalidArgument for what cannot be."""
        single = not isinstance(self.wrt, tuple)
        places = {n: None if single else k for k, n in enumerate(self._names)}
        return tuple(
            Leaf(name, places[name], path, array.ndim == 0)
            for name, path, array in arrays_in({n: values[n] for n in places})
        )

    def _module(self, known: Known, leaves: tuple[Leaf, ...]) -> Module:
        plain = self._target.plain
        optimiser = self.optimiser
        update = Update(
            optimiser.rule,
            optimiser.moments,
            optimiser.rate,
            optimiser.numbers,
            self.clip,
            leaves,
        )
        stem = plain.__name__ if plain.__name__.isidentifier() else "lambda_"
        wanted = Wanted(True, False, not isinstance(self.wrt, tuple))
        compilation = Compilation(plain, known=known)
        return compilation.gradient(self._names, wanted, f"{stem}_step", update)

    def _compiled(self, values: dict[str, Any], leaves: tuple[Leaf, ...]) -> Made:
        known = types_of(values, self._flags)
        loaded = Loaded(
            self._module(known, leaves), f"{self._target.plain.__name__}_step"
        )
        self._by_file[loaded.file] = loaded
        entry = self._apart(loaded)
        call = way_in(entry, self._missed, values, leaves, self._flags)
        return Made(loaded, known, entry, call)

    def _apart(self, loaded: Loaded) -> Callable[..., Any]:
        """Return the generated step, with a check where the loss writes arguments."""
        written = loaded.module.written
        if not written:
            return loaded.entry

        def checked(state: dict[str, Any], /, *args: Any, **kwargs: Any) -> Any:
            check_apart(self._arguments(*args, **kwargs), written)
            return loaded.entry(state, *args, **kwargs)

        served: Any = functools.wraps(loaded.entry)(checked)
        served.__defaults__ = loaded.entry.__defaults__
        served.__kwdefaults__ = loaded.entry.__kwdefaults__
        return served

    def _of(self, args: tuple, kwargs: dict[str, Any]) -> Made:
        """Return what is made for the signature of a call of the plain function."""
        values = self._arguments(*args, **kwargs)
        leaves = self._leaves(values)
        key = (leaves, *(key_of(v, n in self._flags) for n, v in values.items()))
        with self._lock:
            if key not in self._made:
                self._made[key] = self._compiled(values, leaves)
            return self._made[key]

    def _missed(self, state: dict[str, Any], /, *args: Any, **kwargs: Any) -> Any:
        """Serve a call that is not of the last signature."""
        made = self._last = self._of(args, kwargs)
        self._call = made.call
        self._check(state, self._arguments(*args, **kwargs))
        return made.run(state, *args, **kwargs)

    def _check(self, state: Any, values: dict[str, Any]) -> None:
        """Check that a state is one that the optimiser keeps for the parameters."""
        places = [values[name] for name in self._names]
        params = tuple(places) if isinstance(self.wrt, tuple) else places[0]
        if not is_state(state, params, self.optimiser.moments):
            raise InvalidArgument(
                "the state is not one of these parameters; instead: pass what "
                "optimiser.init gives for them"
            )

    def __call__(self, state: dict[str, Any], /, *args: Any, **kwargs: Any) -> Any:
        """Make one step: change parameters and state in place, return the loss."""
        if self._partial:
            args, kwargs = self._target.complete(args, kwargs)
        try:
            return self._call(state, *args, **kwargs)
        except Exception as error:
            for frame, _ in frames(error.__traceback__):
                loaded = self._by_file.get(frame.f_code.co_filename)
                if loaded is not None:
                    loaded.explain(error)
                    break
            raise

    def __reduce__(self):
        return TrainingStep, (self.loss, self.optimiser, self.wrt, self.clip)

    def __repr__(self) -> str:
        rule, wrt = self.optimiser.rule.__name__, ", ".join(self._names)
        return f"<step of {rule} on {self._target.plain.__qualname__} wrt {wrt}>"
