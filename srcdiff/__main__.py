"""``python -m srcdiff`` is the ``srcdiff`` command."""

import sys

from srcdiff.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
