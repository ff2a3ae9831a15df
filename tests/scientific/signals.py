"""Signals, networks and particles: filters, transforms, layers by loops, bodies."""

import numpy as np

from tests.scientific.samples import Program, numbers, positive


def deriche(alpha, image):
    """Filter an image along its rows and columns, forwards and backwards."""
    k = (1.0 - np.exp(-alpha)) * (1.0 - np.exp(-alpha))
    k /= 1.0 + alpha * np.exp(-alpha) * 2.0 - np.exp(2.0 * alpha)
    a1 = a5 = k
    a2 = a6 = k * np.exp(-alpha) * (alpha - 1.0)
    a3 = a7 = k * np.exp(-alpha) * (alpha + 1.0)
    a4 = a8 = -k * np.exp(-2.0 * alpha)
    b1 = 2.0 ** (-alpha)
    b2 = -np.exp(-2.0 * alpha)
    c1 = c2 = 1
    y1 = np.empty_like(image)
    y1[:, 0] = a1 * image[:, 0]
    y1[:, 1] = a1 * image[:, 1] + a2 * image[:, 0] + b1 * y1[:, 0]
    for j in range(2, image.shape[1]):
        y1[:, j] = (
            a1 * image[:, j]
            + a2 * image[:, j - 1]
            + b1 * y1[:, j - 1]
            + b2 * y1[:, j - 2]
        )
    y2 = np.empty_like(image)
    y2[:, -1] = 0.0
    y2[:, -2] = a3 * image[:, -1]
    for j in range(image.shape[1] - 3, -1, -1):
        y2[:, j] = (
            a3 * image[:, j + 1]
            + a4 * image[:, j + 2]
            + b1 * y2[:, j + 1]
            + b2 * y2[:, j + 2]
        )
    out = c1 * (y1 + y2)
    y1[0, :] = a5 * out[0, :]
    y1[1, :] = a5 * out[1, :] + a6 * out[0, :] + b1 * y1[0, :]
    for i in range(2, image.shape[0]):
        y1[i, :] = (
            a5 * out[i, :] + a6 * out[i - 1, :] + b1 * y1[i - 1, :] + b2 * y1[i - 2, :]
        )
    y2[-1, :] = 0.0
    y2[-2, :] = a7 * out[-1, :]
    for i in range(image.shape[0] - 3, -1, -1):
        y2[i, :] = (
            a7 * out[i + 1, :]
            + a8 * out[i + 2, :]
            + b1 * y2[i + 1, :]
            + b2 * y2[i + 2, :]
        )
    return c2 * (y1 + y2)


def stockham_fft(re, im, levels):
    """Transform in place of a recursion: the radix-2 loops of Stockham."""
    n = len(re)
    half = n // 2
    work_re = np.empty_like(re)
    work_im = np.empty_like(im)
    stride, length = 1, n
    for _ in range(levels):
        m = length // 2
        for p in range(m):
            angle = 2.0 * np.pi * p / length
            wr, wi = np.cos(angle), -np.sin(angle)
            for q in range(stride):
                k = q + stride * p
                ar, ai = re[k], im[k]
                br, bi = re[k + half], im[k + half]
                at = q + stride * 2 * p
                work_re[at] = ar + br
                work_im[at] = ai + bi
                dr, di = ar - br, ai - bi
                work_re[at + stride] = dr * wr - di * wi
                work_im[at + stride] = dr * wi + di * wr
        re[:] = work_re
        im[:] = work_im
        stride *= 2
        length = m
    return np.sqrt(re**2 + im**2)


def conv2d(images, weights):
    k = weights.shape[0]
    n, height, width = images.shape[0], images.shape[1] - k + 1, images.shape[2] - k + 1
    out = np.empty((n, height, width, weights.shape[3]), dtype=images.dtype)
    for i in range(height):
        for j in range(width):
            out[:, i, j, :] = np.sum(
                images[:, i : i + k, j : j + k, :, np.newaxis]
                * weights[np.newaxis, :, :, :],
                axis=(1, 2, 3),
            )
    return out


