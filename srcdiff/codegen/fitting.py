"""The test, as text, that arguments are those that a saved text was made for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from srcdiff.core.atoms import LARGE, Large, Linear
from srcdiff.core.types import Array, Fields, Items, Literal, Number, Type
from srcdiff.errors import InvalidArgument

READ = ("type", "len", "tuple", "isinstance", "dict", "str", "np")


def fitting(title: str, known: dict[str, Type]) -> str:
    """Return a function that tells whether arguments have types.

    title: its name. known: the types by parameter, in order. Sizes of one name must be
    equal, sizes that are known must be as known.

    >>> from srcdiff.analysis.notation import parsed
    >>> print(fitting("fits", {"x": parsed("f8[n, 3]"), "y": parsed("f8[n]")}))
    def fits(x, y):
        return (
            type(x) is np.ndarray
            and x.dtype == "f8"
            and x.ndim == 2
            and x.shape[1] == 3
            and type(y) is np.ndarray
            and y.dtype == "f8"
            and y.ndim == 1
            and y.shape[0] == x.shape[0]
        )
    """
    places = {name: f"{name}_" if name in READ else name for name in known}
    sizes: dict[Linear, str] = {}
    tests = [t for n, kind in known.items() for t in _tests(kind, places[n], sizes)]
    inside = "\n        and ".join(tests or ["True"])
    head = f"def {title}({', '.join(places.values())}):"
    return f"{head}\n    return (\n        {inside}\n    )"


def _tests(known: Type, place: str, sizes: dict[Linear, str]) -> Iterator[str]:
    if isinstance(known, Array):
        yield from _of_array(known, place, sizes)
    elif isinstance(known, Number):
        yield f"type({place}) is {known.python.__name__}"
    elif isinstance(known, Literal):
        if isinstance(known.value, str):
            yield f"type({place}) is str"
        yield _of_flag(known.value, place)
    elif isinstance(known, Items):
        yield f"type({place}) is {known.python.__name__}"
        yield f"len({place}) == {len(known.items)}"
        for k, item in enumerate(known.items):
            yield from _tests(item, f"{place}[{k}]", sizes)
    elif isinstance(known, Fields):
        yield f"type({place}) is dict"
        yield f"tuple({place}) == {known.keys!r}"
        for key, item in zip(known.keys, known.items, strict=True):
            yield from _tests(item, f"{place}[{key!r}]", sizes)


def _of_array(known: Array, place: str, sizes: dict[Linear, str]) -> Iterator[str]:
    if known.shape == ():
        yield f"isinstance({place}, (np.ndarray, np.generic))"
    else:
        yield f"type({place}) is np.ndarray"
    if known.dtype is not None:
        native = known.dtype.isnative
        dtype = known.dtype.str[1:] if native else known.dtype.str
        yield f'{place}.dtype == "{dtype}"'
    if known.shape is None:
        return
    yield f"{place}.ndim == {len(known.shape)}"
    for axis, dim in enumerate(known.shape):
        size = f"{place}.shape[{axis}]"
        if isinstance(dim, int):
            yield f"{size} == {dim}"
        elif isinstance(dim, Large):
            yield f"{size} >= {LARGE}"
        elif isinstance(dim, str):
            yield f"{size} != 1"
        elif isinstance(dim, Linear):
            if dim in sizes:
                yield f"{size} == {sizes[dim]}"
            sizes.setdefault(dim, size)


def _of_flag(value: object, place: str) -> str:
    if value is None or isinstance(value, bool):
        return f"{place} is {value!r}"
    if isinstance(value, str):
        return f"{place} == {value!r}"
    name = getattr(value, "__name__", "")
    if getattr(np, name, None) is value:
        return f"{place} is np.{name}"
    raise InvalidArgument(
        f"cannot save a text that is for {place} = {name or value!r} only: what the "
        "function is called with could not be compared; save the general form"
    )
