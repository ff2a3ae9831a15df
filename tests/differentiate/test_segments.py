"""Lists and tuples that are read by slices: the adjoint is put together once."""

import itertools

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def first_and_last(layers, x):
    for W, b in layers[:-1]:
        x = np.tanh(x @ W + b)
    W, b = layers[-1]
    return np.sum(x @ W + b)


def starred(layers, x):
    *hidden, (W2, b2) = layers
    for W, b in hidden:
        x = np.tanh(x @ W + b)
    return np.sum(x @ W2 + b2)


def starred_behind(layers, x):
    (W, b), *rest = layers
    x = x @ W + b
    for W, b in rest:
        x = np.tanh(x) @ W + b
    return np.sum(x)


def in_the_middle(layers, x):
    for W, b in layers[1:-1]:
        x = np.tanh(x @ W + b)
    return np.sum(x) + np.sum(layers[-1][0])


def two_slices(layers, x):
    for W, b in layers[:1]:
        x = np.tanh(x @ W + b)
    for W, b in layers[1:]:
        x = np.sin(x @ W + b)
    return np.sum(x)


def overlapping(layers, x):
    for W, b in layers[:-1]:
        x = np.tanh(x @ W + b)
    W, b = layers[2]
    return np.sum(x @ W + b) * layers[0][1][0]


def read_whole_too(layers, x):
    for W, b in layers[:-1]:
        x = np.tanh(x @ W + b)
    W, b = layers[-1]
    return np.sum(x @ W + b) + sum(np.sum(V * V) for V, _ in layers)


def nothing_in_it(layers, x):
    for W, b in layers[3:]:
        x = np.tanh(x @ W + b)
    W, b = layers[0]
    return np.sum(x @ W + b) * len(layers)


PROGRAMS = [
    first_and_last,
    starred,
    starred_behind,
    in_the_middle,
    two_slices,
    overlapping,
    read_whole_too,
    nothing_in_it,
]


def layers_of(kind, count=3):
    rng = np.random.default_rng(count)
    return kind((rng.normal(size=(3, 3)), rng.normal(size=3)) for _ in range(count))


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("kind", [list, tuple])
def test_the_gradient_is_right_and_has_the_form_of_the_layers(function, kind):
    layers, x = layers_of(kind), np.random.default_rng(0).normal(size=(4, 3))
    check_grads(function, (layers, x))
    found = grad(function)(layers, x)
    assert type(found) is kind and [type(each) for each in found] == [tuple] * 3
    arrays = [part for layer in (*found, *layers) for part in layer]
    for one, other in itertools.combinations(arrays, 2):
        assert not np.shares_memory(one, other)


@pytest.mark.parametrize("function", [first_and_last, starred, two_slices])
def test_it_is_differentiated_again(function):
    x = np.random.default_rng(0).normal(size=(2, 3))
    check_grads(function, (layers_of(list), x), order=2)


@pytest.mark.parametrize("function", [first_and_last, starred], ids=["slice", "star"])
@pytest.mark.parametrize("count", [1, 2, 7])
def test_any_number_of_layers(function, count):
    x = np.random.default_rng(0).normal(size=(4, 3))
    check_grads(function, (layers_of(list, count), x))


@pytest.mark.parametrize("function", [first_and_last, starred], ids=["slice", "star"])
@pytest.mark.parametrize("kind", [list, tuple])
def test_the_text_is_a_display_with_a_star(function, kind):
    text = grad(function).source_for(layers_of(kind), np.ones((4, 3)))
    last = text.rstrip().splitlines()[-1].strip()
    assert last.startswith("return [*" if kind is list else "return *")
    assert "accumulate_at" not in text and "zeros_like" not in text
    assert kind is tuple or "import" not in text.replace("import numpy as np", "")
    assert "layers[:-1]" in text and "layers[-1]" in text


def test_one_adjoint_for_several_items_is_copied():
    def total(xs):
        t = xs[0] + xs[-1]
        for v in xs[1:-1]:
            t = t + v
        return np.sum(t * t)

    xs = [np.arange(3.0) + k for k in range(4)]
    check_grads(total, (xs,), order=2)
    found = grad(total)(xs)
    for one, other in itertools.combinations(found, 2):
        assert not np.shares_memory(one, other)


def test_a_list_that_grows_is_a_list_of_its_own():
    def grown(xs):
        *some, last = xs
        some.append(last * 2.0)
        product = 1.0
        for v in some:
            product = product * np.sum(v * v)
        return product

    check_grads(grown, ([np.arange(3.0) + k for k in range(3)],))


def test_that_there_are_enough_items_is_known_and_not_asked():
    text = grad(starred).source_for(layers_of(list), np.ones((4, 3)))
    assert "len(" not in text and "raise" not in text


@pytest.mark.parametrize("specialise", [True, False])
def test_that_there_are_too_few_is_an_error_as_in_python(specialise):
    def three(xs):
        a, *_, b, c = xs
        return a * b * c

    with pytest.raises(ValueError, match="not enough values to unpack"):
        grad(three, specialise=specialise)([1.0, 2.0])
