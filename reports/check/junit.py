"""A conclusion as JUnit XML: a test case for each case, so that any CI shows which one failed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from corecurve.bench.printable import printable
from corecurve.reports.check.text import NOTHING, figures_of
from corecurve.reports.check.verdicts import Conclusion, Verdict

_LONGEST = 2000


def render_junit(conclusion: Conclusion) -> str:
    """A regression is a failure, what could not be measured an error, what is inconclusive is skipped."""
    suite = ET.Element("testsuite", name="corecurve check")
    for one in conclusion.verdicts:
        suite.append(_case(one))
    for case_id, why in conclusion.left_out:
        case = ET.SubElement(suite, "testcase", classname=_workload(case_id), name=_clean(case_id))
        ET.SubElement(case, "skipped", message=_clean(why))
    if not conclusion.verdicts:
        case = ET.SubElement(suite, "testcase", classname="corecurve", name="check")
        ET.SubElement(case, "error", message=NOTHING)
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _case(one: Verdict) -> ET.Element:
    case = ET.Element("testcase", classname=_workload(one.case_id), name=_clean(one.case_id))
    message = _clean("; ".join(part for part in (figures_of(one), *one.reasons) if part))
    if one.word == "regression":
        ET.SubElement(case, "failure", message=message, type=one.mover or one.word)
    elif one.change.is_unmeasured:
        ET.SubElement(case, "error", message=message, type="not measured")
    elif one.word == "inconclusive":
        ET.SubElement(case, "skipped", message=message)
    else:
        ET.SubElement(case, "system-out").text = f"{one.word}: {message}"
    return case


def _workload(case_id: str) -> str:
    return _clean(case_id.rpartition("[")[0] or case_id)


def _clean(text: str) -> str:
    """XML 1.0 has no control characters; :func:`printable` writes them out."""
    return printable(text, _LONGEST)
