"""Random programs over arrays whose sizes are names, to be run at many sizes.

A statement is drawn as text and kept if it runs at the first sizes.
"""

import itertools
import linecache
import random
import warnings

import numpy as np

HELPERS = """
def smooth(a, s):
    inner = a[1:-1] + s * (a[:-2] - 2 * a[1:-1] + a[2:])
    width = a.shape[0] - 2
    weight = np.ones(width)
    scaled = (inner.T * weight).T
    wave = np.sin(scaled) + s
    bell = np.exp(-wave * wave)
    ratio = bell / (1.5 + scaled * scaled)
    mixed = ratio * wave + 0.3 * scaled
    turned = np.cos(mixed) * bell
    total = turned + ratio * mixed
    return np.tanh(total) + inner


def shrink(a, k):
    if k == 0:
        return np.tanh(a)
    return np.sin(shrink(a[1:], k - 1)) + a[1:][: max(len(a) - k, 0)][0]


def half(a):
    return a[: a.shape[0] // 2]
"""
SLICES = [
    *(
        "{a}[1:]",
        "{a}[:-1]",
        "{a}[1:-1]",
        "{a}[2:]",
        "{a}[:-2]",
        "{a}[::2]",
        "{a}[1::2]",
    ),
    *("{a}[:n]", "{a}[:n - 1]", "{a}[n - 1:]", "{a}[1:n]", "{a}[:len({a}) - 1]"),
    *("{a}[:{a}.shape[0] // 2]", "{a}[-2:]", "{a}[:2]", "{a}[:1]", "{a}[-1:]"),
    *("{a}[::-1]", "{a}[0]", "{a}[-1]", "{a}[:, 1:]", "{a}[:, :-1]", "{a}[:, 0]"),
    *(
        "np.atleast_1d({a})[None]",
        "{a}[:, None]",
        "{a}[..., 1:]",
        "np.atleast_1d({a})[..., None]",
        "{a}[k:]",
    ),
    *(
        "{a}[:k]",
        "{a}[k - 1:]",
        "{a}[index]",
        "np.atleast_1d({a})[np.atleast_1d({a}) > 0.1]",
        "{a}[:, :m - 1]",
    ),
    *("{a}[1:-1, 1:-1]", "{a}[n - 2:n]", "half({a})", "{a}[:, ::2]", "{a}[:-3]"),
]
MADE = [
    *("np.ones(n)", "np.ones((n, m))", "np.ones(len({a}) - 1)", "np.ones_like({a})"),
    *("np.ones({a}.shape)", "np.ones({a}.shape[1:])", "np.ones(k)", "np.ones(n - 2)"),
    *("np.arange(n) * 0.1", "np.full((m, n), 0.3)", "np.ones((len({a}), 1))"),
    *("np.eye(n)", "np.ones({a}.size)", "np.ones((n - 1, m))", "np.linspace(0, 1, n)"),
    *("np.zeros((m, n)) + 0.4", "np.ones(n // 2)", "np.arange(k, n) * 0.2"),
]
SHAPED = [
    *("{a}.reshape(-1)", "{a}.reshape(n, m)", "{a}.reshape(m, -1)", "{a}.T"),
    *("np.ravel({a})", "np.concatenate([{a}, {b}])", "np.stack([{a}, {b}])"),
    *(
        "np.concatenate([{a}[:1], {b}, {a}[-1:]])",
        "np.pad({a}, 1)",
        "np.append({a}, {b})",
    ),
    *("np.concatenate([{a}, {b}], axis=-1)", "np.squeeze({a})", "np.atleast_2d({a})"),
    *(
        "np.split({a}, 2)[1]",
        "np.broadcast_to({a}, (2, n, m))",
        "{a}.reshape(k, -1)",
    ),
    *("np.vstack([{a}, {b}])", "np.expand_dims({a}, 0)", "np.cumsum({a}[:], axis=0)"),
    *("np.outer({a}, {b})", "np.repeat({a}, 2)", "np.tile({a}, 2)", "np.roll({a}, 1)"),
    *("np.diag({a})", "np.moveaxis({a}, 0, -1)", "np.swapaxes({a}, 0, 1)"),
]
BINARY = [
    *("{a} + {b}", "{a} * {b}", "{a} - {b}", "{a} / (2.0 + {b} ** 2)", "{a} @ {b}"),
    *("np.maximum({a}, {b})", "np.where({a} > {b}, {a}, {b})", "{a} + {b} * {c}"),
    *(
        "{a} * n",
        "{a} / (k + 1)",
        "({a} * 2 + m) * {b}",
        "np.where({a} > 0.2, {b}, 0.5)",
    ),
]
UNARY = [
    *(
        "np.sin({a})",
        "np.tanh({a})",
        "np.exp(-{a} * {a})",
        "{a} ** 2",
        "-{a}",
        "{a} * 0.5",
    ),
    *(
        "smooth({a}, 0.3)",
        "smooth({a}, s)",
        "shrink({a}, 2)",
        "abs({a})",
        "np.sqrt(1 + {a} ** 2)",
    ),
]
REDUCED = [
    *(
        "np.sum({a})",
        "np.atleast_1d({a}).sum(axis=0)",
        "np.sum(np.atleast_1d({a}), axis=-1)",
    ),
    *(
        "np.mean({a}[:], axis=-1, keepdims=True)",
        "np.max({a}[:], axis=0)",
        "{a}.mean()",
    ),
    *("np.var({a}[:], axis=0, keepdims=True)", "np.prod({a}[:], axis=-1)"),
    "np.sum({a}[:], axis=0, keepdims=True)",
]
KINDS = [SLICES, SLICES, MADE, SHAPED, BINARY, BINARY, BINARY, UNARY, REDUCED]
FIRST = {"n": 4, "m": 3}
OTHERS = [{"n": 5, "m": 2}, {"n": 2, "m": 4}, {"n": 3, "m": 3}, {"n": 2, "m": 2}]
EMPTY = [{"n": 0, "m": 3}, {"n": 4, "m": 0}]
ONES = [{"n": 1, "m": 3}, {"n": 4, "m": 1}, {"n": 1, "m": 1}]


