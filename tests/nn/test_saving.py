"""Parameters come back from a file as they were, to the last bit."""

from collections import namedtuple

import numpy as np
import pytest

from srcdiff import InvalidArgument, nn

Layer = namedtuple("Layer", ["W", "b"])


def same(one, other):
    if isinstance(one, np.ndarray | np.generic):
        return (
            type(one) is type(other)
            and one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, tuple | list):
        alike = type(one) is type(other) and len(one) == len(other)
        return alike and all(map(same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.mark.parametrize(
    "params",
    [
        np.array([1.0, np.nan, -0.0, np.inf]),
        np.float32(0.1),
        np.array(2.0),
        np.zeros((0, 3), "f4"),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        0.1,
        2**100,
        float("inf"),
        None,
        "relu",
        True,
        (),
        [(np.ones((2, 1)), np.zeros(1, "f4"))],
        {"a": {1: [np.arange(3)]}, "b": (None, "x", np.array([True]))},
    ],
)
def test_there_and_back(tmp_path, params):
    nn.save(tmp_path / "params.npz", params)
    assert same(nn.load(tmp_path / "params.npz"), params)


def test_kinds_of_containers(tmp_path):
    params = [Layer(np.ones((2, 3)), np.zeros(3))]
    nn.save(tmp_path / "params", params)
    assert type(nn.load(tmp_path / "params")[0]) is tuple
    again = nn.load(tmp_path / "params", like=[Layer(np.zeros((2, 3)), np.ones(3))])
    assert type(again[0]) is Layer and same(again[0].W, params[0].W)
    for like in ([Layer(np.ones((3, 2)), np.zeros(3))], np.ones(3)):
        with pytest.raises(InvalidArgument, match="where there should be"):
            nn.load(tmp_path / "params", like=like)


@pytest.mark.parametrize("params", [{1, 2}, [object()], {"a": np.array([None])}])
def test_what_no_file_holds(tmp_path, params):
    with pytest.raises(InvalidArgument, match=r"params\S* is a .*, which no npz"):
        nn.save(tmp_path / "params.npz", params)


def test_other_files(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.ones(2))
    with pytest.raises(InvalidArgument, match="not written by"):
        nn.load(tmp_path / "other.npz")
