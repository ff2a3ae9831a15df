"""What is accepted, what is refused and where, and which writes reach outside."""

import linecache
import sys

import numpy as np
import pytest

from srcdiff.errors import UnsupportedSyntax
from srcdiff.frontend.accept import in_place_writes, refusals
from srcdiff.frontend.source import find_source

ADD_AT = np.add.at


def source_of(body, head="def f(x, y=0, *, k=1):"):
    """Return the source of a function with this body."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    text = f"{head}\n{lines}\n"
    name = f"<accept {hash(text)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {"np": np, "add_at": ADD_AT, "copyto": np.copyto}
    exec(compile(text, name, "exec"), scope)
    return find_source(scope["f"])


def marked(found):
    """Return the pieces of the user's text that refusals point at."""
    places = [refusal.place for refusal in found]
    return [place.text[place.column : place.end_column] for place in places]


ACCEPTED = [
    "'a docstring'",
    "a = b = x",
    "(a, [b, c]), d = x",
    "a: float = x",
    "x += 1\nx @= y",
    "return x + y - x * y / x // y % x ** y @ x << 1 >> 2 & 3 | 4 ^ 5",
    "return -x, +x, ~x, not x",
    "return 0 < x <= y in [1] not in [2] is None is not True",
    "return x and y or (x if y else 1)",
    "return x[1:2, ..., None, np.newaxis, ::-1], x[0][y], x[x > 0]",
    "return x.T.shape, np.linalg.solve(x, b=y), x.sum(axis=0, keepdims=True)",
    "return [x, (y,)], {'a': x, 1: [y]}, b'bytes', 'text', f'{x!r:>{y}} {k}'",
    "if x:\n    return 1\nelif y:\n    pass\nelse:\n    return 2",
    "for i in range(3):\n    x = i",
    "for i, (a, [b]) in enumerate(zip(x, y)):\n    print(a)",
    "while x > 0:\n    x = x - 1\nreturn x",
    "assert x, 'why'\nraise ValueError(f'{x}') from None",
    "tape = []\ntape.append(x + 1)\na = tape.pop()",
    "x[0] = y\na, x[0] = y\nx[0]: int = 1\nfor x[0] in y: pass",
    "x[0] *= y\nx[1:, None] -= y\nx.T[0][1] = x[0]",
    "x.fill(0)\nx.sort()\nx.sort(axis=0)\nnp.copyto(x, y)\ncopyto(x, y, where=x > y)",
    "np.add.at(x, 0, 1)\nnp.fill_diagonal(x, 1)\na = np.add(x, y, x)",
    "try:\n    return x\nexcept (A, B) as e:\n    raise\nelse: pass\nfinally: k = 1",
    "for i in x:\n    try: pass\n    finally:\n        for j in i: break",
    "match x:\n    case [1, *_] | {'a': None}: pass\n    case int(k) if k: pass",
    "match x, y:\n    case (1, a) | (a, 1): return a\n    case _: pass",
    "return f(*x, *[y, x], **k)",
    "a = [*x, y]\nb = (*x, *y)\nc = {**x, 'a': y}\nx.extend(y)\nx.update(a=1)",
    "return {i: v for i, v in enumerate(x)}, x in {1, 'a'}",
    "return list(map(f, x)), x[*y]",
    "return any(i for i in x)\nreturn sorted(i for i in x)\nmax(x, y, k)",
    "with np.errstate(all='ignore'), np.printoptions(precision=3):\n    return x",
    "np.add(x, y, out=x)\na = np.dot(x, y, out=x[0])",
    "np.sort(x)\ny = np.insert(x, 0, 1)\nnp.resize(x, 3)",
    "y = np.append(x, 1)\nreturn state.update(x)",
    "return np.add(x, y), np.add(x, y, out=None), np.sin(x)",
    "for i in x:\n    def g(v): return v\n    a = lambda v, i=i: g(v)[i]",
    "def g(*xs, **ks): return f(*xs, **ks)",
    "a = {i for i in x}, {x, 1}\nb = set(i for i in x)\nb.add(x)",
    "a = iter(x)\nb = next(a)\nfor i in a: pass\nb = next((i for i in x), 1)",
    "a = (i for i in x)\nfor b in a: pass\nc = sum((i for i in x), 1)",
    "def g(a): return sum(a)\nreturn g(i for i in x) + ','.join(str(i) for i in x)",
    "np.put(x, 0, 1)\nx.put([0], y)\nnp.place(x, x > 0, y)\nnp.putmask(x, y, x)",
    "np.put_along_axis(x, y, 1, axis=0)\nnp.add(x, y, out=x, where=k)",
    "import math, numpy.linalg as la\nif x:\n    from numpy import linalg as la",
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_accepted(body):
    assert refusals(source_of(body)) == []


def test_accepted_parameters_and_decorators():
    head = "def keep(f): return f\n@keep\ndef f(x, /, y=[i for i in [1]], *, k=1j):"
    assert refusals(source_of("return x", head)) == []
    assert refusals(find_source(lambda x, y=2: x + y)) == []


# The body, the text under the carets, a piece of the reason, a piece of the remedy.
REFUSED = [
    ("z.a = 1", "z.a", "assignment to an attribute", "return the new value"),
    ("z.a += 2", "z.a", "assignment to an attribute", "return the new value"),
    ("x.T.sort(axis=0)", "x.T.sort(axis=0)", "x.T.sort(...) writes", "np.sort"),
    ("x.resize(3)", "x.resize(3)", "x.resize(...)", "np.resize"),
    ("a = x.extend(y)", "x.extend(y)", "x.extend(...)", "new list"),
    ("x.insert(0, y)", "x.insert(0, y)", "x.insert(...)", "new list"),
    ("x.remove(y)", "x.remove(y)", "x.remove(...)", "new list"),
    ("x.clear()", "x.clear()", "x.clear(...)", "new list"),
    ("x.update(y)", "x.update(y)", "x.update(...)", "new dict"),
    ("a = x.put(0, 1)", "x.put(0, 1)", "x.put(...)", "np.where"),
    ("x.itemset(0, 1)", "x.itemset(0, 1)", "x.itemset(...)", "np.where"),
    ("x.setflags(write=0)", "x.setflags(write=0)", "x.setflags(...)", "flags"),
    ("a = x.sort()", "x.sort()", "x.sort(...)", "np.sort"),
    ("list.sort(x)", "list.sort(x)", "list.sort(...)", "np.sort"),
    ("a, b = x.pop()", "x.pop()", "x.pop(...)", "new list"),
    ("a = x.pop(0)", "x.pop(0)", "x.pop(...)", "new list"),
    ("a = x.pop() + 1", "x.pop()", "x.pop(...)", "new list"),
    ("x.a.append(1)", "x.a.append(1)", "x.a.append(...)", "new list"),
    ("a = np.add.at(x, 0, 1)", "np.add.at(x, 0, 1)", "np.add.at(...)", "np.where"),
    ("np.put(x, 0, 1, 'wrap')", "np.put(x, 0, 1, 'wrap')", "np.put(...)", "np.where"),
    ("np.place(x.T, y, 1)", "np.place(x.T, y, 1)", "np.place(...)", "np.where"),
    ("np.putmask(x, y(), 1)", "np.putmask(x, y(), 1)", "np.putmask(...)", "np.where"),
    ("z[0] = 1", "z[0]", "assignment to a subscript", "pass the array in"),
    ("z.T[0] += 1", "z.T[0]", "assignment to a subscript", "pass the array in"),
    ("z.fill(1)", "z", "assignment to a subscript", "pass the array in"),
    ("a = 1 + np.add(x, y, out=x)", "out=x", "out= writes", "the call returns"),
    ("np.add(x, y, out=x[0], where=k)", "out=x[0]", "out= writes", "the call returns"),
    ("np.copyto(x, y, 'no')", "np.copyto(x, y, 'no')", "np.copyto(...)", "np.where"),
    ("setattr(x, 'a', 1)", "setattr(x, 'a', 1)", "setattr(...)", "return the new"),
    ("a = f(i for i in x)", "(i for i in x)", "generator", "before"),
    ("def g(): yield", "yield", "yield", "return them"),
    ("class C: a = {1}", "class C: a = {1}", "class inside", "outside the function"),
    ("del x[0], x.a", "del x[0], x.a", "del", "new list"),
    ("with x: pass", "with x: pass", "this context", "in the caller"),
    ("with f(x): pass", "with f(x): pass", "this context", "in the caller"),
    ("with np.errstate(all=x): pass", "with np.errstate(all=x): pass", "con", "np.err"),
    ("with np.errstate() as y: pass", "with np.errstate() as y: pass", "con", "liter"),
    ("try: pass\nfinally: return x", "try: pass", "its finally", "after the try"),
    ("try: pass\nexcept* E: pass", "try: pass", "except*", "without the star"),
    ("match x:\n    case {**r}: pass", "{**r}", "** in a pattern", "if, elif"),
    ("match x:\n    case y(): pass", "y()", "which class", "if, elif"),
    ("match x:\n    case complex(real=a): pass", "complex(real=a)", "fields", "if"),
    ("match x:\n    case [[a] | a]: pass", "[a] | a", "bind names", "if, elif"),
    ("match x:\n    case a if a: pass\nreturn a", "a", "is read elsewhere", "if"),
    ("match x:\n    case a if (b := a): pass", "b := a", "names of its own", "if"),
    ("match x, y:\n    case [a, *_]: pass", "[a, *_]", "of a display", "if, elif"),
    ("global z\nz = x", "global z", "global", "return the new one"),
    ("import x", "import x", "is bound elsewhere", "module level"),
    ("import no_such_module", "import no_such_module", "not to be had", "module"),
    ("from math import no", "from math import no", "not to be had", "module level"),
    ("import math as x", "import math as x", "is bound elsewhere", "a name of its own"),
    ("from . import math", "from . import math", "not to be had", "module level"),
    ("a = yield x", "yield x", "yield", "return them"),
    ("yield from x", "yield from x", "yield", "return them"),
    ("a = g(i for i in x)", "(i for i in x)", "generator", "before"),
    ("a = (i for i in x)\na, b = a", "(i for i in x)", "generator", "before"),
    ("a = next(i for j in x for i in j)", "(i for j in x for i in j)", "gen", "before"),
    ("a = sum((z.f(i) for i in x), 1)", "(z.f(i) for i in x)", "generator", "before"),
]


@pytest.mark.parametrize(("body", "text", "reason", "remedy"), REFUSED)
def test_refused(body, text, reason, remedy):
    (found,) = refusals(source_of(body))
    assert marked([found]) == [text]
    assert found.error is UnsupportedSyntax
    assert reason in found.reason
    assert remedy in found.remedy


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_statement():
    (found,) = refusals(source_of("type T = int"))
    assert (found.reason, marked([found])) == (
        "a type statement is not supported",
        ["type T = int"],
    )


def test_nonlocal():
    def outer():
        count = 0

        def inner(x):
            nonlocal count
            count = x

        return inner

    source = find_source(outer())
    assert [r.reason for r in refusals(source)] == [
        "nonlocal rebinds a name outside the function"
    ]
    assert len(in_place_writes(source)[0]) == 1


def test_parameters():
    assert refusals(source_of("return x", "def f(x, *rest, k, **more):")) == []


def test_async():
    source = source_of(
        "async with x: pass\nasync for i in y: pass\nawait x", "async def f(x, y):"
    )
    found = refusals(source)
    assert [refusal.place.line for refusal in found] == [1, 2, 3, 4]
    assert {refusal.reason for refusal in found} == {"async code is not supported"}


def test_all_at_once_in_the_order_of_the_text():
    body = "with x as a:\n    z.b = 1\n    break_ = h(i for i in {2})\nx.fill((yield))"
    assert marked(refusals(source_of(body))) == [
        "with x as a:",
        "z.b",
        "(i for i in {2})",
        "yield",
    ]


def test_local_name_hides_a_module():
    assert marked(refusals(source_of("np = x\nnp.insert(0)"))) == ["np.insert(0)"]


WRITES = [
    ("x[0] = 1", ["x[0]"]),
    ("x[0] += 1", ["x[0]"]),
    ("x.a = 1", ["x.a"]),
    ("x.append(1)\na = x.pop()", ["x.append(1)", "x.pop()"]),
    ("x.fill(1)\nnp.add.at(x, 0, 1)", ["x.fill(1)", "np.add.at(x, 0, 1)"]),
    ("np.add(x, 1, out=x)\nnp.add(x, 1, x)", ["out=x", "np.add(x, 1, x)"]),
    ("del x[0]\ndel x", ["x[0]"]),
    ("global z", ["global z"]),
    ("z[0] = 1", ["z[0]"]),
    ("a = x\na[0] = 1", ["a[0]"]),
    ("a = x.T[1:]\nb, c = a, 1\nb[0] = 1", ["b[0]"]),
    ("a = x.reshape(3)\na[0] = 1", ["a[0]"]),
    ("a = np.asarray(x)\na[0] = 1", ["a[0]"]),
    ("a = [x]\na[0][1] = 1", ["a[0][1]"]),
    ("for row in x:\n    row[0] = 1", ["row[0]"]),
    ("def g():\n    x[0] = 1\ng()", ["x[0]"]),
    ("a = [x.pop() for i in y]", ["x.pop()"]),
    ("try:\n    x[0] = 1\nfinally:\n    pass", ["x[0]"]),
    ("f(x)[0] = 1", ["f(x)[0]"]),
    ("copyto(dst=x, src=y)", ["copyto(dst=x, src=y)"]),
    ("a = np.zeros(3)\na[0] = 1\na[1] += x\na.fill(2)\nnp.sin(x, out=a)", []),
    ("a = b = x.copy()\na.T[0] = 1\nnp.add.at(b, 0, 1)\ndel b[0]", []),
    ("tape = []\ntape.append(x)\na = tape.pop()", []),
    ("a = [i for i in x]\na += [1]\na[0] = 2\nreturn {*a}", []),
    ("x = 1\ny += x", ["y += x"]),
]


@pytest.mark.parametrize(("body", "texts"), WRITES)
def test_in_place_writes(body, texts):
    assert marked(in_place_writes(source_of(body))[0]) == texts
