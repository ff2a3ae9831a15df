"""The functions whose generated gradients are kept as golden files, by topic."""

from tests.golden.programs import (
    control,
    mechanics,
    networks,
    statistics,
    waves,
    writing,
)

PROGRAMS = {
    **networks.PROGRAMS,
    **statistics.PROGRAMS,
    **mechanics.PROGRAMS,
    **control.PROGRAMS,
    **writing.PROGRAMS,
    **waves.PROGRAMS,
}
"""By the name of the golden file: function, wrt, and arguments with its signature."""
