"""Random programs in the accepted language, as text, with arguments to run them at.

All values stay near one, so that differences are reliable: what a statement computes is
squashed where it could grow.
"""

import itertools
import linecache
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (1, 3)]
HELPERS = """
def gate(a, b):
    return np.tanh(a) * b + 0.5 * a


def series(a, b):
    total = a * 0.0
    term = a
    for k in range(1, 4):
        total = total + term / k
        term = np.sin(term * b)
    return total


def piecewise(a, b):
    if np.sum(a) > 0.21:
        return a * b
    if np.sum(b) < -0.4:
        c = np.cos(b)
        return c - a
    return np.sin(a + b)


def both(a, b):
    c = a - b
    return np.tanh(c), c * 0.5


def descent(a, n):
    if n == 0:
        return np.cos(a)
    return np.sin(descent(a, n - 1) + a)


def lengthy(a, b, *, k=0.7):
    c = np.sin(a) * b
    d = np.tanh(c + a * k)
    e = d * c - b
    f = np.exp(-e * e)
    g = f / (1.5 + d * d)
    h = g + e * k
    m = np.cos(h) * f
    n = m + g * h
    p = np.tanh(n) + m
    q = p * g + n
    r = q / (2.0 + q * q)
    return r * p + d
"""
UNARY = [
    "np.sin({})",
    "np.cos({})",
    "np.tanh({})",
    "np.arctan({})",
    "-{}",
    "np.exp(np.sin({}))",
    "np.log(1.5 + {} ** 2)",
    "np.sqrt(1.2 + np.square({}))",
    "abs({})",
    "np.clip({}, -0.9, 1.1)",
    "{} ** 2",
    "np.multiply(0.8, {})",
    "np.where({} > 0.17, 0.5, 1.3)",
    "1.0 / (2.0 + {} ** 2)",
    "2.0 ** np.sin({})",
]
BINARY = [
    "{} + {}",
    "{} - {}",
    "{} * {}",
    "{} / (1.5 + {} ** 2)",
    "np.maximum({}, {})",
    "np.minimum({}, {})",
    "np.where({} > 0.13, {}, 0.4)",
    "gate({}, {})",
    "lengthy({}, {})",
    "np.hypot({}, 1.0 + {} ** 2)",
]
SAME = ["series({}, {})", "piecewise({}, {})", "np.subtract({}, {})"]
SQUASH = ["np.tanh({})", "np.sin({})", "({}) / (1.0 + abs({}))", "0.5 * np.cos({})"]
COUNTS = [
    ("range(3)", 3),
    ("range(1, 4)", 3),
    ("range(4, 0, -2)", 2),
    ("range(0, 5, 3)", 2),
    ("range(n)", 2),
    ("reversed(range(3))", 3),
    ("range(0)", 0),
    ("range(1)", 1),
]


@dataclass
class RandomProgram:
    """The text of a program whose last function is ``main``, and its arguments."""

    text: str
    args: tuple
    seed: int

    def load(self):
        """Return the function, with its text where tracebacks and srcdiff find it."""
        file = f"<random program {next(_SERIAL)}>"
        lines = self.text.splitlines(keepends=True)
        linecache.cache[file] = (len(self.text), None, lines, file)
        namespace = {}
        exec(compile(self.text, file, "exec"), namespace)
        return namespace["main"]

    def forget(self, function):
        """Take the text away again: a long run makes many."""
        linecache.cache.pop(function.__code__.co_filename, None)


_SERIAL = itertools.count(1)


@dataclass
class Scope:
    """What may be read where a statement is written."""

    arrays: dict = field(default_factory=dict)  # name to shape
    tuples: dict = field(default_factory=dict)  # name to shapes of the items
    counters: list = field(default_factory=list)
    fresh: set = field(default_factory=set)

    def copy(self):
        return Scope(
            dict(self.arrays), dict(self.tuples), list(self.counters), set(self.fresh)
        )

    def bind(self, name, shape, fresh=True):
        self.arrays[name] = shape
        self.tuples.pop(name, None)
        (self.fresh.add if fresh else self.fresh.discard)(name)


