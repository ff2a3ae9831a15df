"""What a function's forward part saves: lists too that only some paths bind."""

import numpy as np
import pytest

from srcdiff.testing import check_grads


def by_kind(params):
    if isinstance(params, dict):
        return sum([by_kind(each) for each in params.values()])
    if isinstance(params, (list, tuple)):
        return sum([by_kind(each) for each in params])
    return np.sum(params * params)


def popped(x, k):
    if k > 0:
        items = []
        for v in x:
            items.append(np.sin(v) * k)
        total = 1.0
        while items:
            v = items.pop()
            total = total * v + np.cos(total)
        for _ in range(3):
            total = np.sin(total) * total + np.exp(-total) * np.tanh(total)
        return total
    items = [v * v for v in x]
    return sum(items) * x[0] + np.prod(np.cos(x))


def thrice(x, k):
    return popped(x, k) + popped(x * 2, -k) + popped(x, k + 1)


@pytest.mark.parametrize("params", [[1.0, (2.0, np.ones(2))], {"a": [3.0]}, np.ones(3)])
def test_lists_of_comprehensions(params):
    check_grads(by_kind, (params,))


@pytest.mark.parametrize("k", [-1, 0, 1])
def test_lists_that_are_emptied(k):
    check_grads(thrice, (np.array([0.3, 0.5, 0.7]), k), wrt=0)
