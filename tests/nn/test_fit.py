"""Training: the steps that it makes, when it ends, what it returns."""

from collections import namedtuple

import numpy as np
import pytest

from srcdiff import grad, nn
from srcdiff.nn import data

RNG = np.random.default_rng(0)
X = RNG.normal(size=(23, 3))
T = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * RNG.normal(size=23)
W = np.zeros(3)


def loss(w, x, t):
    return np.mean((x @ w - t) ** 2)


def fit(params=W, **options):
    options = {"optimiser": nn.sgd(0.1), "epochs": 5, **options}
    return nn.fit(loss, params, (X, T), **options)


def by_hand(epochs, batch_size, seed=0, rate=0.1):
    w, rng, history = np.zeros(3), np.random.default_rng(seed), []
    for _ in range(epochs):
        losses = []
        for x, t in data.minibatches((X, T), batch_size, rng):
            losses += [loss(w, x, t)] * len(x)
            w = w - rate * grad(loss)(w, x, t)
        history.append(np.mean(losses))
    return w, history


@pytest.mark.parametrize("batch_size", [None, 1, 5, 23, 100])
def test_steps_are_those_written_by_hand(batch_size):
    w, history = by_hand(5, batch_size, seed=3)
    fitted = fit(batch_size=batch_size, seed=3)
    last = fitted.checkpoint["params"]
    assert np.allclose(last, w, 1e-12) and fitted.epochs == 5
    assert np.allclose(fitted.history["loss"], history, 1e-12)
    assert fitted.reason == "epochs" and set(fitted.history) == {"loss"}


def test_the_best_of_full_batches_is_the_lowest_loss():
    diverging = fit(optimiser=nn.sgd(lambda t: 0.1 if t < 4 else 50.0), epochs=6)
    w, _ = by_hand(3, None)
    assert np.allclose(diverging.params, w)
    assert np.isclose(diverging.loss, loss(w, X, T))
    last = fit(epochs=1)
    assert np.allclose(last.params, by_hand(1, None)[0])
    assert np.isclose(last.loss, loss(last.params, X, T))


def test_a_rule_for_the_rate():
    fitted = fit(optimiser=nn.sgd(lambda t: 0.1 / t), epochs=2, batch_size=12)
    w, rng = np.zeros(3), np.random.default_rng(0)
    t = 0
    for _ in range(2):
        for batch in data.minibatches((X, T), 12, rng):
            t += 1
            w = w - 0.1 / t * grad(loss)(w, *batch)
    assert np.allclose(fitted.checkpoint["params"], w, 1e-12)


def test_convergence():
    fitted = fit(epochs=10_000, tolerance=1e-6)
    losses = fitted.history["loss"]
    assert fitted.reason == "converged" and 5 < fitted.epochs < 1000
    assert abs(losses[-1] - losses[-2]) < 1e-6 * losses[-2]
    assert abs(losses[-2] - losses[-3]) >= 1e-6 * losses[-3]
    exact = np.linalg.lstsq(X, T, rcond=None)[0]
    assert np.allclose(fitted.params, exact, atol=1e-3)


def test_early_stopping():
    # A validation set of other targets: after some epochs, its loss only grows.
    other = (X, X @ np.array([0.5, -1.0, 0.25]))
    fitted = fit(epochs=200, validation=other, patience=3, batch_size=5)
    losses = fitted.history["validation"]
    best = int(np.argmin(losses))
    assert fitted.reason == "patience" and len(losses) == best + 4 == fitted.epochs
    assert fitted.loss == losses[best] == loss(fitted.params, *other)


def test_callbacks():
    seen = []

    def watch(epoch):
        seen.append((epoch.number, epoch.loss, epoch.validation, epoch.params.copy()))
        return epoch.number == 3

    fitted = fit(callbacks=[watch, lambda epoch: None], validation=(X, T))
    assert fitted.reason == "callback" and fitted.epochs == 3
    assert [s[0] for s in seen] == [1, 2, 3]
    assert [s[1] for s in seen] == fitted.history["loss"]
    assert [s[2] for s in seen] == fitted.history["validation"]
    assert np.array_equal(seen[-1][3], fitted.checkpoint["params"])


