"""Whole figures of one workload, and their files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from corecurve.bench.printable import printable
from corecurve.reports.figures.curves import plot_curves
from corecurve.reports.figures.margins import fit_margins
from corecurve.reports.figures.quantity import QUANTITIES, Quantity
from corecurve.reports.figures.ranking import plot_ranking
from corecurve.reports.figures.series import known_cases
from corecurve.reports.figures.style import HEIGHT_INCHES, WIDTH_INCHES, new_figure, styled

DOTS_PER_INCH = 200


def draw_quantity(
    cases: pd.DataFrame,
    quantity: Quantity,
    title: str = "",
    width_inches: float = WIDTH_INCHES,
    height_inches: float = HEIGHT_INCHES,
) -> Figure | None:
    """A figure of a quantity of one workload's cases; None where it is known of none.

    Against workers, or, with one number of workers only, as a ranking, which is as high as it needs to be.
    """
    known = known_cases(cases, quantity)
    if known.empty:
        return None
    with styled():
        if known["workers"].nunique() > 1:
            figure, ax = new_figure(width_inches, height_inches)
            plot_curves(cases, quantity, ax)
        else:
            figure, ax = new_figure(width_inches, min(height_inches, 1.3 + 0.32 * known["label"].nunique()))
            plot_ranking(known, quantity, ax)
        if title:
            ax.set_title(title, pad=18 if known["workers"].nunique() == 1 else None)
    return figure


def draw_pictures(cases: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    """All figures of a report (its cases frame) as file names and PNG images."""
    taken: set[str] = set()
    for workload, rows in cases.groupby("workload", sort=False):
        stem = _file_stem(str(workload), taken)
        for name, quantity in QUANTITIES.items():
            figure = draw_quantity(rows, quantity, f"{printable(workload, 40)}: {quantity.title}")
            if figure is not None:
                yield f"{stem}-{name}.png", to_png(figure)


def to_png(figure: Figure) -> bytes:
    """The figure as a PNG image."""
    image = io.BytesIO()
    with styled():
        fit_margins(figure)
        figure.savefig(image, format="png", dpi=DOTS_PER_INCH)
    return image.getvalue()


def _file_stem(name: str, taken: set[str]) -> str:
    """A name that is safe in every file system, different for every workload."""
    stem = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.")[:60] or "workload"
    number = 2
    candidate = stem
    while candidate.lower() in taken:
        candidate, number = f"{stem}-{number}", number + 1
    taken.add(candidate.lower())
    return candidate
