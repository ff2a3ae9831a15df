"""Programs with objects of users' classes: methods, properties, operators."""

import dataclasses
from collections import namedtuple
from dataclasses import dataclass, field

import numpy as np

from tests.programs import numbers, program


class Layer:
    """A layer of a network: weights, and what is not differentiated."""

    gain = 2.0

    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias
        self.count = 3
        self.name = "layer"

    def forward(self, x):
        return self.activation(x @ self.weights + self.bias)

    def activation(self, v):
        return np.tanh(v)

    @property
    def penalty(self):
        return np.sum(self.weights**2) / self.count

    @staticmethod
    def halved(v):
        return 0.5 * v

    @classmethod
    def scaled(cls, v):
        return cls.gain * cls.halved(v)

    def __call__(self, x):
        return self.forward(x)

    def __matmul__(self, other):
        return self.weights @ other

    def __rmul__(self, factor):
        return factor * self.bias

    def __neg__(self):
        return -self.bias

    def __getitem__(self, index):
        return self.weights[index]


class SineLayer(Layer):
    """A layer that overrides a method, and calls the one that it overrides."""

    def activation(self, v):
        return np.sin(v) * super().activation(v)


class Network:
    """Layers in a row: objects that hold objects."""

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def __call__(self, x):
        return self.second(self.first(x))


@dataclass(frozen=True)
class Parameters:
    """A record of arrays and numbers."""

    w: np.ndarray
    b: float
    kind: str = "plain"

    def predict(self, x):
        return np.sum(np.tanh(self.w * x) + self.b)


LAYER = SineLayer(numbers(3, 3), numbers(3))
NETWORK = Network(Layer(numbers(3, 3, seed=1), numbers(3)), LAYER)


@program(numbers(3))
def methods_of_a_global(x):
    y = LAYER.forward(x) + LAYER(x) * LAYER.penalty + LAYER @ x
    z = LAYER.halved(x) * LAYER.scaled(x) + x[0] * LAYER - -LAYER
    return np.sum(y * z) + np.sum(LAYER[1] * x)


def applied(model, x):
    return model(x) + model.penalty


@program(numbers(3))
def objects_passed_on(x):
    return np.sum(applied(LAYER, x) * applied(NETWORK.first, x))


@dataclass
class State:
    """What a simulation carries along."""

    x: float
    v: np.ndarray
    steps: int = 0
    notes: list = field(default_factory=list)


@program(1.2, numbers(3))
def records_that_change(x, v):
    state = State(x, v * x)
    state.x = state.x * 3.0
    for _ in range(3):
        state.v = np.tanh(state.v) * state.x
        state.steps += 1
        if state.steps == 2:
            state.x = np.sum(state.v)
        state.energy = np.sum(state.v**2) * state.x
    return state.energy * state.x + state.steps


Particle = namedtuple("Particle", "position velocity")


@dataclass(frozen=True)
class Pendulum:
    q: float
    p: float


@program(numbers(3))
def fields_replaced(x):
    ball = Particle(x, x * 2)
    swing = Pendulum(x[0], x[1])
    for _ in range(2):
        ball = ball._replace(velocity=ball.velocity - 0.1 * ball.position)
        ball = ball._replace(position=ball.position + 0.1 * ball.velocity)
        swing = dataclasses.replace(swing, p=swing.p - 0.1 * np.sin(swing.q))
        swing = dataclasses.replace(swing, q=swing.q + 0.1 * swing.p, p=swing.p)
    return np.sum(ball.position * ball.velocity) + swing.q * swing.p


class Scaled:
    """Numbers times a scale."""

    def __init__(self, numbers, scale):
        self.numbers = numbers
        self.scale = scale

    @classmethod
    def doubled(cls, numbers):
        return cls(numbers, 2.0)

    def __len__(self):
        return len(self.numbers)

    def __abs__(self):
        return np.sum(np.abs(self.numbers)) * self.scale

    def __float__(self):
        return float(np.sum(self.numbers) * self.scale)

    def __rmul__(self, factor):
        return Scaled(self.numbers, factor * self.scale)


@program(numbers(3), 1.3)
def what_builtins_ask_of_objects(x, s):
    first, second = Scaled(x, s), 3.0 * Scaled.doubled(x * s)
    return abs(first) * len(second) + float(second) * second.scale
