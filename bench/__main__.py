"""``python -m corecurve.bench``: measure."""

import sys

from corecurve.bench.cli import main

if __name__ == "__main__":
    sys.exit(main())
