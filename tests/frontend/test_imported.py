"""Imports inside functions: what they bind, and which of them stay."""

import math
import os.path

import gast
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.frontend.imported import without_imports
from srcdiff.testing import check_grads


def found(body):
    """Return what the imports in the body of a function bind."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    node = gast.parse(f"def f(x):\n{lines}").body[0]
    return without_imports(node, found)[1]


def test_what_imports_bind():
    assert found("import math") == {"math": math}
    assert found("import os.path") == {"os": os}
    assert found("import os.path as p, math") == {"p": os.path, "math": math}
    assert found("from os import path\nfrom math import pi as p") == {
        "path": os.path,
        "p": math.pi,
    }
    assert found("def g():\n    import math\n    return math") == {"math": math}


@pytest.mark.parametrize(
    "body",
    [
        "import math\nmath = x",
        "import x",
        "import math as m\nif x:\n    import cmath as m",
        "import no_such_module",
        "from math import no_such_name",
        "def g():\n    import cmath as math\nreturn math",
        "def g(math): return math\nimport math",
    ],
)
def test_imports_that_stay(body):
    assert found(body) == {}


def relative(x):
    from ..helper_module import scaled_sine

    return scaled_sine(x)


def test_a_relative_import_starts_at_the_module_of_the_function():
    check_grads(relative, (0.7,))


def test_the_error_of_an_import_that_stays():
    def f(x):
        try:
            import no_such_module as np
        except ImportError:
            np = None
        return x if np is None else np.sin(x)

    with pytest.raises(UnsupportedSyntax, match="what this import binds") as caught:
        grad(f)(1.0)
    (refusal,) = caught.value.refusals
    assert refusal.place.text.strip() == "import no_such_module as np"
    assert refusal.remedy.startswith("import at module level")
