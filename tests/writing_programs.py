"""Random programs that write in place, as text: views, aliases, loops, helpers."""

import itertools
import linecache
import random
from dataclasses import dataclass, field

import numpy as np

HELPERS = """
def scale(v, k):
    v *= k


def put(v, e):
    v[0] = e * 0.5
    return v[-1] + 1.0


def smooth(v):
    for i in range(1, len(v)):
        v[i] = 0.5 * (v[i] + np.sin(v[i - 1]))


"""
SHAPES = [(4,), (3,), (3, 4), (2, 3)]
VIEWS = {
    1: [
        ("{}[1:]", lambda s: (s[0] - 1,)),
        ("{}[:-1]", lambda s: (s[0] - 1,)),
        ("{}[::-1]", lambda s: s),
        ("{}[::2]", lambda s: ((s[0] + 1) // 2,)),
        ("{}[None, :]", lambda s: (1, *s)),
        ("{}[...]", lambda s: s),
        ("{}.reshape(-1, 1)", lambda s: (s[0], 1)),
    ],
    2: [
        ("{}[0]", lambda s: (s[1],)),
        ("{}[-1]", lambda s: (s[1],)),
        ("{}[:, 1]", lambda s: (s[0],)),
        ("{}.T", lambda s: s[::-1]),
        ("{}[1:, :-1]", lambda s: (s[0] - 1, s[1] - 1)),
        ("{}[:, ::-1]", lambda s: s),
        ("{}[1:]", lambda s: (s[0] - 1, s[1])),
        ("np.transpose({})", lambda s: s[::-1]),
        ("{}.ravel()", lambda s: (s[0] * s[1],)),
        ("np.reshape({}, -1)", lambda s: (s[0] * s[1],)),
        ("np.ravel({}.T)", lambda s: (s[0] * s[1],)),
    ],
}
UNARY = [
    "np.sin({})",
    "np.tanh({})",
    "0.5 * {}",
    "{} * {}",
    "-{}",
    "1.0 / (2.0 + {} ** 2)",
]
TURNS = [
    "range(3)",
    "range(2, 0, -1)",
    "range(0, 4, 3)",
    "range(n)",
    "range(rng.integers(1, 4))",
    "range(len(x) - n, 4)",
    "reversed(range(1, len(y), n))",
]
OPENING = ["rng = np.random.default_rng(7)", "items = []"]
BINARY = ["{} + {}", "{} * {}", "{} - {}", "np.maximum({}, {})", "{} / (1.5 + {} ** 2)"]


@dataclass
class Scope:
    """The arrays and scalars that may be read, and the loop counters."""

    arrays: dict = field(default_factory=dict)
    scalars: list = field(default_factory=list)
    counters: list = field(default_factory=list)

    def copy(self):
        return Scope(dict(self.arrays), list(self.scalars), list(self.counters))


class Writer:
    """Writes one program; statements are strings or (header, block) pairs."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.serial = 0

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def program(self):
        scope = Scope({"x": (4,), "y": (3, 4)}, ["k"])
        body = self.block(scope, self.random.randint(3, 8), 0)
        terms = [
            f"np.sum(np.sin({n} + {0.3 * i:.1f}))"
            for i, n in enumerate(scope.arrays)
            if n in ("x", "y") or self.chance(60)
        ]
        terms += [f"{s} * 0.7" for s in scope.scalars if self.chance(50)]
        terms += ["sum(items)"]
        return [*OPENING, *body, "return " + " + ".join(terms)]

    def block(self, scope, count, depth):
        return [s for _ in range(count) for s in self.statement(scope, depth)]

    def atom(self, scope, shape):
        """Return an expression of a shape, or one that broadcasts to it."""
        fits = [n for n, s in scope.arrays.items() if s == shape]
        last = [n for n, s in scope.arrays.items() if shape and s == shape[-1:]]
        if fits and self.chance(65):
            return self.pick(fits)
        if last and self.chance(50):
            return self.pick(last)
        if self.chance(30):
            name, found = self.pick(list(scope.arrays.items()))
            view, result = self.view(name, found)
            if result == shape:
                return view
        return self.scalar(scope)

    def scalar(self, scope):
        if self.chance(4):
            return self.pick(["rng.random()", "1.0 * (rng.random() > 0.5)"])
        kind = self.random.randint(0, 3)
        if kind == 0 and scope.scalars:
            return self.pick(scope.scalars)
        if kind == 1:
            return self.pick(["0.3", "1.1", "-0.7"])
        name, shape = self.pick(list(scope.arrays.items()))
        if not shape or 0 in shape:
            return "0.9"
        return f"{name}[{', '.join(self.position(scope, n) for n in shape)}]"

    def position(self, scope, size):
        if self.chance(4):
            return f"rng.integers({size})"
        if scope.counters and self.chance(50):
            return f"{self.pick(scope.counters)} % {size}"
        return str(self.random.randint(-size, size - 1))

    def expression(self, scope, shape, depth=2):
        if depth == 0 or self.chance(35):
            return self.atom(scope, shape)
        if self.chance(40):
            form = self.pick(UNARY)
            inner = self.expression(scope, shape, depth - 1)
            return "(" + form.format(*[inner] * form.count("{}")) + ")"
        form = self.pick(BINARY)
        parts = [self.expression(scope, shape, depth - 1) for _ in range(2)]
        return "(" + form.format(*parts) + ")"

    def full(self, scope, shape):
        """Return an expression that surely has a shape and is new memory."""
        inner = self.expression(scope, shape)
        return f"{inner} + np.zeros({shape})"

    def view(self, name, shape):
        if len(shape) not in VIEWS:
            return name, shape
        form, result = self.pick(VIEWS[len(shape)])
        return form.format(name), result(shape)

    def place(self, scope):
        """Return a place in an array, the shape it has, and whether indices repeat."""
        name, shape = self.pick([(n, s) for n, s in scope.arrays.items() if s])
        kind = self.random.randint(0, 6)
        if kind <= 1:
            where = ", ".join(self.position(scope, n) for n in shape)
            return f"{name}[{where}]", ()
        if kind == 2:
            return f"{name}[...]" if self.chance(50) else f"{name}[:]", shape
        if kind == 3:
            return f"{name}[{name} > 0.2]", ()
        if kind == 4:
            rows = [self.random.randint(0, shape[0] - 1) for _ in range(3)]
            return f"{name}[np.array({rows})]", (3, *shape[1:])
        view, found = self.view(name, shape)
        if view.endswith("]"):
            return view, found
        return f"{view}[...]", found

    def statement(self, scope, depth):
        kind = self.random.randint(0, 19)
        if kind <= 2:
            name, shape = self.fresh("a"), self.pick(SHAPES)
            text = f"{name} = {self.full(scope, shape)}"
            scope.arrays[name] = shape
            return [text]
        if kind == 3:
            name = self.fresh("b")
            source, shape = self.pick(list(scope.arrays.items()))
            form = self.pick(["{}", "{}.copy()", "np.asarray({})"])
            scope.arrays[name] = shape
            return [f"{name} = {form.format(source)}"]
        if kind <= 6:
            source, shape = self.pick(list(scope.arrays.items()))
            view, found = self.view(source, shape)
            if 0 in found:
                return []
            name = self.fresh("v")
            scope.arrays[name] = found
            return [f"{name} = {view}"]
        if kind <= 10:
            place, shape = self.place(scope)
            op = self.pick(["=", "=", "+=", "-=", "*="])
            return [f"{place} {op} {self.expression(scope, shape)}"]
        if kind == 11:
            name, shape = self.pick([(n, s) for n, s in scope.arrays.items() if s])
            op = self.pick(["+=", "*=", "-="])
            return [f"{name} {op} {self.expression(scope, shape)}"]
        if kind == 12:
            name = self.fresh("s")
            text = f"{name} = {self.expression(scope, ())}"
            scope.scalars.append(name)
            return [text]
        if kind == 13 and scope.scalars:
            name = self.pick(scope.scalars)
            return [f"{name} {self.pick(['+=', '*='])} {self.expression(scope, (), 1)}"]
        if kind == 14 and self.chance(25):
            name, shape = self.pick([(n, s) for n, s in scope.arrays.items() if s])
            return [f"{name} = {name}[{self.order(shape[0])}]"]
        if kind == 14 and self.chance(25):
            return [f"items.append({self.scalar(scope)})"]
        if kind == 14:
            return self.special(scope)
        if kind == 15 and depth < 2:
            inner = scope.copy()
            test = f"{self.scalar(scope)} > {self.pick(['0.1', '-0.2', '0.6'])}"
            then = self.block(inner, self.random.randint(1, 3), depth + 1)
            other = scope.copy()
            rest = self.block(other, self.random.randint(0, 2), depth + 1)
            found = [(f"if {test}:", then or ["pass"])]
            return [*found, ("else:", rest)] if rest else found
        if kind >= 16 and depth < 2:
            inner = scope.copy()
            counter = self.fresh("i")
            inner.counters.append(counter)
            header = self.pick(TURNS)
            body = self.block(inner, self.random.randint(1, 3), depth + 1)
            if self.chance(25):
                test = f"if {self.scalar(inner)} > 0.4:"
                leave = self.pick(["break", "continue", "n = n - 1", "n += 1"])
                body.insert(self.random.randint(0, len(body)), (test, [leave]))
            return [(f"for {counter} in {header}:", body or ["pass"])]
        return []

    def order(self, size):
        """Return an index that brings the rows of an array into another order."""
        turned = [*range(size)]
        self.random.shuffle(turned)
        return self.pick(["::-1", f"np.array({turned})", f"{turned}"])

    def special(self, scope):
        name, shape = self.pick([(n, s) for n, s in scope.arrays.items() if s])
        value = self.expression(scope, shape)
        rows = [self.random.randint(0, shape[0] - 1) for _ in range(3)]
        addend = self.expression(scope, (3, *shape[1:]))
        a, b = self.random.randint(0, shape[0] - 1), shape[0] - 1
        return [
            self.pick(
                [
                    f"np.add.at({name}, np.array({rows}), {addend})",
                    f"{name}.fill({self.scalar(scope)})",
                    f"np.copyto({name}, {value})",
                    f"np.sin({name}, out={name})",
                    f"np.multiply({value}, {self.scalar(scope)}, out={name})",
                    f"{name}[[{a}, {b}]] = {name}[[{b}, {a}]]",
                    f"{name}[{a}], {name}[{b}] = {name}[{b}], {name}[{a}]",
                    f"scale({name}, {self.scalar(scope)})",
                    f"smooth({name})",
                    f"put({name}, {self.scalar(scope)})",
                ]
            )
        ]


def lines(block, indent=1):
    """Return the text lines of nested statements."""
    for statement in block:
        if isinstance(statement, str):
            yield "    " * indent + statement
        else:
            header, body = statement
            yield "    " * indent + header
            yield from lines(body, indent + 1)


@dataclass
class WritingProgram:
    """A program's statements, and the arguments to run it at."""

    body: list
    seed: int

    @property
    def text(self):
        return HELPERS + "def main(x, y, k, n):\n" + "\n".join(lines(self.body)) + "\n"

    @property
    def args(self):
        rng = np.random.default_rng(self.seed)
        return (rng.standard_normal(4), rng.standard_normal((3, 4)), 0.4, 2)

    def load(self):
        """Return the function, with its text where srcdiff finds it."""
        file = f"<writing program {next(_SERIAL)}>"
        kept = self.text.splitlines(keepends=True)
        linecache.cache[file] = (len(self.text), None, kept, file)
        namespace = {"np": np}
        exec(compile(self.text, file, "exec"), namespace)
        return namespace["main"]

    def forget(self, main):
        linecache.cache.pop(main.__code__.co_filename, None)


_SERIAL = itertools.count(1)


def writing_program(seed):
    """Return the program of a seed, the same each time."""
    return WritingProgram(Writer(seed).program(), seed)


def smaller(body):
    """Yield the bodies with one statement less, at any depth."""
    for k, statement in enumerate(body):
        if isinstance(statement, str) and statement.startswith("return"):
            continue
        yield [*body[:k], *body[k + 1 :]]
        if not isinstance(statement, str):
            header, inner = statement
            if header.startswith(("for", "if")):
                yield [*body[:k], *inner, *body[k + 1 :]]
            for less in smaller(inner):
                yield [*body[:k], (header, less or ["pass"]), *body[k + 1 :]]
