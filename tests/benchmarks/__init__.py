"""Benchmarks: measurements with pytest-benchmark, run by `make selfbench` and by no test run."""
