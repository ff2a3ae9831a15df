"""What a training step does with gradients: the rule, its numbers, the arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from srcdiff.update.leaves import Leaf


@dataclass(frozen=True)
class Clip:
    """How gradients are limited: a function of a list of them, and its numbers."""

    rule: Callable[..., None]
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Update:
    """What a training step does with gradients.

    rule: changes one array ``w`` in place, given its gradient ``g``, the arrays of the
    state that it names, and numbers. moments: the parameters of the rule that are
    arrays of the state. rate: a number, or a function of the number of the step.
    numbers: the rule's others. leaves: the arrays to update.
    """

    rule: Callable[..., None]
    moments: tuple[str, ...]
    rate: float | Callable[[int], float]
    numbers: Mapping[str, float]
    clip: Clip | None
    leaves: tuple[Leaf, ...]
