"""What every derivative rule must satisfy, checked on one call of its primitive.

A test module lists its calls as ``CASES = [(target, args, kwargs), ...]``; a string
target names a method or an attribute of the first argument. ``check`` compares the
adjoints of one call with differences of the primitive itself.
"""

import ast
from itertools import pairwise, takewhile

import numpy as np

from srcdiff.rules import REGISTRY
from srcdiff.rules.effects import FRESH
from srcdiff.rules.registry import HOLOMORPHIC, REFUSED, Elementwise
from srcdiff.runtime import conform, unbroadcast
from tests.rules.kinds import check_result_type
from tests.rules.text import syntax, variants
from tests.rules.trees import (
    VIEWS,
    add,
    conjugated,
    dot,
    is_active,
    is_complex,
    leaves,
    normal,
    tree_map,
)

TOLERANCE = 1e-7


def check(target, *args, wrt=None, **kwargs):
    """Check the rule of ``target`` on one call.

    wrt: positions of the operands to differentiate; by default every operand that holds
    floats and has an adjoint. The primitive must be smooth within 1/64 of the operands.
    Where an argument is float32 only the form of the adjoints is checked.
    """
    rule, primitive = find(target, args)
    out = primitive(*args, **kwargs)
    check_result_type(rule, out, args, kwargs)
    if rule.effect is FRESH:
        check_is_fresh(out, (args, kwargs))
    single = tree_map(to_single, args), tree_map(to_single, kwargs)
    bodies = variants(rule.body, args, kwargs)
    check_slopes(rule, bodies, primitive, out, args, kwargs, wrt)
    adjoints_of(rule, bodies[0], primitive(*single[0], **single[1]), *single)


def find(target, args):
    """Return the rule of a target and a function that computes the primitive."""
    if not isinstance(target, str):
        rule = REGISTRY.of(target)
        assert rule is not None, f"no rule for {target}"
        return rule, target
    if target in REGISTRY.by_method and callable(getattr(args[0], target)):
        method = target
        return REGISTRY.by_method[method], lambda x, *a, **k: getattr(x, method)(
            *a, **k
        )
    return REGISTRY.by_attribute[target], lambda x: getattr(x, target)


def check_slopes(rule, bodies, primitive, out, args, kwargs, wrt):
    """Compare the adjoints that each body gives with differences of the primitive."""
    before = snapshot((args, kwargs))
    found = [adjoints_of(rule, body, out, args, kwargs) for body in bodies]
    assert snapshot((args, kwargs)) == before, "the rule wrote to an argument"
    operands = bind(rule, args, kwargs)
    g, chosen = normal(out, seed=1), wrt
    single = (np.float32, np.complex64)
    if any(getattr(x, "dtype", None) in single for x in leaves((args, kwargs))):
        return
    if wrt is None:
        given = [i for i, a in enumerate(found[0]) if a is not None]
        chosen = [i for i in given if is_active(operands[i])]
    for i in chosen:
        direction = normal(operands[i], seed=2 + i)

        def along(t, i=i, direction=direction):
            moved = [*operands[:i], add(operands[i], t, direction), *operands[i + 1 :]]
            return dot(g, call(rule, primitive, moved, args, kwargs))

        want, scale = slope(along)
        for adjoints in found:
            got = dot(adjoints[i], direction)
            assert abs(got - want) <= TOLERANCE * max(scale, abs(want), 1e-3), (
                f"{rule.name}: operand {i}: the rule says {got}, differences {want}"
            )


def adjoints_of(rule, body, out, args, kwargs):
    """Return the operands' adjoints for a random adjoint of ``out``, form checked."""
    g = normal(out, seed=1)
    for leaf in leaves(g):
        if isinstance(leaf, np.ndarray):
            leaf.flags.writeable = False
    found = applied(rule, body, out, args, kwargs, g)
    several = isinstance(syntax(rule.body).body[-1].value, ast.Tuple)
    adjoints = found if several else (found,)
    operands = bind(rule, args, kwargs)
    if isinstance(rule, Elementwise) and len(rule.signature.parameters) > 1:
        adjoints = [
            unbroadcast(a, x) if is_active(x) and a is not None else None
            for a, x in zip(adjoints, operands, strict=False)
        ]
    if is_complex((args, kwargs)):
        pairs = zip(adjoints, operands, strict=False)
        adjoints = [a if a is None else conform(a, x) for a, x in pairs]
    for adjoint, operand in zip(adjoints, operands, strict=False):
        if adjoint is not None and is_active(operand):
            check_form(rule, adjoint, operand)
    return adjoints[: len(operands)]