def arguments(sizes, seed, dtype=float):
    """Return arguments of the given sizes; numbers are the same for the same seed."""
    numbers = np.random.default_rng(seed)
    n, m = sizes["n"], sizes["m"]
    shapes = [(n,), (n, m), (m, n), (n, 1), (m,)]
    arrays = [numbers.uniform(-1.2, 1.2, shape).astype(dtype) for shape in shapes]
    return (*arrays, 0.4, n, m, 2, np.array([0, 1, 1]))


PARAMETERS = ["x", "A", "B", "c", "y", "s", "n", "m", "k", "index"]
ACTIVE = 6
"""So many parameters, from the first, are differentiated."""

_SERIAL = itertools.count(1)


class SizedWriter:
    """Writes one program, statement by statement, running each at the first sizes."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.scope = {"np": np}
        exec(HELPERS, self.scope)
        self.scope |= dict(zip(PARAMETERS, arguments(FIRST, seed), strict=True))
        self.arrays = ["x", "A", "B", "c", "y", "s"]

    def expression(self, depth=1):
        """Return the text of an expression of names that exist."""
        parts = {}
        for key in "abc":
            name = self.random.choice(self.arrays)
            if depth and self.random.random() < 0.4:
                name = f"({self.expression(depth - 1)})"
            parts[key] = name
        return self.random.choice(self.random.choice(KINDS)).format(**parts)

    def keep(self, lines, names=()):
        """Keep some lines if they run, and if their names are then small arrays."""
        scope = dict(self.scope)
        try:
            exec("\n".join(lines), scope)
        except Exception:
            return False
        for name in names:
            value = scope[name]
            if np.ndim(value) > 3 or np.size(value) > 400:
                return False
            if not np.all(np.isfinite(value)) or np.max(np.abs(value), initial=0) > 50:
                return False
        self.scope = scope
        self.lines += lines
        self.arrays += [n for n in names if n not in self.arrays]
        return True

    def statement(self):
        """Try to write one statement."""
        new = f"v{len(self.lines)}"
        old = self.random.choice(self.arrays)
        kind = self.random.randrange(14)
        first, second = self.expression(), self.expression()
        if kind < 8:
            self.keep([f"{new} = {first}"], [new])
        elif kind == 8:
            lines = [
                "for i in range(k):",
                f"    {old} = {old} + np.tanh({first}) * 0.5",
            ]
            self.keep(lines, [old])
        elif kind == 9:
            step = self.random.choice(["1:", ":-1", "1:-1"])
            self.keep(
                [
                    f"{new} = {first}",
                    "for i in range(k):",
                    f"    {new} = np.sin({new}[{step}])",
                ],
                [new],
            )
        elif kind == 10:
            test = self.random.choice(["k > 1", "np.sum(x) > 0", "n > 3"])
            self.keep(
                [
                    f"if {test}:",
                    f"    {new} = {first}",
                    "else:",
                    f"    {new} = {second}",
                ],
                [new],
            )
        elif kind == 11:
            other = f"{new}_2"
            self.keep([f"{new}, {other} = {first}, {second}"], [new, other])
        elif kind == 12:
            lines = [
                f"{new} = 0.0",
                f"for part in [{old}, {first}]:",
                f"    {new} = {new} + np.sum(np.sin(part))",
            ]
            self.keep(lines, [new])
        else:
            rows = f"rows{len(self.lines)}"
            asked = self.random.choice(["len({})", "{}.shape[0]", "{}.size // 2"])
            lines = [
                f"{rows} = {asked.format(old)}",
                f"{new} = np.ones({rows}) * {first}",
            ]
            self.keep(lines, [new])

    def program(self, count=7):
        """Return the text of a function ``main``."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(count * 6):
                if len(self.lines) < count:
                    self.statement()
        names = [n for n in self.arrays if n[0] == "v"] or ["x"]
        terms = [f"np.sum(np.sin({n}))" for n in names[-3:]]
        body = "\n".join(f"    {line}" for line in self.lines)
        returned = f"    return {' + '.join(terms)} + np.sum(x) * np.sum(s)"
        head = f"def main({', '.join(PARAMETERS)}):"
        return "\n".join(
            ["import numpy as np\n", HELPERS, "", head, body, returned, ""]
        )


def load(text):
    """Return the function of a program, with its text where srcdiff finds it."""
    file = f"<sized program {next(_SERIAL)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {}
    exec(compile(text, file, "exec"), namespace)
    return namespace["main"]
