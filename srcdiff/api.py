"""What users call: gradients of scalar functions, and vector-Jacobian products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcdiff.derivative import Derivative, Wrt
from srcdiff.differentiate.assemble import Wanted
from srcdiff.frontend.declared import rule
from srcdiff.frontend.derived import makes_derivatives, outermost
from srcdiff.pullback import Pullback, pullback_of

__all__ = ["grad", "rule", "value_and_grad", "vjp"]


@makes_derivatives(with_value=False)
def grad(
    f: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    specialise: bool = True,
    readable: bool = False,
) -> Any:
    """Return the function that computes the gradient of a scalar function.

    f: the function, of numbers, arrays of any shape and containers of them; left out, a
    decorator is returned. wrt: a parameter's position or name (its gradient is
    returned), or a tuple of either (a tuple of gradients). has_aux: f returns
    ``(value, auxiliary)``; the gradient is of the value, and ``(gradient, auxiliary)``
    is returned. specialise: make a text for each signature of the calls; otherwise one
    for all arguments, the general form. readable: give each array memory of its own,
    large ones too; otherwise calls with large arrays have a text that writes over
    arrays of its own that nobody reads again.

    Returns a Derivative: callable like f, with ``source``, ``source_for``,
    ``signatures``, ``save`` and ``primal``. A gradient has the shape, dtype and
    container structure of its argument.
    Raises UnsupportedSyntax, NoDerivativeRule or NotDifferentiable, with the place in
    the user's file, when called; InvalidArgument at once for a wrt that f has not.

    Reverse mode after Griewank and Walther, Evaluating Derivatives (2008), chapter 3.

    >>> import numpy as np
    >>> def loss(x):
    ...     return np.sum(x**2)
    >>> grad(loss)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    if f is None:
        options = {
            "has_aux": has_aux,
            "specialise": specialise,
            "readable": readable,
        }
        return lambda function: grad(function, wrt, **options)
    wanted = Wanted(False, has_aux, not isinstance(wrt, tuple))
    return Derivative(f, wrt, wanted, specialise, readable)


@makes_derivatives(with_value=True)
def value_and_grad(
    f: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    specialise: bool = True,
    readable: bool = False,
) -> Any:
    """Return the function that computes a scalar function's value and its gradient.

    f, wrt, has_aux, specialise, readable: as for ``grad``.

    Returns a Derivative. Called, it returns ``(value, gradient)``, with has_aux
    ``((value, auxiliary), gradient)``. The value is f's own, and costs nothing extra.
    Raises as ``grad`` does.

    >>> value_and_grad(lambda x: x**3)(2.0)
    (8.0, 12.0)
    """
    if f is None:
        options = {
            "has_aux": has_aux,
            "specialise": specialise,
            "readable": readable,
        }
        return lambda function: value_and_grad(function, wrt, **options)
    wanted = Wanted(True, has_aux, not isinstance(wrt, tuple))
    return Derivative(f, wrt, wanted, specialise, readable)


@outermost
def vjp(
    f: Callable[..., Any],
    *args: Any,
    wrt: Wrt | None = None,
    readable: bool = False,
    **kwargs: Any,
) -> tuple[Any, Pullback]:
    """Return the value of a function and its vector-Jacobian product at a point.

    f: a function of arrays with a value of any shape, or a container of arrays.
    args, kwargs: the point. wrt: as for ``grad``; None means every positional argument
    that holds floats. readable: as for ``grad``.

    Returns ``(value, pullback)``; ``pullback(cotangent)`` takes an adjoint of the
    value's structure and returns a tuple with one gradient for each entry of wrt. It
    may be called again. Raises as ``grad`` does.

    The product of a row vector with the Jacobian, by reverse mode: Griewank and
    Walther, Evaluating Derivatives (2008), chapter 3.

    >>> import numpy as np
    >>> value, pullback = vjp(np.multiply, 3.0, np.array([1.0, 2.0]))
    >>> pullback(np.array([1.0, 10.0]))
    (21.0, array([ 3., 30.]))
    """
    return pullback_of(f, wrt, args, kwargs, readable)
