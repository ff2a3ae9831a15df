"""Objects of users' classes as arguments: their attributes have types in signatures."""

import dataclasses
from itertools import product

import numpy as np
import pytest

from srcdiff import NotDifferentiable, UnsupportedSyntax, grad
from srcdiff.analysis.signature import key_of
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)


class Box:
    """An object with any attributes."""

    gravity = 9.81

    def __init__(self, **given):
        self.__dict__.update(given)


class Doubled:
    """An attribute behind a property."""

    def __init__(self, a):
        self._a = a
        self.b = 2.0

    @property
    def a(self):
        return self._a * 2


class Odd:
    """A class that has its own way of reading attributes."""

    def __init__(self, a):
        self.a = a

    def __getattribute__(self, name):
        return object.__getattribute__(self, name)


class Half:
    """Some attributes have slots, others do not."""

    __slots__ = ("__dict__", "u")

    def __init__(self, u, w):
        self.u = u
        self.w = w


@dataclasses.dataclass
class Layer:
    W: np.ndarray
    b: np.ndarray
    act: str = "tanh"
    n: int = 2


@dataclasses.dataclass(frozen=True)
class Net:
    first: Layer
    last: Layer
    scale: float = 1.0
    tags: list = dataclasses.field(default_factory=list)


def network():
    first = Layer(RNG.normal(size=(3, 4)), RNG.normal(size=4))
    return Net(first, Layer(RNG.normal(size=(4, 2)), RNG.normal(size=2)), 0.5, [1.0])


def nested(net, x):
    h = np.tanh(x @ net.first.W + net.first.b)
    z = h @ net.last.W + net.last.b
    return net.scale * np.sum(z**2) / net.first.n


def names_of_arrays(b, x):
    return np.sum(x * b.k) * b.T * b.size + b.n * b.k[0]


def behind_a_property(p, x):
    return np.sum(x * p.a) * p.b


def own_reading(o, x):
    return np.sum(x * o.a)


def with_slots(s, x):
    return np.sum(s.w * x) * s.w[0] * s.u


def of_the_class(b, x):
    return b.gravity * np.sum(b.k * x)


def stored(b, x):
    b.k = b.k * 2.0
    b.extra = np.sum(b.k)
    return b.extra * np.sum(b.k * x) * b.n


def growing(b, x):
    for _ in range(3):
        b.k = np.stack([b.k, b.k * x])
    return np.sum(b.k)


def changing_kind(b, x):
    for _ in range(b.n):
        if np.sum(b.k) > 1:
            b.k = np.sum(b.k)
        else:
            b.k = b.k + x
    return np.sum(b.k * b.k)


def containers(b, x):
    return np.sum(b.items[0] * b.items[1] * x) + b.pair[0] * b.pair[1][0]


def whole_numbers(b, x):
    y = x[b.index] * b.mask
    return np.sum(y) * b.count if b.bias is None else np.sum(y)


VECTOR = RNG.normal(size=3)
PROGRAMS = [
    (nested, network(), RNG.normal(size=(5, 3))),
    (names_of_arrays, Box(k=VECTOR, T=2.0, size=3.0, n=4), RNG.normal(size=3)),
    (behind_a_property, Doubled(1.5), VECTOR),
    (own_reading, Odd(1.5), VECTOR),
    (of_the_class, Box(k=VECTOR), VECTOR + 1),
    (stored, Box(k=VECTOR, n=3), VECTOR + 1),
    (growing, Box(k=VECTOR), 1.5),
    (changing_kind, Box(k=VECTOR, n=3), 0.7),
    (containers, Box(items=[np.ones(3), 2.0], pair=(2.0, [1.0])), 0.7),
]


@pytest.mark.parametrize("wrt", [0, 1, (0, 1)])
@pytest.mark.parametrize("function, thing, x", PROGRAMS)
def test_gradients(function, thing, x, wrt):
    check_grads(function, (thing, x), wrt=wrt)


def test_attributes_that_hold_no_floats():
    thing = Box(index=np.array([0, 2]), mask=np.array([1, 0]), count=3, bias=None)
    check_grads(whole_numbers, (thing, VECTOR), wrt=1)
    assert np.all(grad(whole_numbers, 1)(thing, VECTOR) == [3.0, 0.0, 0.0])
    check_grads(with_slots, (Half(2.0, VECTOR), VECTOR), wrt=1)


def test_the_text_of_typed_attributes_needs_no_helper():
    slope = grad(nested)
    slope(network(), RNG.normal(size=(5, 3)))
    assert "srcdiff" not in slope.source and 'first": {"W": ' in slope.source


def total(b, x):
    return np.sum(b.k * x)


KINDS = [
    *(2.0, 2, True, None, "text", np.float32(1.0), np.ones(3), np.ones(1)),
    *(np.ones((3, 1)), np.ones(3, dtype="f4"), np.arange(3), np.array(1.0)),
    *((1.0, 2.0), (1.0, 2), (np.ones(2),), (np.ones(3), [1.0]), [1.0], [1.0, 2.0], {}),
    *(Box(), Box(k=1.0), Layer(1.0, 2.0)),
]


