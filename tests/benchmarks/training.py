"""Time of training: a step, and the way to a fixed accuracy, beside the peers.

    python tests/benchmarks/training.py [--quick] [--threads N]

Every peer makes the same steps of the same network on the same batches, in one process
and with the same number of threads. The parameters of each are compared with those of
the network by hand, after some steps, before it is timed.
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
    parser.add_argument("--threads", type=int, default=1, help="for all (default: 1)")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.overhead import limit_threads

    limit_threads(options.threads)
    from tests.benchmarks.measure import FULL, QUICK
    from tests.benchmarks.networks import networks
    from tests.benchmarks.step_times import measured, table

    print("Time of one training step, as a multiple of hand-written NumPy, and seconds")
    print("to a fixed accuracy on data that is not trained on, compilation included;")
    print(f"{options.threads} thread(s) for all. Smaller is better.\n")
    effort = QUICK if options.quick else FULL
    print(table([measured(each, effort) for each in networks(options.quick)]))
    if options.quick:
        print("(--quick: too few repetitions for the numbers to mean anything)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
