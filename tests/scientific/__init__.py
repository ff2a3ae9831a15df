"""Scientific programs in plain NumPy, in the style of the NPBench collection."""

from tests.scientific import algebra, grids, signals

PROGRAMS = {**grids.PROGRAMS, **algebra.PROGRAMS, **signals.PROGRAMS}
"""By name."""
