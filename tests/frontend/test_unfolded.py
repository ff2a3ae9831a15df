"""Functions that call themselves on the parts of a structure, written out for one."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.nn.penalties import l1, l2
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)
W1, b1, W2, b2 = (RNG.normal(size=s) for s in [(3, 4), 4, (4, 2), 2])
X = RNG.normal(size=(5, 3))


def tree(part):
    if isinstance(part, tuple):
        return sum(tree(each) for each in part)
    return np.sum(np.sin(part) ** 2)


def grown(part, k=2):
    if isinstance(part, tuple):
        return sum([grown(each, k) for each in part])
    return np.sum(part**k)


def unpacking(params, x):
    (u, c), (v, d) = params
    y = np.tanh(x @ u + c) @ v + d
    return np.mean(y**2) + 0.3 * l2(params)


def by_items(params, x):
    y = np.tanh(x @ params[0][0] + params[0][1])
    return np.sum(y) + 0.1 * l1(params) + l2(params[1])


def weights_alone(params, x):
    return np.sum(x @ params[0][0]) + l2([w for w, _ in params]) + tree(params)


def of_dict(params, x):
    return np.sum(np.tanh(x @ params["w"] + params["b"])) * l2(params) + l1(params)


def nested(params, x):
    return l2(params) * np.sum(x) + l1(params["layers"]) + params["scale"] ** 3


def with_an_argument(params, x):
    return grown(params) + grown(params[0], 3)


def changed_before(params, x):
    (u, c), (_, d) = params
    u = u * 2.0
    return np.sum(x @ u) + l2(params) * np.sum(d) + np.sum(c) * params[1][1][0]


def in_a_loop(params, x):
    (_, c), last = params
    total = 0.0
    for k in range(3):
        total += l2(params) * np.sum(params[0][1] * c) * k + last[1][0]
    return total


PAIRS = ((W1, b1), (W2, b2))
PROGRAMS = [
    (unpacking, PAIRS),
    (by_items, PAIRS),
    (weights_alone, PAIRS),
    (of_dict, {"w": W1, "b": b1}),
    (nested, {"layers": [(W1, b1), (W2, b2)], "scale": 0.7}),
    (with_an_argument, PAIRS),
    (changed_before, PAIRS),
    (in_a_loop, PAIRS),
]


def flat(tree):
    if isinstance(tree, dict):
        return [a for v in tree.values() for a in flat(v)]
    if isinstance(tree, list | tuple):
        return [a for v in tree for a in flat(v)]
    return [tree]


def copied(tree):
    if isinstance(tree, dict):
        return {k: copied(v) for k, v in tree.items()}
    if isinstance(tree, list | tuple):
        return type(tree)(copied(v) for v in tree)
    return tree.copy() if isinstance(tree, np.ndarray) else tree


@pytest.mark.parametrize(("f", "params"), PROGRAMS)
def test_gradients(f, params):
    given = copied(params)
    check_grads(f, (given, X), 0)
    found = grad(f)(given, X)
    for one, other in zip(flat(given), flat(params), strict=True):
        np.testing.assert_array_equal(one, other)
    general = grad(f, specialise=False)(given, X)
    for one, other in zip(flat(found), flat(general), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)
    assert type(found) is type(params)


@pytest.mark.parametrize("f", [l1, l2, tree])
@pytest.mark.parametrize(
    "params",
    [
        (),
        ((), (W1, ())),
        (W1,),
        [W1, {"a": b1, "b": (W2, 2.0)}],
        (np.array(0.3), np.array([0.2])),
        tuple(b1 * k for k in range(1, 40)),
        (np.zeros((0, 2)), b2.astype("f4")),
    ],
)
def test_structures(f, params):
    if f is tree and isinstance(params, list):
        params = tuple(params[:1])

    def loss(params, x):
        return f(params) * 1.0 + np.sum(x)

    found = grad(loss)(params, X)
    general = grad(loss, specialise=False)(params, X)
    for one, other, given in zip(*map(flat, (found, general, params)), strict=True):
        assert np.shape(one) == np.shape(given)
        assert getattr(one, "dtype", float) == getattr(given, "dtype", float)
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_the_text():
    text = grad(unpacking).source_for(PAIRS, X)
    assert "def unpacking_grad" in text and text.count("def ") == 1
    assert "from srcdiff" not in text and "W" not in text.split("# backward")[1]
    assert "u_bar = 0.6 * u" in text
    text = grad(of_dict).source_for({"w": W1, "b": b1}, X)
    assert text.count("def ") == 1
