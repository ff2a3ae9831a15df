"""Complex numbers: adjoints that are complex only where their values are."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.conversions import broadcast_like
from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.objects import is_object


def conform(g, x):
    """Return the adjoint ``g`` in the form of ``x``: shape, dtype, real for a real x.

    g: adjoint of a broadcast result. x: the operand. Of a complex adjoint a real
    operand gets the real part. Of lists and tuples each item is taken by itself. Raises
    Misuse when x holds no numbers.

    >>> conform(np.array([1 + 2j, 3 - 1j]), np.ones(1)), conform(2.0, 1j)
    (array([4.]), (2+0j))
    """
    if isinstance(x, (list, tuple)) and isinstance(g, (list, tuple)):
        return [conform(*pair) for pair in zip(g, x, strict=True)]
    if is_object(x):
        raise Misuse(
            f"an attribute of a {type(x).__name__} is taken for a part of a number",
            "call the attribute by another name than real or imag",
        )
    return unbroadcast(g if np.iscomplexobj(x) else np.real(g), x)


def broadcast_conform(a, like):
    """Return ``a`` broadcast to ``like``, in its dtype, real if that is real.

    Of lists and tuples each item is taken by itself.

    >>> broadcast_conform(1 + 2j, np.ones(2)), broadcast_conform([2.0], [1j])
    (array([1., 1.]), [(2+0j)])
    """
    if isinstance(like, (list, tuple)):
        return [broadcast_conform(*pair) for pair in zip(a, like, strict=True)]
    return broadcast_like(a if np.iscomplexobj(like) else np.real(a), like)


def conjugate(x):
    """Return the conjugate of a number or array, or of those in a list or tuple.

    A Python number stays one, which leaves the dtype of arrays alone.

    >>> conjugate(1 + 2j), conjugate([2.0, np.array([1j])])
    ((1-2j), [2.0, array([0.-1.j])])
    """
    if isinstance(x, (list, tuple)):
        return type(x)(map(conjugate, x))
    return x.conjugate() if np.iscomplexobj(x) else x


def as_complex(x):
    """Return ``x`` in complex numbers of its precision, whose adjoint may be complex.

    x: a number, an array, or a list or tuple of them.

    >>> as_complex(2.0), as_complex(np.ones(2, np.float32))
    ((2+0j), array([1.+0.j, 1.+0.j], dtype=complex64))
    """
    if isinstance(x, (list, tuple)):
        return [as_complex(item) for item in x]
    if np.iscomplexobj(x):
        return x
    if isinstance(x, (np.ndarray, np.generic)):
        return x.astype(np.result_type(x.dtype, np.complex64))
    return complex(x)


def check_real(x):
    """Check that a value is real, for the derivative of what comes holds for reals.

    >>> check_real(2.0)
    """
    if np.iscomplexobj(x):
        raise Misuse(
            "this function has no derivative for complex numbers",
            "apply it to the real part, the imaginary part or np.abs",
        )
