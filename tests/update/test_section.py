"""The text of updates: rows, layers, single arrays, and what is copied before."""

import textwrap

import pytest

from srcdiff.nn import clipping, momentum, schedules, sgd, training_step
from tests.nn.losses import losses

TEXTS = {
    "tuples": """
        state["t"] += 1
        for w, g, v in (
            (W1, W1_bar, state["v"][0][0]),
            (b1, b1_bar, state["v"][0][1]),
            (W2, W2_bar, state["v"][1][0]),
            (b2, b2_bar, state["v"][1][1]),
        ):
            v *= 0.9
            v += g
            np.multiply(v, 0.1, out=g)
            w -= g
        return value
        """,
    "layers": """
        state["t"] += 1
        for layer, layer_bar, layer_v in zip(
            params, params_bar[::-1], state["v"], strict=True
        ):
            for w, g, v in zip(layer, layer_bar, layer_v, strict=True):
                v *= 0.9
                v += g
                np.multiply(v, 0.1, out=g)
                w -= g
        return value
        """,
    "names": """
        state["t"] += 1
        for w, g, v in (
            (p["W1"], W1_bar, state["v"]["W1"]),
            (p["b1"], b1_bar, state["v"]["b1"]),
            (p["W2"], W2_bar, state["v"]["W2"]),
            (p["b2"], b2_bar, state["v"]["b2"]),
        ):
            v *= 0.9
            v += g
            np.multiply(v, 0.1, out=g)
            w -= g
        return value
        """,
    "twice": """
        state["t"] += 1
        for w_3, g, v in zip(p, p_bar_2, state["v"], strict=True):
            v *= 0.9
            v += g
            np.multiply(v, 0.1, out=g)
            w_3 -= g
        return value
        """,
    "objects in a list": """
        state["t"] += 1
        for w, g, v in (
            (net[0].W, net_bar[0].W, state["v"][0].W),
            (net[0].b, net_bar[0].b, state["v"][0].b),
            (net[1].W, net_bar[1].W, state["v"][1].W),
            (net[1].b, net_bar[1].b, state["v"][1].b),
        ):
            v *= 0.9
            v += g
            np.multiply(v, 0.1, out=g)
            w -= g
        return value
        """,
    "one": """
        state["t"] += 1
        v = state["v"]
        v *= 0.9
        v += w_bar
        np.multiply(v, 0.1, out=w_bar)
        w -= w_bar
        return value
        """,
    "linear alone": """
        w_bar = x.copy()
        state["t"] += 1
        v = state["v"]
        v *= 0.9
        v += w_bar
        np.multiply(v, 0.1, out=w_bar)
        w -= w_bar
        return value
        """,
    "a view": """
        value_2 = own(value)
        state["t"] += 1
        v = state["v"]
        v *= 0.9
        v += w_bar
        np.multiply(v, 0.1, out=w_bar)
        w -= w_bar
        return value_2
        """,
    "a scalar": """
        scale_bar = np.asarray(p_bar["scale"], p["scale"].dtype)
        shift_bar = np.asarray(p_bar["shift"], p["shift"].dtype)
        state["t"] += 1
        for w, g, v in (
            (p["scale"], scale_bar, state["v"]["scale"]),
            (p["shift"], shift_bar, state["v"]["shift"]),
        ):
            v *= 0.9
            v += g
            np.multiply(v, 0.1, out=g)
            w -= g
        return value
        """,
}


def section(name, optimiser, clip=None):
    loss, params, x, t = losses()[name]
    text = training_step(loss, optimiser, clip=clip).source_for(params, x, t)
    return textwrap.dedent(text[text.index("    # update\n") :])


@pytest.mark.parametrize("name", TEXTS)
def test_text(name):
    wanted = "# update" + textwrap.dedent(TEXTS[name])
    assert section(name, momentum(0.1)) == wanted


def test_clipping_and_schedules_come_before_the_update():
    text = section("layers", sgd(schedules.inverse(0.1, 0.5)), clipping.by_norm(2.0))
    wanted = """
        # update
        params_bar_2 = params_bar[::-1]
        gradients = [g for layer in params_bar_2 for g in layer]
        norm = math.hypot(*map(np.linalg.norm, gradients))
        if norm > 2.0:
            for g in gradients:
                g *= 2.0 / norm
        state["t"] += 1
        step = state["t"]
        rate = 0.1 / (1 + 0.5 * (step - 1))
        for layer, layer_bar in zip(params, params_bar_2, strict=True):
            for w, g in zip(layer, layer_bar, strict=True):
                g *= rate
                w -= g
        return value
        """
    assert text == textwrap.dedent(wanted).lstrip()


@pytest.mark.parametrize(
    "name",
    ["layers", "last", "names", "nested", "columns", "fields", "objects", "twice"],
)
def test_gradients_that_are_surely_apart_are_not_copied(name):
    loss, params, x, t = losses()[name]
    assert "own(" not in training_step(loss, sgd(0.1)).source_for(params, x, t)
