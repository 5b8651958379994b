"""The table of a check lines up in a terminal of any width, however long its texts are."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len

from corecurve.reports.check.columns import align
from corecurve.reports.check.text import render_text
from corecurve.reports.check.verdicts import CaseChange, Conclusion, Verdict, Word

LONG = "matrix_multiplication[executor-16-forkserver-chunk-default]"


def verdict(case_id: str, word: Word, before: float, after: float, low: float, high: float) -> Verdict:
    return Verdict(
        case_id=case_id,
        word=word,
        tolerance=0.05,
        change=CaseChange(case_id=case_id, speedup=None, before=before, after=after),
        estimate=after / before - 1,
        low=low,
        high=high,
        smallest_loss=0.071,
        reasons=("the parallel code got slower, by 14% (12% to 16%), while the serial loop stayed as it was",),
    )


CONCLUSION = Conclusion(
    title="this tree (0123456789+) against a-rather-long-branch-name/of-somebody (0123456789)",
    verdicts=(
        verdict("primes[processes-2]", "regression", 1.87, 1.64, -0.14, -0.098),
        verdict(LONG, "inconclusive", 12.3, 10.9, -0.31, 0.12),
        verdict("primes[interpreters-2]", "improvement", 0.0031, 1.95, 3.1, math.inf),
        verdict("計算[pool-2]", "unchanged", 1.87, 1.86, -0.021, 0.02),
    ),
    left_out=(("naps[interpreters-2]", "sub-interpreters need Python 3.14, and this one is " + "very " * 20 + "old"),),
    remarks=("Machine: comparable (CPU model: Imagined Processor with a long name against another one; 2 against 4).",),
)


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(cell_len, render_text(CONCLUSION, width).splitlines())) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_every_figure_stands_below_its_heading(width: int) -> None:
    lines = render_text(CONCLUSION, width).splitlines()
    heading = next(line for line in lines if line.startswith("verdict"))
    rows = [line for line in lines if "→" in line]
    assert len(rows) == 4
    for row in rows:
        assert cell_len(row) == cell_len(heading)
        before = row[: row.index(" to ")].rsplit("  ", 1)[0]
        assert cell_len(before) + 2 == heading.index("interval")


def test_a_long_name_is_folded_where_it_can_be_read_and_nothing_is_lost() -> None:
    lines = [line[14:].split("  ")[0] for line in render_text(CONCLUSION, 80).splitlines()]
    first = lines.index("matrix_")
    assert lines[first : first + 4] == ["matrix_", "multiplication", "[executor-16-", "forkserver-chunk-"]
    assert "".join(lines[first : first + 5]) == LONG


def test_a_word_that_is_wider_than_its_column_is_broken() -> None:
    (lines,) = align([["a" * 30, "b"]], 20, folded=0, right=())
    assert lines == ["a" * 17 + "  b", "a" * 13]
