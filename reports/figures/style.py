"""The one look of all figures: quiet frame, real text, a colour and a mark for each backend.

Figures are drawn on white in the light colours of :mod:`corecurve.reports.palette`; the page exchanges
them for the dark ones by the reader's preference. No pyplot: a figure belongs to who asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from corecurve.reports.palette import TONES

INK, QUIET, LINE, PAPER = (TONES[name].light for name in ("ink", "quiet", "line", "paper"))
WIDTH_INCHES, HEIGHT_INCHES = 5.2, 3.4
SMALL, NORMAL, LARGE = 8.5, 9.5, 11.0

_SETTINGS: Any = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": NORMAL,
    "text.color": INK,
    "text.parse_math": False,  # a name with two dollar signs is a name
    "axes.edgecolor": LINE,
    "axes.labelcolor": QUIET,
    "axes.labelsize": SMALL,
    "axes.titlesize": LARGE,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlepad": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "corecurve",
}


@contextmanager
def styled() -> Iterator[None]:
    """Within it, figures are made and saved in our look; nothing outside is changed."""
    with mpl.rc_context(_SETTINGS):
        yield


def new_figure(width_inches: float = WIDTH_INCHES, height_inches: float = HEIGHT_INCHES) -> tuple[Figure, Axes]:
    """An empty figure with one pair of axes; saving it fits the margins."""
    figure = Figure(figsize=(width_inches, height_inches))
    return figure, figure.add_subplot()
