"""Random sizes and integers in symbols, and values for the symbols.

SRCDIFF_SIZES=100000 tries that many of them in each test.
"""

import os

from hypothesis import settings
from hypothesis import strategies as st

from srcdiff.core import dims

NAMES = ["n", "m"]
INTEGERS = st.integers(-4, 4)
VALUES = st.fixed_dictionaries(
    {**dict.fromkeys(NAMES, st.sampled_from([0, 2, 3, 4, 5, 9])), "k": INTEGERS}
)
ATOMS = st.sampled_from([*NAMES, dims.of_parameter("k")]) | INTEGERS


def extended(inner):
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(lambda p: dims.plus(*p))
        | pairs.map(lambda p: dims.plus(*p, -1))
        | pairs.map(lambda p: dims.times(*p))
        | inner.map(lambda a: dims.divided(a, 2))
        | inner.map(dims.as_integer)
    )


EXPRESSIONS = st.recursive(ATOMS, extended, max_leaves=5)
COUNT = int(os.environ.get("SRCDIFF_SIZES", "4000"))
MANY = settings(max_examples=COUNT, deadline=None, database=None, derandomize=True)
