"""The systems that srcdiff is measured against: how each makes a gradient.

A maker takes a program and returns a call without arguments that computes the gradient
with respect to the program's first argument, in that argument's structure. A package
that is not installed raises ImportError.
"""

import types
from collections.abc import Callable
from typing import Any

import numpy as np

import srcdiff
from tests.benchmarks.programs import Program, relaxation

Call = Callable[[], Any]


def by_hand(program: Program) -> Call:
    """Return the gradient as written by hand in NumPy."""
    return lambda: program.by_hand(*program.arguments)


def with_srcdiff(program: Program) -> Call:
    """Return the gradient that srcdiff generates."""
    gradient = srcdiff.grad(program.function)
    return lambda: gradient(*program.arguments)


def with_autograd(program: Program) -> Call:
    """Return the gradient that autograd traces anew at each call."""
    import autograd
    import autograd.numpy

    gradient = autograd.grad(over(program.function, autograd.numpy))
    return lambda: gradient(*program.arguments)


def with_jax(program: Program) -> Call:
    """Return the gradient that JAX compiles; its arrays are JAX's beforehand."""
    import jax

    jax.config.update("jax_enable_x64", True)
    if program.function is relaxation:
        function, arguments = _jax_relaxation(program.arguments[1])
        given = (jax.numpy.asarray(program.arguments[0]), *arguments)
    else:
        function = over(program.function, jax.numpy)
        given = jax.tree.map(jax.numpy.asarray, program.arguments)
    gradient = jax.jit(jax.grad(function))
    return lambda: jax.block_until_ready(gradient(*given))


def _jax_relaxation(n: int) -> tuple[Callable[..., Any], tuple]:
    """Return the scalar loop in JAX's own form, which compiles as a loop."""
    import jax

    def function(x):
        def step(_, y):
            return y + 0.01 * (x - y * y)

        return jax.lax.fori_loop(0, n, step, 1.0)

    return function, ()


def with_tangent(program: Program) -> Call:
    """Return the gradient that tangent-ad generates, of the parameters one by one."""
    import tangent

    first, *others = program.arguments
    leaves = _leaves(first)
    gradient = tangent.grad(program.flat, wrt=tuple(range(len(leaves))))
    given = (*leaves, *others)
    return lambda: gradient(*given)


PEERS: dict[str, Callable[[Program], Call]] = {
    "srcdiff": with_srcdiff,
    "autograd": with_autograd,
    "JAX jit": with_jax,
    "tangent-ad": with_tangent,
}


def difference(found: Any, expected: Any) -> float:
    """Return the largest difference between two gradients, relative where large.

    >>> difference((1.0, [np.ones(2)]), (1.0, np.zeros(2)))
    1.0
    """
    pairs = [
        (np.asarray(f, dtype=float), np.asarray(e, dtype=float))
        for f, e in zip(_leaves(found), _leaves(expected), strict=True)
    ]
    if any(f.shape != e.shape for f, e in pairs):
        return float("inf")
    return max(float(np.max(np.abs(f - e) / (1 + np.abs(e)))) for f, e in pairs)


def _leaves(tree: Any) -> list[Any]:
    if isinstance(tree, tuple | list):
        return [leaf for item in tree for leaf in _leaves(item)]
    return [tree]


def over(function: Callable[..., Any], numpy: types.ModuleType) -> Callable[..., Any]:
    """Return a function that means another module where it says ``np``."""
    return types.FunctionType(
        function.__code__, {**function.__globals__, "np": numpy}, function.__name__
    )
