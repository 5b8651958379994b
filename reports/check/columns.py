"""Cells in columns that line up whatever stands in them; one of the columns is folded where there is no room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

GAP = "  "
_NARROWEST_FOLDED = 12


def align(rows: Sequence[Sequence[str]], width: int, *, folded: int, right: Sequence[int]) -> list[list[str]]:
    """The lines of each row, in ``width`` columns of a terminal as long as the other columns leave room.

    ``folded`` is the index of the column that gives way, ``right`` are those that stand at the right.
    """
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    others = sum(widths) - widths[folded] + len(GAP) * (len(widths) - 1)
    folds = [_fold(row[folded], max(_NARROWEST_FOLDED, width - others)) for row in rows]
    widths[folded] = max(cell_len(line) for fold in folds for line in fold)
    return [_lines(row, fold, widths, folded, right) for row, fold in zip(rows, folds, strict=True)]


def _lines(
    row: Sequence[str], fold: Sequence[str], widths: Sequence[int], folded: int, right: Sequence[int]
) -> list[str]:
    """A row: the rest of a folded cell stands below its beginning."""
    lines = []
    for part, cells in zip_longest(fold, [row]):
        whole = list(cells) if cells is not None else [""] * len(widths)
        whole[folded] = part
        padded = [_padded(cell, widths[index], index in right) for index, cell in enumerate(whole)]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _fold(text: str, width: int) -> list[str]:
    """A case's name folds before its backend, else after a hyphen or an underscore, else where the line ends."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in re.findall(r"\[?[^-_\[]*[-_]*", text):
        if word.startswith("[") or cell_len(lines[-1] + word) > width:
            lines.append("")
        *whole, last = chop_cells(lines.pop() + word, width) or [""]
        lines += [*whole, last]
    return [line for line in lines if line]


def _padded(text: str, width: int, is_right: bool) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if is_right else text + blanks
