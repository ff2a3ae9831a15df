"""Programs with lists and dicts that change, and with what makes new ones."""

import functools
import itertools
import operator

import numpy as np

from tests.programs import numbers, program


@program(1.1)
def read_while_it_grows(x):
    ys = [x]
    for _ in range(5):
        y = ys[-1]
        if y > 1.0:
            ys.append(y * 0.5)
        else:
            ys.append(np.sin(y) * x + ys[len(ys) // 2])
    return sum(ys) * ys[2]


@program(numbers(3))
def grown_to_a_length(x):
    ys = [x, x * x]
    while len(ys) < 5:
        ys.append(ys[-1] + ys[-2] * x)
    return np.sum(np.array(ys) ** 2)


@program(numbers(3))
def lists_that_come_late(x):
    def square(v):
        return v * v

    items = [square(v) for v in x] if x[0] > 0.0 else [x[0]]
    total = square(x[1]) + sum(square(v) for v in x[1:])
    if total > 9.0 or any(square(v) > 0.2 for v in x):
        total = total * (y := square(x[2])) + y
    return total * sum([max(u * v for u in x) if v else 0.0 for v in items])


def powers(x, n):
    out = [x]
    for i in range(n):
        out.append(out[-1] * np.cos(out[i]))
    return out


@program(0.7)
def grown_in_a_loop(x):
    total = 0.0
    for k in range(3):
        acc = [x]
        for _ in range(k):
            acc.append(acc[-1] * x + total)
        total = total + acc[-1] * acc[0]
    return total * powers(x, 3)[-1] + sum(powers(x, 2))


@program(1.1, (0.4, 0.8))
def joined_lists(x, pair):
    items = [x, x * x]
    items += [x**3]
    items.extend([2.0 * x, x])
    more = items + [x] + [np.sin(x)]  # noqa: RUF005
    stars = [x, *pair, 3.0]
    whole = (*stars, *more)
    return sum(more) * more[-1] * items[2] + whole[1] * whole[-2] * sum(stars)


@program({"a": 1.0, "b": 2.0}, 0.7)
def merged_dicts(d, x):
    e = {**d, "c": x, "a": 2.0 * x}
    f = {key: value * value for key, value in e.items()}
    g = dict(zip(["p", "q"], [x, x * x]))  # noqa: B905
    h = {}
    for k in range(3):
        h[k] = x * k
        if k > 1:
            h["last"] = h[k] * h[k - 1]
    h.update(last=h["last"] + x, more=x)
    return f["a"] + f["b"] * f["c"] + g["q"] * sum(h.values()) * len(h)


@program(np.array([0.9, 0.2, 0.6]))
def iterators(x):
    s = max(x[0], x[1], x[2]) * min(x[0] * 2, 3.0, x[1]) + sum(map(np.sin, x))
    s = s + sum(map(lambda a, b: a * b, x, [1.0, 2.0, 3.0]))
    kept = list(filter(lambda v: v > 0.5, x))
    for w in map(np.exp, kept):
        s = s * w
    for a, b in zip(kept, tuple(reversed(kept))):  # noqa: B905
        s = s + a * a * b
    if any(v > 0.8 for v in x):
        s = s * 2.0
    if all(a < b for a, b in zip(x, x[1:])) or x[0] in {1, 2}:  # noqa: B905, RUF007
        s = s * 3.0
    table = {(i, j): x[i] * j for i in range(2) for j in range(3) if i != j}
    return s * table[1, 2]


@program([0.9, 0.5, 0.1])
def sorted_items(x):
    s = sorted(x)
    t = sorted([v * v for v in x], reverse=True)
    return s[0] * t[0] + s[2] * t[1]


@program(numbers(3))
def ordered_by_keys(x):
    pairs = [(2, x[0]), (1, x[1] * x[0]), (3, x[2])]
    s = 0.0
    for k, v in sorted(pairs, key=lambda p: p[0], reverse=True):
        s = s * v + k * v
    first, second = max(pairs, key=operator.itemgetter(0))
    smallest = min([v * v for v in x], key=lambda v: -v)
    pairs.sort(key=len)
    return s * first * second + smallest * max(x[0], x[1], key=abs) + pairs[0][1]


@program(numbers(3))
def folded(x):
    s = functools.reduce(lambda a, b: a * np.cos(b) + b, x)
    t = s + functools.reduce(operator.mul, [v + 2 for v in x], 1.0)
    h = functools.reduce(lambda v, f: f(v), [np.sin, np.tanh, np.exp], x)
    sums = list(itertools.accumulate(x, lambda a, b: a * b + 1.0, initial=t))
    for k, v in enumerate(itertools.accumulate(h)):
        t = t * v + k * sums[-1]
    return t if s < 99.0 else functools.reduce(operator.add, x)


@program(numbers(3))
def walks(x):
    s = 0.0
    for i, j in itertools.product(range(3), range(2)):
        s += x[i] * x[j] * np.sin(x[i] + j)
    for a, b in itertools.combinations(x, 2):
        s += (a - b) ** 2 * a
        if s > 9.0:
            break
    for p in itertools.permutations(itertools.chain(x[:2], [s]), 2):
        s += p[0] * np.sin(p[1])
    for k, (a, b) in enumerate(itertools.pairwise(x)):
        s = s + k * a * b * b
    for a, b, k in zip(x, itertools.cycle(x[1:]), itertools.count(2, 3)):
        s = s * 0.3 + a * b * k
    for a in itertools.repeat(x[1], 3):
        s = s * a + 1.0
    s = s * max(itertools.chain.from_iterable([x, [0.2]]))
    s = s + sum(a * a for a in itertools.islice(x, 1, None))
    return s + sum(map(lambda a, b: a * b, x, x[1:]))


@program(numbers(3))
def without_an_end(x):
    s = 0.0
    for k in itertools.count(1):
        s = s + x[0] ** k / k
        if k > 4:
            break
    return s * x[1]


@program(numbers(2, 3))
def every_place(m):
    s = 0.0
    for i, j in np.ndindex(2, 3):
        s += m[i, j] ** 2 * j
    for place, v in np.ndenumerate(m):
        s += m[place] * v * place[0]
    for v in m.flat:
        s = s * 0.9 + v * m.flat[2]
    a = np.asfortranarray(m * 2.0)
    a.flat[::4] = s
    a.flat[1] *= s
    return np.sum(a**2)


@program(numbers(13), numbers(5))
def flat_parameters(theta, x):
    w, b, beta = theta[:-1].reshape(3, -1)
    h = np.tanh(np.outer(x, w) + b)
    return np.mean((h @ beta + theta[-1]) ** 2)


@program(numbers(2))
def coordinates(v):
    x, y = v
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2 + x


@program(numbers(2, 3), numbers(2, 2, 3))
def rows_taken_apart(m, n):
    (a, b), (c, d) = m * 2.0, n
    u, v = m
    return np.sum(a * b * c[0] * d * np.sum(u)) - v[0]


@program([(numbers(3, 3), numbers(3)), (numbers(3, 2), numbers(2))], numbers(4, 3))
def layers_and_the_last(layers, x):
    *hidden, (beta, b1) = layers
    for w, b in hidden:
        x = np.tanh(x @ w + b)
    w, b = layers[-1]
    return np.sum(np.sin(x @ beta + b1)) * np.sum(w) + np.sum(b)


@program(numbers(6))
def indices_gathered_in_a_turn(x):
    s = 0.0
    y = np.zeros(6)
    for i in range(4):
        y[i] += x[i] * s
        pair = [0, 1]
        pair[0] = i
        s = s * 0.5 + x[pair[0]] * x[pair[1]]
        gathered = []
        for k in range(i + 1):
            gathered.append(k)
        s = s * 0.5 + x[gathered[-1]] * x[len(gathered)] + np.sum(x[gathered] ** 2)
        state = {"k": 0}
        state["k"] += i
        s = s * np.sin(x[state["k"]])
    return s + np.sum(y**2)


@program(numbers(4))
def read_whole_while_it_grows(swaps):
    factors = []
    for swap in swaps:
        annuity = sum(factors)
        factors.append((1 - 0.1 * swap * annuity) / (2 + swap))
        if len(factors) > 2:
            factors += [swap, max(factors) * factors[-1]]
    return np.prod(factors[1:]) * len(factors)


@program(numbers(4, 3))
def attention_to_what_came_before(m):
    rows = [m[0]]
    for i in range(1, len(m)):
        scores = np.stack(rows) @ m[i]
        weights = np.exp(scores - scores.max())
        mixed = sum(w * r for w, r in zip(weights, rows, strict=True))
        rows.append(mixed / weights.sum())
        for row in rows:
            if row[0] > 2.0:
                continue
            mixed = mixed + row
    return sum(np.sum(r**2) for r in rows) * mixed[0]


@program(numbers(4))
def dicts_united(x):
    d = {"a": x[0], "b": x[1]}
    for v in x:
        d |= {"a": d["b"] * v, "b": d["a"]}
    e = d | {"c": x[3]}
    d |= {"e": d["a"]}
    return d["a"] * d["b"] * e["c"] + d["e"] * len(e)


@program(numbers(3), numbers(3, seed=1))
def lists_added_to_arrays(x, y):
    steps = [x[0], 2.0, y[1]]
    z = x + [y[0], x[1], 0.5]  # noqa: RUF005
    z = steps + z
    z = z + steps
    grid = np.zeros((2, 3)) + [x[2], y[2], x[0] * y[0]]  # noqa: RUF005
    grid = grid + [x[0], 1.0, y[1]]  # noqa: RUF005
    items = [x[0]]
    items = items + [y[0], x[1]]  # noqa: RUF005
    return np.max(z * y) + np.sum(grid**2) + items[2] * len(items)


@program(numbers(3), numbers(3, seed=1))
def lists_as_operands_and_in_stores(x, y):
    table = np.zeros((2, 2))
    table[0] = [x[0], x[1] * y[2]]
    table[1] = (y[0], 2.0)
    table[:, 1] += [x[2], y[1]]
    mixed = np.maximum(x, [y[1], 0.1, x[0]]) * [1.0, y[2], x[1]]
    scaled = np.outer(x, y) * [x[0], 2.0, y[1]]
    return np.sum(table**3) + mixed @ y + np.sum(scaled)


@program(numbers(4))
def lists_made_of_themselves(x):
    items = list(x)
    for k in range(3):
        items = [v * x[k] for v in items]
        items.append(x[k])
    items = [*items[1:], items[0] * items[1]]
    items += items
    for v in items[:2]:
        items.insert(0, v * 2.0)
    for v in list(items):
        items.append(v * 2.0)
        items.pop(0)
    return sum(k * v for k, v in enumerate(items))


@program(numbers(8))
def level_by_level(x):
    items = list(x)
    while len(items) > 1:
        halved = []
        for i in range(0, len(items), 2):
            halved.append(items[i] * items[i + 1] + items[i])
        items = halved
    return items[0]
