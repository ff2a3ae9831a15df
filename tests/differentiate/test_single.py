"""Single precision: texts as those of double precision, gradients of its own dtype."""

import copy

import numpy as np
import pytest

from srcdiff import grad
from tests.golden.programs import PROGRAMS


def single(value, dtype="f4"):
    if isinstance(value, np.ndarray):
        narrow = {"f": dtype, "c": "c8"}.get(value.dtype.kind, value.dtype)
        return value.astype(narrow)
    if isinstance(value, tuple | list):
        return type(value)(single(v, dtype) for v in value)
    if isinstance(value, dict):
        return {k: single(v, dtype) for k, v in value.items()}
    if hasattr(value, "__dict__"):
        new = copy.copy(value)
        vars(new).update(single(vars(value), dtype))
        return new
    return value


def leaves(value):
    if isinstance(value, tuple | list):
        return [leaf for v in value for leaf in leaves(v)]
    if isinstance(value, dict):
        return [leaf for v in value.values() for leaf in leaves(v)]
    return leaves(list(vars(value).values())) if hasattr(value, "__dict__") else [value]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("specialise", [True, False])
def test_gradients(name, specialise):
    if name in ("oscillator", "recurrent_cell") and not specialise:
        pytest.skip("which method is called only a signature tells")
    program = PROGRAMS[name]
    slope = grad(program.function, program.wrt, specialise=specialise)
    found = leaves(slope(*single(program.args)))
    wanted = leaves(grad(program.function, program.wrt)(*program.args))
    for got, want in zip(found, wanted, strict=True):
        if isinstance(want, np.ndarray) and want.ndim:
            assert got.dtype == (np.complex64 if want.dtype.kind == "c" else np.float32)
        else:
            assert type(got) is type(want)
        np.testing.assert_allclose(got, want, rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize(
    "name",
    ["mlp", "layers", "softmax_cross_entropy", "logistic_regression", "batch_norm"],
)
def test_texts_are_those_of_double_precision(name):
    program = PROGRAMS[name]
    slope = grad(program.function, program.wrt)
    slope(*single(program.args))
    text = slope.source.replace("f4[", "f8[").replace(
        "float(z_bar.sum())", "z_bar.sum()"
    )
    assert text == program.gradient_text()


def scalars(x, k):
    y = np.sum(x) * k
    return y * y + np.float32(2.0) * y


def test_numbers():
    x = np.arange(3, dtype="f4")
    x_bar, k_bar = grad(scalars, (0, 1))(x, 0.5)
    assert x_bar.dtype == np.float32 and type(k_bar) is float
    one = grad(lambda v: v * v + 1.0)(np.float32(3.0))
    assert type(one) is np.float32 and one == 6.0
    zero_d = grad(lambda v: v * v)(np.array(3.0, dtype="f4"))
    assert zero_d.dtype == np.float32 and zero_d.shape == () and zero_d == 6.0
    rows = grad(lambda v: np.sum(v, axis=0))(np.ones(3, dtype="f4"))
    assert rows.dtype == np.float32
    half = grad(lambda v: np.sum(v * v))(np.ones(3, dtype="f2"))
    assert half.dtype == np.float16