def test_attributes_of_another_type_are_another_signature():
    slope = grad(total, 1)
    for kind in [2.0, np.ones(3), np.ones(1), np.ones((2, 3)), np.float32(1.0), 2]:
        for _ in range(2):
            got = slope(Box(k=kind), VECTOR)
            assert np.allclose(got, np.ones((1, 3)) * np.atleast_2d(kind).sum(axis=0))
    assert len(slope.signatures) == 6


@pytest.mark.parametrize("first", KINDS)
def test_guards_agree_with_keys(first):
    def passive(b, x):
        return x * x

    slope = grad(passive, "x")
    slope(Box(k=first, other=1.0), 2.0)
    for second in KINDS:
        same = key_of(Box(k=first, other=1.0)) == key_of(Box(k=second, other=1.0))
        assert slope.fits(Box(k=second, other=1.0), 3.0) is same, second
    assert not slope.fits(Box(other=1.0, k=first), 2.0)
    assert not slope.fits(Box(k=first), 2.0) and not slope.fits(first, 2.0)


def test_names_of_arrays_are_refused_in_the_general_form():
    box = Box(k=VECTOR, T=2.0, size=3.0, n=4)
    for thing, name in product([box, Box(inner=box)], ["T", "size"]):
        slope = grad(lambda b, x: x * 1.0 + np.sum(b.k), 0, specialise=False)
        with pytest.raises(NotDifferentiable, match=name if name == "T" else "arrays"):
            slope(thing, 2.0)


def called(x, box):
    for act in box.acts:
        x = act(x) * box.last(x)
    return np.sum(x)


def test_another_function_in_an_attribute_is_another_signature():
    x = RNG.standard_normal(3)
    slope = grad(called)
    box = Box(acts=[np.sin, np.tanh], last=np.cos)
    check_grads(called, (x, box), wrt=0)
    first = slope(x, box)
    box.last = np.sin
    check_grads(called, (x, box), wrt=0)
    assert np.array_equal(slope(x, box), grad(called)(x, box))
    assert not np.allclose(slope(x, box), first)
    box.acts[1] = np.mean
    assert np.array_equal(slope(x, box), grad(called)(x, box))
    box.acts.append(np.exp)
    assert np.array_equal(slope(x, box), grad(called)(x, box))
    assert len(slope.signatures) == 4
    assert slope.fits(x, box)
    box.acts[0] = np.cos
    assert not slope.fits(x, box)


def test_what_leads_back_to_an_object_is_not_looked_into():
    first, second = Box(w=2.0), Box(w=3.0)
    first.others, second.others = [second], [first]
    assert key_of(first) != key_of(Box(w=2.0))
    check_grads(lambda x, box: x * box.w, (1.5, first))


def test_a_list_of_functions_in_an_attribute_is_not_changed_by_the_program():
    def through_a_name(x, box):
        acts = box.acts
        acts.append(np.sin)
        return box.acts[0](x)

    def in_a_call(x, box):
        grown(box.acts)
        return box.acts[0](x)

    def grown(acts):
        acts.append(np.cos)

    texts = ("acts.append(np.sin)", "acts.append(np.cos)", "grown(box.acts)")
    for f in (through_a_name, in_a_call):
        with pytest.raises(UnsupportedSyntax, match=r"attribute|changed in place") as e:
            grad(f)(1.0, Box(acts=[np.tanh]))
        assert e.value.refusals[0].place.text.strip() in texts


class Dense:
    """A layer with its activation in an attribute."""

    floor = np.minimum

    def __init__(self, weights, act):
        self.weights = weights
        self.act = act

    def __call__(self, x):
        return self.act(x @ self.weights)


class Network:
    """Layers in a list, what comes behind them in a dict."""

    def __init__(self, layers, ends):
        self.layers = layers
        self.ends = ends

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.ends["pool"](self.ends["last"](x, 0.5))


@dataclasses.dataclass
class Settings:
    """Functions as defaults of fields, which the class holds too."""

    rate: float = 2.0
    warp: object = np.sin
    bend: object = dataclasses.field(default=lambda v: v * v)


def test_objects_in_a_list_and_functions_in_a_dict_of_an_attribute():
    def f(x, network):
        return network.forward(x) + network.layers[0].floor(x[0], x[1])

    weights = RNG.standard_normal((3, 4)), RNG.standard_normal((4, 2))
    layers = [Dense(weights[0], np.tanh), Dense(weights[1], lambda v: v * v)]
    network = Network(layers, {"last": np.minimum, "pool": np.mean})
    check_grads(f, (RNG.standard_normal(3), network))


def test_functions_in_fields_that_have_defaults():
    def f(x, settings):
        return np.sum(settings.warp(x * settings.rate) + settings.bend(x))

    check_grads(f, (RNG.standard_normal(3), Settings(0.3)))
