"""Objects that change, given by the caller: differences, and what is refused."""

import copy

import numpy as np
import pytest

from srcdiff import NotDifferentiable, SrcdiffError, grad
from tests.programs import numbers
from tests.programs_state import Body, Cell, Chain, Layer, Stack, Tanh, Vector

X = numbers(3)


def cell():
    return Cell(numbers(3, 3), numbers(3, 3, seed=1))


class Pair:
    """Two objects."""

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def both(self, x):
        return self.first.forward(x) * self.second.forward(x)


def by_steps(cell, x):
    total = 0.0
    for k in range(3):
        total += np.sum(cell.step(k * x) ** 2)
    return total * np.sum(cell.h) + cell.steps


def by_calls(cell, x):
    total = np.sum(cell.run([x, x * x])(x) ** 2)
    return total + np.sum(cell(x) * cell.h)


def in_place(cell, x):
    rows = cell.w[1:]
    rows *= 2.0
    cell.u -= 0.1 * np.outer(x, x)
    whole = cell.w
    whole[0] = x
    cell.scale(2.0)
    return np.sum(cell.step(x) * (cell.w @ x)) + np.sum(rows)


def decayed(cell, factor):
    cell.w = factor * cell.w
    cell.u[0] *= factor


def by_a_function(cell, x):
    decayed(cell, 0.5)
    other = cell
    decayed(other, x[0])
    return np.sum(cell.step(x) * other.step(x))


def halved(rows):
    rows *= 0.5


def array_given_away(cell, x):
    halved(cell.w)
    halved(cell.u[1:])
    return np.sum(cell.step(x) + cell.step(x))


def nested(pair, x):
    y = pair.both(x)
    pair.first.w[0] = y[1]
    pair.second.w = pair.second.w * y
    return np.sum(pair.both(y)) + pair.first.count


def exchanged(pair, x):
    first = pair.first
    pair.first, pair.second = pair.second, first
    pair.first.w = pair.first.w * x
    return np.sum(pair.both(x) * first.w)


def replaced(pair, x):
    kept = pair.second
    pair.second = Layer(x)
    pair.second.forward(pair.first.w)
    return np.sum(pair.both(x) * kept.w)


def body(planet, x):
    for _ in range(3):
        planet.kick(x - planet.position)
        planet.position += 0.1 * planet.speed
    return planet.energy * np.sum(planet.position)


def on_some_paths(layer, x):
    for k in range(3):
        if np.sum(layer.w) > 1e3:
            return np.sum(x)
        if k > 0:
            x = x * layer.before
        layer.before = layer.forward(x) + k
        if k == 1:
            layer.w = layer.w * x
    return np.sum(layer.before * layer.w)


def pushed(stack, x):
    stack.push(x * x)
    stack.push(stack.items[0])
    return stack.total * np.sum(stack.items[-1])


def properties(vector, x):
    vector.norm = np.sum(x**2)
    vector.norm *= 2.0
    vector[0] = x[1]
    return np.sum(vector.v * x) * vector.norm


CASES = [
    (by_steps, cell()),
    (by_calls, cell()),
    (in_place, cell()),
    (by_a_function, cell()),
    (array_given_away, cell()),
    (nested, Pair(Tanh(numbers(3), 2.0), Layer(numbers(3, seed=1)))),
    (exchanged, Pair(Tanh(numbers(3), 2.0), Layer(numbers(3, seed=1)))),
    (replaced, Pair(Tanh(numbers(3), 2.0), Layer(numbers(3, seed=1)))),
    (body, Body(numbers(3), numbers(3, seed=1), 1.5)),
    (on_some_paths, Tanh(numbers(3), 0.5)),
    (properties, Vector(numbers(3))),
]


def leaves(value, path=()):
    """Yield the arrays and floats in an object, by the attributes that lead there."""
    if isinstance(value, float) or (
        isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ):
        yield path, value
    for name, inner in getattr(value, "__dict__", {}).items():
        yield from leaves(inner, (*path, name))


def at(value, path):
    for name in path:
        value = getattr(value, name)
    return value


def along(f, point, x, path, direction, step):
    """Return the value where one attribute, or x, has moved along a direction."""
    point, x = copy.deepcopy(point), np.array(x)
    if path:
        *around, last = path
        moved = at(point, path) + step * direction
        setattr(at(point, around), last, moved)
    else:
        x = x + step * direction
    return f(point, x)


def slope(f, point, x, path, direction, step=1e-3):
    """Return the derivative along a direction: differences, extrapolated twice."""

    def central(h):
        return (
            along(f, point, x, path, direction, h)
            - along(f, point, x, path, direction, -h)
        ) / (2 * h)

    first, second, third = (central(step / n) for n in (1, 2, 4))
    once, again = (4 * second - first) / 3, (4 * third - second) / 3
    return (16 * again - once) / 15


