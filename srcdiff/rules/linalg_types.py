"""Result types of products and of linear algebra."""

from __future__ import annotations

import numpy as np

from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Items,
    Literal,
    Type,
    broadcast_dims,
    broadcast_shapes,
    promote,
    shape_of,
    ufunc_result,
)
from srcdiff.rules.shape_types import NONE, axes_of, constant, size

TWO = Literal(2)
FALSE = Literal(False)


def matmul(a: Type, b: Type) -> Type:
    """Return the type of ``a @ b``.

    >>> matmul(Array(None, (2, "n")), Array(None, ("n", 3)))
    Array(dtype=None, shape=(2, 3))
    """
    left, right = shape_of(a), shape_of(b)
    dtype = promote(a, b)
    if not left or not right:
        return Array(dtype, None)
    batch = broadcast_shapes(left[:-2], right[:-2]) or ()
    last = right[-1:] if len(right) > 1 else ()
    return Array(dtype, (*batch, *left[-2:-1], *last))


def dot(a: Type, b: Type) -> Type:
    """Return the type of ``np.dot(a, b)``.

    >>> dot(Array(None, (2, "n")), Array(None, ("n",)))
    Array(dtype=None, shape=(2,))
    """
    left, right = shape_of(a), shape_of(b)
    if left == () or right == ():
        return _scaled(a, b)
    dtype = promote(a, b)
    if left is None or right is None:
        return Array(dtype, None)
    last = right[-1:] if len(right) > 1 else ()
    return Array(dtype, (*left[:-1], *right[:-2], *last))


def _scaled(a: Type, b: Type) -> Type:
    product = ufunc_result(np.multiply, a, b)
    arrays = isinstance(a, Array) and isinstance(b, Array)
    return product if arrays else Array(None, shape_of(product))


def inner(a: Type, b: Type) -> Type:
    """Return the type of ``np.inner(a, b)``.

    >>> inner(Array(None, (2, "n")), Array(None, (3, "n")))
    Array(dtype=None, shape=(2, 3))
    """
    left, right = shape_of(a), shape_of(b)
    if left == () or right == ():
        return _scaled(a, b)
    dtype = promote(a, b)
    if left is None or right is None:
        return Array(dtype, None)
    return Array(dtype, (*left[:-1], *right[:-1]))


def vdot(a: Type, b: Type) -> Type:
    """Return the type of ``np.vdot(a, b)``.

    >>> vdot(Array(None, ("n",)), Array(None, ("n",)))
    Array(dtype=None, shape=())
    """
    return Array(promote_arrays(a, b), ())


def promote_arrays(*values: Type) -> np.dtype | None:
    """Return the dtype of a product of arrays, None where a number may be weak.

    >>> promote_arrays(Array(np.dtype("f4"), ()), Literal(2.0))
    """
    return promote(*values) if all(isinstance(v, Array) for v in values) else None


def outer(a: Type, b: Type) -> Type:
    """Return the type of ``np.outer(a, b)``.

    >>> outer(Array(None, ("n",)), Array(None, (2, 3)))
    Array(dtype=None, shape=('n', 6))
    """
    return Array(promote_arrays(a, b), (size(shape_of(a)), size(shape_of(b))))


def tensordot(a: Type, b: Type, axes: Type = TWO) -> Type:
    """Return the type of ``np.tensordot(a, b, axes)``.

    >>> tensordot(Array(None, (2, "n")), Array(None, ("n", 3)), Literal(1))
    Array(dtype=None, shape=(2, 3))
    """
    dtype, left, right = promote_arrays(a, b), shape_of(a), shape_of(b)
    pair = _axes_pair(axes)
    if left is None or right is None or pair is None:
        return Array(dtype, None)
    summed_left = axes_of(Literal(pair[0]), len(left))
    summed_right = axes_of(Literal(pair[1]), len(right))
    if summed_left is None or summed_right is None:
        return Array(dtype, None)
    kept_left = [d for k, d in enumerate(left) if k not in summed_left]
    kept_right = [d for k, d in enumerate(right) if k not in summed_right]
    return Array(dtype, (*kept_left, *kept_right))


def _axes_pair(axes: Type) -> tuple | None:
    value = constant(axes)
    if isinstance(value, int):
        return tuple(range(-value, 0)), tuple(range(value))
    return value if isinstance(value, tuple) and len(value) == 2 else None


def kron(a: Type, b: Type) -> Type:
    """Return the type of ``np.kron(a, b)``.

    >>> kron(Array(None, (2, 3)), Array(None, (2,)))
    Array(dtype=None, shape=(None, None))
    """
    left, right = shape_of(a), shape_of(b)
    if left is None or right is None:
        return Array(promote_arrays(a, b), None)
    return Array(promote_arrays(a, b), (None,) * max(len(left), len(right)))


def _float_dtype(*values: Type) -> np.dtype | None:
    dtype = promote_arrays(*values)
    return dtype if dtype is not None and dtype.kind in "fc" else None


def matrix(a: Type) -> Type:
    """Return that the result is like the stack of float matrices ``a``.

    >>> matrix(Array(None, ("n", "n")))
    Array(dtype=None, shape=('n', 'n'))
    """
    return Array(_float_dtype(a), shape_of(a))


def determinant(a: Type) -> Type:
    """Return the type of ``np.linalg.det(a)``.

    >>> determinant(Array(None, ("n", "n")))
    Array(dtype=None, shape=())
    """
    shape = shape_of(a)
    return Array(_float_dtype(a), None if shape is None else shape[:-2])


