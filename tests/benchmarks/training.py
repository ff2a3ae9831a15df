"""Time of training: a step, and the way to a fixed accuracy, beside the peers.

    python tests/benchmarks/training.py [--quick]

Every peer makes the same steps of the same network on the same batches, in one process,
on one thread. The parameters of each are compared with those of the network by hand,
after some steps, before it is timed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.overhead import limit_threads

    limit_threads(1)
    from tests.benchmarks.measure import QUICK, Effort
    from tests.benchmarks.networks import networks
    from tests.benchmarks.step_times import measured, table

    long = Effort(rounds=60, seconds=0.02, compilations=0)
    print(
        "Processor time of one training step, the least of many, as a multiple of the"
    )
    print(
        "step by hand in NumPy; seconds to a fixed accuracy on data that is not trained"
    )
    print("on, compilation included. One thread for all.\n")
    effort = QUICK if options.quick else long
    print(table([measured(each, effort) for each in networks(options.quick)]))
    if options.quick:
        print("(--quick: too few repetitions for the numbers to mean anything)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
