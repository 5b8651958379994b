"""The built-in workloads, by name: where each one lives. Nothing is imported until it is asked for."""

_FOLDER = "corecurve.core.workloads"

BUILT_IN: dict[str, str] = {
    "process-as-written": f"{_FOLDER}.process_example:as_written",
    "process-cpu": f"{_FOLDER}.process_example:cpu_bound",
    "pool-as-written": f"{_FOLDER}.pool_example:as_written",
    "pool-cpu": f"{_FOLDER}.pool_example:cpu_bound",
    "four-processes-as-written": f"{_FOLDER}.four_processes_example:as_written",
    "four-processes-cpu": f"{_FOLDER}.four_processes_example:cpu_bound",
    "primes": f"{_FOLDER}.primes:primes",
    "monte-carlo": f"{_FOLDER}.monte_carlo:monte_carlo",
    "waiting": f"{_FOLDER}.waiting:waiting",
    "imbalanced": f"{_FOLDER}.imbalanced:imbalanced",
    "serial-part": f"{_FOLDER}.serial_part:serial_part",
    "transfer": f"{_FOLDER}.transfer:transfer",
    "memory": f"{_FOLDER}.memory:memory",
}

DEFAULT_SUITE: tuple[str, ...] = (
    "process-as-written",
    "process-cpu",
    "pool-as-written",
    "pool-cpu",
    "four-processes-as-written",
    "four-processes-cpu",
    "primes",
    "waiting",
)
