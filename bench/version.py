"""The version of corecurve, in one place: pyproject.toml, reports and ``--version`` read it here."""

VERSION = "0.1.0"
