"""Scaling laws in words: what was found, what was not, and what that means for more workers."""

from __future__ import annotations

from corecurve.bench.report import Report
from corecurve.reports.explain.interval import Interval
from corecurve.reports.explain.laws import LawFit, NoFit, fit_law
from corecurve.reports.explain.scaling_curve import ScalingCurve, scaling_curves
from corecurve.reports.explain.serial_fraction import SerialFraction, gustafson, is_overhead, karp_flatt
from corecurve.reports.quantities import write_number


def law_sentences(curve: ScalingCurve, usable_cores: float | None = None) -> list[str]:
    """What the laws say of one curve, a sentence each. Raises NoFit where there is too little to fit."""
    if curve.is_weak:
        return [_gustafson_sentence(gustafson(curve))]
    fit = fit_law(curve)
    sentences = [*_law(fit), *_superlinear(fit.superlinear), _karp_flatt(karp_flatt(curve))]
    if usable_cores is not None and max(curve.workers) > usable_cores:
        sentences.append(
            f"Counts above the {usable_cores:g} usable cores are in the fit: it describes this machine too."
        )
    return sentences


def laws_of_report(report: Report) -> list[tuple[ScalingCurve, LawFit]]:
    """The strong-scaling curves of a report to which a law can be fitted, with their fits."""
    found = []
    for curve in scaling_curves(report):
        try:
            if not curve.is_weak:
                found.append((curve, fit_law(curve)))
        except NoFit:
            continue
    return found


def _law(fit: LawFit) -> list[str]:
    if not fit.fits:
        miss = f"misses {fit.misfit:.0%} at {fit.misfit_workers} workers"
        return [f"No law describes it: the nearest ({_NAMES[fit.law]}) {miss}."]
    if fit.alpha.value > 1:
        return ["No serial share describes it: it only gets slower with more workers."]
    if fit.law == "USL":
        sentence = (
            f"The universal scalability law: serial share α {_percent(fit.alpha)}, coherence β {_percent(fit.beta)}."
        )
    elif fit.law == "Amdahl" and fit.alpha.low > 0:
        sentence = f"Amdahl's law is enough: serial share α {_percent(fit.alpha)}; {_at_most('coherence β', fit.beta)}."
    elif fit.law == "Amdahl":
        bounds = f"{_at_most('α', fit.alpha)}, {_at_most('β', fit.beta)}"
        sentence = f"It scales less than linearly, but a serial share α and coherence β cannot be told apart: {bounds}."
    else:
        bounds = f"{_at_most('serial share α', fit.alpha)}, {_at_most('coherence β', fit.beta)}"
        sentence = f"It scales linearly, as far as these rounds can tell: {bounds}."
    return [sentence, _outlook(fit)]


def _at_most(name: str, share: Interval) -> str:
    return f"{name} is at most {share.high * 100:.1f}%" if share.high <= 1 else f"{name} may be anything"


def _outlook(fit: LawFit) -> str:
    if fit.peak is not None:
        low, high = fit.peak.low, fit.peak.high
        return f"It is fastest at {_short(fit.peak.value)} workers ({_short(low)}–{_short(high)})."
    if fit.law == "Amdahl" and fit.alpha.low > 0:
        low, high = max(1.0, 1 / fit.alpha.high), max(1.0, 1 / fit.alpha.low)
        return f"No peak identified; whatever the workers, at most {_short(low)}–{_short(high)}× (1/α)."
    return "No peak identified."


def _superlinear(workers: list[int]) -> list[str]:
    if not workers:
        return []
    named = ", ".join(str(count) for count in workers)
    return [f"Faster than linear at {named} workers (often caches): no law here can follow that."]


def _karp_flatt(fractions: list[SerialFraction]) -> str:
    shown = ", ".join(f"{_fraction(one.fraction)} at {one.workers}" for one in fractions)
    meaning = "it grows: overhead, not a fixed serial part" if is_overhead(fractions) else "no clear growth"
    return f"Karp–Flatt serial fraction: {shown}; {meaning}."


def _fraction(fraction: Interval) -> str:
    return _percent(fraction) if fraction.value <= 1 else "over 100% (slower than 1 worker)"


def _gustafson_sentence(share: Interval) -> str:
    return (
        f"Gustafson's law: {_percent(share)} of the parallel run is serial; n workers do n − s(n − 1) times the work."
    )


def _percent(share: Interval) -> str:
    """The share and its interval, in percent."""
    return f"{share.value * 100:.1f}% ({share.low * 100:.1f} to {share.high * 100:.1f})"


def _short(value: float) -> str:
    return write_number(value, 2)


_NAMES = {"linear": "linear scaling", "Amdahl": "Amdahl's law", "USL": "the universal scalability law"}
