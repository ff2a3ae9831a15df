"""Random programs with lists, dicts and arrays that change."""

from tests.language_programs import HELPERS, LanguageWriter

NUMBERS = [
    *("{a} * {b}", "np.sin({a}) + {b}", "{a} - 0.5 * {b}", "np.tanh({a} * {b})"),
    *("{a} / (1.5 + {b} * {b})", "{a} * i", "float({a})"),
]
OF_LISTS = [
    *("sum({l})", "{l}[-1] * {a}", "{l}[0] + {b}", "len({l}) * {a}", "max({l})"),
    *("sum({l}[1:])", "sum([v * {a} for v in {l}])", "np.sum({l})", "min({l}) * {b}"),
    *("sum(v * w for v, w in zip({l}, {l}))", "np.mean(np.array({l}) ** 2)"),
    *("sum(k * v for k, v in enumerate({l}))", "total(*{l})", "{l}[len({l}) // 2]"),
]
OF_DICTS = [
    *('{d}["p"] * {a}', "sum({d}.values()) + {a}", '{d}["p"] * {d}["q"]'),
    *('{d}.get("q", {a})', "sum(v * {a} for k, v in {d}.items())", "len({d}) * {b}"),
]
OF_ARRAYS = [
    *("np.sum({v})", "{v}[0] * {a}", "{v} @ {v}", "np.sum({v}[1:] * {a})"),
    *("{v}.max()", "{v}[-1]", "sum({v})", "np.dot({v}, {w})", "np.mean({v} * {w})"),
]
ARRAYS = [
    *("np.array([{a}, {b}, 0.5])", "{v} * {a}", "{v} + {w}", "{v}.copy()"),
    *("np.tanh({v})", "{v}[::-1]", "{v}", "np.zeros(3)", "{v}.ravel()"),
    *("np.stack([{a}, {b}, {a}])", "np.where({v} > 0.2, {v}, {w})", "{v}[[2, 0, 1]]"),
]
ARRAY_WRITES = [
    *(
        "{v}[{k}] = {e}",
        "{v}[{k}] += {e}",
        "{v} += {w}",
        "{v} *= {a}",
        "{v}[1:] *= {a}",
    ),
    *(
        "{v}[:2] = {w}[1:]",
        "{v}[:] = {e}",
        "{v}[{v} > 0.3] = {e}",
        "{v}[[0, 2]] += {e}",
    ),
    *("np.add({v}, {w}, out={v})", "{v}[::2] = {v}[1]"),
]
LISTS = [
    *("[{a}, {e}]", "list({l})", "{l}[:]", "{l}[1:] + [{e}]", "[{e}, *{l}]"),
    *("[v * {a} for v in {l}]", "[v for v in {l} if v > 0.1] + [{a}]", "sorted({l})"),
    *("list(reversed({l}))", "[{d}[k] for k in {d}]", "list({v})", "({l} + {l})[:4]"),
]
LIST_WRITES = [
    *("{l}.append({e})", "{l} += [{e}, {f}]", "{l}.extend([{e}, {f}])", "{l}[0] = {e}"),
    *("{l}[-1] *= {a}", "{l}.insert(0, {e})", "{l}[0], {l}[-1] = {l}[-1], {l}[0]"),
    *("{l}.reverse()", "{l}.append({l}[0] * {l}[-1])", "{l}.sort()", "{l}[0] += {e}"),
]
DICTS = [
    *('{{"p": {e}, "q": {a}}}', '{{**{d}, "p": {e}}}', "dict({d})", "{d}.copy()"),
    *("{{k: v * {a} for k, v in {d}.items()}}", "dict(p={e}, q={f})"),
    *('dict(zip(["p", "q"], [{e}, {f}]))', '{d} | {{"q": {e}}}'),
]
DICT_WRITES = [
    *('{d}["p"] = {e}', '{d}["q"] += {e}', "{d}.update(p={e}, q={f})"),
    *('{d} |= {{"p": {e}}}', '{d}["p"], {d}["q"] = {d}["q"], {e}', '{d}["q"] *= {a}'),
]
LOOPS = [
    *("for e in {l}:", "for k, e in enumerate({l}):", "for e in {v}:"),
    *("for e, w in zip({l}, {v}):", "for e in {d}.values():", "for e in {l}[:2]:"),
    *("for key, e in {d}.items():", "for e in reversed({l}):", "for key in {d}:"),
]
FUNCTIONS = [
    *("return u * {a} + {l}[0]", "return np.sum({v}) * u", 'return {d}["p"] + u'),
    *("{l}.append(u)\nreturn u * {a}", "{v}[0] = u\nreturn {v}[1] * u"),
    *("w = u * {a}\nreturn w + {b}", '{d}["p"] = u\nreturn {d}["q"]'),
]


