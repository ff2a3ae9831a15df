"""The gallery page, made from the golden programs: functions and their gradients."""

import inspect

from tests.docs.pages import DOCS
from tests.golden.programs import PROGRAMS

PAGE = DOCS / "gallery.md"
SHOWN = {
    "logistic_regression": "Logistic regression",
    "softmax_cross_entropy": "Softmax regression",
    "layers": "A network whose layers are a list",
    "dictionary": "A network whose parameters are a dict",
    "recurrent": "A recurrent network",
    "attention": "Attention",
    "runge_kutta": "A differential equation",
    "newton_square_root": "Newton's iteration",
}
OPENING = """\
# Gallery

Functions as people write them, and the gradients that srcdiff writes, word for word.
Each gradient is made for the types of arguments that its docstring names. This page is
generated: `pytest tests/docs --update`.
"""
ENTRY = """
## {title}

<table>
<tr><th>function</th><th>gradient</th></tr>
<tr><td valign="top">

```py
{primal}
```

</td><td valign="top">

```py
{adjoint}
```

</td></tr>
</table>
"""


def page() -> str:
    """Return the text of the page."""
    return OPENING + "".join(entry(name, title) for name, title in SHOWN.items())


def entry(name: str, title: str) -> str:
    """Return the part of the page for one program."""
    program = PROGRAMS[name]
    primal = inspect.getsource(program.function).strip()
    adjoint = program.gradient_text().strip()
    return ENTRY.format(title=title, primal=primal, adjoint=adjoint)
