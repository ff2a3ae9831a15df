"""Training: epochs of steps over data, until there is a reason to stop."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.nn.checks import Arrays, check_fit, check_params, checked_data
from srcdiff.nn.data import minibatches
from srcdiff.nn.optimisers import Optimiser
from srcdiff.nn.reports import report_of
from srcdiff.nn.saving import poured
from srcdiff.nn.training import TrainingStep, training_step

History = dict[str, list[float]]


@dataclass(frozen=True)
class Epoch:
    """What a callback is told after an epoch.

    number: from 1. loss: the mean over the examples, each before the step that it was
    in. validation: the loss on the validation data, if any. params: as they are now;
    the next step changes them.
    """

    number: int
    loss: float
    validation: float | None
    params: Any


@dataclass(frozen=True)
class Fitted:
    """A training that has ended.

    params: the best parameters. loss: the lowest loss, on the validation data if there
    are any. history: "loss" of each epoch, and "validation". epochs: how many there
    were. reason: why there were no more, one of "epochs", "converged", "patience",
    "callback", "diverged", "interrupted". checkpoint: what ``fit(..., resume=...)``
    goes on from, and `save` writes.
    """

    params: Any
    loss: float
    history: History
    epochs: int
    reason: str
    checkpoint: dict[str, Any]


def fit(
    loss: Callable[..., Any] | TrainingStep,
    params: Any,
    data: Any,
    *,
    optimiser: Optimiser | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    seed: int = 0,
    tolerance: float | None = None,
    validation: Any = None,
    patience: int | None = None,
    callbacks: Iterable[Callable[[Epoch], Any]] = (),
    progress: bool = False,
    resume: dict[str, Any] | None = None,
) -> Fitted:
    """Make a loss small by steps along its gradients, and return the best parameters.

    loss: a function ``loss(params, *batch)``, or a training step. params: as for
    `training_step`; they stay as they are. data: a tuple of arrays with a row for each
    example, such as (x, t).

    optimiser: makes the step, where loss is a function. epochs: how often to go through
    the data. batch_size: examples a step, None for all of them; they are shuffled from
    the seed. tolerance: the training ends when the loss of an epoch differs by less
    than this part from the last one. validation: a tuple like data; the parameters
    with the lowest loss on it are the best. patience: the training ends after so many
    epochs without a lower loss. callbacks: are told of each `Epoch`; the training ends
    when one returns True. progress: show a bar, or lines. resume: the checkpoint of
    a training with the same arguments, to the bit; epochs counts those before too.

    Without validation data, the best parameters are those with the lowest loss on the
    whole data if a step is made from the whole data, else those after the epoch with
    the lowest mean. An interrupt from the keyboard ends the training with what there
    is. Raises InvalidArgument for data and parameters that do not fit; see the page
    on networks.

    >>> from srcdiff.nn import sgd
    >>> def loss(w, x, t):
    ...     return np.mean((x @ w - t) ** 2)
    >>> x = np.array([[1.0], [2.0]])
    >>> fitted = fit(loss, np.zeros(1), (x, 3.0 * x[:, 0]), optimiser=sgd(0.1))
    >>> fitted.params.round(6), fitted.reason
    (array([3.]), 'epochs')
    """
    run = _Run(_step_of(loss, optimiser), params, data, validation, batch_size, seed)
    _check_count("epochs", epochs, 0)
    if patience is not None:
        _check_count("patience", patience, 1)
    if resume is not None:
        run.restore(resume)
    callbacks = tuple(callbacks)
    report = report_of(progress, epochs, run.done)
    reason = "epochs"
    try:
        while run.done < epochs:
            found = run.epoch()
            if found is None:
                reason = "diverged"
                break
            losses = {name: values[-1] for name, values in run.history.items()}
            report.epoch(run.done, losses)
            answers = [each(found) for each in callbacks]
            if any(answer is True for answer in answers):
                reason = "callback"
            elif tolerance is not None and run.change() < tolerance:
                reason = "converged"
            elif patience is not None and run.waiting >= patience:
                reason = "patience"
            if reason != "epochs":
                break
    except KeyboardInterrupt:
        reason = "interrupted"
    finally:
        report.close()
    return run.fitted(reason)


def _step_of(loss: Any, optimiser: Optimiser | None) -> TrainingStep:
    if isinstance(loss, TrainingStep):
        if optimiser is not None:
            raise InvalidArgument(
                "a training step has an optimiser: leave this one out"
            )
        return loss
    if optimiser is None:
        raise InvalidArgument("give an optimiser, such as srcdiff.nn.adam(0.001)")
    return training_step(loss, optimiser)


def _check_count(name: str, value: Any, least: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < least:
        raise InvalidArgument(f"{name}={value!r}: give an integer from {least}")


class _Run:
    """A training that goes on: what changes from epoch to epoch."""

    def __init__(
        self,
        step: TrainingStep,
        params: Any,
        data: Any,
        validation: Any,
        batch_size: int | None,
        seed: int,
    ) -> None:
        if batch_size is not None:
            _check_count("batch_size", batch_size, 1)
        self.step = step
        self.data = checked_data(data, "data")
        self.validation: Arrays | None = None
        if validation is not None:
            self.validation = checked_data(validation, "validation")
        self.batch_size = batch_size
        self.generator = np.random.default_rng(seed)
        check_params(params)
        first = next(minibatches(self.data, batch_size))
        check_fit(step.loss, params, first, self.data)
        self.params = copy.deepcopy(params)
        self.state = step.optimiser.init(self.params)
        self.history: History = {"loss": []}
        if self.validation is not None:
            self.history["validation"] = []
        self.best = copy.deepcopy(params)
        self.lowest = math.inf
        self.waiting = 0
        self.kept: dict[str, Any] = {}
        self.keep()

    @property
    def done(self) -> int:
        """How many epochs there have been."""
        return len(self.history["loss"])

    @property
    def exact(self) -> bool:
        """Tell whether a step's loss is that of the whole data, and decides."""
        whole = self.batch_size is None or self.batch_size >= len(self.data[0])
        return whole and self.validation is None

    def epoch(self) -> Epoch | None:
        """Go through the data once; return None where the loss is not finite."""
        total = 0.0
        for batch in minibatches(self.data, self.batch_size, self.generator):
            total += float(self.step(self.state, self.params, *batch)) * len(batch[0])
        mean = total / len(self.data[0])
        measured, value = mean, None
        if self.validation is not None:
            measured = value = float(self.step.loss(self.params, *self.validation))
        if not math.isfinite(mean) or not math.isfinite(measured):
            return None
        # The loss of a step is that of the parameters before it.
        self.judge(self.kept["params"] if self.exact else self.params, measured)
        self.history["loss"].append(mean)
        if value is not None:
            self.history["validation"].append(value)
        self.keep()
        return Epoch(self.done, mean, value, self.params)

    def judge(self, params: Any, measured: float) -> None:
        """Keep parameters that are better than all before."""
        self.waiting += 1
        if measured < self.lowest:
            self.best, self.lowest = copy.deepcopy(params), measured
            self.waiting = 0

    def change(self) -> float:
        """Return by which part the loss of the last epoch differs from that before."""
        last = self.history["loss"][-2:]
        if len(last) < 2:
            return math.inf
        return abs(last[1] - last[0]) / max(abs(last[0]), 1e-300)

    def keep(self) -> None:
        """Note all that the next epoch changes."""
        self.kept = {
            "params": copy.deepcopy(self.params),
            "state": copy.deepcopy(self.state),
            "generator": copy.deepcopy(self.generator.bit_generator.state),
            "best": self.best,
            "lowest": self.lowest,
            "waiting": self.waiting,
            "history": copy.deepcopy(self.history),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Go back to what was noted, here or in a run of the same arguments."""
        alike = set(kept) == set(self.kept) and all(
            set(kept[name]) == set(self.kept[name]) for name in ("history", "state")
        )
        if not alike:
            raise InvalidArgument("resume is no checkpoint of a training like this one")
        kept = copy.deepcopy(kept)
        # What comes from a file has tuples where there were namedtuples.
        self.params = poured(self.params, kept["params"])
        self.best = poured(self.params, kept["best"])
        for name, value in kept["state"].items():
            like = self.state[name]
            self.state[name] = value if name == "t" else poured(like, value)
        self.generator.bit_generator.state = kept["generator"]
        self.lowest, self.waiting = kept["lowest"], kept["waiting"]
        self.history = kept["history"]
        self.keep()

    def fitted(self, reason: str) -> Fitted:
        """Return the training as it ends."""
        checkpoint = self.kept
        if self.exact and reason not in ("diverged", "interrupted") and self.done:
            measured = float(self.step.loss(self.params, *self.data))
            if math.isfinite(measured):
                self.judge(self.params, measured)
        return Fitted(
            self.best, self.lowest, self.history, self.done, reason, checkpoint
        )
