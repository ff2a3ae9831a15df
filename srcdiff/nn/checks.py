"""What is asked of parameters and data before training, with one clear error each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.nn.parameters import arrays_in

Arrays = tuple[np.ndarray, ...]


def checked_data(data: Any, what: str) -> Arrays:
    """Return data as a tuple of arrays that have a row for each example.

    what: what the data are called in errors. Raises InvalidArgument for no examples,
    different numbers of them, values that are no numbers, NaN and infinities.

    >>> checked_data(([[1.0], [np.nan]], [0, 1]), "data")
    Traceback (most recent call last):
    ...
    srcdiff.errors.InvalidArgument: data[0] is not finite in 1 place, first in row 1; \
instead: leave such examples out, or fill them in
    """
    whole = data if isinstance(data, tuple | list) else (data,)
    arrays = tuple(np.asarray(each) for each in whole)
    for k, array in enumerate(arrays):
        _check_array(array, f"{what}[{k}]")
    lengths = [len(a) for a in arrays]
    if not lengths or not lengths[0]:
        raise InvalidArgument(f"{what} has no examples: there is nothing to train on")
    if len(set(lengths)) > 1:
        raise InvalidArgument(
            f"the arrays of {what} have {' and '.join(map(str, lengths))} rows; "
            "instead: give each example one row in each"
        )
    return arrays


def _check_array(array: np.ndarray, place: str) -> None:
    if array.ndim == 0:
        raise InvalidArgument(f"{place} is no array: give one row for each example")
    if array.dtype.kind not in "fiub":
        raise InvalidArgument(
            f"{place} has values of {array.dtype}; instead: make numbers of them"
        )
    if array.dtype.kind == "f":
        bad = ~np.isfinite(array)
        count = int(bad.sum())
        if count:
            places = "place" if count == 1 else "places"
            raise InvalidArgument(
                f"{place} is not finite in {count} {places}, first in row "
                f"{int(np.argwhere(bad)[0][0])}; instead: leave such examples out, or "
                "fill them in"
            )


def check_params(params: Any) -> None:
    """Raise InvalidArgument for parameters that cannot be trained, or are not finite.

    >>> check_params((np.array([1, 2]),))
    Traceback (most recent call last):
    ...
    srcdiff.errors.InvalidArgument: params[0] is an array of int64, and updates are no \
whole numbers; instead: convert it with .astype(float), or leave it out of params
    """
    for name, path, array in arrays_in({"params": params}):
        if not np.isfinite(array).all():
            place = name + "".join(map(str, path))
            raise InvalidArgument(f"{place} is not finite before the first step")


def check_fit(
    loss: Callable[..., Any], params: Any, batch: Arrays, data: Arrays
) -> None:
    """Compute the loss of one batch, to see that parameters and data fit each other.

    batch: the first one of data. Raises InvalidArgument where the shapes do not fit,
    where labels are no classes, and where the loss is no number.
    """
    try:
        value = loss(params, *_with_extremes(batch, data))
        _check_negative(loss, params, batch, data)
    except IndexError as error:
        raise InvalidArgument(
            f"labels out of range: {_ranges(data)}; {error}"
        ) from error
    except ValueError as error:
        shapes = ", ".join(str(a.shape) for a in batch)
        raise InvalidArgument(
            f"the loss cannot be computed for a batch of the shapes {shapes}: {error}"
        ) from error
    if np.size(value) != 1 or np.iscomplexobj(value):
        raise InvalidArgument(
            f"the loss has the shape {np.shape(value)}; instead: return one number, "
            "such as the mean over the examples"
        )


def _labels(array: np.ndarray) -> bool:
    return array.dtype.kind in "iu" and array.ndim == 1


def _ranges(data: Arrays) -> str:
    return " and ".join(
        f"data[{k}] is from {a.min()} to {a.max()}"
        for k, a in enumerate(data)
        if _labels(a)
    )


def _with_extremes(batch: Arrays, data: Arrays) -> Arrays:
    """Return a batch in which the largest label of all the data occurs."""
    found = []
    for part, whole in zip(batch, data, strict=True):
        if _labels(whole):
            part = part.copy()
            part[0] = whole.max()
        found.append(part)
    return tuple(found)


def _check_negative(
    loss: Callable[..., Any], params: Any, batch: Arrays, data: Arrays
) -> None:
    """Raise IndexError where integers below 0 are labels: NumPy counts from the end.

    Where they are labels, a very large one in their place is no index.
    """
    if not any(_labels(a) and a.min() < 0 for a in data):
        return
    changed = []
    for part, whole in zip(batch, data, strict=True):
        if _labels(whole) and whole.min() < 0:
            part = part.astype(np.int64)
            part[0] = np.iinfo(np.int64).max
        changed.append(part)
    try:
        with np.errstate(all="ignore"):
            loss(params, *changed)
    except IndexError:
        raise IndexError("a class is an integer from 0") from None
