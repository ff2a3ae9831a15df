"""Each rewrite of the table keeps values, NaN, infinities, dtype and freshness."""

import gast
import numpy as np
import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.core.traverse import names_in
from srcdiff.optimize.algebra import REWRITES, simplified
from srcdiff.runtime import count, like, unbroadcast

HELPERS = {"count": count, "like": like, "unbroadcast": unbroadcast, "np": np}
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.5, -2.25, 1e-3, 7.0]


def operands(names, dtype, shape):
    """Return values for pattern variables: arrays, or Python floats for no dtype."""
    random = np.random.default_rng(len(names))
    found = {}
    for name in sorted(names):
        values = random.permutation(SPECIAL * 2)[: int(np.prod(shape))]
        found[name] = float(values[0]) if dtype is None else None
        if dtype is not None:
            found[name] = values.astype(dtype).reshape(shape)
    return found


def evaluated(node, values):
    with np.errstate(all="ignore"):
        return eval(expression(node), {**HELPERS, **values})


def cases():
    for each in REWRITES:
        text = expression(each.pattern)
        arrays = [(np.float64, (2, 3)), (np.float32, (3, 1)), (np.float64, (0, 2))]
        bare = not any(word in text for word in ("sum", ".T", "count", "unbroadcast"))
        for dtype, shape in [*arrays, *([(None, ())] if bare else [])]:
            yield pytest.param(each, dtype, shape, id=f"{text}, {dtype}, {shape}")


@pytest.mark.parametrize(("each", "dtype", "shape"), list(cases()))
def test_both_sides_are_the_same(each, dtype, shape):
    names = {n for n in names_in(each.pattern) if len(n) == 1}
    values = operands(names - {"k"}, dtype, shape)
    if "k" in names:
        values["k"] = 1
    if "count" in expression(each.pattern):
        values["y"] = 1
    before, after = (evaluated(side, values) for side in (each.pattern, each.result))
    np.testing.assert_allclose(
        after, before, rtol=1e-5 if dtype == np.float32 else 1e-14
    )
    assert type(after) is type(before)
    assert np.asarray(after).dtype == np.asarray(before).dtype
    assert np.shape(after) == np.shape(before)
    for value in values.values():
        shared = [np.shares_memory(side, value) for side in (before, after)]
        assert shared[0] or not shared[1]


@pytest.mark.parametrize("each", REWRITES, ids=lambda r: expression(r.pattern))
def test_every_rewrite_is_used(each):
    node = gast.parse(expression(each.pattern), mode="eval").body
    for part in gast.walk(node):
        if isinstance(part, gast.Name) and part.id in HELPERS:
            part.provided = HELPERS[part.id]
        if isinstance(part, gast.Call) and isinstance(part.func, gast.Name):
            part.target = HELPERS[part.func.id]
    assert each.apply(node) is not None
    assert each.apply(parse_expression("a @ b")) is None


def test_an_operand_with_an_effect_stays():
    node = parse_expression("tape.pop() + tape.pop()")
    assert simplified(node) is node
