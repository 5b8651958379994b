"""What cases are called where their workload is known: the backend, and the settings in which they differ."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.bench.report import CaseResult


def label_cases(cases: Sequence[CaseResult]) -> list[str]:
    """For each case its backend, with those settings that its backend was run with more than one of.

    ``pool``; or ``pool spawn`` and ``pool fork``; or ``pool chunk 16``.
    """
    settings = [_settings(case) for case in cases]
    varied = {
        (case.backend, name)
        for case, own in zip(cases, settings, strict=True)
        for name in own
        if len({other[name] for peer, other in zip(cases, settings, strict=True) if peer.backend == case.backend}) > 1
    }
    return [
        " ".join([case.backend, *(text for name, text in own.items() if text and (case.backend, name) in varied)])
        for case, own in zip(cases, settings, strict=True)
    ]


def _settings(case: CaseResult) -> dict[str, str]:
    return {
        "start_method": case.start_method or "",
        "chunksize": f"chunk {case.chunksize}" if case.chunksize is not None else "",
        "scaling": "weak" if case.options.get("scaling") == "weak" else "",
    }