@pytest.mark.parametrize(("f", "point"), CASES)
def test_gradients_agree_with_differences(f, point):
    before = copy.deepcopy(point)
    by_point, by_x = grad(f, (0, 1))(point, X)
    assert type(by_point) is type(point)
    for path, value in leaves(point):
        assert np.array_equal(value, at(before, path))
        direction = numbers(*np.shape(value), seed=len(path))
        want = slope(f, point, X, path, direction)
        gradient = at(by_point, path)
        assert np.shape(gradient) == np.shape(value)
        assert np.sum(gradient * direction) == pytest.approx(want, rel=1e-8, abs=1e-9)
    direction = numbers(3, seed=9)
    want = slope(f, point, X, (), direction)
    assert np.sum(by_x * direction) == pytest.approx(want, rel=1e-8)
    assert vars(point).keys() == vars(before).keys()


def test_lists_of_the_caller_do_not_grow():
    stack = Stack()
    with pytest.raises(SrcdiffError, match="list is changed in place"):
        grad(pushed, 1)(stack, X)
    assert stack.items == [] and stack.total == 0.0


def test_the_text_reads_like_a_function_of_the_state():
    text = grad(by_steps)
    text(cell(), X)
    assert "h = np.tanh(cell.w @ " in text.source
    assert text.source.count("hs.append(h)") == 1
    assert "with_attribute" not in text.source


def of_two(one, other):
    one.forward(X)
    return np.sum(one.w * other.last)


def test_one_object_given_twice_is_refused():
    layer = Tanh(X, 1.0)
    with pytest.raises(NotDifferentiable, match="shares memory"):
        grad(of_two)(layer, layer)
    pair = Pair(layer, layer)
    with pytest.raises(NotDifferentiable, match="shares memory"):
        grad(nested)(pair, X)
    number = Tanh(2.0, 1.0)
    with pytest.raises(NotDifferentiable, match="shares memory"):
        grad(lambda pair, x: pair.both(x))(Pair(number, number), 3.0)


def test_attributes_that_share_memory_are_refused():
    pair = Pair(Tanh(X, 1.0), Layer(X[:]))
    with pytest.raises(NotDifferentiable, match="shares memory"):
        grad(nested)(pair, X)


def kept_in_a_comprehension(w, x):
    layers = [Layer(w) for _ in range(2)]
    return np.sum(layers[0].forward(x))


def one_of_two(w, x):
    layer = Layer(w) if np.sum(x) > 0 else Tanh(w, 2.0)
    return np.sum(layer.forward(x))


def of_the_turn_before(w, x):
    before = Layer(w)
    for _ in range(2):
        layer = Layer(before.w * x)
        layer.forward(x)
        before = layer
    return np.sum(before.w)


def recursive(w, x):
    layer = Layer(w)

    def deeper(n):
        layer.forward(x)
        return 0 if n == 0 else deeper(n - 1)

    deeper(2)
    return np.sum(layer.last)


def absent(w, x):
    layer = Layer(w)
    layer.forward(x)
    return np.sum(layer.nothing)


class Changing(Layer):
    """Attributes of which have code of their own."""

    def __getattr__(self, name):
        return 2.0


def unlike_others(w, x):
    layer = Changing(w)
    layer.forward(x)
    return np.sum(layer.w) * layer.anything


@pytest.mark.parametrize(
    ("f", "reason"),
    [
        (kept_in_a_comprehension, "what becomes of this Layer is not followed"),
        (one_of_two, "only the run tells"),
        (of_the_turn_before, "only the run tells"),
        (recursive, "calls itself changes an object"),
        (absent, "Layer has no attribute nothing here"),
        (unlike_others, "what becomes of this Changing is not followed"),
    ],
)
def test_refused(f, reason):
    with pytest.raises(SrcdiffError, match=reason) as caught:
        grad(f)(X, 2.0 * X)
    assert caught.value.refusals[0].place.file.endswith("test_objects.py")


def test_an_object_from_outside_is_not_changed():
    with pytest.raises(SrcdiffError, match="changes its object"):
        grad(lambda x: np.sum(GLOBAL.forward(x)))(X)
    assert GLOBAL.last is None


GLOBAL = Layer(X)


def test_chains_of_objects_are_made_anew_in_each_call():
    def f(w, x):
        return np.sum(Chain(w)(x) * Chain(x)(w))

    derivative = grad(f)
    np.testing.assert_array_equal(derivative(X, X), derivative(X, X))
