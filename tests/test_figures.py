"""Figures show every case with its interval, in one look that colour-blind readers can use."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from made_reports import make_report
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import BboxBase

from corecurve.bench.report import Report
from corecurve.reports.figures.curves import plot_curves
from corecurve.reports.figures.drawing import draw_pictures, draw_quantity, to_png
from corecurve.reports.figures.end_labels import spread_out
from corecurve.reports.figures.margins import fit_margins
from corecurve.reports.figures.quantity import CORES, EFFICIENCY, MEMORY, QUANTITIES, SPEEDUP, Quantity
from corecurve.reports.figures.ranking import plot_ranking
from corecurve.reports.figures.style import new_figure, styled
from corecurve.reports.frames import cases_frame
from corecurve.reports.palette import BACKENDS, OTHERS, TONES, ink_of

ALL = ("threads", "processes", "pool", "executor", "interpreters")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def axes_of(cases: pd.DataFrame, quantity: Quantity = SPEEDUP) -> Axes:
    figure = draw_quantity(cases, quantity)
    assert figure is not None
    return figure.axes[0]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_every_backend_has_a_line_through_its_points_in_its_colour() -> None:
    frame = cases_frame(make_report(backends=ALL, workers=(1, 2, 4)))
    ax = axes_of(frame)
    for backend in ALL:
        (line,) = [line for line in ax.lines if line.get_label() == backend]
        assert line.get_color() == ink_of(backend).light
        rows = frame[frame["backend"] == backend]
        assert list(np.asarray(line.get_xdata())) == [1, 2, 4]
        assert list(np.asarray(line.get_ydata())) == pytest.approx(list(rows["speedup"]))
        assert backend in texts(ax)


def test_every_point_has_its_interval() -> None:
    frame = cases_frame(make_report(backends=("pool",), workers=(1, 2, 4)))
    (intervals,) = [one for one in axes_of(frame).collections if isinstance(one, LineCollection)]
    rows = frame[frame["backend"] == "pool"]
    ends = [(float(segment[0][1]), float(segment[1][1])) for segment in intervals.get_segments()]
    assert ends == [pytest.approx(pair) for pair in zip(rows["speedup_low"], rows["speedup_high"], strict=True)]


def test_the_axis_of_values_starts_at_zero() -> None:
    frame = cases_frame(make_report(workers=(1, 2, 4)))
    assert [axes_of(frame, quantity).get_ylim()[0] for quantity in QUANTITIES.values()] == [0, 0, 0, 0]


def test_where_it_cannot_start_at_zero_the_axis_says_that_it_is_logarithmic() -> None:
    frame = cases_frame(make_report(speedups=lambda workload, backend, workers: 0.001 * workers))
    ax = axes_of(frame)
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel().endswith("logarithmic")


def test_a_ceiling_that_was_measured_at_two_workers_alone_starts_at_one() -> None:
    frame = cases_frame(make_report(workers=(1, 2), ceiling_share=0.9))
    frame.loc[frame["workers"] == 1, "ceiling"] = math.nan
    (ceiling,) = [one for one in SPEEDUP.references(frame[frame["backend"] != "serial"]) if one.name == "ceiling"]
    assert ceiling.points[0] == (1.0, 1.0)
    assert [count for count, _ in ceiling.points] == [1.0, 2.0]


def test_lines_stand_apart_only_where_an_interval_could_hide_another() -> None:
    frame = cases_frame(make_report(workers=(1, 2)))
    wide = frame.assign(speedup_low=frame["speedup"] * 0.5, speedup_high=frame["speedup"] * 1.5)
    for cases, is_apart in ((frame, False), (wide, True)):
        ax = axes_of(cases)
        lines = [line for line in ax.lines if line.get_label() in ALL]
        places = {float(line.get_transform().transform((1.0, 1.0))[0]) for line in lines}
        assert (len(places) > 1) == is_apart


def test_the_ideal_the_ceiling_and_the_loop_are_named() -> None:
    assert {"ideal", "ceiling", "the loop"} <= set(texts(axes_of(cases_frame(make_report(cores=4, workers=(1, 4))))))


def test_an_ideal_that_runs_out_of_the_figure_does_not_flatten_it() -> None:
    ax = axes_of(cases_frame(make_report(cores=2, workers=(1, 2, 4, 8))))
    assert ax.get_ylim()[1] < 2.5
    assert "ideal" in texts(ax)


def test_cpu_use_of_work_that_waits_is_drawn_without_lines_far_above_it() -> None:
    ax = axes_of(cases_frame(make_report(workloads=("waiting",), workers=(1, 2, 4))), CORES)
    assert not {"ideal", "one core"} & set(texts(ax))
    assert ax.get_ylim()[1] < 0.2
    assert {"ideal", "one core"} <= set(texts(axes_of(cases_frame(make_report(workers=(1, 2, 4), cores=4)), CORES)))


def test_a_failed_case_is_marked_where_its_point_would_be() -> None:
    ax = axes_of(cases_frame(make_report(failed={("pool", 2): "no"})))
    (cross,) = [text for text in ax.texts if isinstance(text, Annotation) and text.get_text() == "✕"]
    assert cross.xy[0] == 2
    assert cross.get_color() == ink_of("pool").light
    assert "✕ failed" in texts(ax)


def test_one_number_of_workers_is_a_ranking() -> None:
    ax = axes_of(cases_frame(make_report(workers=(1,), backends=ALL)))
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert sorted(names) == sorted(ALL)
    assert ax.get_xlim()[0] == 0
    assert "1 worker" in ax.get_xlabel()


@pytest.mark.parametrize("plot", [plot_curves, plot_ranking])
def test_where_nothing_is_known_the_axes_stay_empty(plot: Callable[[pd.DataFrame, Quantity, Axes], Axes]) -> None:
    frame = cases_frame(make_report(launches=1, blocks=1))
    with styled():
        _, ax = new_figure()
        assert plot(frame, SPEEDUP, ax) is ax
    assert not ax.lines
    assert draw_quantity(frame, SPEEDUP) is None


@pytest.mark.parametrize("quantity", [SPEEDUP, EFFICIENCY, CORES, MEMORY])
@pytest.mark.parametrize(
    "report",
    [
        make_report(),
        make_report(workers=(1,)),
        make_report(backends=ALL, cores=128, workers=(1, 2, 4, 8, 16, 32, 64, 128)),
        make_report(backends=("pool", "b" * 300), workers=(1, 2, 3, 5, 7, 11), workloads=("$x$ $\\frac{1}{0}$" * 30,)),
    ],
    ids=["two", "one worker", "128 workers", "odd names"],
)
def test_no_text_is_cut_off_or_lies_on_another(quantity: Quantity, report: Report) -> None:
    figure = draw_quantity(cases_frame(report), quantity, "a title of usual length: speedup")
    assert figure is not None
    boxes = text_boxes(figure)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        overlap = (
            min(first.x1, second.x1) - max(first.x0, second.x0),
            min(first.y1, second.y1) - max(first.y0, second.y0),
        )
        assert min(overlap) < 2, (one, other)


def text_boxes(figure: Figure) -> list[tuple[str, BboxBase]]:
    with styled():
        fit_margins(figure)
        figure.draw_without_rendering()
    (ax,) = figure.axes
    shown = [ax.xaxis.label, ax.yaxis.label, ax.title, *ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()]
    shown += [ax._left_title]  # type: ignore[attr-defined]
    (left, right), (bottom, top) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    ticks = {*ax.get_xticklabels(), *ax.get_yticklabels()}
    return [
        (text.get_text(), Text.get_window_extent(text))  # of an annotation, without its hair
        for text in shown
        if text.get_text() and not (text in ticks and not _is_within(text, ax, left, right, bottom, top))
    ]


def _is_within(text: Text, ax: Axes, left: float, right: float, bottom: float, top: float) -> bool:
    x, y = text.get_position()
    return left <= x <= right if text in ax.get_xticklabels() else bottom <= y <= top


def test_labels_that_would_meet_are_moved_apart_and_stay_in_order() -> None:
    assert spread_out([0.5, 0.5, 0.5], 0.1) == pytest.approx([0.4, 0.5, 0.6])
    assert spread_out([0.0, 0.01, 0.9], 0.1) == pytest.approx([0.0, 0.1, 0.9])
    assert spread_out([], 0.1) == []


@pytest.mark.parametrize("seed", range(20))
def test_moved_labels_are_far_enough_apart(seed: int) -> None:
    places = sorted(np.random.default_rng(seed).random(12))
    moved = spread_out(places, 0.05)
    assert all(after - before >= 0.05 - 1e-9 for before, after in itertools.pairwise(moved))
    assert min(moved) >= 0


def test_pictures_are_png_files_with_safe_and_different_names() -> None:
    report = make_report(workloads=("a/b", "a b", "../..", "CON", "ü"), backends=("pool",), workers=(1,))
    pictures = dict(draw_pictures(cases_frame(report)))
    assert len(pictures) == 5 * len(QUANTITIES)
    assert all(image.startswith(PNG_SIGNATURE) for image in pictures.values())
    assert all(
        set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") for name in pictures
    )
    assert not any(name.startswith(".") for name in pictures)


def test_a_name_is_drawn_as_it_is_not_as_a_formula() -> None:
    figure = draw_quantity(cases_frame(make_report(workloads=("$\\undefined{$",))), SPEEDUP, "$\\undefined{$")
    assert figure is not None
    assert to_png(figure).startswith(PNG_SIGNATURE)


def test_figures_leave_the_look_of_other_figures_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    draw_quantity(cases_frame(make_report()), SPEEDUP)
    assert dict(mpl.rcParams) == before


# Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009),
# severity 1.0, in linear RGB.
VISIONS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
JUST_NOTICEABLE = 2.3


def linear(colour: str) -> np.ndarray:
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted(
        (float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_two_backends_can_be_told_apart_by_every_eye(theme: str, vision: str) -> None:
    seen = {name: lab(np.array(VISIONS[vision]) @ linear(getattr(ink, theme))) for name, ink in BACKENDS.items()}
    for one, other in itertools.combinations(seen, 2):
        assert math.dist(seen[one], seen[other]) > 4 * JUST_NOTICEABLE, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_in_every_colour_can_be_read(theme: str) -> None:
    paper = getattr(TONES["paper"], theme)
    inks: Sequence[str] = [getattr(ink, theme) for ink in (*BACKENDS.values(), *OTHERS)]
    tones = [getattr(TONES[name], theme) for name in ("ink", "quiet", "gain", "loss")]
    assert min(contrast(colour, paper) for colour in (*inks, *tones)) >= 4.5


def test_a_backend_has_one_colour_everywhere() -> None:
    assert ink_of("dask") == ink_of("dask")
    assert ink_of("pool") == BACKENDS["pool"]
    assert len({ink.marker for ink in BACKENDS.values()}) >= 5
