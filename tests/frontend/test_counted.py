"""Starred arguments whose number, and keywords whose names, are known."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads

X = np.array([0.3, 0.7, -1.2])


def scaled(x, factor=2.0, shift=0.0):
    return np.sum(x * factor) ** 2 + shift


def of_a_tuple(items):
    return scaled(*items)


def of_a_list(items):
    total = 0.0
    for item in items:
        total = total + np.sum(item)
    return scaled(*items) + total * len(items)


def of_a_list_made_here(x):
    items = [x, x[0]]
    return scaled(*items) * items[1]


def of_a_dict(x, options):
    return scaled(x, **options) + options["shift"]


def of_a_dict_made_here(x):
    options = {"factor": x[1]}
    others = dict(shift=x[0])  # noqa: C408
    return scaled(x, **options, **others)


def of_keywords(x, **options):
    return scaled(x, **options) * 2.0


def of_arguments(x, *others):
    return scaled(x, *others) * 2.0


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (of_a_tuple, ((X, 3.0),)),
        (of_a_tuple, ((X,),)),
        (of_a_tuple, ([X, 0.5, 1.5],)),
        (of_a_list, ([X, 0.5],)),
        (of_a_list_made_here, (X,)),
        (of_a_dict, (X, {"shift": 2.0})),
        (of_a_dict, (X, {"shift": 2.0, "factor": 0.5})),
        (of_a_dict_made_here, (X,)),
        (of_keywords, (X,)),
        (of_arguments, (X,)),
        (of_arguments, (X, 0.3, 0.4)),
    ],
)
def test_right(f, args):
    check_grads(f, args)


def test_each_number_of_items_is_a_signature():
    slope = grad(of_a_tuple)
    for items in [(X,), (X, 0.5), (X, 0.5, 1.0), (X,)]:
        assert len(slope(items)) == len(items)
        assert np.allclose(slope(items)[0], grad(scaled)(*items))
    assert len(slope.signatures) == 3
    assert np.allclose(grad(of_keywords)(X, factor=0.3), grad(scaled)(X, 0.3) * 2.0)


def grown(items):
    items = [*items, 1.0]
    items.append(2.0)
    return scaled(*items)


def changed(x, options):
    options["shift"] = x[0]
    return scaled(x, **options)


def of_an_array(x):
    return scaled(*x)


def in_a_nested_function(x, items):
    def inner(items):
        return scaled(*items)

    return inner(x[:2]) + len(items)


def held_by_another_name(x):
    items = [x, 2.0]
    others = items
    return scaled(*items) + others[1]


@pytest.mark.parametrize(
    ("f", "args", "text"),
    [
        (grown, ([X],), "scaled(*items)"),
        (changed, (X, {"shift": 1.0}), "scaled(x, **options)"),
        (of_an_array, (X,), "scaled(*x)"),
        (in_a_nested_function, (X, (X, 1.0)), "scaled(*items)"),
        (held_by_another_name, (X,), "scaled(*items)"),
    ],
)
def test_refused(f, args, text):
    with pytest.raises(UnsupportedSyntax) as caught:
        grad(f, wrt=0)(*args)
    (refusal,) = caught.value.refusals
    place = refusal.place
    assert refusal.reason == "how many arguments this passes, only the run tells"
    assert refusal.remedy == "write the arguments out one by one"
    assert place.text[place.column : place.end_column] == text
