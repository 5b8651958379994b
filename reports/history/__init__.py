"""A storage folder over time: each case's speedup per machine, and where it changed."""