def applied(rule, body, out, args, kwargs, g):
    """Return what a body gives; it reads the conjugates of what it is linear in."""
    assert rule.over_complex is not REFUSED or not is_complex((args, kwargs))
    if rule.over_complex is HOLOMORPHIC:
        args, kwargs, out = map(conjugated, (args, kwargs, out))
    return body(*args, **kwargs, out=out, g=g)


def check_form(rule, adjoint, operand):
    """Assert that an adjoint has the structure, shapes and dtypes of its operand."""
    if isinstance(operand, dict):
        assert isinstance(adjoint, dict) and [*adjoint] == [*operand], (
            f"{rule.name}: {adjoint!r} is no adjoint of {operand!r}"
        )
        adjoint, operand = [*adjoint.values()], [*operand.values()]
    if isinstance(operand, (list, tuple, *VIEWS)):
        assert isinstance(adjoint, (list, tuple)) and len(adjoint) == len(operand), (
            f"{rule.name}: {adjoint!r} is no adjoint of {operand!r}"
        )
        for a, x in zip(adjoint, operand, strict=True):
            check_form(rule, a, x)
        return
    assert np.shape(adjoint) == np.shape(operand), (
        f"{rule.name}: the adjoint of shape {np.shape(adjoint)} is for an operand of "
        f"shape {np.shape(operand)}"
    )
    if is_active(operand):
        want, got = np.asarray(operand).dtype, np.asarray(adjoint).dtype
        assert got == want, f"{rule.name}: a {got} adjoint of a {want} operand"


def bind(rule, args, kwargs):
    """Return the operands of a call by the rule's parameters, varargs as a tuple."""
    bound = rule.signature.bind(*args, **kwargs).arguments
    given = takewhile(lambda p: p.name in bound, positional(rule))
    return tuple(bound[p.name] for p in given)


def positional(rule):
    """Return the rule's parameters without the keyword-only ones."""
    parameters = rule.signature.parameters.values()
    return [p for p in parameters if p.kind is not p.KEYWORD_ONLY]


def call(rule, primitive, operands, args, kwargs):
    """Call the primitive with other operands, spelled like the original call."""
    names = [p.name for p in positional(rule)][: len(operands)]
    moved = {k: operands[names.index(k)] for k in kwargs if k in names}
    flat = []
    for parameter, operand in zip(positional(rule), operands, strict=False):
        varargs = parameter.kind is parameter.VAR_POSITIONAL
        flat += operand if varargs else [operand]
    return primitive(*flat[: len(args)], **{**kwargs, **moved})


def check_is_fresh(out, arguments):
    """Assert that a result declared fresh shares no memory with the arguments."""
    for result in leaves(out):
        for argument in leaves(arguments):
            if isinstance(result, np.ndarray) and isinstance(argument, np.ndarray):
                assert not np.shares_memory(result, argument), "the result is not fresh"


def slope(along):
    """Return the derivative of ``along`` at 0 and the size of the numbers it came from.

    Central differences at four steps, extrapolated to step 0 (Romberg).
    """
    steps = [2.0**-k for k in range(7, 11)]
    ends = [(along(h), along(-h)) for h in steps]
    row = [(up - down) / (2 * h) for (up, down), h in zip(ends, steps, strict=True)]
    for order in range(1, len(steps)):
        factor = 4.0**order
        row = [(factor * b - a) / (factor - 1) for a, b in pairwise(row)]
    return row[0], max(abs(up) for up, _ in ends)


def snapshot(tree):
    """Return the bytes of every array in a tree."""
    return [leaf.tobytes() for leaf in leaves(tree) if isinstance(leaf, np.ndarray)]


def to_single(leaf):
    """Return double arrays and scalars in single precision, anything else as it is."""
    if isinstance(leaf, (np.ndarray, np.float64)) and leaf.dtype == np.float64:
        return leaf.astype(np.float32)
    if isinstance(leaf, (np.ndarray, np.complex128)) and leaf.dtype == np.complex128:
        return leaf.astype(np.complex64)
    return leaf
