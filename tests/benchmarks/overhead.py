"""Time of a gradient as a ratio to the same gradient written by hand in NumPy.

    python tests/benchmarks/overhead.py [--quick] [--threads N]

The peers run in the same process, in turns, on float64 data, with the same number of
threads. A peer's gradient is compared with the one by hand before it is timed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POOLS = ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM")


def limit_threads(count: int) -> None:
    """Give every library so many threads; call it before they are imported."""
    for pool in POOLS:
        os.environ[f"{pool}_NUM_THREADS"] = str(count)
    os.environ["NPROC"] = str(count)
    os.environ["JAX_PLATFORMS"] = "cpu"
    parallel = str(count > 1).lower()
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={parallel}"
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:count])


def main(arguments: list[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--threads", type=int, default=1, help="for all (default: 1)")
    options = parser.parse_args(arguments)
    limit_threads(options.threads)
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.costs import report
    from tests.benchmarks.measure import FULL, QUICK, measured, table
    from tests.benchmarks.programs import programs

    print("Time of one gradient, as a multiple of hand-written NumPy; float64;")
    print(f"{options.threads} thread(s) for all. Smaller is better.\n")
    effort = QUICK if options.quick else FULL
    print(table([measured(program, effort) for program in programs()]))
    print(f"What srcdiff itself takes:\n\n{report(effort)}\n")
    if options.quick:
        print("(--quick: too few repetitions for the numbers to mean anything)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
