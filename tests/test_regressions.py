"""Programs that once gave a wrong gradient or a crash."""

import copy
import linecache
import threading
from collections import OrderedDict, namedtuple

import numpy as np
import pytest

import srcdiff
from srcdiff import (
    NoDerivativeRule,
    NotDifferentiable,
    UnsupportedSyntax,
    grad,
    value_and_grad,
    vjp,
)
from srcdiff.testing import check_grads

X = np.array([0.3, 0.7, -1.2])
Layer = namedtuple("Layer", "w b")
DEFAULT = np.array([1.0, 2.0, 3.0])
STATE = np.array([1.0, 2.0, 3.0])


def leaves(value, path=()):
    """Yield the path and value of every number to differentiate in a container."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for key, item in enumerate(value):
            yield from leaves(item, (*path, key))
    elif isinstance(value, float) or getattr(value, "dtype", np.dtype(int)).kind == "f":
        yield path, value


def at(value, path):
    """Return the item of a container at a path."""
    for key in path:
        value = value[key]
    return value


def moved(value, path, change):
    """Return a container with the leaf at a path changed by so much."""
    if not path:
        return value + change
    if isinstance(value, dict):
        return {
            k: moved(v, path[1:], change) if k == path[0] else v
            for k, v in value.items()
        }
    items = [
        moved(v, path[1:], change) if k == path[0] else v for k, v in enumerate(value)
    ]
    if isinstance(value, list):
        return items
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)


def assert_right(f, *args, wrt=None):
    """Compare gradients with central differences; arguments stay as they were."""
    wrt = (
        tuple(k for k, a in enumerate(args) if list(leaves(a))) if wrt is None else wrt
    )
    before = copy.deepcopy(args)
    value, gradients = value_and_grad(f, wrt)(*args)
    assert repr(args) == repr(before)
    assert np.allclose(value, f(*copy.deepcopy(args)), rtol=1e-12)
    _, pullback = vjp(f, *args, wrt=wrt)
    again = [pullback(np.ones_like(value)), pullback(np.ones_like(value))]
    for k, gradient, first, second in zip(wrt, gradients, *again, strict=True):
        for path, leaf in leaves(args[k]):
            found = at(gradient, path)
            assert type(found) is type(leaf) and np.shape(found) == np.shape(leaf)
            assert np.allclose(found, at(first, path)) and np.allclose(
                found, at(second, path)
            )
            for index in np.ndindex(*np.shape(leaf)):
                step = np.zeros(np.shape(leaf))
                step[index] = 1e-6
                ends = [
                    f(
                        *[
                            moved(a, path, s * step[()]) if j == k else copy.deepcopy(a)
                            for j, a in enumerate(args)
                        ]
                    )
                    for s in (1, -1)
                ]
                wanted = (ends[0] - ends[1]) / 2e-6
                assert np.isclose(
                    np.asarray(found)[index], wanted, rtol=1e-5, atol=1e-6
                )


def assert_refused(f, *args, wrt=(0,)):
    """Check that an error with the file and line of the construct is raised."""
    with pytest.raises(srcdiff.SrcdiffError, match=r"\.py:\d+"):
        grad(f, wrt)(*args)


def scaled_by(k):
    def scaled(x):
        y = x * k
        for _ in range(2):
            y = np.sin(y) + k * x
        return y * y

    return scaled


triple, fourfold = scaled_by(3.0), scaled_by(4.0)


def test_each_callee_sees_its_own_closure():
    assert_right(lambda x: np.sum(triple(x) + fourfold(x)), X)


def test_a_closure_does_not_hide_the_global_of_a_callee():
    space = {}
    text = "k = 7.0\ndef times_k(x):\n    return x * k\n"
    linecache.cache["times_k.py"] = (
        len(text),
        None,
        text.splitlines(True),
        "times_k.py",
    )
    exec(compile(text, "times_k.py", "exec"), space)
    times_k = space["times_k"]
    k = 2.0

    def f(x):
        return np.sum(times_k(x) * k)

    assert_right(f, X)


def with_default(x, w=DEFAULT, extra=()):
    return x * w * (1 + len(extra))


def test_defaults_that_are_no_literals():
    assert_right(lambda x: np.sum(with_default(x) * with_default(x, 2.0)), X)


def descend(x, n=3):
    if n == 0:
        return np.sum(x)
    return descend(x * x, n - 1) + np.sum(x)


def even(x, n):
    if n == 0:
        return x
    return odd(x * x, n - 1)


def odd(x, n):
    if n == 0:
        return np.sin(x)
    return even(x + 1.0, n - 1)


def test_recursion():
    assert_right(descend, X)
    assert_right(lambda x: even(x, 5), 0.3)


def test_a_pullback_of_nested_early_returns():
    def cases(x):
        if x > 1:
            return x * x
        if x < -1:
            return x
        return x**3

    for x in (2.0, -2.0, 0.5):
        assert_right(cases, x)


def adds_one(v):
    v += 1
    return 0


def adds_one_below(v):
    w = v
    adds_one(w)
    return 2.0


def changes_state():
    STATE[0] += 1


def test_helpers_that_write():
    def by_helper(x, y):
        return np.sum(x * y) + adds_one(y)

    def in_test(x, y):
        return np.sum(x * y) if adds_one(y) == 0 else x

    def two_below(x, y):
        return np.sum(x * y) * adds_one_below(y)

    def of_globals(x):
        y = x * STATE
        changes_state()
        return np.sum(y * x)

    for f in (by_helper, two_below):
        assert_right(f, X, X.copy(), wrt=(0, 1))
    assert_refused(in_test, X, X.copy())
    assert_refused(of_globals, X)


def test_helpers_that_write_only_what_they_made():
    assert_right(lambda x: np.sum(x * x) if positive_sum(x) else np.sum(x), X)


def positive_sum(values):
    items = []
    for value in values:
        items.append(value * 2)
    doubled = values.copy()
    doubled += 1
    return sum(items) > 0 or doubled.sum() > 0


def test_passive_lists_that_grow_have_the_length_of_their_time():
    def lengths(x):
        seen = []
        s = 0.0
        for i in range(3):
            seen.append(i)
            s = s + x[i] * len(seen) * x[i]
        return s

    assert_right(lengths, X)


def test_passive_items_counted_in_place():
    def counts(x):
        seen = np.zeros(3)
        s = 0.0
        for i in range(3):
            seen[i] += 1
            s = s + x[i] * seen[i] * x[i]
            seen[i] += 1
        return s

    assert_right(counts, X)


def test_augmented_assignment_to_a_shared_array():
    def two_targets(x):
        a = b = x * 3
        a += 1
        return np.sum(a * b)

    def on_one_path(x, c):
        if c > 0:
            x = x * 2
        x += 1
        return np.sum(x * x)

    def later_in_the_loop(x):
        h = x * 2
        for _ in range(3):
            g = h
            h += x
        return np.sum(g * h)

    assert_right(two_targets, X)
    assert_right(on_one_path, X, 0)
    assert_refused(later_in_the_loop, X)


def test_augmented_assignment_to_an_array_just_made():
    def f(x, w):
        h = x
        for _ in range(2):
            h = h @ w
            h += x
        total = np.zeros(3)
        total += h
        return np.sum(total * h)

    assert_right(f, X, np.eye(3) * 0.4 + 0.1)


def test_passive_names_have_their_old_values_backwards():
    def by_branch(x):
        n = 2
        y = x * n * x
        if n > 1:
            n = 0
        return y + n * y + x

    def by_loop(x):
        n = 2
        y = x * n
        for _ in range(n):
            n = n + 1
        return y * n * y

    def by_while(x):
        n = 2
        y = x * n * x
        while n < 5:
            n = n + 1
        return y * n * y

    for f in (by_branch, by_loop, by_while):
        assert_right(f, 0.7)


def test_a_range_over_the_name_of_its_index():
    def f(x, y, n):
        for n in range(n % 3):
            x = y * x
        for n in range(n + 3, n - 1, -2):
            y = y + x * n
        return x * y * n

    assert_right(f, 0.7, 1.2, 5, wrt=(0, 1))


def test_an_index_that_bounds_another_loop():
    def f(x, y, n):
        for _ in range(3):
            for _ in range(n % 3):
                x = x * y
            for n in range(2):  # noqa: PLW2901
                pass
        return x

    assert_right(f, 0.7, 1.2, 5, wrt=(0, 1))


def test_names_bound_on_some_paths_only():
    def f(x, k):
        if k > 0:
            y = x * x
        else:
            z = x * 3.0
        for _ in range(2):
            if k > 0:
                x = x + y
        return y if k > 0 else z * z

    assert_right(f, 0.4, 1, wrt=(0,))
    assert_right(f, 0.4, 0, wrt=(0,))


def test_a_name_bound_in_a_loop_whose_shape_differs_each_turn():
    def widths(ws, x):
        for w in ws:
            z = x @ w
            h = np.tanh(z)
        return np.sum(z * z) + np.sum(h)

    def lengths(x):
        items = [x, x * x, 2.0]
        s = 1.0
        for v in items:
            s = s * v + v
            items = [s, s]
        return s + items[0]

    r = np.random.default_rng(0)
    assert_right(widths, [r.normal(size=(3, k)) for k in (2, 1, 3)], X)
    assert_right(lengths, 0.7)


def test_a_number_that_a_loop_makes_an_array():
    def f(x, y):
        s = 0.0
        for _ in range(2):
            t = -y
            x = x - np.tanh(x) * t * (y + x)
            y = x
            s = s + np.sum(y)
        return s

    assert_right(f, X, 0.4)


def test_a_parameter_that_a_branch_makes_a_number():
    def f(x, y, n):
        if n > 1:
            x = -0.7
        return np.sum(x * y)

    assert_right(f, X, 0.4, 1, wrt=(0, 1))
    assert_right(f, X, 0.4, 2, wrt=(0, 1))


def test_accumulation_into_zeros():
    def f(x):
        total = np.zeros(3)
        for i in range(4):
            total = total + np.sin(x * i) * total + x
        return np.sum(total * total)

    assert_right(f, X)


def test_empty_blocks():
    def f(x):
        for i, _ in enumerate([1.0, 2.0]):
            pass
        if x > 0:
            pass
        else:
            x = x * 2
        return x * i

    assert_right(f, 0.7)
    assert_right(f, -0.7)


def test_dicts_by_their_methods():
    def by_items(d):
        s = 0.0
        for _, v in d.items():
            s = s + np.sum(v * v)
        for v in d.values():
            s = s * np.sum(v)
        for k in d.keys():  # noqa: SIM118
            s = s + np.sum(d[k])
        return s + np.sum(d.get("a")) * d.get("missing", 2.0)

    assert_right(by_items, {"a": X, "b": 2.0})
    assert_right(lambda d: sum(d.values()), {"a": 1.0, "b": 2.0})


def test_the_kind_of_a_dict_is_kept():
    found = grad(lambda d: d["a"] * d["b"])(OrderedDict(a=1.0, b=2.0))
    assert type(found) is OrderedDict and dict(found) == {"a": 2.0, "b": 1.0}


def test_namedtuples():
    def made(x):
        layer = Layer(x, b=x * 2)
        return np.sum(layer.w * layer.b)

    assert_right(lambda p, x: np.sum(p.w * x + p.b), Layer(X * 2, 0.5), X)
    assert_right(made, X)


def test_lists_and_tuples_made_of_each_other():
    def f(x):
        t = tuple([x, x * 2])
        items = list(t)
        d = dict(a=x, b=items[1])  # noqa: C408
        return t[0] * items[1] * d["b"]

    assert_right(f, 1.5)


def test_repeated_lists_are_refused():
    def f(x):
        items = [x] * 3
        return items[0] * items[1] + items[2]

    assert_refused(f, 1.5)
    assert_refused(lambda x: np.sum([x] * 3), 1.5)
    assert_refused(lambda x: np.sum([x] * 3), X)
    assert_refused(lambda x: np.max(3 * (x, x * x)), 1.5)


def test_an_array_and_a_list_are_not_joined():
    assert_right(lambda x: np.max(x + [x[1], 0.5, 2.0]), X)
    assert_right(lambda x: np.max([x[1], 0.5, 2.0] + x), X)


def test_gradients_of_summed_items_are_distinct():
    first, second = grad(lambda p: np.sum(sum(p)))([X, X + 1])
    assert not np.may_share_memory(first, second)


def test_calls_of_computed_values():
    def known(x):
        table = {"f": np.sin}
        return table["f"](x)

    def picked(x):
        table = [np.sin, np.cos]
        return table[int(x)](x)

    assert grad(known)(1.0) == np.cos(1.0)
    assert grad(picked)(1.0) == -np.sin(1.0)


def test_pullbacks_keep_what_they_need():
    x = np.ones(3)
    value, pullback = vjp(lambda x: np.exp(x), x)
    expected = np.exp(x)
    value -= 5
    x += 1
    assert np.allclose(pullback(np.ones(3))[0], expected)
    cotangent = np.ones(3)
    _, pullback = vjp(lambda x, y: x + y, x, X)
    first, second = pullback(cotangent)
    assert not np.may_share_memory(first, second)
    assert not np.may_share_memory(first, cotangent)


def test_cotangents_of_integers_and_other_dtypes():
    _, pullback = vjp(lambda x: x * x, np.ones(3, np.float32))
    (found,) = pullback(np.array([1, 2, 3]))
    assert found.dtype == np.float32 and np.allclose(found, [2, 4, 6])


def test_arrays_with_another_arithmetic_are_refused():
    for x in (np.matrix([[1.0, 2.0], [3.0, 4.0]]), np.ma.array([1.0], mask=[True])):
        with pytest.raises(srcdiff.NotDifferentiable, match=r"np\.asarray"):
            grad(lambda x: np.sum(x * x))(x)


def test_threads_share_a_gradient():
    shared = grad(lambda x: np.sum(np.sin(x) * x))
    wrong = []

    def work(scale):
        x = X * scale
        for _ in range(20):
            if not np.allclose(shared(x), np.sin(x) + x * np.cos(x)):
                wrong.append(scale)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def squared_norm(params):
    if isinstance(params, (tuple, list)):
        return sum(squared_norm(p) for p in params)
    return np.sum(params * params)


def penalised(params, x):
    (w, b), *_ = params
    return np.sum(np.tanh(x @ w + b)) + 0.1 * squared_norm(params)


def twice_penalised(params):
    return squared_norm(params) + 2 * squared_norm(params) + squared_norm(params[0])


@pytest.mark.parametrize("kind", [tuple, list])
def test_a_use_on_a_path_not_taken_tells_nothing_of_a_container(kind):
    rng = np.random.default_rng(0)
    layers = [kind([rng.random((4, 5)), rng.random(5)]) for _ in range(2)]
    params = kind(layers)
    check_grads(squared_norm, (params,))
    check_grads(penalised, (params, rng.random((3, 4))), wrt=0)
    check_grads(twice_penalised, (params,))
    general = grad(twice_penalised, specialise=False)(params)
    for found, layer in zip(general, params, strict=True):
        for part, point in zip(found, layer, strict=True):
            np.testing.assert_allclose(
                part, 6 * point + 2 * point * (layer is params[0])
            )


def each(y):
    return 3 * y


def applied_in_comprehensions(x):
    found = [each(x) for each in (np.sin, np.cos)]
    return sum(found) + sum(each * each for each in (x, 2 * x))


def numbers_in_comprehensions(x):
    return (
        each(x) + sum(each * each for each in (x, 2 * x)) + sum([each for each in (x,)])
    )


def test_names_of_a_comprehension_are_its_own():
    check_grads(applied_in_comprehensions, (1.5,))
    assert grad(numbers_in_comprehensions)(1.5) == 3 + 2 * 1.5 + 8 * 1.5 + 1


def with_a_new_key(d):
    d["c"] = d["a"] * d["b"]
    return np.sum(d["c"]) + np.sum(d["a"])


def in_a_new_dict(d):
    d = {**d, "c": d["a"] * d["b"]}
    return np.sum(d["c"]) + np.sum(d["a"])


def test_a_new_key_of_a_parameter_is_refused_at_its_line():
    d = {"a": np.arange(3.0), "b": np.ones(3)}
    with pytest.raises(srcdiff.UnsupportedSyntax, match="'c' is a new key .*") as info:
        grad(with_a_new_key)(d)
    assert "{**d, 'c': value}" in str(info.value)
    check_grads(in_a_new_dict, (d,))


def bound_again_behind_a_break(z, c):
    t = 0.0
    while True:
        e = np.exp(z * c)
        t += np.sum(e)
        if t > 10.0:
            break
        e = z * 1.0
    return t + np.sum(e)


def test_a_value_that_a_branch_overwrites_for_nobody_is_there_for_the_adjoint():
    check_grads(
        bound_again_behind_a_break, (np.array([0.3, 1.2, -0.4]), 0.7), wrt=(0, 1)
    )


def read_around_a_call(x):
    y = x * 1.0

    def double_first(v):
        y[0] *= 2.0
        return v * y[0]

    return y[0] * double_first(x[1]) + y[0] * x[2]


def test_an_item_is_read_again_behind_a_call_that_writes_it():
    check_grads(read_around_a_call, (X,))


def stretched_then_added_to(a, r):
    t = a + 0.3 * r
    u = np.sum(t, axis=0) * 0.5
    return np.sum((r - t) ** 2) + np.sum(np.abs(u + 0.1)) + np.sum(u**3)


def test_what_was_stretched_is_not_added_to_in_place():
    check_grads(stretched_then_added_to, (1.0, np.array([[1.0, 2.0], [0.5, -3.0]])))


def swapped_with_the_callers(a, n):
    b = np.zeros((3, 3))
    for _ in range(n):
        b[1:] = 0.5 * (a[1:] + np.sin(a[:-1]))
        b[0] = a[0]
        a, b = b, a
    return np.sum(a * a)


def test_a_buffer_that_may_be_a_list_of_rows_is_refused_unless_types_are_known():
    a = np.arange(9.0).reshape(3, 3) / 9
    check_grads(swapped_with_the_callers, (a, 2), wrt=0)
    with pytest.raises(srcdiff.UnsupportedSyntax, match="b is written in place"):
        grad(swapped_with_the_callers, specialise=False)(a, 2)


def test_a_drawn_test_before_a_change_of_what_does_not_matter():
    def f(x, y, k):
        rng = np.random.default_rng(7)
        rng.random(k)
        if y[rng.integers(3)] > 0.0:
            x += np.sin(0.3)
        return np.sum(y * y)

    for k in range(6):
        assert_right(f, X, X * 1.0, k, wrt=(0, 1))


def union_of_arguments(p, q):
    c = p | q
    return np.sum((p | c)["a"] * c["b"])


def test_a_union_of_dicts_carries_the_derivative():
    x = np.array([0.3, -1.2])
    check_grads(union_of_arguments, ({"a": x}, {"b": 2 * x}))
    check_grads(union_of_arguments, ({"a": x, "b": x}, {"b": 2 * x}))
    with pytest.raises(UnsupportedSyntax, match="a union of dicts that are not known"):
        grad(union_of_arguments, specialise=False)({"a": x}, {"b": 2 * x})


def test_a_union_with_a_dict_that_is_not_known_is_refused_at_its_line():
    def f(x):
        d = {"a": x}
        for v in (1.0, 2.0):
            d |= {"a": v * x}
            d = d.copy()
        return d["a"]

    with pytest.raises(UnsupportedSyntax, match="write {\\*\\*d, \\*\\*e}"):
        grad(f)(2.0)


def test_masks_are_joined_by_their_bits():
    def f(x):
        low = (x > 0.3) | (x < 0.1)
        low |= np.isnan(x)
        return np.sum(x[low & ~(x > 1.0)] ** 2)

    check_grads(f, (np.array([0.05, 0.2, 0.5, 1.5]),))


def clipped_into(x):
    y = x.copy()
    np.clip(x, 0.2, 0.5, y)
    z = np.dot(np.outer(x, x), x, y)
    np.take(x, [0, 0, 1], 0, y)
    return np.sum(y * y * z)


def test_an_output_that_is_given_by_its_place_is_written():
    check_grads(clipped_into, (np.array([0.1, 0.3, 0.7]),))


@pytest.mark.parametrize("call", ["x.clip(0.2, 0.5, y)", "np.sum(x, 0, None, y)"])
def test_a_call_for_its_effect_that_no_rule_knows_is_refused(call):
    text = f"def f(x, y):\n    {call}\n    return np.sum(x * y)\n"
    file = f"<effect {call}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {"np": np}
    exec(compile(text, file, "exec"), space)
    with pytest.raises(srcdiff.NoDerivativeRule, match=r"does not know this call"):
        grad(space["f"])(np.ones(3), np.ones(3))


def joined_by_an_index(x):
    row = np.r_[0:2, x, 1.0, x[0]]
    table = np.c_[x, x * x]
    return row @ row + np.sum(table[1:] * table[:-1])


def test_what_an_index_joins_carries_the_derivative():
    check_grads(joined_by_an_index, (np.array([0.1, 0.3, 0.7]),))


def test_an_index_that_says_how_to_join_is_refused():
    def f(x):
        return np.sum(np.r_["0,2", x, x] ** 2)

    with pytest.raises(UnsupportedSyntax, match=r"call np\.concatenate or np\.stack"):
        grad(f)(np.ones(2))


def rows_of_rows(x):
    row = x * 1.0
    grid = [[row, x * 2.0], [x * 3.0, row]]
    grid[0][0] += x**2
    return sum(np.sum(c**2) for r in grid for c in r)


def test_an_array_that_two_rows_hold_is_written_once():
    x = np.array([0.3, -1.2, 0.7])
    np.testing.assert_allclose(
        grad(rows_of_rows)(x), 26 * x + 4 * (x + x**2) * (1 + 2 * x)
    )
    with pytest.raises(srcdiff.SrcdiffError, match="after it was written in place"):
        grad(rows_of_rows, specialise=False)(x)


MATRIX = np.array([[0.3, 0.7, -1.2, 0.4], [1.1, 0.2, 0.9, -0.6]])


def contiguous_or_a_copy(m):
    row_wise = np.ascontiguousarray(m)
    row_wise[1, 1] = m[0, 0] * 2
    column_wise = np.asfortranarray(m)
    column_wise[0, 0] = row_wise[1, 1] ** 2
    return np.sum(m**2 * row_wise) + column_wise[0, 0]


def of_columns(m):
    return contiguous_or_a_copy(m.T * 1.0)


@pytest.mark.parametrize("f", [contiguous_or_a_copy, of_columns])
def test_a_change_of_layout_may_be_a_view(f):
    check_grads(f, (MATRIX,))


def split_in_a_loop(m):
    for part in np.split(m, 2):
        part[0, 0] = part[0, 1] * 2
    return np.sum(m**2)


def split_by_number(m):
    parts = np.hsplit(m, 2)
    parts[0][1] = parts[1][0]
    return np.sum(m**2)


def tuples_joined(m):
    rows = (m[0],)
    rows = rows + (m[1],)
    rows[1][0] = 5 * rows[0][1]
    return np.sum(m**2)


@pytest.mark.parametrize("f", [split_in_a_loop, split_by_number, tuples_joined])
def test_parts_of_an_array_in_a_list_are_not_written_silently(f):
    with pytest.raises(UnsupportedSyntax, match="which may share its memory"):
        grad(f)(MATRIX)


def views_swapped(x):
    a, b = x[:2], x[2:4]
    a, b = b, a
    a[0] = b[1] * 3
    b[:] = a
    return np.sum(x**2)


def test_views_that_swap_names_end():
    x = np.array([0.5, -1.2, 2.0, 0.7, 1.1])
    check_grads(views_swapped, (x,))
    with pytest.raises(UnsupportedSyntax, match="may be held twice"):
        grad(views_swapped, specialise=False)(x)


def test_a_long_sum_is_read_once():
    text = "def f(x):\n    return " + " + ".join(["x * x"] * 40) + "\n"
    linecache.cache["<long sum>"] = (
        len(text),
        None,
        text.splitlines(True),
        "<long sum>",
    )
    space = {}
    exec(compile(text, "<long sum>", "exec"), space)
    assert grad(space["f"])(1.5) == pytest.approx(120.0)


def left_early_with_a_record(x, y):
    s = 0.3
    for _ in range(6):
        t = s * x[0]
        y[0] += x * t
        if t > 1.5:
            t = t * t
            y[1] *= t
            break
        elif t > 1.2:
            s += 0.2 * t
            continue
        for _ in range(3):
            t += 0.1 * y[2, 0] ** 2
            s += t * 0.1
        y[1] *= s * t
    return np.sum(np.sin(y + 0.3)) * s


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_what_each_way_out_of_a_turn_records_is_read_back(scale):
    x, y = scale * np.linspace(0.5, 1.4, 4), 0.2 * np.arange(12.0).reshape(3, 4)
    check_grads(left_early_with_a_record, (x, y))


def scaled_and_flattened(y, x):
    y *= x
    flat = y.ravel()
    flat += 1
    return np.sum(np.sin(y)) + np.sum(flat)


def turned_and_flattened(y, x):
    y = y * y
    for _ in range(2):
        y *= x
        y = y[::-1]
    np.reshape(y, -1)[...] = x[0]
    return np.sum(np.sin(y))


GRID = np.arange(12.0).reshape(3, 4) + 1
LAYOUTS = {
    "rows": GRID,
    "columns": np.asfortranarray(GRID),
    "backwards": GRID[::-1],
    "every second": np.repeat(GRID, 2, axis=1)[:, ::2],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("f", [scaled_and_flattened, turned_and_flattened])
def test_updates_keep_the_layout_that_views_depend_on(f, layout):
    x, y = np.array([0.5, 1.5, 0.7, 1.1]), LAYOUTS[layout]
    # A copy of y would lie in memory as y does not: f runs on what a view is cut from.
    wide = np.repeat(GRID, 2, axis=1)[:, ::2]
    cut = {"backwards": GRID.copy()[::-1], "every second": wide}
    value = f(cut.get(layout, y.copy("K")), x)
    assert value_and_grad(f, (0, 1))(y, x)[0] == pytest.approx(value)
    try:
        found = value_and_grad(f, (0, 1), specialise=False)(y, x)[0]
    except NotDifferentiable as refused:
        assert "depends on the layout" in str(refused)
    else:
        assert found == pytest.approx(value)


OPTIONS = {
    "ord": lambda x, p: np.linalg.norm(x, p),
    "ddof": lambda x, p: x.var(ddof=p) + np.std(x, ddof=1),
    "nan": lambda x, p: np.sum(np.nan_to_num(x, nan=p)),
}


@pytest.mark.parametrize("specialise", [False, True])
@pytest.mark.parametrize("option", OPTIONS)
def test_options_that_values_depend_on_have_no_gradient_of_zero(option, specialise):
    f, x = OPTIONS[option], np.array([0.5, -1.5, 2.0])
    check_grads(f, (x, 1.5), wrt=0)
    with pytest.raises(NoDerivativeRule, match=f"gives no adjoint for {option}"):
        grad(f, wrt=1, specialise=specialise)(x, 1.5)
