"""Networks in plain NumPy: losses, activations, optimisers, training.

Losses, activations, penalties and networks are ordinary functions without rules of
their own: what becomes of them in a gradient is in the gradient's source.
"""

from srcdiff.nn import clipping, data, initialisers, schedules
from srcdiff.nn.activations import (
    gelu,
    identity,
    leaky_relu,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from srcdiff.nn.fit import Epoch, Fitted, fit
from srcdiff.nn.losses import (
    binary_cross_entropy,
    cross_entropy,
    cross_entropy_of_probabilities,
    hinge,
    log_linear,
    squared_error,
    squared_expectation,
)
from srcdiff.nn.networks import Network, mlp
from srcdiff.nn.optimisers import (
    Optimiser,
    adam,
    adamw,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)
from srcdiff.nn.penalties import l1, l2
from srcdiff.nn.saving import load, save
from srcdiff.nn.training import TrainingStep, training_step

__all__ = [
    "Epoch",
    "Fitted",
    "Network",
    "Optimiser",
    "TrainingStep",
    "adam",
    "adamw",
    "binary_cross_entropy",
    "clipping",
    "cross_entropy",
    "cross_entropy_of_probabilities",
    "data",
    "fit",
    "gelu",
    "hinge",
    "identity",
    "initialisers",
    "l1",
    "l2",
    "leaky_relu",
    "load",
    "log_linear",
    "log_softmax",
    "mlp",
    "momentum",
    "nesterov",
    "relu",
    "rmsprop",
    "save",
    "schedules",
    "sgd",
    "sigmoid",
    "softmax",
    "softplus",
    "squared_error",
    "squared_expectation",
    "tanh",
    "training_step",
]
