"""Results to the last bit: their classes, dtypes, shapes, layouts and numbers."""

import numpy as np


def bits(value):
    """Return what tells a nested value from any other, as something to compare."""
    if isinstance(value, np.ndarray):
        layout = (value.dtype.str, value.shape, value.strides)
        return (*layout, value.tobytes())
    if isinstance(value, tuple | list):
        return (type(value).__name__, *map(bits, value))
    if isinstance(value, dict):
        return tuple((key, bits(item)) for key, item in value.items())
    if isinstance(value, float | np.floating):
        return type(value).__name__, np.float64(value).tobytes()
    return repr(value) if isinstance(value, int | complex | str) else type(value)
