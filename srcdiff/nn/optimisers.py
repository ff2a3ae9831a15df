"""Optimisers: update rules together with their rates, and their state."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from srcdiff.errors import InvalidArgument
from srcdiff.nn import update_rules
from srcdiff.nn.parameters import arrays_in, zeros
from srcdiff.nn.schedules import Rate
from srcdiff.update.leaves import Path


@dataclass(frozen=True)
class Optimiser:
    """An update rule, its rate and its other numbers.

    rule: changes an array ``w`` in place, given its gradient ``g``, and, by name:
    arrays that are kept from step to step, the number of the step ``t`` (1 at first),
    ``rate``, and other numbers. moments: which of its parameters are such arrays; they
    are zeros at first. rate: a number, or a function of the number of the step.
    numbers: the others. Raises InvalidArgument when they do not fit the rule.

    >>> import numpy as np
    >>> def signs(w, g, rate):
    ...     np.sign(g, out=g)
    ...     g *= rate
    ...     w -= g
    >>> by_sign = Optimiser(signs, rate=0.5)
    >>> w = np.array([1.0, 2.0])
    >>> state = by_sign.init(w)
    >>> by_sign.update(state, w, np.array([-3.0, 0.1]))
    >>> w, state
    (array([1.5, 1.5]), {'t': 1})
    """

    rule: Callable[..., None]
    rate: Rate
    moments: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {"w", "g", "t", "rate", *self.moments, *self.numbers}
        taken = set(inspect.signature(self.rule).parameters)
        missing = sorted(taken - given) + sorted({"w", "g"} - taken)
        unknown = sorted(given - taken - {"t", "rate"})
        if missing or unknown or "t" in self.moments:
            raise InvalidArgument(
                f"the rule {self.rule.__name__} takes {', '.join(sorted(taken))}; "
                f"given: {', '.join(sorted(given))}"
            )
        for name, value in self.numbers.items():
            _check_number(name, value)
        if not callable(self.rate):
            _check_number("rate", self.rate)

    def init(self, params: Any) -> dict[str, Any]:
        """Return the state before the first step: zeros for all that is kept.

        params: an array, or tuples, lists, dicts and objects of arrays; for several
        parameters of a loss, a tuple of them. The state is a dict of the number of
        steps "t" and, by the names that the rule has for them, arrays in the
        structure of params. Raises InvalidArgument for what cannot be updated in
        place, and for one array twice.
        """
        arrays_in({"params": params})
        return {"t": 0, **{moment: zeros(params) for moment in self.moments}}

    def update(self, state: dict[str, Any], params: Any, gradients: Any) -> None:
        """Change parameters and state in place by one step.

        state: as ``init`` gives it. params, gradients: of one structure. The arrays
        of the gradients are written on. This is what a training step has in its text.
        """
        state["t"] += 1
        t = state["t"]
        rate = self.rate(t) if callable(self.rate) else self.rate
        known = {"t": t, "rate": rate, **self.numbers}
        taken = inspect.signature(self.rule).parameters
        for _, path, w in arrays_in({"params": params}):
            kept = {m: _at(state[m], path) for m in self.moments}
            found = {"w": w, "g": _at(gradients, path), **kept, **known}
            self.rule(**{name: found[name] for name in taken})


def sgd(rate: Rate) -> Optimiser:
    """Return gradient descent: ``w -= rate * g``.

    rate: a number or a schedule, a function of the number of the step; so for all
    optimisers.

    >>> sgd(rate=0.5).init([])
    Traceback (most recent call last):
    ...
    srcdiff.errors.InvalidArgument: params holds no array: there is nothing to update
    """
    return Optimiser(update_rules.sgd, rate)


def momentum(rate: Rate, decay: float = 0.9) -> Optimiser:
    """Return gradient descent with momentum: ``v = decay * v + g; w -= rate * v``."""
    return Optimiser(
        update_rules.momentum, rate, ("v",), {"decay": _fraction("decay", decay)}
    )


def nesterov(rate: Rate, decay: float = 0.9) -> Optimiser:
    """Return Nesterov's momentum: ``v = decay * v + g; w -= rate * (g + decay * v)``.

    The weights are those at which gradients are taken, as in Sutskever et al., On the
    importance of initialization and momentum in deep learning (2013).
    """
    return Optimiser(
        update_rules.nesterov, rate, ("v",), {"decay": _fraction("decay", decay)}
    )


def rmsprop(rate: Rate = 1e-3, decay: float = 0.9, epsilon: float = 1e-8) -> Optimiser:
    """Return RMSProp: ``w -= rate * g / (sqrt(v) + epsilon)``, v averaging squares."""
    numbers = {"decay": _fraction("decay", decay), "epsilon": _positive(epsilon)}
    return Optimiser(update_rules.rmsprop, rate, ("v", "scratch"), numbers)


def adam(
    rate: Rate = 1e-3,
    decay_m: float = 0.9,
    decay_v: float = 0.999,
    epsilon: float = 1e-8,
) -> Optimiser:
    """Return Adam: steps along average gradients, over roots of average squares.

    decay_m, decay_v: of the averages of gradients and squares. epsilon: is added to the
    root. The state has sums for averages: ``m`` is the average divided by
    ``1 - decay_m``, before its correction for the first steps.
    """
    numbers = {
        "decay_m": _fraction("decay_m", decay_m),
        "decay_v": _fraction("decay_v", decay_v),
        "epsilon": _positive(epsilon),
    }
    return Optimiser(update_rules.adam, rate, ("m", "v"), numbers)


def adamw(
    rate: Rate = 1e-3,
    decay_m: float = 0.9,
    decay_v: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 1e-2,
) -> Optimiser:
    """Return AdamW: Adam, with ``w -= rate * weight_decay * w`` beside it."""
    _check_number("weight_decay", weight_decay)
    numbers = {
        **adam(rate, decay_m, decay_v, epsilon).numbers,
        "weight_decay": float(weight_decay),
    }
    return Optimiser(update_rules.adamw, rate, ("m", "v"), numbers)


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = step.taken(tree)
    return tree


def _check_number(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidArgument(f"{name}={value!r}: give a number")
    if not math.isfinite(value):
        raise InvalidArgument(f"{name}={value!r}: give a finite number")


def _fraction(name: str, value: float) -> float:
    _check_number(name, value)
    if not 0 <= value < 1:
        raise InvalidArgument(f"{name}={value!r}: give a number in [0, 1)")
    return float(value)


def _positive(epsilon: float) -> float:
    _check_number("epsilon", epsilon)
    if epsilon <= 0:
        raise InvalidArgument(f"epsilon={epsilon!r}: give a positive number")
    return float(epsilon)
