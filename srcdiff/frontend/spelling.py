"""The first passes: containers, generators and the like in plainer Python.

What they spell out need not be refused: acceptance looks at what they leave.
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcdiff.core.names import NameTable
from srcdiff.frontend.desugar.concatenated import spelled_joins
from srcdiff.frontend.desugar.folds import spelled_folds
from srcdiff.frontend.desugar.generators import listed_generators
from srcdiff.frontend.desugar.growing import growing_lists_read
from srcdiff.frontend.desugar.iterators import spelled_iterators
from srcdiff.frontend.desugar.keyed import spelled_keys
from srcdiff.frontend.desugar.lazy import named_iterators
from srcdiff.frontend.desugar.lists import spelled_lists
from srcdiff.frontend.desugar.masks import spelled_masks
from srcdiff.frontend.desugar.outer import rebound_names
from srcdiff.frontend.desugar.parallel import parallel_bindings
from srcdiff.frontend.desugar.sets import spelled_sets
from srcdiff.frontend.desugar.shrinking import shrinking_lists
from srcdiff.frontend.desugar.unrolled import unrolled_functions
from srcdiff.frontend.resolve import Scope

Pass = tuple[str, Callable[[gast.FunctionDef], gast.FunctionDef]]


def spelling(scope: Scope, names: NameTable) -> list[Pass]:
    """Return the passes, in order, each with its title."""
    return [
        ("outer", rebound_names),
        ("unrolled", lambda f: unrolled_functions(f, scope)),
        ("masks", lambda f: spelled_masks(f, scope, names)),
        ("lazy", lambda f: named_iterators(f, scope, names)),
        ("generators", lambda f: listed_generators(f, scope)),
        ("sets", lambda f: spelled_sets(f, scope, names)),
        ("parallel", parallel_bindings),
        ("joins", lambda f: spelled_joins(f, scope)),
        ("shrinking", lambda f: shrinking_lists(f, scope, names)),
        ("growing", lambda f: growing_lists_read(f, scope, names)),
        ("keyed", lambda f: spelled_keys(f, scope, names)),
        ("folds", lambda f: spelled_folds(f, scope, names)),
        ("iterators", lambda f: spelled_iterators(f, scope, names)),
        ("lists", lambda f: spelled_lists(f, scope, names)),
    ]
