"""``python -m corecurve.reports``: analyse."""

import sys

from corecurve.reports.cli import main_reports

if __name__ == "__main__":
    sys.exit(main_reports())
