"""srcdiff: automatic differentiation that writes the derivative as readable Python."""

from srcdiff.api import grad, rule, value_and_grad, vjp
from srcdiff.derivative import Derivative
from srcdiff.errors import (
    GradientMismatch,
    InvalidArgument,
    MissingExtra,
    NoDerivativeRule,
    NotDifferentiable,
    SourceUnavailable,
    SrcdiffError,
    UnsupportedSyntax,
)

__version__ = "0.1.0"

__all__ = [
    "Derivative",
    "GradientMismatch",
    "InvalidArgument",
    "MissingExtra",
    "NoDerivativeRule",
    "NotDifferentiable",
    "SourceUnavailable",
    "SrcdiffError",
    "UnsupportedSyntax",
    "grad",
    "rule",
    "value_and_grad",
    "vjp",
]
