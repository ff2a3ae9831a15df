"""Programs with objects that change: by methods, functions, properties, in place."""

import copy
from dataclasses import dataclass, field

import numpy as np

from tests.programs import numbers, program


class Cell:
    """A recurrent cell: weights, and a state that each step changes."""

    steps = 0

    def __init__(self, w, u):
        self.w = w
        self.u = u
        self.h = np.zeros(len(u))

    def step(self, x):
        self.h = np.tanh(self.w @ x + self.u @ self.h)
        self.steps += 1
        return self.h

    def run(self, xs):
        for x in xs:
            self.step(x)
        return self

    def __call__(self, x):
        return self.step(x)

    def scale(self, factor):
        self.h[:] = self.h * factor
        self.h[0] += 1.0


@program(numbers(3, 3), numbers(3, 3, seed=1), numbers(4, 3))
def cell_in_a_loop(w, u, xs):
    cell = Cell(w, u)
    total = 0.0
    for x in xs:
        total += np.sum(cell.step(x) ** 2)
    cell.run(xs[:2]).run(xs[2:])
    return total * np.sum(cell.h) + cell.steps


@program(numbers(3, 3), numbers(3))
def calls_that_change_inside_expressions(w, x):
    cell = Cell(w, w.T)
    other = cell
    y = cell.h * cell(x) + other.h * 2.0 - cell(cell.h + x)
    rows = [cell(y) * k for k in range(3)]
    z = cell(x) if np.sum(x) > 100.0 else other.h
    if np.sum(x) > 100.0 and np.sum(cell(z)) > 0.0:
        z = x
    return np.sum(rows[0] * rows[2] * cell.h) + np.sum(y * z)


@program(numbers(3), numbers(3))
def arrays_of_objects_in_place(x, y):
    cell = Cell(np.eye(3), np.eye(3))
    cell.step(x)
    held = cell.h[1:]
    cell.scale(y)
    held[0] = x[1] * y[1]
    cell.w[0] = y
    return np.sum(cell.step(held @ held * x) * cell.h * x)


class Mixer:
    """Two arrays; methods bind one on some paths, and write into the other."""

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def bound(self, x):
        if np.sum(self.a) > 1e3:
            self.b = np.sin(self.a + x)
        return 0.5 * x

    def written(self, x):
        self.b[1] = np.sum(np.tanh(self.b * x))
        return self.b * x


@program(numbers(3), numbers(3))
def reads_before_a_write(x, y):
    mixer = Mixer(x * 2.0, y * x)
    z = np.tanh(mixer.b) * (-1.5 * mixer.a * mixer.written(x))
    z = z + mixer.bound(np.sin(x * mixer.bound(mixer.b)))
    return np.sum(z * mixer.b) + np.sum(mixer.b[0] * mixer.written(z))


@dataclass
class Body:
    """A body that moves: what it was is kept in a list."""

    position: np.ndarray
    speed: np.ndarray
    mass: float = 1.0
    path: list = field(default_factory=list)

    def __post_init__(self):
        self.energy = 0.5 * self.mass * np.sum(self.speed**2)

    def kick(self, force, dt=0.1):
        self.speed = self.speed + dt * force / self.mass

    def drift(self, dt=0.1):
        self.position += dt * self.speed
        self.path.append(np.sum(self.position))


@program(numbers(3), numbers(3), 1.3)
def bodies_that_move(x, v, m):
    bodies = [Body(x.copy(), v, m), Body(v.copy(), -x)]
    for _ in range(3):
        force = bodies[1].position - bodies[0].position
        for body in bodies:
            body.kick(force * body.mass)
            body.drift()
    first, second = bodies
    return np.sum(first.position * second.speed) + first.energy * second.path[-1]


class Layer:
    """A layer that remembers its last input."""

    def __init__(self, w):
        self.w = w
        self.last = None

    def forward(self, x):
        if self.last is None:
            self.last = np.zeros_like(x)
        y = self.act(self.w * x + self.last)
        self.last = x
        return y

    def act(self, v):
        return v


class Tanh(Layer):
    """A layer that overrides a method, and counts."""

    def __init__(self, w, gain):
        super().__init__(w)
        self.gain = gain
        self.count = 0

    def act(self, v):
        self.count += 1
        return self.gain * np.tanh(super().act(v))


class Chain:
    """Layers in a list, made by the object that holds them."""

    def __init__(self, w):
        self.layers = [Tanh(w, 2.0), Layer(0.5 * w), Tanh(w**2, 1.0)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


@program(numbers(3), numbers(3))
def objects_that_make_objects(w, x):
    chain = Chain(w)
    y = chain(chain(x)) * chain.layers[0].count
    chain.layers[1].last = y * 2.0
    return np.sum(chain(y) * chain.layers[2].last)


def made(w, gain):
    layer = Tanh(w, gain)
    layer.offset = np.sum(w)
    return layer


def shifted(layer, x):
    layer.w = layer.w + layer.offset * x
    return layer


@program(numbers(3), numbers(3))
def functions_that_return_objects(w, x):
    first, second = made(w, 1.0), made(2.0 * w, 0.5)
    again = shifted(first, x)
    twin = copy.copy(second)
    twin.w = twin.w * again.forward(x)
    swapped = second.forward(x) * twin.forward(first.w)
    return np.sum(swapped) * second.offset + np.sum(second.w * twin.last)


class Vector:
    """A vector with operators, items that can be set, and a property."""

    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return Vector(self.v + other.v)

    def __iadd__(self, other):
        self.v = self.v + other.v
        return self

    def __getitem__(self, index):
        return self.v[index]

    def __setitem__(self, index, value):
        self.v[index] = value

    @property
    def norm(self):
        return np.sum(self.v**2)

    @norm.setter
    def norm(self, value):
        self.v = self.v * np.sqrt(value / self.norm)


@program(numbers(3), numbers(3))
def operators_that_change(x, y):
    a, b = Vector(x.copy()), Vector(y)
    c = a
    a += b + Vector(x * y)
    a[0] = b[1] * c[2]
    c.norm = 2.0 + np.sum(y)
    c.norm *= 1.5
    return np.sum(a.v * y) + c.norm


@program(numbers(3))
def closures_over_objects(x):
    vector = Vector(x)

    def bump(k):
        vector.v = vector.v * x + k
        vector.last = k * vector.v
        return np.sum(vector.v)

    grow = vector.__iadd__
    total = bump(2.0) * bump(3.0)
    grow(Vector(vector.last))
    return total + np.sum((lambda: vector.v * vector.last)())


class Stack:
    """A stack of arrays, with its sum."""

    def __init__(self):
        self.items = []
        self.total = 0.0

    def push(self, x):
        self.items.append(x)
        self.total += np.sum(x)


@program(numbers(4, 3))
def lists_of_objects(xs):
    stack = Stack()
    for x in xs:
        if np.sum(x) < 10.0:
            stack.push(x * x)
        if stack.total > 1e3:
            break
    while len(stack.items) < 6:
        stack.push(stack.items[-1] * xs[0])
    return np.sum(stack.items[1] * stack.items[5]) * stack.total