def slogdet(a: Type) -> Type:
    """Return the type of ``np.linalg.slogdet(a)``: the sign and the logarithm.

    >>> slogdet(Array(None, ("n", "n"))).items[1]
    Array(dtype=None, shape=())
    """
    return Items((determinant(a), determinant(a)))


def solve(a: Type, b: Type) -> Type:
    """Return the type of ``np.linalg.solve(a, b)``.

    >>> solve(Array(None, ("n", "n")), Array(None, ("n", 3)))
    Array(dtype=None, shape=('n', 3))
    """
    left, right = shape_of(a), shape_of(b)
    if left is None or right is None or len(left) > 2 or len(right) > 2:
        return Array(_float_dtype(a, b), None)
    return Array(_float_dtype(a, b), right)


def norm(x: Type, ord: Type = NONE, axis: Type = NONE, keepdims: Type = FALSE) -> Type:
    """Return the type of ``np.linalg.norm(x, ord, axis, keepdims)``.

    >>> norm(Array(np.dtype("f4"), (2, 3)), axis=Literal(0))
    Array(dtype=dtype('float32'), shape=(3,))
    """
    shape, kept = shape_of(x), constant(keepdims)
    dtype = _float_dtype(x) if constant(ord) in (None, 1, 2, "fro") else None
    dtype = None if dtype is None else np.empty(0, dtype).real.dtype
    if shape is None or not isinstance(kept, bool):
        return Array(dtype, () if constant(axis) is None and kept is False else None)
    axes = range(len(shape)) if constant(axis) is None else axes_of(axis, len(shape))
    if axes is None:
        return Array(dtype, None)
    if kept:
        return Array(dtype, tuple(1 if k in axes else d for k, d in enumerate(shape)))
    return Array(dtype, tuple(d for k, d in enumerate(shape) if k not in axes))


def einsum(subscripts: Type, *operands: Type, **optimize: Type) -> Type:
    """Return the type of ``np.einsum(subscripts, *operands)``.

    >>> einsum(Literal("ij,jk"), Array(None, (2, "n")), Array(None, ("n", 3)))
    Array(dtype=None, shape=(2, 3))
    """
    text, shapes = constant(subscripts), [shape_of(x) for x in operands]
    if not isinstance(text, str) or "." in text:
        return Array(promote_arrays(*operands), None)
    inputs, arrow, result = text.replace(" ", "").partition("->")
    letters = sorted(set(inputs) - {","})
    if not arrow:
        result = "".join(s for s in letters if inputs.count(s) == 1)
    sizes: dict = {}
    for term, shape in zip(inputs.split(","), shapes, strict=True):
        for letter, dim in zip(term, shape or (None,) * len(term), strict=True):
            sizes[letter] = broadcast_dims([sizes.get(letter, 1), dim])
    return Array(promote_arrays(*operands), tuple(sizes[letter] for letter in result))


def eigh(a: Type) -> Type:
    """Return the type of ``np.linalg.eigh(a)``: the values and the vectors.

    >>> eigh(Array(None, ("n", "n"))).items[0]
    Array(dtype=None, shape=('n',))
    """
    shape = shape_of(a)
    values = Array(_float_dtype(a), None if shape is None else shape[:-1])
    return Items((values, matrix(a)))


def svdvals(x: Type) -> Type:
    """Return the type of ``np.linalg.svdvals(x)``; how many there are is not known.

    >>> svdvals(Array(None, ("n", 3)))
    Array(dtype=None, shape=(None,))
    """
    shape = shape_of(x)
    return Array(_float_dtype(x), None if shape is None else (*shape[:-2], None))


def svd(a: Type, full_matrices: Type = FALSE) -> Type:
    """Return the type of ``np.linalg.svd(a)``: two stacks of matrices and the values.

    >>> svd(Array(None, ("n", 3))).items[0]
    Array(dtype=None, shape=(None, None))
    """
    values = svdvals(a)
    assert isinstance(values, Array)
    wide = None if values.shape is None else (*values.shape, None)
    factor = Array(values.dtype, wide)
    return Items((factor, values, factor))


def qr(a: Type, mode: Type = NONE) -> Type:
    """Return the type of ``np.linalg.qr(a)``: two stacks of matrices.

    >>> qr(Array(None, ("n", 3))).items[1]
    Array(dtype=None, shape=(None, None))
    """
    factors = svd(a)
    assert isinstance(factors, Items)
    reduced = constant(mode) in (None, "reduced")
    return Items((factors.items[0], factors.items[0])) if reduced else UNKNOWN


def pinv(a: Type, *tolerances: Type) -> Type:
    """Return the type of ``np.linalg.pinv(a)``.

    >>> pinv(Array(None, ("n", 3)))
    Array(dtype=None, shape=(3, 'n'))
    """
    shape = shape_of(a)
    turned = None if shape is None else (*shape[:-2], *shape[:-3:-1])
    return Array(_float_dtype(a), turned)


def gaps(values: Type) -> Type:
    """Return the type of the inverse of each difference of two values.

    >>> gaps(Array(None, (2, "n")))
    Array(dtype=None, shape=(2, 'n', 'n'))
    """
    shape = shape_of(values)
    return Array(_float_dtype(values), shape and (*shape, shape[-1]))
