"""The terminal story: complete, honest, and within its width."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from made_reports import MadeNoise, make_report

from corecurve.bench.report import Report
from corecurve.reports.summary import summarise
from corecurve.reports.terminal import render_terminal

BACKENDS = ("threads", "processes", "pool", "executor", "interpreters")
VAGUE = MadeNoise(round_deviation=0.2, case_launch_deviation=0.2)
SHAPES = {
    "two cores": make_report(),
    "many backends": make_report(backends=BACKENDS, cores=4, workers=(1, 2, 4, 8)),
    "far slower": make_report(backends=BACKENDS, speedups=lambda workload, backend, workers: 0.0002 * workers),
    "128 workers": make_report(workloads=("waiting",), workers=(1, 8, 32, 128)),
    "one worker": make_report(workers=(1,)),
    "long names": make_report(workloads=("w" * 500,), backends=("b" * 500, "pool")),
    "nothing": make_report(launches=1, blocks=1),
    "no workloads": make_report(workloads=()),
    "several workloads": make_report(workloads=("four-processes-as-written", "waiting", "w" * 90), backends=BACKENDS),
    "several long names": make_report(workloads=("w" * 500, "x" * 500), backends=("b" * 500, "pool")),
}


def story(report: Report, width: int = 80) -> str:
    return render_terminal(summarise(report), width)


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_is_wider_than_the_terminal(shape: str, width: int) -> None:
    assert max(map(len, story(SHAPES[shape], width).splitlines())) <= width


@pytest.mark.parametrize("shape", SHAPES)
def test_no_figure_is_cut(shape: str) -> None:
    table = [line for line in story(SHAPES[shape]).splitlines() if re.match(r"  \w+ +\d+ ", line)]
    assert "…" not in "".join(line for line in table if not line.startswith("  b"))


def test_several_workloads_end_with_an_overview_of_a_line_each() -> None:
    speedups = {"primes": 1.9, "waiting": 0.5}
    report = make_report(workloads=("primes", "waiting"), backends=("pool",), speedups=lambda name, *_: speedups[name])
    text = story(report)
    tables, _, last = text.rpartition("workload ")
    assert re.search(r"^primes +2 processes \(pool\) +~?1\.\d\d× +\d\.\d\d–\d\.\d\d +\d+%$", last, re.MULTILINE)
    assert re.search(r"^waiting +the loop$", last, re.MULTILINE)
    assert tables.count("The serial loop takes") == 2


def test_an_overview_says_where_nothing_can_be_told() -> None:
    text = story(make_report(workloads=("a", "b", "c"), backends=("pool",), workers=(2,), launches=1, blocks=1))
    assert len(re.findall(r"^[abc] +too few rounds$", text, re.MULTILINE)) == 3


def test_one_workload_needs_no_overview() -> None:
    assert "The tables of each" not in story(make_report())


def test_every_case_has_its_row_with_its_interval() -> None:
    text = story(make_report(workers=(1, 2)))
    for backend in ("threads", "processes", "pool"):
        for count in (1, 2):
            assert re.search(rf"^  {backend} +{count} .*× +\d\.\d\d–\d\.\d\d +\d+%", text, re.MULTILINE)


def test_a_failed_and_a_skipped_case_are_listed_with_their_reasons() -> None:
    text = story(make_report(failed={("pool", 2): "TypeError: no pickle"}, skipped={("threads", 2): "no threads here"}))
    assert "failed: pool, 2 workers: TypeError: no pickle" in text
    assert "skipped: threads, 2 workers: no threads here" in text
    assert not re.search(r"^  pool +2 ", text, re.MULTILINE)


def test_too_few_rounds_give_a_note_and_no_figures() -> None:
    text = story(make_report(launches=1, blocks=1))
    assert "6 cases without a speedup: 1 round in 1 launch are too few for an interval." in text
    assert "× " not in text


def test_what_is_less_precise_than_asked_for_is_marked_and_said() -> None:
    text = story(make_report(precision=0.0001))
    assert len(re.findall(r"~\d\.\d\d×", text)) == 6
    assert "6 cases are less precise than ±<0.1%" in text or "6 cases are less precise than ±0.01%" in text
    assert "~" not in story(make_report(precision=0.5))


def test_a_precision_that_was_all_but_reached_is_not_told_as_its_own_opposite() -> None:
    cases = summarise(make_report()).workloads[0].measured
    widest = max(one.speedup.half_width for one in cases if one.speedup is not None)
    text = " ".join(story(make_report(precision=widest * 0.999)).split())
    assert "(marked ~; the widest by a hair)" in text


def test_an_interval_that_says_nothing_is_called_too_wide_and_has_no_figure() -> None:
    text = story(make_report(backends=("pool",), workers=(2,), noise=VAGUE, launches=2, blocks=2))
    (row,) = re.findall(r"^  pool +2 .*", text, re.MULTILINE)
    assert "too wide" in row
    assert "×" not in row
    assert "~" not in row
    assert "nothing yet (too wide): the interval's high end is 4 times its low end" in " ".join(text.split())


def test_an_interrupted_run_says_so_first() -> None:
    lines = story(make_report(interrupted="Ctrl-C", warnings=("load was 7.1",))).splitlines()
    assert "! The run was interrupted (Ctrl-C): this is what it had." in lines[:4]
    assert "! load was 7.1" in lines[:5]


def test_from_three_worker_counts_on_there_is_a_curve() -> None:
    assert "allowed" in story(make_report(workers=(1, 2, 4)))
    assert "allowed" not in story(make_report(workers=(1, 2)))


def test_wide_terminals_show_what_starting_costs() -> None:
    assert "if started" in story(make_report(), 100)
    assert "if started" not in story(make_report(), 80)


def test_nothing_from_a_report_reaches_the_terminal_unescaped() -> None:
    bad = "\x1b[31m\u202eevil\x00\r\n[bold]"
    report = make_report(
        workloads=(bad,), backends=(bad, "pool"), failed={("pool", 2): bad}, warnings=(bad,), interrupted=bad, node=bad
    )
    text = story(report)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert "\\x1b[31m" in text
    assert "[bold]" in text


def test_without_colour_there_are_no_terminal_sequences() -> None:
    summary = summarise(make_report())
    assert "\x1b" not in render_terminal(summary)
    coloured = render_terminal(summary, is_coloured=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == render_terminal(summary).split()


def with_samples(report: Report, interval_seconds: float, rounds: int) -> Report:
    """The report as if its sampler had ended with this interval, and each turn had had so many rounds."""
    cases = []
    for case in report.cases:
        if case.profile is not None:
            samples = [
                replace(
                    turn,
                    interval_seconds=interval_seconds,
                    round_index=[at * rounds // len(turn.time_seconds) for at in range(len(turn.time_seconds))],
                )
                for turn in case.profile.samples
            ]
            cases.append(replace(case, profile=replace(case.profile, samples=samples)))
    return replace(report, cases=cases)


def test_the_largest_gap_between_samples_is_never_below_the_time_between_them() -> None:
    slowing_down = with_samples(make_report(), interval_seconds=0.05, rounds=2)
    text = " ".join(story(slowing_down).split())
    assert "sampled every 20.0 ms (largest gap 20.0 ms)" in text


def test_samples_that_never_meet_in_a_round_are_said_to_miss_peaks() -> None:
    text = " ".join(story(with_samples(make_report(), interval_seconds=0.02, rounds=24)).split())
    assert "sampled at most once a round: a peak is easily missed" in text


def test_memory_says_what_it_is_and_how_it_was_sampled() -> None:
    assert "Peak memory is PSS of the process tree, sampled every 20.0 ms" in story(make_report())
    assert "Peak memory is USS of the process tree, without" in story(make_report(pss=False))


def test_where_a_wide_interval_reaches_a_gain_the_loop_is_no_advice() -> None:
    noise = MadeNoise(case_launch_deviation=0.12, round_deviation=0.02)
    speedups = {("pool", 1): 0.95, ("pool", 2): 1.05}
    report = make_report(backends=("pool",), workers=(1, 2), speedups=speedups, noise=noise, launches=4, seed=3)
    assert "cannot tell yet: " in story(report)


def test_one_worker_that_seems_faster_than_the_loop_is_no_advice() -> None:
    text = story(make_report(backends=("pool",), workers=(1,), speedups=lambda *_: 1.3))
    assert "cannot tell yet: 1 process (pool) is at 1." in text
