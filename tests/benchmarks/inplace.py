"""Time of a gradient as a multiple of its program, for programs that write in place.

    python tests/benchmarks/inplace.py [--quick] [--threads N] [names ...]

The programs are those of tests/scientific, at their large size, on float64 data.
Program and gradient run in the same process, in turns, at the same arguments.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="programs (default: all)")
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--threads", type=int, default=1, help="for all (default: 1)")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.overhead import limit_threads

    limit_threads(options.threads)
    from tests.benchmarks.writing import QUICK, USUAL, measured, table
    from tests.scientific import PROGRAMS

    effort = QUICK if options.quick else USUAL
    names = options.names or list(PROGRAMS)
    print("Time of one gradient, as a multiple of the program itself; float64;")
    print(f"{options.threads} thread(s). Smaller is better.\n")
    print(table([measured(name, PROGRAMS[name], effort) for name in names]))
    if options.quick:
        print("(--quick: too few repetitions for the numbers to mean anything)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
