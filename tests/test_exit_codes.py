"""What went wrong is told by the exit code: a bug of ours, or a full disk, is never taken for a lost speedup."""

from __future__ import annotations

import errno
import os

import click
import pytest

from corecurve.bench.cli import run_group
from corecurve.bench.errors import UsageError


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageError("no such workload"), 2, "corecurve: no such workload"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "report.json"), 2, "report.json: No space left on device"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 2, "corecurve: No space left on device"),
        (KeyboardInterrupt(), 130, "corecurve: interrupted"),
        (ZeroDivisionError("by zero"), 70, "this is a bug in corecurve, see above (ZeroDivisionError: by zero)"),
    ],
)
def test_every_error_has_its_code_and_a_last_line(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, line: str
) -> None:
    @click.command()
    def failing() -> None:
        raise error

    group = click.Group(commands={"failing": failing})
    assert run_group(group, ["failing"]) == code
    told = capsys.readouterr().err
    assert line in told.splitlines()[-1]
    assert ("Traceback" in told) == (code == 70)
