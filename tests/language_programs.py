"""Random programs in everyday Python: growing lists, early exits, try, match, stars."""

import itertools
import linecache
import random

import numpy as np

HELPERS = """
def weighted(a, b, c):
    return a * b + np.sin(c)


def root(v, i):
    if v < 0.0:
        raise ValueError(i)
    return np.sqrt(v + 0.5) * (i + 1)


def ratio(v, i):
    if i == 1:
        raise ZeroDivisionError(i)
    return v / (i - 1)


def first_large(values, limit):
    for v in values:
        if v > limit:
            return v * v
        if v < -limit:
            continue
    else:
        return limit * values[0]
    return limit


def total(*values, scale=0.5):
    return scale * sum(values) * values[0]


"""
EXPRESSIONS = [
    *("{a} * {b}", "np.sin({a}) + {b}", "{a} - 0.5 * {b}", "np.tanh({a} * {b})"),
    *("{a} / (1.5 + {b} * {b})", "max({a}, {b}, 0.3)", "abs({a}) * 0.7"),
    *("weighted({a}, {b}, 0.3)", "weighted(*[{a}, {b}], c={a})", "total({a}, {b})"),
    *("total(*({b}, {a}, 0.2), scale=0.3)", "(np.cos if {a} > {b} else np.sin)({a})"),
]
OF_LISTS = [
    *("sum({l})", "{l}[-1] * {a}", "{l}[0] + {a}", "first_large({l}, 0.8)"),
    *("sum([v * {a} for v in {l}])", "max({l}) * {a}", "sorted({l})[0]"),
    *("sum(map(np.sin, {l}))", "len({l}) * {a}", "total(*[{a}, *{l}])"),
]
TESTS = ["{a} > 0.4", "{a} < {b}", "i % 2", "i == 1", "{a} * {b} > 0.1"]

_SERIAL = itertools.count(1)


class LanguageWriter:
    """Writes one program of scalars and lists."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = ["x", "y"]
        self.lists = []
        self.serial = 0

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def pick(self, items):
        return self.random.choice(items)

    def filled(self, template):
        parts = {k: self.pick(self.names) for k in "ab"}
        if "{l}" in template:
            parts["l"] = self.pick(self.lists)
        return template.format(**parts)

    def expression(self):
        lists = self.lists and self.random.random() < 0.3
        return self.filled(self.pick(OF_LISTS if lists else EXPRESSIONS))

    def test(self):
        return self.filled(self.pick(TESTS))

    def program(self):
        body = self.block(self.random.randint(3, 6), 0, loop=False)
        terms = [f"np.sin({n})" for n in self.names]
        terms += [f"0.3 * sum({name})" for name in self.lists]
        lines = ["i = 1", *body, "return " + " + ".join(terms)]
        text = "\n".join(f"    {line}" for line in lines)
        return f"import numpy as np\n\n{HELPERS}def main(x, y):\n{text}\n"

    def block(self, count, depth, loop):
        names, lists = list(self.names), list(self.lists)
        lines = [s for _ in range(count) for s in self.statement(depth, loop)]
        if depth:
            self.names, self.lists = names, lists
        return lines or ["pass"]

    def inner(self, depth, loop, count=2):
        count = self.random.randint(1, count)
        return [f"    {s}" for s in self.block(count, depth + 1, loop)]

    def changed(self):
        """Return an assignment to a name that exists."""
        return [f"{self.pick(self.names)} = {self.expression()}"]

    def statement(self, depth, loop):
        kind = self.random.randrange(13)
        if kind == 0 and depth < 2:
            return [f"if {self.test()}:", *self.inner(depth, loop)]
        if kind == 1 and depth < 2:
            sides = self.inner(depth, loop), self.inner(depth, loop)
            return [f"if {self.test()}:", *sides[0], "else:", *sides[1]]
        if kind == 2 and depth < 2:
            inside = self.inner(depth, True, 3)
            return [f"for i in range({self.pick([2, 3])}):", *inside]
        if kind == 3 and loop:
            return [f"if {self.test()}:", f"    {self.pick(['break', 'continue'])}"]
        if kind == 4 and depth:
            return [f"if {self.test()}:", f"    return {self.expression()}"]
        if kind in (5, 6) and depth < 2:
            return self.attempt(depth, loop)
        if kind == 7 and not depth:
            return self.growing()
        if kind == 8 and depth < 2:
            return self.match(depth, loop)
        if kind == 9 and not depth:
            name = self.fresh("v")
            line = f"{name} = {self.expression()}"
            self.names.append(name)
            return [line]
        return self.changed()

    def attempt(self, depth, loop):
        """Return a ``try`` of one line that may fail."""
        target, a = self.pick(self.names), self.pick(self.names)
        lines = [
            f"{target} = root({a}, i)",
            f"{target} = ratio({a}, i)",
            f"{target} = [{a}, 0.4][i] * {a}",
        ]
        handler = self.inner(depth, loop, 1)
        leave = [
            "return " + self.expression(),
            *(["continue", "break"] if loop else []),
        ]
        if self.random.random() < 0.3:
            handler.append(f"    {self.pick(leave)}")
        kinds = "(ValueError, ZeroDivisionError, IndexError)"
        done = ["try:", f"    {self.pick(lines)}", f"except {kinds}:", *handler]
        if self.random.random() < 0.3:
            done += ["else:", *self.inner(depth, loop, 1)]
        if self.random.random() < 0.3:
            done += ["finally:", f"    {target} = {target} * 0.9"]
        return done

    def growing(self):
        """Return a list that grows while its items are read."""
        name = self.fresh("items")
        lines = [f"{name} = [{self.pick(self.names)}, {self.expression()}]"]
        step = self.pick(["{n}[-1] * {a}", "np.sin({n}[-1]) + {n}[i]", "{n}[0] * {a}"])
        step = step.format(n=name, a=self.pick(self.names))
        lines += ["for i in range(3):"]
        if self.random.random() < 0.5:
            lines += [f"    if {self.test()}:", "        continue"]
        lines += [f"    {name}.append({step})"]
        if self.random.random() < 0.4:
            lines += [f"{name} += [{self.expression()}]"]
        self.lists.append(name)
        return lines

    def match(self, depth, loop):
        a, b = self.pick(self.names), self.pick(self.names)
        subject = self.pick([f"({a}, i)", f"[{a}, {b}, i]", "i"])
        cases = {
            f"({a}, i)": ["(v, 1)", f"(v, k) if v > {b}", "_"],
            f"[{a}, {b}, i]": ["[v, *_, 2]", f"[v, _, k] if v < {b}", "_"],
            "i": ["0 | 1", "int(k) if k > 2", "_"],
        }[subject]
        lines = [f"match {subject}:"]
        for case in cases:
            lines += [f"    case {case}:"]
            lines += [f"    {s}" for s in self.inner(depth, loop, 1)]
            if "v" in case and self.random.random() < 0.7:
                lines.append(
                    f"        {self.pick(self.names)} = v * {self.pick([a, b])}"
                )
        return lines


def load(text):
    """Return the function of a program, with its text where srcdiff finds it."""
    file = f"<language program {next(_SERIAL)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {}
    exec(compile(text, file, "exec"), namespace)
    return namespace["main"]


def point(seed):
    """Return a point at which to look at a program."""
    return tuple(map(float, np.random.default_rng(seed).uniform(-1.2, 1.2, 2)))