class Writer:
    """Writes one program, choice by choice."""

    def __init__(self, draw):
        self.draw = draw
        self.lines = []
        self.serial = 0
        self.budget = 5
        self.loops = 0
        self.exits = 0

    def pick(self, items):
        return self.draw(st.sampled_from(items))

    def chance(self, percent):
        return self.draw(st.integers(0, 99)) < percent

    def constant(self):
        return str(self.pick([0.3, 0.7, 1.1, -0.4, 0.9, -1.2, 1.0, 2.0, 0.5]))

    def new_name(self):
        self.serial += 1
        return f"{self.pick('abcdefgh')}{self.serial}"

    # ------------------------------------------------------------ expressions

    def atom(self, scope):
        """Return the text and shape of a name, constant or item."""
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            return self.constant(), ()
        if kind == 1 and scope.counters:
            return f"({self.pick(scope.counters)} + 1) / 4", ()
        if kind == 2 and scope.tuples:
            name = self.pick(sorted(scope.tuples))
            position = self.draw(st.integers(0, len(scope.tuples[name]) - 1))
            return f"{name}[{position}]", scope.tuples[name][position]
        name = self.pick(sorted(scope.arrays))
        return name, scope.arrays[name]

    def expression(self, scope, depth=2):
        """Return the text, in parentheses where needed, and shape of an expression."""
        if depth == 0 or self.chance(45):
            return self.atom(scope)
        kind = self.draw(st.integers(0, 11))
        text, shape = self.expression(scope, depth - 1)
        if kind <= 3:
            other, second = self.expression(scope, depth - 1)
            form = self.pick(BINARY)
            if _broadcast(shape, second) is None:
                other, second = f"np.mean({other})", ()
            return f"({form.format(text, other)})", _broadcast(shape, second)
        if kind <= 5:
            return f"({self.pick(UNARY).format(text)})", shape
        if kind == 6:
            return self.reduction(text, shape)
        if kind == 7:
            return self.product(scope, text, shape)
        if kind == 8:
            return self.item(scope, text, shape)
        if kind == 9:
            return self.shaped(text, shape)
        if kind == 10:
            other, second = self.expression(scope, depth - 1)
            if second == shape:
                return f"{self.pick(SAME).format(text, other)}", shape
            return f"descent({text}, 2)", shape
        other, second = self.expression(scope, depth - 1)
        if second != shape:
            return f"({text} * np.mean({other}))", shape
        return f"({text} if {self.condition(scope)} else {other})", shape

    def reduction(self, text, shape):
        name = self.pick(["sum", "mean", "max", "min", "prod", "var"])
        function = f"np.{name}"
        if not shape or self.chance(30):
            return f"{function}({text})", ()
        axis = self.draw(st.integers(-len(shape), len(shape) - 1))
        keep = self.chance(40)
        options = f"axis={axis}" + (", keepdims=True" if keep else "")
        left = list(shape)
        left[axis] = 1
        if not keep:
            del left[axis]
        if self.chance(30) and name != "var":
            return f"({text} * 1.0).{name}({options})", tuple(left)
        return f"{function}({text}, {options})", tuple(left)

    def product(self, scope, text, shape):
        names = [
            n
            for n, s in sorted(scope.arrays.items())
            if s and shape and _fits(shape, s)
        ]
        if names:
            name = self.pick(names)
            dims = np.matmul(np.zeros(shape), np.zeros(scope.arrays[name])).shape
            return f"({text} @ {name})", dims
        if len(shape) == 2:
            return f"({text}.T @ {text})", (shape[1], shape[1])
        return f"np.sum({text} * {text})", ()

    def item(self, scope, text, shape):
        if not shape:
            return text, shape
        forms = ["[0]", "[-1]", "[::-1]", "[None, :]", "[..., 0]", "[:1]", "[()]"]
        forms.append(f"[np.array([0, {shape[0] - 1}, 0])]")
        if len(shape) == 2:
            forms += ["[:, 0]", "[0, 0]", "[:, np.newaxis, -1]", "[1:]"]
            forms.append(f"[:, np.array([{shape[1] - 1}, 0])]")
        forms += [f"[{c} % {shape[0]}]" for c in scope.counters]
        if self.chance(12):
            return f"np.sum({text}[{text} > 0.1] ** 2)", ()
        form = self.pick(forms)
        probe = np.zeros(shape)
        names = dict.fromkeys(scope.counters, 0)
        try:
            found = eval(f"probe{form}", {"probe": probe, "np": np, **names})
        except IndexError:
            return text, shape
        return (f"{text}{form}", found.shape) if found.size else (text, shape)

    def shaped(self, text, shape):
        forms = [
            "np.reshape({0}, -1)",
            "np.transpose({0})",
            "np.stack([{0}, {0}])",
            "np.concatenate([np.ravel({0}), np.ravel({0})])",
            "np.expand_dims({0}, 0)",
            "np.ravel({0})",
        ]
        if shape:
            forms += ["np.cumsum({0})", f"np.broadcast_to({{0}}, {(2, *shape)})"]
        form = self.pick(forms)
        found = eval(form.format("probe"), {"probe": np.zeros(shape), "np": np})
        if found.ndim > 2:
            return text, shape
        return form.format(text), found.shape

    def condition(self, scope):
        kind = self.draw(st.integers(0, 4))
        if kind == 0 and scope.counters:
            return f"{self.pick(scope.counters)} % 2 == 0"
        text, _ = self.atom(scope)
        other, _ = self.atom(scope)
        bound = self.pick([0.11, -0.23, 0.58])
        if kind == 1:
            return f"{bound} < np.sum({text}) < 1.7"
        if kind == 2:
            return f"np.sum({text}) > {bound} or np.max({other}) < 0.05"
        if kind == 3:
            return f"np.sum({text}) > np.mean({other}) + {bound} and flag"
        return f"np.sum({text}) > {bound}"

    def value(self, scope, shape=None, grows=False):
        """Return the text and shape of what a statement assigns."""
        text, found = self.expression(scope)
        if shape is not None and found != shape:
            text, found = self.fitted(scope, text, found, shape)
        if grows or self.chance(50):
            form = self.pick(SQUASH)
            text = form.format(*[text] * form.count("{}"))
        return text, found

    def fitted(self, scope, text, found, shape):
        """Make an expression have a shape, with names that have it."""
        if _broadcast(found, shape) != shape:
            text = f"np.mean({text})"
        names = [n for n, s in sorted(scope.arrays.items()) if s == shape]
        base = self.pick(names) if names else f"np.ones({shape})"
        return f"({base} + {text})" if self.chance(50) else f"{base} * {text}", shape

    # ------------------------------------------------------------- statements

    def block(self, scope, indent, depth, looped):
        """Write some statements; names that are new to the scope stay in it."""
        for _ in range(self.draw(st.integers(1, 3 if depth else 5))):
            if self.budget <= 0 and self.lines and self.lines[-1].strip()[-1] != ":":
                return
            self.budget -= 1
            self.statement(scope, indent, depth, looped)

    def put(self, indent, text):
        self.lines.append("    " * indent + text)

    def statement(self, scope, indent, depth, looped):
        kind = self.draw(st.integers(0, 15))
        nested = depth < 3 and self.budget > 0
        if self.loops and self.chance(15):
            self.exit(scope, indent)
        elif kind >= 13 and nested:
            self.loop(scope, indent, depth)
        elif kind == 12 and nested:
            self.branch(scope, indent, depth, looped)
        elif kind == 11:
            self.augmented(scope, indent)
        elif kind == 10:
            self.swap(scope, indent)
        elif kind == 9:
            self.container(scope, indent)
        elif kind == 8:
            self.unpacking(scope, indent)
        elif kind in (6, 7) or looped:
            self.update(scope, indent, looped)
        else:
            text, shape = self.value(scope)
            name = self.new_name()
            self.put(indent, f"{name} = {text}")
            scope.bind(name, shape)

    def update(self, scope, indent, looped):
        """Give a name a new value, of the same shape."""
        name = self.pick(sorted(scope.arrays))
        text, shape = self.value(scope, scope.arrays[name], grows=looped)
        self.put(indent, f"{name} = {text}")
        scope.bind(name, shape)

    def augmented(self, scope, indent):
        names = sorted(scope.fresh & set(scope.arrays))
        if not names:
            return self.update(scope, indent, True)
        name = self.pick(names)
        text, shape = self.value(scope, grows=True)
        if _broadcast(shape, scope.arrays[name]) != scope.arrays[name]:
            text = f"np.mean({text})"
        operator = self.pick(["+=", "-=", "*="])
        self.put(indent, f"{name} {operator} {text}")

    def swap(self, scope, indent):
        names = sorted(scope.arrays)
        one, other = self.pick(names), self.pick(names)
        if one == other or scope.arrays[one] != scope.arrays[other]:
            return self.update(scope, indent, True)
        second = other if self.chance(50) else f"0.5 * {other} + 0.3 * {one}"
        self.put(indent, f"{one}, {other} = {second}, {one}")
        scope.fresh -= {one, other}

    def container(self, scope, indent):
        items = [self.value(scope) for _ in range(self.draw(st.integers(2, 3)))]
        texts = ", ".join(text for text, _ in items)
        name = self.new_name()
        self.put(
            indent, f"{name} = ({texts})" if self.chance(50) else f"{name} = [{texts}]"
        )
        scope.tuples[name] = [shape for _, shape in items]

    def unpacking(self, scope, indent):
        if scope.tuples and self.chance(60):
            name = self.pick(sorted(scope.tuples))
            names = [self.new_name() for _ in scope.tuples[name]]
            self.put(indent, f"{', '.join(names)} = {name}")
            for each, shape in zip(names, scope.tuples[name], strict=True):
                scope.bind(each, shape, fresh=False)
            return
        one, other = self.new_name(), self.new_name()
        text, shape = self.value(scope)
        second, second_shape = self.atom(scope)
        if self.chance(50):
            self.put(indent, f"{one}, {other} = both({text}, np.mean({second}))")
            scope.bind(one, shape)
            scope.bind(other, shape)
            return
        last = self.new_name()
        self.put(indent, f"({one}, {other}), {last} = ({text}, {second}), {text}")
        scope.bind(one, shape, fresh=False)
        scope.bind(last, shape, fresh=False)
        scope.bind(other, second_shape, fresh=False)

    def branch(self, scope, indent, depth, looped):
        self.put(indent, f"if {self.condition(scope)}:")
        inside = []
        for _ in range(1 + self.chance(65)):
            own = scope.copy()
            self.block_of_updates(own, indent + 1, depth + 1, looped)
            inside.append(own)
            if len(inside) == 1:
                self.put(indent, "else:")
        if len(inside) == 1:
            self.lines.pop()
        for own in inside:
            scope.fresh &= own.fresh

    def block_of_updates(self, scope, indent, depth, looped):
        """Write a block after which all names have the shapes that they had."""
        self.update(scope, indent, looped)
        self.block(scope, indent, depth, True)

    def exit(self, scope, indent):
        """Write a way out of the turn, the loop or the function."""
        self.exits += 1
        self.put(indent, f"if {self.condition(scope)}:")
        if self.chance(40):
            self.update(scope.copy(), indent + 1, True)
        kind = self.pick(["break", "continue", "return"])
        if kind == "return":
            kind = f"return np.sum({self.value(scope)[0]})"
        self.put(indent + 1, kind)

    def loop(self, scope, indent, depth):
        exits = self.exits
        kind = self.draw(st.integers(0, 6))
        inside = scope.copy()
        if kind <= 1:
            counter = self.new_name()
            header, turns = self.pick(COUNTS)
            self.put(indent, f"for {counter} in {header}:")
            inside.counters.append(counter)
        elif kind == 2:
            counter = self.new_name()
            turns = 2
            self.put(indent, f"{counter} = 0")
            more = (
                f" and np.sum({self.atom(scope)[0]}) < 2.3" if self.chance(30) else ""
            )
            self.put(indent, f"while {counter} < 2{more}:")
            self.put(indent + 1, f"{counter} = {counter} + 1")
            inside.counters.append(counter)
        elif kind == 6:
            counter, turns = self.new_name(), 0
            self.put(indent, f"{counter} = 0")
            self.put(indent, "while True:")
            self.put(indent + 1, f"{counter} = {counter} + 1")
            self.put(indent + 1, f"if {counter} > {self.pick([1, 2, 3])}:")
            self.put(indent + 2, self.pick(["break", "return np.sum(x0) * 0.4"]))
            inside.counters.append(counter)
        else:
            turns = self.over_items(scope, inside, indent)
        self.loops += 1
        self.block_of_updates(inside, indent + 1, depth + 1, True)
        self.loops -= 1
        scope.fresh &= inside.fresh
        if self.chance(15):
            self.put(indent, "else:")
            self.update(scope, indent + 1, True)
        if turns and kind != 2 and exits == self.exits and self.chance(30):
            scope.arrays.update(inside.arrays)

    def over_items(self, scope, inside, indent):
        """Write the head of a loop over arrays, lists, zip, enumerate or reversed."""
        names = [n for n, s in sorted(scope.arrays.items()) if s]
        item, counter = self.new_name(), self.new_name()
        if not names:
            (text, shape), (second, _) = self.value(scope), self.atom(scope)
            self.put(indent, f"for {item} in [{text}, {text} * np.mean({second})]:")
            inside.bind(item, shape, fresh=False)
            return 2
        name = self.pick(names)
        shape = scope.arrays[name]
        kind = self.pick(["plain", "zip", "enumerate", "reversed"])
        if kind == "zip":
            other = self.pick(names)
            second = self.new_name()
            self.put(indent, f"for {item}, {second} in zip({name}, {other}):")
            inside.bind(second, scope.arrays[other][1:], fresh=False)
        elif kind == "enumerate":
            self.put(indent, f"for {counter}, {item} in enumerate({name}):")
            inside.counters.append(counter)
        elif kind == "reversed":
            self.put(indent, f"for {item} in reversed({name}):")
        else:
            self.put(indent, f"for {item} in {name}:")
        inside.bind(item, shape[1:], fresh=False)
        return shape[0]

    # ---------------------------------------------------------------- program

    def program(self):
        count = self.draw(st.integers(1, 3))
        shapes = [self.pick(SHAPES) for _ in range(count)]
        names = [f"x{k}" for k in range(count)]
        scope = Scope(dict(zip(names, shapes, strict=True)))
        seed = self.draw(st.integers(0, 999))
        random = np.random.default_rng(seed)
        args = [
            float(random.uniform(-1.2, 1.2))
            if not s and self.chance(70)
            # An array of a random number is a 0-d array.
            else np.asarray(random.uniform(-1.2, 1.2, s))
            for s in shapes
        ]
        if self.chance(25):
            scope.tuples["pair"] = [(3,), ()]
            names.append("pair")
            args.append((random.uniform(-1.2, 1.2, 3), 0.6))
        self.block(scope, 1, 0, False)
        if self.chance(15):
            self.put(1, f"if {self.condition(scope)}:")
            self.put(2, f"return np.sum({self.pick(sorted(scope.arrays))}) * 0.5")
            self.block(scope, 1, 0, False)
        terms = [
            f"np.sum({name}) * {self.constant()}"
            for name in sorted(scope.arrays)
            if self.chance(70)
        ]
        terms.append(f"np.mean({self.pick(sorted(scope.arrays))})")
        self.put(1, f"return {' + '.join(terms)}")
        head = f"def main({', '.join(names)}, n=2, flag=True):"
        text = "\n".join(["import numpy as np\n", HELPERS, "", head, *self.lines, ""])
        return RandomProgram(text, tuple(args), seed)


def _broadcast(first, second):
    try:
        return np.broadcast_shapes(first, second)
    except ValueError:
        return None


def _fits(first, second):
    try:
        found = np.matmul(np.zeros(first), np.zeros(second))
    except ValueError:
        return False
    return found.ndim <= 2


@st.composite
def programs(draw):
    """Draw a program; it may still fail to run, or not be smooth at its arguments."""
    return Writer(draw).program()
