"""Returns in branches: each statement is written once, or a few times at most."""

import linecache

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad


def chain(count):
    """Return a function with so many returns in nested branches, and its lines."""
    lines = ["def chain(x, k):", "    y = x * x"]
    for i in range(count):
        lines += [f"    if k > {i}:", f"        if x > {i}.0:"]
        lines += [f"            return y * {i + 1}.0", "        y = y * x"]
        lines += ["    else:", "        y = y + x"]
    lines += ["    y = y * 2.0", "    return y", ""]
    text = "\n".join(lines)
    file = f"<chain of {count}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    scope = {}
    exec(compile(text, file, "exec"), scope)
    return scope["chain"], len(lines)


@pytest.mark.parametrize("k", range(4))
@pytest.mark.parametrize("x", [-0.7, 0.5, 1.5, 2.5])
@pytest.mark.parametrize("specialise", [True, False])
def test_every_path_of_a_chain(k, x, specialise):
    function, _ = chain(3)
    step = 1e-6
    by_hand = (function(x + step, k) - function(x - step, k)) / (2 * step)
    got = grad(function, specialise=specialise)(x, k)
    np.testing.assert_allclose(got, by_hand, rtol=1e-8)


def test_the_text_grows_with_the_chain():
    sizes = []
    for count in (4, 8):
        function, lines = chain(count)
        text = grad(function, specialise=False).source
        sizes.append(len(text.splitlines()) / lines)
    assert sizes[1] < 1.5 * sizes[0]


def test_a_read_before_any_binding_is_refused():
    def f(x, n):
        w = x
        for _ in range(n):
            if n > 100:
                w = w + q  # noqa: F821
            w = w * x
        q = x
        return w * q

    with pytest.raises(UnsupportedSyntax, match="no path to here binds it") as caught:
        grad(f)(2.0, 3)
    assert caught.value.refusals[0].place.text.strip().startswith("w = w + q")
