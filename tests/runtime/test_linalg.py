"""Adjoints of products whose operands are lists or read-only."""

import numpy as np

from srcdiff.runtime import cofactor, matmul_left, matmul_right


def test_an_operand_may_be_a_list():
    adjoint, b = np.ones((1, 2)), np.ones((3, 2))
    assert matmul_right(adjoint, [[1, 2, 3]], b).tolist() == [[1, 1], [2, 2], [3, 3]]
    assert matmul_left(adjoint, np.ones((1, 3)), b.tolist()).tolist() == [[2, 2, 2]]


def test_operands_are_not_written():
    a, b, adjoint = np.ones((2, 3)), np.ones((3, 2)), np.ones((2, 2))
    for x in (a, b, adjoint):
        x.flags.writeable = False
    assert matmul_left(adjoint, a, b).shape == a.shape
    assert matmul_right(adjoint, a, b).shape == b.shape


def test_cofactors_of_matrices_of_every_rank():
    random = np.random.default_rng(0)
    for rank in range(4):
        a = random.normal(size=(4, rank)) @ random.normal(size=(rank, 4))
        minors = [
            [
                (-1) ** (i + j) * np.linalg.det(np.delete(np.delete(a, i, 0), j, 1))
                for j in range(4)
            ]
            for i in range(4)
        ]
        assert np.allclose(cofactor(a), minors)