def max_pool(x):
    out = np.empty(
        [x.shape[0], x.shape[1] // 2, x.shape[2] // 2, x.shape[3]], dtype=x.dtype
    )
    for i in range(x.shape[1] // 2):
        for j in range(x.shape[2] // 2):
            out[:, i, j, :] = np.max(
                x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2)
            )
    return out


def convolutional_layer(images, weights, bias):
    return max_pool(np.maximum(conv2d(images, weights) + bias, 0.0))


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm(W, b, inputs, h, c):
    """Run a cell of four gates over a sequence; the states are written in place."""
    n = h.shape[1]
    hs = np.zeros((len(inputs), h.shape[0], h.shape[1]))
    for t in range(len(inputs)):
        gates = np.concatenate([inputs[t], h], axis=1) @ W + b
        i = sigmoid(gates[:, :n])
        f = sigmoid(gates[:, n : 2 * n])
        o = sigmoid(gates[:, 2 * n : 3 * n])
        g = np.tanh(gates[:, 3 * n :])
        c[:] = f * c + i * g
        h[:] = o * np.tanh(c)
        hs[t] = h
    return hs


def accelerations(pos, mass, G, softening):
    x = pos[:, 0:1]
    y = pos[:, 1:2]
    z = pos[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inv_r3 = dx**2 + dy**2 + dz**2 + softening**2
    inv_r3[inv_r3 > 0] = inv_r3[inv_r3 > 0] ** (-1.5)
    ax = G * (dx * inv_r3) @ mass
    ay = G * (dy * inv_r3) @ mass
    az = G * (dz * inv_r3) @ mass
    return np.hstack((ax, ay, az))


def energies(pos, vel, mass, G):
    kinetic = 0.5 * np.sum(mass * vel**2)
    x = pos[:, 0:1]
    y = pos[:, 1:2]
    z = pos[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inv_r = np.sqrt(dx**2 + dy**2 + dz**2)
    inv_r[inv_r > 0] = 1.0 / inv_r[inv_r > 0]
    potential = G * np.sum(np.triu(-(mass * mass.T) * inv_r, 1))
    return kinetic, potential


def n_body(mass, pos, vel, steps, dt, G, softening):
    vel -= np.mean(mass * vel, axis=0) / np.mean(mass)
    acc = accelerations(pos, mass, G, softening)
    KE = np.ndarray(steps + 1, dtype=np.float64)
    PE = np.ndarray(steps + 1, dtype=np.float64)
    KE[0], PE[0] = energies(pos, vel, mass, G)
    for i in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        acc[:] = accelerations(pos, mass, G, softening)
        vel += acc * dt / 2.0
        KE[i + 1], PE[i + 1] = energies(pos, vel, mass, G)
    return KE, PE


PROGRAMS = {
    "deriche": Program(
        deriche,
        ("alpha", "image"),
        lambda n, _: (0.25, numbers(n, n + 1)),
        (5, 1),
        (100, 1),
    ),
    "stockham_fft": Program(
        stockham_fft,
        ("re", "im"),
        lambda n, _: (numbers(2**n), numbers(2**n, seed=1), n),
        (3, 1),
        (8, 1),
    ),
    "convolutional_layer": Program(
        convolutional_layer,
        ("images", "weights", "bias"),
        lambda n, batch: (
            numbers(batch, n, n, 2),
            numbers(3, 3, 2, 3),
            0.1 * numbers(3),
        ),
        (6, 2),
        (14, 8),
    ),
    "lstm": Program(
        lstm,
        ("W", "b", "inputs", "h", "c"),
        lambda n, steps: (
            0.5 * numbers(n + 2, 4 * n),
            0.1 * numbers(4 * n),
            numbers(steps, 3, 2),
            numbers(3, n, seed=1),
            numbers(3, n, seed=2),
        ),
        (3, 4),
        (32, 50),
    ),
    "n_body": Program(
        n_body,
        ("mass", "pos", "vel", "dt", "G", "softening"),
        lambda n, steps: (
            positive(n, 1) / n,
            numbers(n, 3),
            numbers(n, 3, seed=1),
            steps,
            0.01,
            1.0,
            0.1,
        ),
        (4, 3),
        (60, 10),
    ),
}
"""By name."""
