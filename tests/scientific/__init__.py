"""Scientific programs in plain NumPy, in the style of the NPBench collection."""

from tests.scientific import algebra, grids, signals, waves

PROGRAMS = {
    **grids.PROGRAMS,
    **algebra.PROGRAMS,
    **signals.PROGRAMS,
    **waves.PROGRAMS,
}
"""By name."""
