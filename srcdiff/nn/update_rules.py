"""Update rules: how one array of parameters changes in a step, as plain NumPy.

A rule is a function of an array w, its gradient g, arrays that are kept from step to
step, and numbers. It changes w and what is kept in place. The gradient is its own to
write on: no rule makes an array. ``training_step`` reads the text of these rules; a
rule of your own is made into an ``Optimiser`` in the same way.
"""

import math

import numpy as np


def sgd(w, g, rate):
    """Step against the gradient."""
    g *= rate
    w -= g


def momentum(w, g, v, rate, decay):
    """Step along the velocity v, a sum of gradients of which older ones count less."""
    v *= decay
    v += g
    np.multiply(v, rate, out=g)
    w -= g


def nesterov(w, g, v, rate, decay):
    """Step along gradient and velocity: where the velocity would lead to next."""
    v *= decay
    v += g
    g *= rate
    w -= g
    np.multiply(v, rate * decay, out=g)
    w -= g


def rmsprop(w, g, v, scratch, rate, decay, epsilon):
    """Step against the gradient, divided by what size gradients had lately.

    v: the average of their squares. scratch: memory for one array, no value is kept.
    """
    np.multiply(g, g, out=scratch)
    scratch *= 1 - decay
    v *= decay
    v += scratch
    np.sqrt(v, out=scratch)
    scratch += epsilon
    g *= rate
    g /= scratch
    w -= g


def adam(w, g, m, v, t, rate, decay_m, decay_v, epsilon):
    """Step along the average gradient, divided by the root of the average square.

    m, v: sums of the gradients and of their squares, of which older ones count less.
    The averages are m and v times ``(1 - decay) / (1 - decay**t)``. These factors are
    numbers: they join the rate and epsilon. After Kingma and Ba, Adam: A Method for
    Stochastic Optimization (2015).
    """
    root = math.sqrt((1 - decay_v) / (1 - decay_v**t))
    factor = rate * (1 - decay_m) / (1 - decay_m**t) / root
    m *= decay_m
    m += g
    g *= g
    v *= decay_v
    v += g
    np.sqrt(v, out=g)
    g += epsilon / root
    np.divide(m, g, out=g)
    g *= factor
    w -= g


def adamw(w, g, m, v, t, rate, decay_m, decay_v, epsilon, weight_decay):
    """Step as Adam does, after shrinking the weights themselves.

    After Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019).
    """
    root = math.sqrt((1 - decay_v) / (1 - decay_v**t))
    factor = rate * (1 - decay_m) / (1 - decay_m**t) / root
    w *= 1 - rate * weight_decay
    m *= decay_m
    m += g
    g *= g
    v *= decay_v
    v += g
    np.sqrt(v, out=g)
    g += epsilon / root
    np.divide(m, g, out=g)
    g *= factor
    w -= g
