"""What annotations say is used where no call has said more."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.analysis.signature import describe_all
from srcdiff.frontend.annotations import annotated
from tests.frontend import future_annotations

FLOATS = ("float16", "float32", "float64", "bfloat16")


def shaped(dtypes, dim_str):
    """Return what jaxtyping makes of ``Float[np.ndarray, dim_str]``."""
    return SimpleNamespace(dtypes=dtypes, dim_str=dim_str, array_type=np.ndarray)


def test_texts_and_classes():
    def f(
        x: "f8[n, d]",  # noqa: F821
        k: float,
        n: int,
        flag: bool,
        one: None,
        s: np.float32,
        p: tuple[float, "f8[d]"],  # noqa: F821
        q: tuple[float, ...],
        a: np.ndarray,
        b: "free text",  # noqa: F722
        c: "float",
        d=1.0,
    ):
        return x

    assert describe_all(annotated(f)) == (
        "x: f8[n, d], k: float, n: int, flag: bool, one: None, s: f4, "
        "p: (float, f8[d]), q: any, a: any, b: any, c: float, d: any"
    )


def test_without_annotations_nothing_is_known():
    def f(x: np.ndarray, y: "something"):  # noqa: F821
        return x

    assert annotated(f) == {} and annotated(lambda x: x) == {}


@pytest.mark.parametrize(
    ("dtypes", "dims", "want"),
    [
        (FLOATS, "n d", "f8[n, d]"),
        (("float32",), "", "f4"),
        ("float32", "3 _", "f4[3, _]"),
        (("int8", "int64"), "n", "i8[n]"),
        (FLOATS, "*batch d", "f8[...]"),
        (FLOATS, "... d", "f8[...]"),
        (FLOATS, "n-1 #d", "f8[_, _]"),
        (("bfloat16",), "n", "array[n]"),
    ],
)
def test_annotations_in_the_way_of_jaxtyping(dtypes, dims, want):
    def f(x):
        return x

    f.__annotations__["x"] = shaped(dtypes, dims)
    assert describe_all(annotated(f)) == f"x: {want}"


def test_jaxtyping_itself():
    jaxtyping = pytest.importorskip("jaxtyping")

    def f(x, w):
        return np.sum(x @ w)

    f.__annotations__["x"] = jaxtyping.Float[np.ndarray, "n d"]
    f.__annotations__["w"] = jaxtyping.Float32[np.ndarray, "d"]
    assert describe_all(annotated(f)) == "x: f8[n, d], w: f4[d]"


def test_postponed_annotations():
    found = describe_all(annotated(future_annotations.loss))
    assert found == "w: f8[d, k], x: f8[n, d], rate: float, kind: any"


# ------------------------------------------------------------------------- at rest


def affine(x: "f8[n, d]", w: "f8[d, k]", b: "f8[k]", scale: float):  # noqa: F821
    return scale * np.sum(np.tanh(x @ w + b) ** 2)


def test_the_text_before_a_call_is_the_annotated_one():
    slope = grad(affine, ("w", "b"))
    text = slope.source
    assert "x: f8[n, d], w: f8[d, k], b: f8[k], scale: float" in text
    assert ".sum(axis=0)" in text and "srcdiff.runtime" not in text
    assert slope.signatures == () and slope.source is text
    assert grad(affine, specialise=False).source != text


def test_annotations_are_not_trusted_against_a_call():
    slope, general = grad(affine, "b"), grad(affine, "b", specialise=False)
    x, w, b = np.ones((3, 2)), np.full((2, 4), 0.1), np.zeros(4)
    for args in [
        (x, w, b, 2.0),
        (x[0], w, b, 2.0),
        (x, w, np.zeros(1), 2),
        (x, w, np.zeros((3, 1)), np.ones(4)[0]),
        (x.astype("f4"), w.astype("f4"), b.astype("f4"), 1.0),
    ]:
        got, want = slope(*args), general(*args)
        assert got.shape == want.shape == args[2].shape and got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=1e-6)
    assert len(slope.signatures) == 5


def test_an_annotated_whole_number_is_differentiated_as_a_float():
    def f(n: int, x: float):
        return n * n * x

    assert "n: float, x: float" in grad(f).source


def broadcasting(x: "f8[n, d]", y: "f8[d]", z: "f8[n, 1]"):  # noqa: F821
    e = np.exp(x - y) * z
    p = e / np.sum(e, axis=1, keepdims=True)
    return np.sum(p * x) + np.mean(x[1:] - x[:-1]) if len(x) > 1 else np.sum(p * x)


def test_text_at_rest_is_right_for_all_sizes_of_its_names(tmp_path):
    for function in (affine, broadcasting):
        count = 3 if function is broadcasting else 4
        slope = grad(function, tuple(range(count)))
        path = tmp_path / f"{function.__name__}.py"
        slope.save(path)
        namespace = {}
        exec(path.read_text(), namespace)
        saved = namespace[f"{function.__name__}_grad"]
        general = grad(function, tuple(range(count)), specialise=False)
        rng = np.random.default_rng(0)
        for n, d, k in itertools.product((1, 2, 3), repeat=3):
            x, w, b = (
                rng.normal(size=(n, d)),
                rng.normal(size=(d, k)),
                rng.normal(size=k),
            )
            args = (x, w, b, 1.5)
            if function is broadcasting:
                args = (x, rng.normal(size=d), rng.normal(size=(n, 1)))
            for got, want in zip(saved(*args), general(*args), strict=True):
                assert np.shape(got) == np.shape(want)
                np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14)
