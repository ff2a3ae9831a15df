"""Lists that lose items, and lists that something else may hold."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad

X = np.array([0.5, 1.2, -0.7])


def with_two_names(x):
    items = [v * v for v in x]
    other = items
    items.pop(0)
    return sum(other)


def walked_over(x):
    items = [v * v for v in x]
    s = 0.0
    for v in items:
        s = s + v
        items.pop(0)
    return s


def in_a_nested_function(x):
    items = [v * v for v in x]

    def take():
        return items.pop(0)

    return take() * take()


def given_away(x):
    items = [v * v for v in x]
    both = [items, x]
    del items[0]
    return sum(both[0])


def of_the_caller(x, names):
    names.remove("a")
    return x[0] * len(names)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (with_two_names, (X,)),
        (walked_over, (X,)),
        (in_a_nested_function, (X,)),
        (given_away, (X,)),
        (of_the_caller, (X, ["a", "b"])),
    ],
)
def test_refused_at_its_line(function, args):
    with pytest.raises(UnsupportedSyntax, match=r"writes in place|is changed in"):
        grad(function)(*args)


def missing(x, k):
    items = [x[0], x[1]]
    return items.pop(k)


def test_the_users_own_exception():
    with pytest.raises(IndexError):
        grad(missing)(X, 5)
    assert grad(missing)(X, 1).tolist() == [0.0, 1.0, 0.0]
