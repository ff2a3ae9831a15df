"""Data and parameters that do not fit: one clear error each, before any step."""

import numpy as np
import pytest

from srcdiff import InvalidArgument, SrcdiffError, nn

X = np.random.default_rng(0).normal(size=(6, 4))
T = np.array([0, 2, 1, 1, 0, 2])
network = nn.mlp([4, 5, 3])
PARAMS = network.init(np.random.default_rng(1))


def loss(params, x, t):
    return nn.cross_entropy(network.apply(params, x), t)


def fit(params=PARAMS, data=(X, T), loss=loss, **options):
    options = {"optimiser": nn.sgd(0.1), "epochs": 2, **options}
    return nn.fit(loss, params, data, **options)


def with_value(value, place=(2, 1)):
    x = X.copy()
    x[place] = value
    return x


def column(params, x, t):
    return np.mean((x @ params[:, None] - t) ** 2)


def rows(params, x, t):
    return (x @ params - t) ** 2


WRONG = {
    "nan": ({"data": (with_value(np.nan), T)}, r"data\[0\] is not finite .* row 2"),
    "infinite": ({"data": (with_value(-np.inf), T)}, r"data\[0\] is not finite"),
    "no examples": ({"data": (X[:0], T[:0])}, "no examples"),
    "no arrays": ({"data": ()}, "no examples"),
    "lengths": ({"data": (X, T[:5])}, "6 and 5 rows"),
    "no array": ({"data": (X, 1.0)}, r"data\[1\] is no array"),
    "strings": ({"data": (X, np.array(list("abcdef")))}, "values of <U1"),
    "objects": ({"data": (X, [None] * 6)}, "values of object"),
    "columns": ({"data": (X[:, :3], T)}, r"shapes \(6, 3\), \(6,\)"),
    "labels": ({"data": (X, T + 1)}, r"labels out of range: data\[1\] is from 1 to 3"),
    "negative": ({"data": (X, T - 1)}, r"labels out of range: .* from -1 to 1"),
    "late label": (
        {"data": (X, np.array([0, 1, 2, 0, 1, 3])), "batch_size": 2},
        "labels out of range",
    ),
    "validation": ({"validation": (X, T[:2])}, "arrays of validation have 6 and 2"),
    "integer params": (
        {"params": (np.ones((4, 3), int), np.zeros(3))},
        r"params\[0\] is an array of int64",
    ),
    "numbers": ({"params": ((1.0, 2.0),)}, r"params\[0\]\[0\] is a float"),
    "nan params": (
        {"params": ((np.full((4, 3), np.nan), np.zeros(3)),)},
        r"params\[0\]\[0\] is not finite",
    ),
    "rows": ({"params": np.ones(4), "loss": rows}, r"the loss has the shape \(6,\)"),
    "batch_size": ({"batch_size": 0}, "batch_size=0"),
    "epochs": ({"epochs": 1.5}, "epochs=1.5"),
    "patience": ({"patience": 0}, "patience=0"),
    "no optimiser": ({"optimiser": None}, "give an optimiser"),
    "two optimisers": (
        {"loss": nn.training_step(loss, nn.sgd(0.1))},
        "a training step has an optimiser",
    ),
    "resume": ({"resume": {"params": PARAMS}}, "no checkpoint"),
}


@pytest.mark.parametrize(("options", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.filterwarnings("error")
def test_one_clear_error(options, message):
    with pytest.raises(InvalidArgument, match=message) as found:
        fit(**options)
    assert isinstance(found.value, SrcdiffError) and isinstance(found.value, ValueError)
    assert str(found.value).count("\n") == 0 or "line" in str(found.value)


def signed(w, x, t):
    return np.mean(np.maximum(0.0, 1 - t * (x @ w)))


def test_integers_below_zero_that_are_no_labels():
    t = np.where(T > 0, 1, -1)
    assert fit(np.zeros(4), (X, t), signed).epochs == 2
    assert fit(np.zeros(4), (X, t.astype("i1")), signed, batch_size=2).epochs == 2


def test_lists_are_taken_as_arrays():
    assert fit(data=[X.tolist(), T.tolist()]).epochs == 2


def test_the_arguments_stay_as_they_are():
    x, t, before = X.copy(), T.copy(), PARAMS[0][0].copy()
    fit(data=(x, t), batch_size=2)
    assert np.array_equal(x, X) and np.array_equal(t, T)
    assert np.array_equal(PARAMS[0][0], before)
