"""The example programs, by the name that the command line knows them by."""

EXAMPLES = {
    "process": "corecurve.core.examples.process",
    "pool": "corecurve.core.examples.pool",
    "four-processes": "corecurve.core.examples.four_processes",
}
