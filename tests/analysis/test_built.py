"""Lists that grow while they are read: nobody else's list changes."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad, value_and_grad, vjp
from srcdiff.analysis.types import infer
from srcdiff.compilation import Compilation
from srcdiff.core.types import UNKNOWN, Array, Number, Several
from srcdiff.testing import check_grads


def trajectory(x):
    ys = [x * 1.0]
    for _ in range(3):
        ys.append(np.tanh(ys[-1]) * ys[0])
    return np.sum(ys[-1]), ys


@pytest.mark.parametrize("specialise", [True, False])
def test_a_list_that_is_given_to_the_caller_stays_whole(specialise):
    x = np.array([0.1, 0.2])
    derivative = value_and_grad(trajectory, has_aux=True, specialise=specialise)
    (value, ys), _ = derivative(x)
    assert len(ys) == 4 and np.sum(ys[-1]) == value


def test_a_pullback_may_be_called_twice():
    def f(x):
        total = 0.0
        for k in range(3):
            acc = [x]
            for _ in range(k):
                acc.append(acc[-1] * acc[0] + total)
            total = total + acc[-1]
        return total

    _, pullback = vjp(f, 0.7)
    assert pullback(1.0) == pullback(1.0) == (grad(f)(0.7),)


def test_the_work_of_a_step_does_not_grow():
    text = grad(lambda x: np.sum(trajectory(x)[0])).source
    assert "ys = ys + " not in text


def held_twice(x):
    ys = [x]
    zs = ys
    ys.append(ys[0] * x)
    return zs[1]


def sliced(x):
    ys = [x]
    for _ in range(3):
        ys.append(sum(ys[1:]) * x)
    return ys[-1]


def in_one_branch(x):
    if np.sum(x) < 0.0:
        return np.sum(x), [x]
    ys = [x]
    for _ in range(2):
        ys.append(ys[-1] * x)
    return np.sum(ys[2]), ys


@pytest.mark.parametrize("specialise", [True, False])
def test_a_list_of_one_branch_stays_whole(specialise):
    x = np.array([0.1, 0.2])
    derivative = value_and_grad(in_one_branch, has_aux=True, specialise=specialise)
    (_, ys), gradient = derivative(x)
    assert len(ys) == 3
    np.testing.assert_allclose(gradient, 3 * x * x)
    value, pullback = vjp(in_one_branch, x)
    given = (1.0, [np.zeros(2)] * 3)
    np.testing.assert_allclose(pullback(given)[0], 3 * x * x)
    np.testing.assert_allclose(pullback(given)[0], 3 * x * x)
    assert len(value[1]) == 3


def test_a_part_of_a_list_that_grows_has_the_items_so_far():
    check_grads(sliced, (1.3,))


def test_a_second_name_is_refused():
    with pytest.raises(UnsupportedSyntax, match="changed in place"):
        grad(held_twice, specialise=False)(2.0)


def types_in(function, **known):
    """Return the types of a function's names."""
    core = Compilation(function).main.node
    return infer(core, known)


def losses(x, n):
    values, rows, mixed = [], [], [1.0]
    for k in range(n):
        values.append(x[k] * 2.0)
        rows.append(x + k)
        mixed.append(x if k else 2.0)
    first, some, whole = values[0], rows[1:], np.stack(rows)
    total = sum(values)
    return np.array(values), first, some, whole, total, mixed


def test_a_list_that_grows_has_items_of_one_type():
    vector = Array(np.dtype(float), ("n",))
    found = types_in(losses, x=vector, n=Number(int))
    assert found["values"] == Several((Array(np.dtype(float), ()),))
    assert found["rows"] == found["some"] == Several((vector,))
    assert found["whole"] == Array(np.dtype(float), (None, "n"))
    assert found["first"] == Array(np.dtype(float), ())
    assert found["total"] == Array(None, ())
    assert "mixed" not in found or found["mixed"] == Several((UNKNOWN,))


def nested_without_end(x):
    items = []
    for _ in range(3):
        items.append([items[:], x])
    return x


def test_types_of_nested_lists_end():
    assert isinstance(types_in(nested_without_end, x=Number(float)), dict)
