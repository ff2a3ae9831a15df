"""Nested lists, tuples and dicts of numbers and arrays, for the checks of rules."""

import numpy as np

VIEWS = (type({}.values()), type({}.items()))


def tree_map(function, tree):
    """Apply a function to every leaf, keeping the structure; views become lists."""
    if isinstance(tree, VIEWS):
        tree = list(tree)
    if isinstance(tree, dict):
        return {key: tree_map(function, item) for key, item in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(tree_map(function, item) for item in tree))
    if isinstance(tree, (list, tuple)):
        return type(tree)(tree_map(function, item) for item in tree)
    return function(tree)


def leaves(tree):
    """Return the leaves of a tree as a list."""
    found = []
    tree_map(found.append, tree)
    return found


def is_active(tree):
    """Tell whether some leaf holds floats or complex numbers.

    >>> is_active([1, 2.0]), is_active((1, "a")), is_active(np.ones(2, int))
    (True, False, False)
    """
    return any(
        isinstance(leaf, (float, complex, np.ndarray, np.generic))
        and np.asarray(leaf).dtype.kind in "fc"
        for leaf in leaves(tree)
    )


def is_complex(tree):
    """Tell whether some leaf is complex.

    >>> is_complex([1.0, np.ones(2, complex)]), is_complex("1j")
    (True, False)
    """
    return any(is_active(leaf) and np.iscomplexobj(leaf) for leaf in leaves(tree))


def conjugated(tree):
    """Return a tree with its complex leaves conjugated.

    >>> conjugated([1j, 2.0])
    [-1j, 2.0]
    """
    return tree_map(lambda x: x.conjugate() if is_complex(x) else x, tree)


def normal(tree, seed):
    """Return random floats in the structure, shapes and dtypes of a tree.

    Leaves that hold no floats get zeros of type float.
    """
    random = np.random.default_rng(seed)

    def draw(leaf):
        if isinstance(leaf, float) and not isinstance(leaf, np.generic):
            return float(random.uniform(-1, 1))
        if not is_active(leaf):
            return np.zeros(np.shape(leaf)) if np.ndim(leaf) else 0.0
        values = random.uniform(-1, 1, np.shape(leaf))
        if is_complex(leaf):
            values = values + 1j * random.uniform(-1, 1, np.shape(leaf))
        if isinstance(leaf, complex) and not isinstance(leaf, np.generic):
            return complex(values)
        values = np.asarray(values).astype(np.asarray(leaf).dtype)
        return values if isinstance(leaf, np.ndarray) else values[()]

    return tree_map(draw, tree)


def add(tree, t, direction):
    """Return tree + t * direction where it holds floats; views become lists."""
    if isinstance(tree, VIEWS):
        tree = list(tree)
    if isinstance(tree, dict):
        return {key: add(item, t, direction[key]) for key, item in tree.items()}
    if isinstance(tree, (list, tuple)):
        moved = [add(a, t, d) for a, d in zip(tree, direction, strict=True)]
        return type(tree)(*moved) if hasattr(tree, "_fields") else type(tree)(moved)
    if not is_active(tree):
        return tree
    if isinstance(tree, np.ndarray):
        moved = tree.copy(order="K")
        moved += t * direction
        return moved
    return type(tree)(tree + t * direction)


def dot(a, b):
    """Return the inner product of two trees of one structure; strings count as 0.

    It is that of the real parts and of the imaginary parts.
    """
    if isinstance(a, dict):
        return sum(dot(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple, *VIEWS)):
        return sum(dot(x, y) for x, y in zip(a, b, strict=True))
    if any(x is None or isinstance(x, str) for x in (a, b)):
        return 0.0
    return float(np.sum(np.multiply(np.conj(a), b).real))
