"""The derivative rules, by topic. Importing this package fills the registry."""

from srcdiff.rules import (
    constants,
    conversions,
    einsum,
    elementwise,
    helpers_scans,
    indexing,
    joining,
    linalg,
    operators,
    outer,
    reductions,
    selection,
    shaping,
    sorting,
    structure,
    writing,
)
from srcdiff.rules.registry import REGISTRY, Registry, Rule

__all__ = [
    "REGISTRY",
    "Registry",
    "Rule",
    "constants",
    "conversions",
    "einsum",
    "elementwise",
    "helpers_scans",
    "indexing",
    "joining",
    "linalg",
    "operators",
    "outer",
    "reductions",
    "selection",
    "shaping",
    "sorting",
    "structure",
    "writing",
]
