"""The noise of a machine in a terminal."""

from __future__ import annotations

from corecurve.reports.check.noise import TOLERANCES, Noise
from corecurve.reports.compare.change_text import write_tolerance
from corecurve.reports.quantities import write_estimate, write_seconds, write_share


def render_noise(noise: Noise) -> str:
    """How wide, how often wrong, and what can be found."""
    differ = f"differ by {write_share(noise.deviation)} (standard deviation)"
    lines = [
        f"Noise: {noise.case_id} against itself for {noise.seconds:.0f} s: {write_estimate(noise.speedup)}.",
        f"Its {noise.stretches} stretches of {write_seconds(noise.stretch_seconds)} {differ}.",
        "",
    ]
    for one in noise.wrongness:
        called = f"{one.regressions} of {one.pairs} pairs a regression (wrongly), {one.inconclusive} inconclusive"
        lines.append(f"A check of them at a tolerance of {write_tolerance(one.tolerance)} calls {called}.")
    headings = [f"tolerance {write_tolerance(one)}" for one in TOLERANCES]
    lines += [
        "",
        "The smallest loss that a check can be expected to find here, 19 times of 20:",
        f"  {'measured a case':<16}{''.join(f'{one:>15}' for one in headings)}",
    ]
    for found in noise.findable:
        losses = "".join(f"{write_share(loss):>15}" for loss in found.losses)
        lines.append(f"  {f'{found.budget_seconds:.0f} s':<16}{losses}")
    return "\n".join(lines) + "\n"
