"""Networks in plain NumPy: functions that srcdiff differentiates by reading them.

Nothing here has a rule of its own: what a loss or an activation becomes in a gradient
is in the gradient's source.
"""

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
from srcdiff.nn.penalties import l1, l2

__all__ = [
    "Network",
    "binary_cross_entropy",
    "cross_entropy",
    "cross_entropy_of_probabilities",
    "gelu",
    "hinge",
    "identity",
    "l1",
    "l2",
    "leaky_relu",
    "log_linear",
    "log_softmax",
    "mlp",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "squared_error",
    "squared_expectation",
    "tanh",
]