class ContainerWriter(LanguageWriter):
    """Writes one program of numbers, lists, dicts and arrays."""

    def __init__(self, seed):
        super().__init__(seed)
        self.lists = ["l0"]
        self.dicts = ["d0"]
        self.arrays = ["z", "v0"]
        self.functions = []
        self.kept = []

    def filled(self, template):
        parts = {k: self.pick(self.names) for k in "ab"}
        parts |= {k: self.pick(self.arrays) for k in "vw"}
        parts |= {"l": self.pick(self.lists), "d": self.pick(self.dicts)}
        parts["k"] = self.random.randrange(3)
        for key in "ef":
            if "{" + key + "}" in template:
                parts[key] = self.expression()
        return template.format(**parts)

    def expression(self):
        if self.functions and self.random.random() < 0.15:
            return f"{self.pick(self.functions)}({self.pick(self.names)})"
        kinds = [NUMBERS, NUMBERS, OF_LISTS, OF_DICTS, OF_ARRAYS]
        return self.filled(self.pick(self.pick(kinds)))

    def program(self):
        body = self.block(self.random.randint(3, 6), 0, loop=False)
        terms = [f"np.sin({n})" for n in self.names]
        terms += [f"0.3 * sum({name})" for name in self.lists]
        terms += [f"0.2 * sum({name}.values())" for name in self.dicts]
        terms += [f"np.sum({v} * {v})" for v in self.arrays]
        lines = ["i = 1", "l0 = [x, y * x]", 'd0 = {"p": y, "q": x * 0.7}']
        lines += ["v0 = z * x", *body, "return " + " + ".join(terms)]
        text = "\n".join(f"    {line}" for line in lines)
        return f"import numpy as np\n\n{HELPERS}def main(x, y, z):\n{text}\n"

    def block(self, count, depth, loop):
        before = [list(n) for n in (self.dicts, self.arrays, self.functions)]
        lines = super().block(count, depth, loop)
        if depth:
            self.dicts, self.arrays, self.functions = before
        return lines

    def statement(self, depth, loop):
        kind = self.random.randrange(14)
        if kind < 2:
            return [self.filled(self.pick(ARRAY_WRITES))]
        if kind < 5:
            return [self.filled(self.pick(LIST_WRITES))]
        if kind == 5:
            return [self.filled(self.pick(DICT_WRITES))]
        if kind == 6:
            return self.bound(self.arrays, "v", ARRAYS)
        if kind == 7:
            return self.bound(self.lists, "l", LISTS)
        if kind == 8:
            return self.bound(self.dicts, "d", DICTS)
        if kind == 9 and depth < 2:
            return self.loop(depth)
        if kind == 10 and not depth and not loop:
            return self.function()
        return super().statement(depth, loop)

    def growing(self):
        return [self.filled(self.pick(LIST_WRITES))]

    def bound(self, names, stem, templates):
        """Return the binding of a new container, or of an old name to another one."""
        line = self.filled(self.pick(templates))
        name = self.pick(names) if self.random.random() < 0.3 else self.fresh(stem)
        if name == "z":
            name = self.fresh(stem)
        if name not in names:
            names.append(name)
        return [f"{name} = {line}"]

    def loop(self, depth):
        head = self.filled(self.pick(LOOPS))
        # A loop over a list that it makes longer would never end.
        lists, self.lists = (
            self.lists,
            [n for n in self.lists if n not in head] or ["l0"],
        )
        if self.lists == ["l0"] and "l0" in head:
            head = head.replace("l0", "l0[:3]")
        functions, self.functions = self.functions, []
        inside = self.inner(depth, True, 3)
        self.lists, self.functions = lists, functions
        bound = "key" if head.startswith("for key in") else "e"
        use = f"    {self.pick(self.names)} += 0.3 * e"
        return [head, *inside, *([] if bound == "key" else [use])]

    def function(self):
        name = self.fresh("g")
        body = self.filled(self.pick(FUNCTIONS)).split("\n")
        self.functions.append(name)
        return [f"def {name}(u):", *(f"    {line}" for line in body)]