def test_divergence():
    with np.errstate(all="ignore"):
        fitted = fit(optimiser=nn.sgd(1e150), epochs=50)
    assert fitted.reason == "diverged" and np.isfinite(fitted.params).all()
    assert np.isfinite(fitted.history["loss"]).all()
    assert np.isclose(fitted.loss, loss(fitted.params, X, T))


@pytest.mark.parametrize("batch_size", [None, 4])
def test_an_interrupt_gives_what_there_is(batch_size):
    def stop(epoch):
        if epoch.number == 3:
            raise KeyboardInterrupt

    fitted = fit(callbacks=[stop], epochs=9, batch_size=batch_size)
    assert fitted.reason == "interrupted" and fitted.epochs == 3
    whole = fit(epochs=9, batch_size=batch_size)
    again = fit(epochs=9, batch_size=batch_size, resume=fitted.checkpoint)
    assert again.history == whole.history
    assert again.params.tobytes() == whole.params.tobytes()


Layer = namedtuple("Layer", ["W", "b"])
network = nn.mlp([3, 4, 1], nn.sigmoid)


def deep(params, x, t):
    h = np.tanh(x @ params["first"].W + params["first"].b)
    return np.mean((h @ params["last"] - t) ** 2)


OPTIMISERS = [nn.sgd(0.1), nn.momentum(0.05), nn.adam(0.02), nn.rmsprop(0.01)]


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda o: o.rule.__name__)
@pytest.mark.parametrize("batch_size", [None, 1, 7])
@pytest.mark.parametrize("validated", [False, True])
def test_resume_to_the_bit(tmp_path, optimiser, batch_size, validated):
    rng = np.random.default_rng(4)
    params = {
        "first": Layer(rng.normal(size=(3, 4)), np.zeros(4)),
        "last": rng.normal(size=4).astype("f4"),
    }
    options = {"optimiser": optimiser, "batch_size": batch_size, "seed": 5}
    if validated:
        options["validation"] = (X[:7], T[:7])
    whole = nn.fit(deep, params, (X, T), epochs=6, **options)
    first = nn.fit(deep, params, (X, T), epochs=2, **options)
    path = tmp_path / "run.npz"
    nn.save(path, first.checkpoint)
    last = nn.fit(deep, params, (X, T), epochs=6, resume=nn.load(path), **options)
    assert last.history == whole.history and last.loss == whole.loss
    assert type(last.params["first"]) is Layer
    for one, other in ((last, whole), (last.checkpoint, whole.checkpoint)):
        one, other = (getattr(c, "params", None) or c["params"] for c in (one, other))
        assert one["first"].W.tobytes() == other["first"].W.tobytes()
        assert one["first"].b.tobytes() == other["first"].b.tobytes()
        assert one["last"].tobytes() == other["last"].tobytes()


def test_a_training_step_is_taken_as_it_is():
    step = nn.training_step(loss, nn.sgd(0.1))
    fitted = nn.fit(step, W, (X, T), epochs=5)
    assert fitted.params.tobytes() == fit().params.tobytes()


def test_no_epochs():
    fitted = fit(epochs=0)
    assert fitted.epochs == 0 and np.array_equal(fitted.params, W)
    assert fitted.reason == "epochs"


def test_classification():
    x, t = data.two_moons(200, np.random.default_rng(1))
    (x, t), test = data.split((x, t), 0.25, np.random.default_rng(2))
    moons = nn.mlp([2, 16, 2])

    def classify(params, x, t):
        return nn.cross_entropy(moons.apply(params, x), t) + 1e-4 * nn.l2(params)

    params = moons.init(np.random.default_rng(3))
    fitted = nn.fit(
        classify, params, (x, t), optimiser=nn.adam(0.02), epochs=60, batch_size=16
    )
    predicted = moons.apply(fitted.params, test[0]).argmax(axis=1)
    assert np.mean(predicted == test[1]) >= 0.96
