"""Neural networks: layers, losses, recurrences, attention, normalisation."""

import numpy as np

from tests.golden.programs.samples import Program, numbers, one_hot


def mlp(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    return np.mean((z - t) ** 2)


def layers(params, x, t):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.mean((x - t) ** 2)


def dictionary(params, x, t):
    h = np.maximum(x @ params["w"] + params["b"], 0.0)
    z = h @ params["v"]
    return np.mean((z - t) ** 2) + params["decay"] * np.sum(params["v"] ** 2)


def sigmoid(v, s):
    return 1 / (1 + np.exp(-s * v))


def sigmoid_slope(v, s):
    y = 1 / (1 + np.exp(-s * v))
    return np.sum(y)


def two_layer_sigmoid(w, beta, b0, x, y_star):
    h = sigmoid(w @ x + b0, 1.0)
    y = sigmoid(beta @ h, 1.0)
    return -np.sum(y_star * np.log(y))


def recurrent(Wx, Wh, b, xs, target):
    h = np.zeros(Wh.shape[0])
    for x in xs:
        h = np.tanh(Wx @ x + Wh @ h + b)
    return np.sum((h - target) ** 2)


def lstm_step(W, b, x, h, c):
    z = np.concatenate([x, h], axis=1) @ W + b
    n = h.shape[1]
    i = 1 / (1 + np.exp(-z[:, :n]))
    f = 1 / (1 + np.exp(-z[:, n : 2 * n]))
    o = 1 / (1 + np.exp(-z[:, 2 * n : 3 * n]))
    g = np.tanh(z[:, 3 * n :])
    c = f * c + i * g
    return np.sum(o * np.tanh(c))


def attention(x, Wq, Wk, Wv):
    q = x @ Wq
    k = x @ Wk
    v = x @ Wv
    scores = q @ k.T / np.sqrt(k.shape[1])
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return np.sum((weights @ v) ** 2)


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def layer_norm(x, gamma, beta):
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.var(x, axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta


def attention_block(params, x):
    Wq, Wk, Wv, Wo, gamma, beta = params
    h = layer_norm(x, gamma, beta)
    weights = softmax((h @ Wq) @ (h @ Wk).T / np.sqrt(Wk.shape[1]))
    return np.sum((x + weights @ (h @ Wv) @ Wo) ** 2)


def layer_norm_loss(x, gamma, beta, target):
    return np.mean((layer_norm(x, gamma, beta) - target) ** 2)


def batch_norm(x, gamma, beta, target):
    mean = x.mean(axis=0)
    variance = np.mean((x - mean) ** 2, axis=0)
    y = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    return np.sum((y - target) ** 2)


def convolution(image, kernel, target):
    n, m = image.shape[0] - 2, image.shape[1] - 2
    out = 0.0
    for i in range(3):
        for j in range(3):
            out = out + kernel[i, j] * image[i : i + n, j : j + m]
    return np.mean((out - target) ** 2)


PROGRAMS = {
    "mlp": Program(
        mlp,
        0,
        (
            ((numbers(3, 4), numbers(4)), (numbers(4, 2), numbers(2))),
            numbers(5, 3),
            numbers(5, 2),
        ),
    ),
    "layers": Program(
        layers,
        0,
        (
            [(numbers(3, 4), numbers(4)), (numbers(4, 2), numbers(2))],
            numbers(5, 3),
            numbers(5, 2),
        ),
    ),
    "dictionary": Program(
        dictionary,
        "params",
        (
            {"w": numbers(3, 4), "b": numbers(4), "v": numbers(4, 2), "decay": 0.01},
            numbers(5, 3),
            numbers(5, 2),
        ),
    ),
    "sigmoid_slope": Program(sigmoid_slope, 0, (numbers(5), 0.5)),
    "two_layer_sigmoid": Program(
        two_layer_sigmoid,
        (0, 1),
        (numbers(4, 3), numbers(2, 4), 0.1, numbers(3), one_hot(1, 2)),
    ),
    "recurrent": Program(
        recurrent,
        (0, 1, 2),
        (numbers(4, 3), numbers(4, 4), numbers(4), numbers(5, 3), numbers(4)),
    ),
    "lstm_step": Program(
        lstm_step,
        (0, 1),
        (numbers(5, 12), numbers(12), numbers(6, 2), numbers(6, 3), numbers(6, 3)),
    ),
    "attention": Program(
        attention,
        (1, 2, 3),
        (numbers(4, 3), numbers(3, 2), numbers(3, 2), numbers(3, 2)),
    ),
    "attention_block": Program(
        attention_block,
        0,
        (
            (
                numbers(3, 2),
                numbers(3, 2),
                numbers(3, 2),
                numbers(2, 3),
                numbers(3),
                numbers(3),
            ),
            numbers(4, 3),
        ),
    ),
    "layer_norm": Program(
        layer_norm_loss,
        (1, 2),
        (numbers(4, 3), numbers(3), numbers(3), numbers(4, 3)),
    ),
    "batch_norm": Program(
        batch_norm,
        (0, 1, 2),
        (numbers(4, 3), numbers(3), numbers(3), numbers(4, 3)),
    ),
    "convolution": Program(
        convolution, (0, 1), (numbers(6, 5), numbers(3, 3), numbers(4, 3))
    ),
}
"""By the name of the golden file."""
