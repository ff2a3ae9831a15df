"""Networks: optimisers and training steps."""

from srcdiff.nn import clipping, schedules
from srcdiff.nn.optimisers import (
    Optimiser,
    adam,
    adamw,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)
from srcdiff.nn.training import TrainingStep, training_step

__all__ = [
    "Optimiser",
    "TrainingStep",
    "adam",
    "adamw",
    "clipping",
    "momentum",
    "nesterov",
    "rmsprop",
    "schedules",
    "sgd",
    "training_step",
]
