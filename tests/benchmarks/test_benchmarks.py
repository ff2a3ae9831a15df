"""The benchmark runs; what it measures is not a matter for tests."""

import subprocess
import sys

import numpy as np

from srcdiff import value_and_grad
from tests.benchmarks import buffers, inplace, overhead, training
from tests.benchmarks.networks import networks
from tests.benchmarks.peers import by_hand, difference, with_srcdiff
from tests.benchmarks.programs import programs
from tests.benchmarks.steppers import by_hand as trained_by_hand
from tests.benchmarks.steppers import with_srcdiff as trained
from tests.bits import bits


def test_srcdiff_agrees_with_the_gradients_by_hand():
    for program in programs():
        assert difference(with_srcdiff(program)(), by_hand(program)()) < 1e-8


def test_a_quick_run_prints_a_row_for_each_program():
    run = subprocess.run(
        [sys.executable, overhead.__file__, "--quick"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    for program in programs():
        row = next(line for line in run.stdout.splitlines() if program.title in line)
        assert row.endswith(" ms")
    assert "aim of 1.3" in run.stdout
    costs = run.stdout.split("What srcdiff itself takes:")[1].split("(")[0].split()
    assert float(costs[0]) > 0 and "guard" in costs and "generation" in costs


def test_programs_that_write_in_place_have_a_row_each():
    names = ["gauss_seidel", "thomas"]
    run = subprocess.run(
        [sys.executable, inplace.__file__, "--quick", *names],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    rows = [line.split() for line in run.stdout.splitlines()]
    found = {row[0]: float(row[2]) for row in rows if len(row) == 3 and row[0] in names}
    assert set(found) == set(names) and min(found.values()) > 0.1
    assert "the aim is 4 and 8" in run.stdout


def test_both_texts_of_large_arrays_give_the_same():
    for title, function, wrt, arguments in buffers.cases(500):
        readable = value_and_grad(function, wrt, readable=True)
        large = value_and_grad(function, wrt)
        assert bits(large(*arguments)) == bits(readable(*arguments)), title
        assert "out=" in large.source and "out=" not in readable.source, title
    milliseconds, share = buffers.ratio(buffers.chain, 0, (np.ones((2, 2)), 0.5), 1)
    assert milliseconds > 0 and share > 0
    assert buffers.memory(buffers.chain, 0, (np.ones((400, 400)), 0.5)) < 0.9


def chain_loss(x, k):
    y = x * k + 1.0
    z = y * y - x
    w = z * y + z
    return np.sum(w * w)


def test_steps_of_training_agree_with_those_by_hand():
    for network in networks(quick=True):
        trainers = [trained_by_hand(network), trained(network)]
        for x, t in network.batches(0):
            one, two = (trainer.step(x, t) for trainer in trainers)
            np.testing.assert_allclose(one, two, rtol=1e-3)
        found, expected = (trainer.params() for trainer in trainers)
        tolerance = 1e-10 if network.data[0].dtype == np.float64 else 1e-2
        assert difference(found, expected) < tolerance


def test_a_quick_run_of_training_reaches_its_accuracy():
    run = subprocess.run(
        [sys.executable, training.__file__, "--quick"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    rows = run.stdout.splitlines()
    for network in networks(quick=True):
        position = next(k for k, row in enumerate(rows) if network.title in row)
        assert " us " in rows[position] and "to accuracy" in rows[position + 1]
        assert "inf" not in rows[position + 1]
    assert "aim of 1.05" in run.stdout
