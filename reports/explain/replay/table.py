"""Predictions in a terminal: a table for each workload and backend, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.core.chunks import chunk_lengths
from corecurve.reports.explain.dealing import dealing_of
from corecurve.reports.explain.replay.model import Model
from corecurve.reports.explain.replay.predicting import Outlook, Row
from corecurve.reports.palette import TONES, ink_of
from corecurve.reports.plain_text import as_text
from corecurve.reports.quantities import write_seconds, write_speedup
from corecurve.reports.telling import TOO_WIDE, WIDEST_FACTOR


def render_outlooks(
    outlooks: Sequence[Outlook], width: int, left_out: Sequence[str] = (), *, is_coloured: bool = False
) -> str:
    """All predictions as text of ``width`` columns, and below them what no prediction was made from."""
    parts = [*_parts(outlooks), *([""] if outlooks and left_out else []), *(Text(one, "yellow") for one in left_out)]
    return as_text(Group(*parts), width, is_coloured=is_coloured)


def _parts(outlooks: Sequence[Outlook]) -> Iterator[RenderableType]:
    for index, one in enumerate(outlooks):
        if index:
            yield ""
        model = one.model
        name = Text.assemble(
            (printable(model.workload, 60), "bold"),
            " on ",
            (printable(model.backend, 40), ink_of(model.backend).dark),
            f": the loop takes {write_seconds(model.serial_seconds)}",
        )
        yield name
        yield Padding(_table(one), (0, 0, 0, 2))
        for sentence in one.assumptions:
            yield Padding(Text(sentence, style=TONES["quiet"].dark), (0, 0, 0, 2))


def _table(outlook: Outlook) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("workers", justify="right")
    has_chunks = dealing_of(outlook.model.backend).takes_chunksize
    if has_chunks:
        table.add_column("chunk size", justify="right")
    for heading in ("predicted", "between", "speedup", "measured"):
        table.add_column(heading, justify="right")
    for row in outlook.rows:
        table.add_row(*_cells(outlook.model, row, has_chunks=has_chunks))
    return table


def _cells(model: Model, row: Row, *, has_chunks: bool) -> Iterator[str]:
    prediction = row.prediction
    yield str(prediction.setting.workers)
    if has_chunks:
        yield _chunks(model, row)
    if prediction.high_seconds >= WIDEST_FACTOR * prediction.low_seconds:
        yield from ("cannot tell", TOO_WIDE, "")
        yield write_seconds(row.measured_seconds) if row.measured_seconds is not None else ""
        return
    yield write_seconds(prediction.seconds)
    yield f"{write_seconds(prediction.low_seconds)} – {write_seconds(prediction.high_seconds)}"
    yield write_speedup(prediction.speedup)
    yield write_seconds(row.measured_seconds) if row.measured_seconds is not None else ""


def _chunks(model: Model, row: Row) -> str:
    setting = row.prediction.setting
    if setting.chunksize is not None:
        return str(setting.chunksize)
    return f"{chunk_lengths(model.backend, len(model.durations), setting.workers, None)[0]} (its own)"
