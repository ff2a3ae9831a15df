"""The five networks of The Elements of Statistical Learning on handwritten digits.

Chapter 11 of the book (Hastie, Tibshirani and Friedman) compares five networks with 320
training and 160 test digits of 16x16 pixels: no hidden layer; one of 12 units; two that
are locally connected; the same with weights shared in the first; and shared in both.
Here they learn scikit-learn's digits of 8x8 pixels; docs/examples.md has the results.
"""

import numpy as np
from sklearn.datasets import load_digits

from srcdiff.nn import adam, schedules, training_step

DECAY = 3e-3
BOOK = {"Net-1": 80.0, "Net-2": 87.0, "Net-3": 88.5, "Net-4": 94.0, "Net-5": 98.4}


def dense(x, W, b):
    """Return scores that each see every unit of x."""
    return x.reshape(len(x), -1) @ W + b


def patches(x, size, stride):
    """Return the size x size patches around every stride-th place of maps.

    x: (examples, rows, columns, maps). Returns (examples, rows, columns, maps, size,
    size).
    """
    edge = size // 2
    padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), (1, 2))
    return windows[:, ::stride, ::stride]


def local(x, W, b, stride):
    """Return units that each see one patch, by weights of their own."""
    seen = patches(x, W.shape[-2], stride)
    return np.tanh(np.einsum("nrcmij,rcmijk->nrck", seen, W) + b)


def shared(x, W, b, stride):
    """Return maps of units that see one patch each, all by the same weights."""
    seen = patches(x, W.shape[-2], stride)
    return np.tanh(np.tensordot(seen, W, axes=3) + b)


def net1(params, x):
    """Return the scores of softmax regression."""
    ((W, b),) = params
    return dense(x, W, b)


def net2(params, x):
    """Return the scores of a network with one hidden layer."""
    (W1, b1), (W2, b2) = params
    return dense(np.tanh(dense(x, W1, b1)), W2, b2)


def convolutional(params, x, first, second):
    """Return the scores of a network with two hidden layers of local units."""
    (W1, b1), (W2, b2), (W3, b3) = params
    h = first(x[..., None], W1, b1, 1)
    return dense(second(h, W2, b2, 2), W3, b3)


def net3(params, x):
    """Return the scores of a network whose units have weights of their own."""
    return convolutional(params, x, local, local)


def net4(params, x):
    """Return the scores of a network that shares the weights of its first layer."""
    return convolutional(params, x, shared, local)


def net5(params, x):
    """Return the scores of a network that shares the weights of both layers."""
    return convolutional(params, x, shared, shared)


def shapes(maps=2, more=4):
    """Return for each network, layer by layer, the shapes of W and of b."""
    one_map, first = ((8, 8, 1, 3, 3, 1), (8, 8, 1)), ((1, 3, 3, maps), (8, 8, maps))
    return {
        net1: [((64, 10), (10,))],
        net2: [((64, 12), (12,)), ((12, 10), (10,))],
        net3: [one_map, ((4, 4, 1, 5, 5, 1), (4, 4, 1)), ((16, 10), (10,))],
        net4: [first, ((4, 4, maps, 5, 5, 1), (4, 4, 1)), ((16, 10), (10,))],
        net5: [first, ((maps, 5, 5, more), (4, 4, more)), ((16 * more, 10), (10,))],
    }


def untrained(net, rng, **maps):
    """Return random weights of the size that keeps the values, and biases of zero."""
    layers = []
    for W, b in shapes(**maps)[net]:
        inputs = np.prod(W[-4:-1]) if len(W) > 2 else W[0]
        layers.append((rng.normal(size=W) / np.sqrt(inputs), np.zeros(b)))
    return layers


def loss(params, x, t, net):
    """Return the cross-entropy of a network's scores, with weight decay."""
    z = net(params, x)
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return -np.sum(t * log_p) / len(t) + DECAY * sum(np.sum(W * W) for W, _ in params)


def train(net, params, x, t, rng, epochs=60, rate=0.01, report=None):
    """Train the parameters in place by Adam on minibatches of 32, and return them."""
    batches = np.arange(32, len(x), 32)
    optimiser = adam(schedules.cosine(rate, steps=epochs * (len(batches) + 1)))
    step, state = training_step(loss, optimiser), optimiser.init(params)
    for epoch in range(1, epochs + 1):
        for rows in np.split(rng.permutation(len(x)), batches):
            step(state, params, x[rows], t[rows], net)
        if report:
            report(epoch, params)
    return params


def accuracy(net, params, x, t):
    """Return the share of digits whose score is the highest."""
    return np.mean(net(params, x).argmax(axis=1) == t.argmax(axis=1))


def digits(rng, *sizes):
    """Return as many digits as asked for, for each size, with one-hot labels."""
    images, labels = load_digits(return_X_y=True)
    x, t = images.reshape(-1, 8, 8) / 8 - 1, np.eye(10)[labels]
    order = np.split(rng.permutation(len(x)), np.cumsum(sizes))
    return [(x[rows], t[rows]) for rows in order[: len(sizes)]]


def compare(seeds=8, epochs=60):
    """Return the accuracies of the networks in percent: test digits, all the others."""
    found = {name: [] for name in BOOK}
    for seed in range(seeds):
        for name, net in zip(BOOK, shapes(), strict=True):
            rng = np.random.default_rng(seed)
            learn, test, others = digits(rng, 320, 160, 1317)
            params = train(net, untrained(net, rng), *learn, rng, epochs)
            right = [100 * accuracy(net, params, *part) for part in (test, others)]
            found[name].append(right)
            print(f"seed {seed}, {name}: {right[0]:.1f} %", flush=True)
    return found


def learn_all(epochs=10, maps=8, more=16):
    """Return the accuracy of Net-5 with more maps on 360 digits, after all others."""
    rng = np.random.default_rng(0)
    learn, test = digits(rng, 1437, 360)

    def report(epoch, params):
        right = accuracy(net5, params, *test)
        print(f"epoch {epoch:2}: test accuracy {right:.1%}", flush=True)

    start = untrained(net5, rng, maps=maps, more=more)
    params = train(net5, start, *learn, rng, epochs, report=report)
    return accuracy(net5, params, *test)


def main():
    """Print the table beside the book's, and train Net-5 on all digits."""
    found = compare()
    print("network  weights  160 test digits  1317 others     the book")
    for (name, each), layers in zip(found.items(), shapes().values(), strict=True):
        weights = sum(np.prod(W) + np.prod(b) for W, b in layers)
        means, errors = np.mean(each, axis=0), np.std(each, axis=0) / len(each) ** 0.5
        print(f"{name}  {weights:9}", end="")
        for mean, error in zip(means, errors, strict=True):
            print(f"    {mean:4.1f} +- {error:3.1f} %", end="")
        print(f"  {BOOK[name]:8.1f} %")
    print("Net-5 with 8 and 16 maps, on all digits:")
    learn_all()


if __name__ == "__main__":
    main()
