"""Adjoints through conversions keep the structure and dtype of what was converted."""

import numpy as np

from srcdiff.runtime import broadcast_like, through_cast, unstack_like


def test_broadcast_like_takes_the_kind_of_number():
    assert type(broadcast_like(np.float64(2.0), 1.0)) is float
    assert broadcast_like(2.0, np.ones(2, int)).dtype == float
    assert broadcast_like(2.0, np.float32(1.0)).dtype == np.float32


def test_through_cast_cuts_at_integers_and_booleans():
    g = np.ones(2)
    assert through_cast(g, np.ones(2)) is g
    assert through_cast(g, np.ones(2, bool)).tolist() == [0, 0]


def test_unstack_like_casts_each_item():
    found = unstack_like(np.ones((2, 2)), [np.ones(2, np.float32), (1.0, 2)])
    assert found[0].dtype == np.float32
    assert found[1] == [1.0, 1.0]
