"""Generated gradients against differences along random directions."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcdiff.api import grad, vjp
from srcdiff.derivative import Wrt
from srcdiff.errors import GradientMismatch, InvalidArgument
from srcdiff.frontend.target import target_of
from srcdiff.points import differentiable
from srcdiff.testing.differences import Slope, slope
from srcdiff.testing.leaves import (
    Path,
    at,
    doubled,
    inner,
    leaves,
    mapped,
    replaced,
)
from srcdiff.testing.weighted import weighted_sum

LOOSEST = 1e-6
UNSURE = 1e-3
LARGEST = 1000
"""So many elements of an array are searched for the one that is most wrong."""


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    wrt: Wrt | None = None,
    order: int = 1,
    *,
    kwargs: Mapping[str, Any] | None = None,
    rtol: float | None = None,
    seed: int = 0,
) -> None:
    """Check the generated gradient of a function against differences, at one point.

    f: a function of numbers, arrays and containers of them, whose value may be any of
    these. args, kwargs: the point. wrt: as for ``grad``; None means every positional
    argument that holds floats, or complex numbers, of which both parts are varied.
    order: 2 checks the gradient of the gradient too. rtol: the largest relative error,
    by default 1e-6, and more where an argument is float32. seed: of the random
    directions, one for each array and number that is varied.

    Returns None. Raises GradientMismatch when a gradient is wrong in value, shape or
    dtype, or when the function is not smooth enough there to tell; InvalidArgument for
    a wrong wrt or order; and whatever ``grad`` or f itself raises.

    The derivative along a direction is compared with extrapolated central differences:
    C. J. F. Ridders, Advances in Engineering Software 4 (1982), 75-76.

    >>> check_grads(lambda x, y: np.sum(x**2 * y), (np.ones(3), 2.0), order=2)
    """
    if order < 1:
        raise InvalidArgument(f"order={order!r}: it must be at least 1")
    if not isinstance(args, list | tuple):
        raise InvalidArgument("args must be the tuple of f's positional arguments")
    check = _Check(f, tuple(args), dict(kwargs or {}), wrt, rtol, seed)
    check.run()
    if order > 1:
        again = check.names[0] if len(check.names) == 1 else tuple(check.names)
        scalar = check.scalar_function()
        check_grads(
            grad(scalar, again),
            (),
            tuple(check.names),
            order - 1,
            kwargs=check.arguments,
            rtol=rtol,
            seed=seed + 1,
        )


@dataclass(frozen=True)
class _Place:
    """An array or number of an argument: which argument, where in it, and its label."""

    name: str
    path: Path
    label: str


class _Check:
    """The comparison of one function's gradients at one point."""

    def __init__(
        self,
        f: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: Wrt | None,
        rtol: float | None,
        seed: int,
    ) -> None:
        self.f = f
        self.random = np.random.default_rng(seed)
        target = target_of(f)
        if wrt is None:
            wrt = target.holding(args, lambda a: any(leaves(a)))
        self.names = target.resolve(wrt)
        if isinstance(f, functools.partial):
            self.f = target.plain
            args, kwargs = target.complete(args, kwargs)
        signature = (
            target.plain_signature if self.f is target.plain else target.signature
        )
        self.bound = signature.bind(*args, **kwargs)
        self.bound.apply_defaults()
        self.arguments = self.bound.arguments
        for name in self.names:
            self.arguments[name] = differentiable(self.arguments[name], name)
        self.title = target.plain.__name__
        self.value = self.called(self.arguments)
        self.cotangent = (
            1.0 if _is_scalar(self.value) else mapped(self.value, self.normal)
        )
        self.rtol = rtol if rtol is not None else self.usual_tolerance()

    def called(self, arguments: Mapping[str, Any]) -> Any:
        """Return f's value; f may do what it likes with its arguments."""
        self.bound.arguments = copy.deepcopy(dict(arguments))
        return self.f(*self.bound.args, **self.bound.kwargs)

    def normal(self, value: Any) -> Any:
        """Return random numbers in the form of a number or array."""
        numbers = self.random.standard_normal(np.shape(value))
        if np.iscomplexobj(value):
            numbers = numbers + 1j * self.random.standard_normal(np.shape(value))
        if isinstance(value, np.ndarray):
            return numbers.astype(value.dtype)
        return complex(numbers) if np.iscomplexobj(value) else float(numbers)

    def usual_tolerance(self) -> float:
        coarsest = max(
            (np.finfo(np.asarray(self.point(p)).dtype).eps for p in self.places()),
            default=0.0,
        )
        return min(max(LOOSEST, 1e4 * float(coarsest)), 0.1)

    def places(self) -> list[_Place]:
        return [
            _Place(name, path, label)
            for name in self.names
            for path, label in leaves(self.arguments[name], name)
        ]

    def point(self, place: _Place) -> Any:
        return at(self.arguments[place.name], place.path)

    def run(self) -> None:
        """Compare every number and array; raise for the first that differs."""
        gradients = dict(zip(self.names, self.gradients(), strict=True))
        for place in self.places():
            try:
                found = at(gradients[place.name], place.path)
            except (KeyError, IndexError, TypeError):
                found = None
            self.same_form(place, found)
            if np.size(found):
                self.compare(place, found)

    def gradients(self) -> tuple[Any, ...]:
        """Return the generated gradients, one for each name."""
        self.bound.arguments = copy.deepcopy(dict(self.arguments))
        args, kwargs = self.bound.args, self.bound.kwargs
        if _is_scalar(self.value):
            return grad(self.f, tuple(self.names))(*args, **kwargs)
        _, pullback = vjp(self.f, *args, wrt=tuple(self.names), **kwargs)
        return pullback(self.cotangent)

    def same_form(self, place: _Place, found: Any) -> None:
        want, got = _form(self.point(place)), _form(found)
        if want != got:
            raise GradientMismatch(
                f"the gradient of {self.title} with respect to {place.label} is {got}, "
                f"but {place.label} is {want}"
            )

    def compare(self, place: _Place, found: Any) -> None:
        """Compare one array's gradient along a random direction."""
        point = doubled(self.point(place))
        size = float(np.sqrt(np.mean(np.abs(point) ** 2)))
        direction = doubled(self.normal(point)) * (min(size, 1.0) or 1.0)
        terms = (np.conj(doubled(found)) * direction).real
        generated = float(np.sum(terms))
        by_differences = self.along(place, direction)
        error = abs(generated - by_differences.value)
        sizes = np.array([generated, by_differences.value, np.sqrt(np.sum(terms**2))])
        scale = float(np.max(np.abs(sizes[np.isfinite(sizes)]), initial=0.0))
        allowed = self.rtol * scale + 10 * by_differences.error
        sure = by_differences.error <= UNSURE * max(scale, 1e-3 * self.typical())
        if sure and error <= allowed and np.isfinite(generated):
            return
        opening = f"the gradient of {self.title} with respect to {place.label}"
        lines = [
            f"{opening} ({_form(found)}) "
            + ("is wrong" if sure else "cannot be checked: differences do not settle"),
            f"  derivative along a random direction: generated {generated:.12g}, "
            f"by differences {by_differences.value:.12g}",
            f"  absolute error {error:.3g}, relative error "
            f"{error / scale if scale else 0.0:.3g}, "
            f"estimated error of the differences {by_differences.error:.3g}",
        ]
        if sure:
            lines.append(self.worst(place, doubled(found)))
        else:
            lines.append(
                "  instead: choose a point where the function is smooth and finite"
            )
        raise GradientMismatch("\n".join(lines))

    def typical(self) -> float:
        """Return the size of f's value, below which differences are rounding errors."""
        return abs(inner(self.value, self.weights())) or 1.0

    def weights(self) -> Any:
        """Return the cotangent in the structure of the value."""
        if _is_scalar(self.value):
            return mapped(self.value, lambda v: np.ones(np.shape(v)))
        return self.cotangent

    def along(self, place: _Place, direction: np.ndarray) -> Slope:
        """Return the derivative of the weighted value along a direction."""
        point = self.point(place)
        weights = self.weights()

        def moved(step: float) -> float:
            new = doubled(point) + step * direction
            item = new if isinstance(point, np.ndarray) else new.item()
            whole = replaced(self.arguments[place.name], place.path, item)
            try:
                with np.errstate(all="ignore"):
                    value = self.called({**self.arguments, place.name: whole})
            except (ArithmeticError, ValueError):
                return math.nan
            return inner(value, weights)

        return slope(moved)

    def worst(self, place: _Place, found: np.ndarray) -> str:
        """Return a line on the element whose gradient is most wrong."""
        chosen = np.arange(found.size)
        if found.size > LARGEST:
            chosen = np.sort(self.random.choice(found.size, LARGEST, replace=False))
        worst = (-1.0, "")
        for flat in chosen:
            index = np.unravel_index(flat, found.shape)
            direction = np.zeros_like(found)
            true: complex = 0.0
            for unit in (1.0, 1j) if np.iscomplexobj(found) else (1.0,):
                direction[index] = unit
                true += unit * self.along(place, direction).value
            error = abs(found[index] - true)
            text = "".join(f"[{', '.join(map(str, index))}]" if index else "")
            line = (
                f"  most wrong: {place.label}{text}, generated {found[index]:.12g}, "
                f"by differences {true:.12g}"
            )
            worst = max(worst, (float(error), line))
        return worst[1]

    def scalar_function(self) -> Callable[..., Any]:
        """Return f, or the weighted sum of its value where that is no scalar."""
        if _is_scalar(self.value):
            return self.f
        return weighted_sum(self.f, list(self.arguments), self.value, self.cotangent)


def _is_scalar(value: Any) -> bool:
    numbers = isinstance(value, int | float | np.ndarray | np.generic)
    return numbers and np.size(value) == 1 and not np.iscomplexobj(value)


def _form(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} with shape {value.shape}"
    return f"a {type(value).__name__}"
